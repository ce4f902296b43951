"""The programs in plain Python and in NumPy: the same parts around two ways to compute."""

import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from types import FunctionType

from engine import floats
from engine.errors import printable
from engine.export.arrays import Arrays
from engine.export.data import samples_code
from engine.export.dialects import called
from engine.export.layout import commented, dictionary
from engine.export.lists import Lists
from engine.export.passes import MakeWriter, passes
from engine.network import Network
from engine.settings import Schedule, Settings


@dataclass(frozen=True)
class Form:
    """What differs between the two.

    about: what the program is written with, as lines of its head.
    imports: of which a program has those that it needs.
    writer: what writes the passes.
    helpers: functions by name, of which a program gets those that it calls.
    training: the functions that a program trains with, besides the passes.
    opening, closing: what encloses a value that is a list in plain Python.
    set_up: what its main function begins with.
    """

    about: tuple[str, ...]
    imports: tuple[str, ...]
    writer: MakeWriter
    helpers: dict[str, str]
    training: str
    opening: str = ""
    closing: str = ""
    set_up: str = ""


def program(network: Network, settings: Settings, epochs: int, form: Form) -> str:
    """The program as text."""
    code = passes(network.graph, form.writer)
    helpers = [text for name, text in form.helpers.items() if name in called(code)]
    parts = [
        settings_code(network, settings, epochs)
        + f"INPUTS = {dictionary(network.inputs, form.opening, form.closing)}\n"
        + f"PARAMETERS = {dictionary(network.parameters, form.opening, form.closing)}\n",
        samples_code(network, form.opening, form.closing),
        *helpers,
        code,
        form.training.replace("LOSS", network.graph.loss),
        _MAIN.replace("LOSS", network.graph.loss).replace("    SET_UP\n", form.set_up),
        'if __name__ == "__main__":\n    main()\n',
    ]
    body = "\n\n".join(parts)
    head = commented([*heading(network), "", *form.about])
    imports = "".join(f"import {each}\n" for each in form.imports if f"{each.split()[-1]}." in body)
    return f"{head}\n{imports}\n{body}"


def heading(network: Network) -> Iterable[str]:
    """What a program computes, in lines."""
    yield printable(network.title)
    yield ""
    for equation in network.graph.equations:
        yield f"    {printable(equation.text)}"


def settings_code(network: Network, settings: Settings, epochs: int) -> str:
    """The settings of training as constants."""
    per_update = settings.samples_per_update(len(network.samples))
    names = {
        Schedule.PER_SAMPLE: "after every sample",
        Schedule.MINI_BATCH: "after a mini-batch of samples",
        Schedule.BATCH: "once an epoch",
    }
    return (
        f"LEARNING_RATE = {settings.learning_rate!r}\n"
        f"EPOCHS = {epochs}\n"
        f"BATCH_SIZE = {per_update}  # weights change {names[settings.schedule]}\n"
    )


_TRAIN = '''\
def train(parameters, data, epochs=EPOCHS):
    """Train, and give the parameters after it and the mean training loss of every epoch.

    After BATCH_SIZE samples, and after the last, the weights move by -η/N times the sum of
    the gradients since they last did, where N is the number of samples.
    """
    step = LEARNING_RATE / len(data)
    losses = []
    for _ in range(epochs):
        loss = 0.0
        sums = None
        for number, sample in enumerate(data, start=1):
            values = forward(sample, parameters)
            gradients = backward(values)
            loss += values["LOSS"]
            if sums is None:
                sums = {name: gradients[name] for name in parameters}
            else:
                sums = {name: ADDED for name in parameters}
            if number % BATCH_SIZE == 0 or number == len(data):
                parameters = {
                    name: MOVED for name, value in parameters.items()
                }
                sums = None
        losses.append(loss / len(data))
    return parameters, losses


def mean_loss(parameters, data):
    """The evaluation loss: the mean loss of all samples at these weights."""
    total = 0.0
    for sample in data:
        total += forward(sample, parameters)["LOSS"]
    return total / len(data)
'''

_MAIN = '''\
def main():
    """Print both passes of the network's own sample, then train."""
    SET_UP
    values = forward(INPUTS, PARAMETERS)
    print(f"LOSS = {values['LOSS']}")
    for name, gradient in backward(values).items():
        print(f"dLOSS/d{name} = {gradient}")
    data = samples()
    print(f"before training: evaluation loss {mean_loss(PARAMETERS, data)}")
    parameters, losses = train(PARAMETERS, data)
    for epoch, loss in enumerate(losses, start=1):
        print(f"epoch {epoch}: mean training loss {loss}")
    print(f"after training: evaluation loss {mean_loss(parameters, data)}")
    for name, value in parameters.items():
        print(f"{name} = {value}")
'''

_CELL_BY_CELL = '''\
def added(a, b):
    """a + b, cell by cell."""
    if isinstance(a, list):
        return [added(p, q) for p, q in zip(a, b)]
    return a + b


def moved(w, g, step):
    """w - step * g, cell by cell."""
    if isinstance(w, list):
        return [moved(p, q, step) for p, q in zip(w, g)]
    return w - step * g


'''

PYTHON = Form(
    about=(
        "Forward and backward pass by hand, with math and random only. Vectors are rows; a",
        "matrix is a list of rows; d_A is the gradient of the loss with respect to A. Sums add",
        "from left to right and start from -0.0, which changes no number that is added to it.",
    ),
    imports=("math", "random"),
    writer=Lists,
    helpers={
        name: inspect.getsource(function)
        for name, function in floats.FUNCTIONS.items()
        if isinstance(function, FunctionType)
    },
    training=_CELL_BY_CELL
    + _TRAIN.replace("ADDED", "added(sums[name], gradients[name])").replace(
        "MOVED", "moved(value, sums[name], step)"
    ),
)

NUMPY = Form(
    about=(
        "Forward and backward pass by hand with NumPy, all cells of a sample at once. Vectors",
        "are rows; d_A is the gradient of the loss with respect to A.",
    ),
    imports=("random", "numpy as np"),
    writer=Arrays,
    helpers={
        "sigmoid": '''\
def sigmoid(x):
    """1 / (1 + e^-x), in the form that cannot overflow on its side of 0."""
    growth = np.exp(-np.abs(x))
    return np.where(x >= 0.0, 1.0, growth) / (1.0 + growth)
'''
    },
    training=_TRAIN.replace("ADDED", "sums[name] + gradients[name]").replace(
        "MOVED", "value - step * sums[name]"
    ),
    opening="np.array(",
    closing=")",
    set_up='    np.seterr(all="ignore")  # infinities and NaN are results too\n'
    "    np.set_printoptions(precision=17)\n",
)
