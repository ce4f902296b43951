"""The samples of an epoch, as the function `samples` of a program.

What the engine draws from the seed, the program draws in the same way; what it has from a
data file is part of the program.
"""

from collections.abc import Iterator, Mapping

from engine.drawing import Uniform
from engine.network import Network
from engine.values import Shape, Value


def samples_code(network: Network, opening: str = "", closing: str = "") -> str:
    """A function without arguments that gives the list of samples, values by name.

    opening, closing: what encloses a value, such as `np.array(` and `)`.
    """
    count = len(network.samples)
    given = _given(network)
    lines = ['    """The samples of an epoch, in their order."""']
    parts = ["**INPUTS"]
    if given:
        lines += ["    given = [", *_rows(network, given, opening, closing), "    ]"]
        parts.append("**row")
    for number, (name, distribution) in enumerate(network.drawn.items(), start=1):
        draw = f"draw_{number}"
        lines.append(f'    {draw} = random.Random("{network.seed}:data:{name}").random')
        code = _drawn(network.graph.shape(name), draw, distribution)
        parts.append(f'"{name}": {opening}{code}{closing}')
    if not given and not network.drawn:
        lines.append("    return [INPUTS]")
    else:
        loop = "for row in given" if given else f"for _ in range({count})"
        body = [f"            {part}," for part in parts]
        lines += ["    return [", "        {", *body, "        }", f"        {loop}", "    ]"]
    return "\n".join(["def samples():", *lines, ""])


def _given(network: Network) -> list[str]:
    """The inputs that are not drawn and differ between samples."""
    return [
        name
        for name, value in network.inputs.items()
        if name not in network.drawn and any(row[name] != value for row in network.samples)
    ]


def _rows(network: Network, names: list[str], opening: str, closing: str) -> Iterator[str]:
    for sample in network.samples:
        yield f"        {_one_line({name: sample[name] for name in names}, opening, closing)},"


def _one_line(values: Mapping[str, Value], opening: str, closing: str) -> str:
    parts = (f'"{name}": {opening}{_code(value)}{closing}' for name, value in values.items())
    return f"{{{', '.join(parts)}}}"


def _code(value: Value) -> str:
    return f"[{', '.join(map(_code, value))}]" if isinstance(value, tuple) else repr(value)


def _drawn(shape: Shape, draw: str, distribution: Uniform) -> str:
    width = distribution.high - distribution.low
    code = f"{distribution.low!r} + {width!r} * {draw}()"
    for size in reversed(shape):
        code = f"[{code} for _ in range({size})]"
    return code
