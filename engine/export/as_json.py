"""A network as JSON, at full precision; `--weights` reads its parameters again."""

from engine.network import Network
from engine.run_file.layout import laid_out
from engine.settings import Settings


def json_document(network: Network, settings: Settings, epochs: int) -> str:
    """The document as text."""
    tree = {
        "title": network.title,
        "equations": [equation.text for equation in network.graph.equations],
        "sizes": dict(network.sizes),
        "inputs": dict(network.inputs),
        "parameters": dict(network.parameters),
        "settings": {
            "learning_rate": settings.learning_rate,
            "schedule": settings.schedule.value,
            "batch_size": settings.samples_per_update(len(network.samples)),
            "epochs": epochs,
            "samples": len(network.samples),
            "seed": network.seed,
        },
    }
    return laid_out(tree) + "\n"
