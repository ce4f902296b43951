"""What a run found, as Rich tables."""

import math
from collections.abc import Iterable, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.measuring import Measurement, Plan
from benchmarks.ours import EVALUATIONS, GENERATED, OURS
from benchmarks.peers import Peer
from benchmarks.targets import Results, Target
from engine import Schedule

_WIDEST = 1000
_CELL = "{time:>8} {spread:>5} {ratio:>7}"


def report(
    console: Console, plan: Plan, found: Sequence[Measurement], met: Sequence[Target]
) -> None:
    """Print a table for every schedule and one of the targets."""
    for schedule in plan.schedules:
        _print_times(console, plan, schedule, Results(found))
    _print_legend(console, plan, found)
    _print_targets(console, plan.samples, met)


def report_machine(console: Console, machine: Mapping[str, str | int], *lines: str) -> None:
    """Print where and when this was."""
    console.print(
        f"{machine['cpu']}, {machine['cores']} cores, {machine['system']}\n"
        f"{machine['implementation']} {machine['python']}"
    )
    for line in lines:
        console.print(line)


def report_disagreements(console: Console, found: Sequence[Measurement]) -> bool:
    """Print who computed other numbers than the plain engine; whether there is any."""
    wrong = [each for each in found if not each.agreed]
    for each in wrong:
        place = f"{each.peer.title} at K = {each.size}, {each.schedule.value}"
        if not each.check.agreed:
            console.print(
                f"WRONG NUMBERS: {place}: after {each.check.samples} samples they are "
                f"{each.check.difference:.2g} from the plain engine's, relatively; "
                f"{each.check.allowed:g} is allowed."
            )
        if not each.stable:
            console.print(f"WRONG NUMBERS: {place}: the last epoch differs from the first.")
    return bool(wrong)


def _print_times(console: Console, plan: Plan, schedule: Schedule, results: Results) -> None:
    title = f"Training, {schedule.value} schedule, N = {plan.samples:,}"
    table = _table(["", *(f"K = {size}" for size in plan.sizes)])
    table.columns[0].justify = "left"
    peers: list[Peer] = [*plan.peers, *OURS]
    if schedule is Schedule.PER_SAMPLE:
        peers += EVALUATIONS
    for peer in peers:
        if peer.available() is None:
            if peer not in EVALUATIONS:
                table.add_row(peer.title, *["not installed" for _ in plan.sizes])
            continue
        row = [results.get(peer.name, schedule, size) for size in plan.sizes]
        table.add_row(peer.title, *(_cell(each, results) for each in row))
    console.print(Text(title, "bold"))
    _print_wide(console, table)


def _cell(measured: Measurement | None, results: Results) -> str:
    if measured is None:
        return "–"
    ours = results.ratio(measured.peer.name, GENERATED.name, measured.schedule, measured.size)
    fewer = "*" if measured.samples < measured.wanted else " "
    wrong = "" if measured.agreed else " WRONG"
    low, high = measured.quartiles
    spread = f"±{(high - low) / 2 / measured.median:.0%}"
    evaluates = measured.peer in EVALUATIONS
    return (
        _CELL.format(
            time=figure(measured.median) + fewer,
            spread=spread,
            ratio="" if ours is None or evaluates else f"{figure(ours, 2)}×",
        )
        + wrong
    )


def _print_legend(console: Console, plan: Plan, found: Sequence[Measurement]) -> None:
    console.print(
        f"µs a sample: forward, backward and update, median of {plan.repeats} rounds; ± half the "
        f"distance of the quartiles; × the time of “{GENERATED.title}”, median over the rounds."
    )
    fewer = _grouped(
        (_who(each), f"{each.samples} at K = {each.size}")
        for each in found
        if each.samples < each.wanted
    )
    if fewer:
        console.print(
            f"* trained on as many samples as fit into {plan.seconds:g} s, and one of these "
            f"stands for each of all: {fewer}."
        )
    for note in dict.fromkeys(f"{each.peer.title}: {each.note}." for each in found if each.note):
        console.print(note)
    console.print()


def _who(measured: Measurement) -> str:
    return f"{measured.peer.title} ({measured.schedule.value})"


def _grouped(pairs: Iterable[tuple[str, str]]) -> str:
    """What is said of the same one, together."""
    groups: dict[str, list[str]] = {}
    for who, what in pairs:
        groups.setdefault(who, []).append(what)
    return "; ".join(f"{who} {', '.join(said)}" for who, said in groups.items())


def _print_targets(console: Console, samples: int, met: Sequence[Target]) -> None:
    title = f"Targets for N = 1000, measured with N = {samples:,} and “{GENERATED.title}”"
    console.print(Text(title, "bold"))
    table = _table(["", "wanted", "measured", ""])
    table.columns[0].justify = "left"
    for each in met:
        measured = "–" if each.measured is None else figure(each.measured)
        state = {True: "met", False: "MISSED", None: "not measured"}[each.met]
        table.add_row(each.text, each.wanted, measured, state)
    _print_wide(console, table)


def _table(headings: Sequence[str]) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _print_wide(console: Console, table: Table) -> None:
    """A table as wide as it needs: lines that the terminal wraps lose no number."""
    console.width, narrow = _WIDEST, console.width
    console.print(table)
    console.width = narrow
    console.print()


def figure(number: float, digits: int = 3) -> str:
    """A number with so many digits that count, and all before the point."""
    rounded = float(f"{number:.{digits}g}")
    if rounded >= 10.0 ** (digits - 1):
        return f"{rounded:,.0f}"
    places = digits - 1 - math.floor(math.log10(rounded)) if rounded > 0.0 else 0
    return f"{rounded:.{places}f}"
