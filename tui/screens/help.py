"""The help: every key, and every symbol on the main screen."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

_KEYS_OF_ALL_SCREENS = (
    ("ctrl+p", "Open the command palette: every command by name, and the themes"),
    ("tab", "Go from one button or field to the next; enter presses it"),
)

_WIDEST_KEYS = 20
"""Of more keys for one thing only the first and the last are named."""

SYMBOLS = (
    ("x  y  z …", "a name from the equations; ∂L/∂y is the gradient of the loss L for y"),
    ("value", "what the forward pass computed for the sample named above the table"),
    ("gradient", "how the loss changes per unit of each cell, from the backward pass"),
    ("+  -", "the sign of a number; zero has none"),
    ("colour", "blue is above zero, orange below; its depth is the size within the block"),
    ("1–3 of 12", "which columns are in view; left and right show the others"),
    ("1.2e-5", "1.2 · 10⁻⁵, where the block's decimals would show zero or not fit"),
    ("NaN  ∞", "not a number, infinite: the calculation has left the range of floats"),
    ("–", "not known yet"),
    ("·", "a number whose stage is still to come"),
    ("►", "the number that the stage has just made"),
    ("◂", "behind each number that the explained one is made of"),
    ("?", "a hidden number, which ; reveals; in practice the one that is asked for"),
    ("≠", "find the bug: behind a gradient that its differences disagree with"),
    ("→", "below a parameter at its update: its new value, and the step -η/N · Σ∂ to it"),
    ("@", "matrix product; vectors are rows: y = x @ A"),
    ("** 2", "to the power of 2, cell by cell, as are + - * /"),
    ("η", "learning rate; N: number of samples in an epoch"),
    ("epoch", "one pass over all samples; epoch 0 only evaluates the first weights"),
    ("stage", "one equation forward, one gradient backward, or the update"),
    ("12.5.3", "a position: epoch 12, sample 5, of which 3 stages are done"),
    ("branch", "what a run became after a change; j lists all of them"),
    ("per-sample", "after each sample, weights change by -η/N · gradient"),
    ("mini-batch", "after so many samples, by -η/N · the sum of their gradients"),
    ("batch", "once an epoch, by -η/N · the sum, that is η · the mean gradient"),
    ("by NumPy", "what computes, where that is not the code generated for the network"),
    ("own input", "the sample in the network file, not one of the training samples"),
    ("×", "in the chart: mean training loss, the losses met during the epoch"),
    ("⠤⠤", "in the chart: evaluation loss, of all samples after the epoch"),
    ("∘", "in the chart: the evaluation loss of the branch that this one left"),
    ("▲", "in the chart: the epoch where the tape is"),
    ("█░", "how many of the epochs asked for are done"),
    ("! …", "below the status: what keeps the network from learning; ! says all of it"),
    ("diverged", "a number left the range of floats; the last finite weights are kept"),
)


class HelpScreen(ModalScreen[None]):
    """A page to scroll; escape, q or ? leads back."""

    CSS_PATH = "help.tcss"

    BINDINGS = [
        Binding("escape,q,question_mark", "dismiss", "Back", id="help.back", tooltip="Back"),
    ]

    def __init__(self, bindings: Sequence[BindingType]) -> None:
        super().__init__()
        self._explained = [binding for binding in bindings if isinstance(binding, Binding)]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help") as page:
            page.border_title = "help"
            page.border_subtitle = "↑↓ scroll, escape back"
            yield Static(Text("Keys", style="bold"))
            keys = _keys(b for b in self._explained if not _presenters(b))
            yield Static(_table(chain(keys, _KEYS_OF_ALL_SCREENS)))
            yield Static(Text("\nFor presenters", style="bold"))
            yield Static(_table(_keys(filter(_presenters, self._explained))))
            yield Static(Text("\nWhat is on the screen", style="bold"))
            yield Static(_table(SYMBOLS))

    def on_mount(self) -> None:
        self.query_one("#help").focus()


def _presenters(binding: Binding) -> bool:
    return (binding.id or "").startswith("presenter.")


def _keys(bindings: Iterable[Binding]) -> Iterator[tuple[str, str]]:
    for tooltip, group in groupby(bindings, lambda binding: binding.tooltip):
        keys = [binding.key_display or binding.key for binding in group]
        in_full = " ".join(keys)
        short = len(keys) <= 4 and len(in_full) <= _WIDEST_KEYS
        yield in_full if short else f"{keys[0]}…{keys[-1]}", tooltip


def _table(rows: Iterable[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for left, right in rows:
        table.add_row(Text(left, style="bold"), Text(right))
    return table
