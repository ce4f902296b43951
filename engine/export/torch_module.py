"""The program in PyTorch: a module whose forward pass is the equations, and a training loop."""

from engine.errors import printable
from engine.export.data import samples_code
from engine.export.dialects import substituted
from engine.export.layout import commented, dictionary
from engine.export.names import RESERVED, Names
from engine.export.program import heading, settings_code
from engine.graph import Graph, Kind
from engine.kernels.page import Page
from engine.network import Network
from engine.settings import Settings
from engine.tuples import TUPLES
from engine.values import Value

_ATTRIBUTES = """
    T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda
    double dump_patches eval extra_repr float forward get_buffer get_extra_state get_parameter
    get_submodule half ipu load_state_dict modules mtia named_buffers named_children
    named_modules named_parameters nodes parameters register_backward_hook register_buffer
    register_forward_hook register_forward_pre_hook register_full_backward_hook
    register_full_backward_pre_hook register_load_state_dict_post_hook
    register_load_state_dict_pre_hook register_module register_parameter
    register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state
    set_submodule share_memory state_dict to to_empty train training type xpu zero_grad
"""
"""What a module has already, and a parameter cannot be called."""


def torch_program(network: Network, settings: Settings, epochs: int) -> str:
    """The program as text."""
    graph = network.graph
    code = _Module(graph)
    loss = graph.loss
    head = commented([*heading(network), "", *_ABOUT])
    training = _STEP if graph.places[loss] in graph.trained else _NO_STEP
    parts = [
        settings_code(network, settings, epochs)
        + f"INPUTS = {dictionary(network.inputs)}\n"
        + f"PARAMETERS = {dictionary(network.parameters)}\n",
        samples_code(network),
        code.text(),
        _TRAINING.replace("    STEP\n", training).replace("LOSS", loss),
        _MAIN.replace("LOSS", loss),
        'if __name__ == "__main__":\n    main()\n',
    ]
    body = "\n\n".join(parts)
    draws = "import random\n" if "random.Random" in body else ""
    return f"{head}\nimport argparse\n{draws}\nimport torch\n\n{body}"


class _Module:
    """The class `Network`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._names = Names(graph, RESERVED | set(_ATTRIBUTES.split()))
        self._constants = _constants(graph)
        named = {graph.places[name] for name in graph.names(Kind.INTERMEDIATE)}
        self._buffers = {p: number for p, number in self._constants.items() if p in named}

    def text(self) -> str:
        page = Page()
        with page.block("class Network(torch.nn.Module):"):
            page.write('"""The network; its state has the names of the parameters."""', "")
            self._write_start(page)
            page.write("")
            self._write_nodes(page)
            page.write("")
            self._write_forward(page)
        return "\n".join(line.rstrip() for line in page.text.split("\n"))

    def _write_start(self, page: Page) -> None:
        with page.block("def __init__(self):"):
            page.write("super().__init__()")
            for name in self._graph.names(Kind.PARAMETER):
                attribute = self._names.values[self._graph.places[name]]
                tensor = f'torch.tensor(PARAMETERS["{name}"], dtype=torch.float64)'
                page.write(f"self.{attribute} = torch.nn.Parameter({tensor})")
            for place, number in self._buffers.items():
                tensor = f"torch.tensor({_code(number)}, dtype=torch.float64)"
                name = self._names.values[place]
                page.write(f'self.register_buffer("{name}", {tensor}, persistent=False)')

    def _write_nodes(self, page: Page) -> None:
        graph = self._graph
        with page.block("def nodes(self, sample):"):
            page.write('"""The result of every equation for one sample, by name."""')
            for name in graph.names(Kind.INPUT):
                page.write(f'{self._names.values[graph.places[name]]} = sample["{name}"]')
            for equation in graph.equations:
                place = graph.places[equation.name]
                page.write(f"# {printable(equation.text)}")
                page.write(f"{self._names.values[place]} = {self._expression(place, whole=True)}")
            with page.block("return {"):
                for equation in graph.equations:
                    name = self._names.values[graph.places[equation.name]]
                    page.write(f'"{equation.name}": {name},')
            page.write("}")

    def _write_forward(self, page: Page) -> None:
        loss = self._graph.loss
        with page.block("def forward(self, batch):"):
            page.write('"""The loss of every sample: inputs have an axis for samples first."""')
            if any(self._graph.names(Kind.INPUT)):
                one = f'lambda sample: self.nodes(sample)["{loss}"]'
                page.write(f"return torch.vmap({one})(batch)")
            else:
                page.write(f'return self.nodes(batch)["{loss}"][None]')

    def _expression(self, place: int, *, whole: bool = False) -> str:
        """The code of a node; of a named one its name, unless it is asked for as a whole."""
        node = self._graph.nodes[place]
        if place in self._buffers and whole:
            return f"self.{self._names.values[place]}"
        if place in self._constants and place not in self._buffers:
            return _code(self._constants[place])
        if node.named and not whole:
            name = self._names.values[place]
            return f"self.{name}" if node.kind is Kind.PARAMETER else name
        assert node.operation is not None
        codes = [self._expression(operand) for operand in node.operands]
        return substituted(node.operation.torch, dict(zip("ab", codes, strict=False)))


def _constants(graph: Graph) -> dict[int, float]:
    """The numbers of the nodes that are computed from constants and no named node, by place."""
    numbers: dict[int, Value] = {}
    for place, node in enumerate(graph.nodes):
        if node.kind is Kind.CONSTANT:
            numbers[place] = node.constant
        elif node.operation is not None and all(
            each in numbers and not graph.nodes[each].named for each in node.operands
        ):
            operands = [numbers[each] for each in node.operands]
            numbers[place] = node.operation.forward(TUPLES, *operands)
    return {place: number for place, number in numbers.items() if isinstance(number, float)}


def _code(number: float) -> str:
    text = repr(number)
    return text if text.lstrip("-")[0].isdigit() else f'float("{text}")'


_ABOUT = (
    "A module whose forward pass takes batches, and a training loop. In double precision, the",
    "default, it has the numbers of backprop-tui. Vectors are rows.",
)

_TRAINING = '''\
def tensors(rows, dtype=torch.float64, device="cpu"):
    """Samples as a batch: for every input one tensor, whose first axis is that of samples."""
    return {
        name: torch.tensor([row[name] for row in rows], dtype=dtype, device=device)
        for name in rows[0]
    }


def gradients(model, sample):
    """The gradient of the loss with respect to every node, by name, for one sample."""
    inputs = {name: value.clone().requires_grad_() for name, value in sample.items()}
    for constant in model.buffers():
        constant.requires_grad_()
    nodes = model.nodes(inputs)
    parameters = dict(zip(PARAMETERS, model.parameters()))
    everything = {**inputs, **parameters, **nodes}
    found = torch.autograd.grad(
        nodes["LOSS"], list(everything.values()), allow_unused=True, materialize_grads=True
    )
    return dict(zip(everything, found))


def train(model, data, epochs=EPOCHS, batch_size=BATCH_SIZE, learning_rate=LEARNING_RATE):
    """Train, and give the mean training loss of every epoch; data is a batch of all samples.

    A batch moves the weights by -η/N times the sum of its gradients, where N is the number of
    all samples.
    """
    STEP
    return losses


def mean_loss(model, data):
    """The evaluation loss: the mean loss of all samples at these weights."""
    with torch.no_grad():
        return model(data).mean().item()
'''

_STEP = """\
    count = max(map(len, data.values()), default=1)
    optimiser = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, count, batch_size):
            batch = {name: values[start : start + batch_size] for name, values in data.items()}
            loss = model(batch).sum()
            optimiser.zero_grad()
            (loss / count).backward()
            optimiser.step()
            total += loss.item()
        losses.append(total / count)
"""

_NO_STEP = """\
    losses = [mean_loss(model, data)] * epochs  # it depends on no parameter
"""

_MAIN = '''\
def main():
    """Print the gradients of the network's own sample, then train."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cpu", help="cpu, cuda, cuda:1, mps, …")
    parser.add_argument("--dtype", choices=["float64", "float32"], default="float64")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--batch-size", type=int, default=BATCH_SIZE)
    parser.add_argument("--save", metavar="FILE", help="save the weights after training")
    options = parser.parse_args()
    dtype = getattr(torch, options.dtype)
    model = Network().to(options.device, dtype)
    sample = {
        name: values[0] for name, values in tensors([INPUTS], dtype, options.device).items()
    }
    print(f"LOSS = {model.nodes(sample)['LOSS'].item()}")
    for name, gradient in gradients(model, sample).items():
        print(f"dLOSS/d{name} = {gradient.tolist()}")
    data = tensors(samples(), dtype, options.device)
    print(f"before training: evaluation loss {mean_loss(model, data)}")
    losses = train(model, data, options.epochs, options.batch_size)
    for epoch, loss in enumerate(losses, start=1):
        print(f"epoch {epoch}: mean training loss {loss}")
    print(f"after training: evaluation loss {mean_loss(model, data)}")
    for name, value in zip(PARAMETERS, model.parameters()):
        print(f"{name} = {value.tolist()}")
    if options.save:
        torch.save(dict(zip(PARAMETERS, model.state_dict().values())), options.save)
'''
