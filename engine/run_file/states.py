"""States of a run, with all their numbers."""

from types import MappingProxyType

from engine.divergence import Divergence
from engine.graph import Kind
from engine.network import Network, Parameters
from engine.position import Position
from engine.run_file.item import Item
from engine.run_file.layout import Tree
from engine.state import EpochLosses, State

MOST_EPOCHS = 999_999_999
"""How many epochs a position can count."""

DIVERGENCE_STAGES = ("forward", "backward", "update", "evaluation")


def state_tree(state: State) -> Tree:
    """All of a state; whether it is complete follows."""
    sums = state.gradient_sum
    return {
        "epoch": state.epoch,
        "trained": state.trained,
        "evaluated": state.evaluated,
        "training loss": state.training_loss,
        "evaluation loss": state.evaluation_loss,
        "last losses": None if state.losses is None else _losses_tree(state.losses),
        "divergence": None if state.divergence is None else _divergence_tree(state.divergence),
        "parameters": dict(state.parameters),
        "gradient sum": None if sums is None else dict(sums),
    }


def read_state(item: Item, network: Network) -> State:
    """A state that a run of the network can go on from."""
    part = item.table(
        "epoch",
        "trained",
        "evaluated",
        "training loss",
        "evaluation loss",
        "last losses",
        "divergence",
        "parameters",
        "gradient sum",
    )
    count = len(network.samples)
    epoch = part["epoch"].whole(0, MOST_EPOCHS)
    trained = part["trained"].whole(0, count if epoch else 0)
    at_end = epoch == 0 or trained == count
    evaluated = part["evaluated"].whole(0, count if at_end else 0)
    sums = part["gradient sum"]
    if at_end and not sums.is_null():
        raise sums.error("is not null, but the epoch is at its end")
    state = State(
        epoch=epoch,
        trained=trained,
        evaluated=evaluated,
        complete=evaluated == count,
        parameters=_read_parameters(part["parameters"], network),
        gradient_sum=None if sums.is_null() else _read_parameters(sums, network),
        training_loss=part["training loss"].number(),
        evaluation_loss=part["evaluation loss"].number(),
        losses=_read_losses(part["last losses"]),
        divergence=_read_divergence(part["divergence"], network),
    )
    if not _fits(state.losses, state, at_end):
        raise part["last losses"].error(f"is of another epoch than {epoch} or the one before")
    return state


def _read_parameters(item: Item, network: Network) -> Parameters:
    """A value for every parameter, in the network's order, in the shape that it has there."""
    names = list(network.graph.names(Kind.PARAMETER))
    part = item.table(*names)
    return MappingProxyType({name: part[name].filled(network.graph.shape(name)) for name in names})


def _losses_tree(losses: EpochLosses) -> Tree:
    return {
        "epoch": losses.epoch,
        "mean training": losses.mean_training_loss,
        "evaluation": losses.evaluation_loss,
    }


def _read_losses(item: Item) -> EpochLosses | None:
    if item.is_null():
        return None
    part = item.table("epoch", "mean training", "evaluation")
    epoch, training = part["epoch"].whole(least=0), part["mean training"]
    if epoch == 0 and not training.is_null():
        raise training.error("is not null, but in epoch 0 nothing is trained")
    return EpochLosses(epoch, training.number() if epoch else None, part["evaluation"].number())


def _fits(losses: EpochLosses | None, state: State, at_end: bool) -> bool:
    """Whether they are the last losses there; at its end an epoch may be evaluated once more."""
    last = state.epoch if state.complete else state.epoch - 1
    if losses is None:
        return last < 0
    return losses.epoch == last or (at_end and losses.epoch == state.epoch)


def _divergence_tree(divergence: Divergence) -> Tree:
    return {
        "node": divergence.node,
        "stage": divergence.stage,
        "epoch": divergence.position.epoch,
        "sample": divergence.position.sample,
    }


def _read_divergence(item: Item, network: Network) -> Divergence | None:
    if item.is_null():
        return None
    part = item.table("node", "stage", "epoch", "sample")
    node, stage = part["node"].string(), part["stage"].string()
    if node not in network.graph.places:
        raise part["node"].error("is the name of no node")
    if stage not in DIVERGENCE_STAGES:
        raise part["stage"].error(f"is none of {', '.join(DIVERGENCE_STAGES)}")
    sample = part["sample"].whole(1, len(network.samples))
    return Divergence(node, stage, Position(part["epoch"].whole(least=0), sample))
