"""The networks: every preset with its lesson, and a field for a file of one's own."""

from functools import cache

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Footer, Input, Label, OptionList
from textual.worker import get_current_worker

from engine import Network, NetworkError, find_network, load_network, preset_names, printable
from tui.opening import Opening, opening_of, typed_path
from tui.screens.confirm import ConfirmScreen
from tui.trainer import Trainer
from tui.widgets.lesson import Lesson

_HERE = "► "
"""Before the name of the preset that the cursor is on, which no colour alone should say."""


class PresetList(OptionList, inherit_bindings=False):
    """The names of the presets; pageup and pagedown are left to the lesson."""

    BINDINGS = [
        Binding("up", "cursor_up", id="presets.up", show=False, tooltip="The preset above"),
        Binding("down", "cursor_down", id="presets.down", show=False, tooltip="The one below"),
        Binding("home", "first", id="presets.first", show=False, tooltip="The first preset"),
        Binding("end", "last", id="presets.last", show=False, tooltip="The last preset"),
        Binding("enter", "select", "Open", id="presets.open", tooltip="Open this preset"),
    ]


class NetworksScreen(Screen[Opening | None]):
    """Gives what is to be opened; escape or q, or m in the list, leads back.

    A file is loaded on a thread of its own. Where that fails, all stays as it is.

    files: whether there is a field for a path.
    """

    CSS_PATH = "networks.tcss"

    BINDINGS = [
        Binding(
            "pageup", "scroll(-1)", id="networks.page_up", show=False, tooltip="Scroll the lesson"
        ),
        Binding(
            "pagedown", "scroll(1)", "Lesson", id="networks.page_down", tooltip="Scroll the lesson"
        ),
        Binding(
            "f", "file", "File", id="networks.file", tooltip="Name a file: a network or a saved run"
        ),
        Binding("escape,q,m", "back", "Back", id="networks.back", tooltip="Back to the numbers"),
    ]

    class Loaded(Message):
        """A network is ready to be opened."""

        def __init__(self, opening: Opening) -> None:
            super().__init__()
            self.opening = opening

    class NotLoaded(Message):
        """What is wrong with a file."""

        def __init__(self, error: NetworkError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, trainer: Trainer, *, files: bool = True) -> None:
        super().__init__()
        self._trainer = trainer
        self._files = files

    def compose(self) -> ComposeResult:
        yield Label("Networks", id="networks-title")
        with Horizontal(id="networks"):
            yield PresetList(*map(_unmarked, preset_names()), id="presets", compact=True)
            with VerticalScroll(id="preset", can_focus=False):
                yield Label(id="preset-title", markup=False)
                yield Lesson()
        if self._files:
            with Horizontal(id="file"):
                yield Label("file ")
                yield Input(
                    placeholder="path of a network file or a saved run",
                    compact=True,
                    id="network-path",
                    tooltip="A network file or a saved run to open (f)",
                )
        yield Label(id="networks-answer", markup=False)
        yield Footer(compact=True)

    def on_mount(self) -> None:
        source = self._trainer.snapshot.network.source
        names = [f"{name}.toml" for name in preset_names()]
        presets = self.query_one(PresetList)
        presets.highlighted = names.index(source.name) if source and source.name in names else 0
        presets.focus()

    @on(OptionList.OptionHighlighted)
    def _show_preset(self, event: OptionList.OptionHighlighted) -> None:
        names = preset_names()
        for place, name in enumerate(names):
            here = place == event.option_index
            prompt = f"{_HERE}{name}" if here else _unmarked(name)
            event.option_list.replace_option_prompt_at_index(place, prompt)
        network = _preset(names[event.option_index])
        self.query_one("#preset-title", Label).update(network.title)
        self.query_one(Lesson).lesson = network.lesson
        self.query_one("#preset").scroll_home(animate=False)

    # Opening

    @on(OptionList.OptionSelected)
    def _open_preset(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._open(preset_names()[event.option_index])

    @on(Input.Submitted)
    def _open_file(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            self._open(str(typed_path(event.value)))
        except NetworkError as error:
            self._say(str(error))

    def _open(self, name: str) -> None:
        """Load it, which may take a while, and say so meanwhile."""
        self._say(printable(f"loading {name} …"))
        self._load(name)

    @work(thread=True, exclusive=True)
    def _load(self, name: str) -> None:
        """On a thread of its own, which touches no widget."""
        answer: Message
        try:
            answer = self.Loaded(opening_of(name))
        except NetworkError as error:
            answer = self.NotLoaded(error)
        if not get_current_worker().is_cancelled:
            self.post_message(answer)

    @on(NotLoaded)
    def _tell_what_is_wrong(self, event: NotLoaded) -> None:
        self._say(str(event.error))

    @on(Loaded)
    def _open_or_ask(self, event: Loaded) -> None:
        if not self.is_active:
            return  # it has been left meanwhile
        self._say("")
        if not self._trainer.snapshot.unsaved:
            self.dismiss(event.opening)
            return
        question = ConfirmScreen(
            "The run that is open has not been saved. Leave it all the same?", "Leave", "Stay"
        )

        def leave(yes: bool | None) -> None:
            if yes:
                self.dismiss(event.opening)

        self.app.push_screen(question, leave)

    def _say(self, sentence: str) -> None:
        """Say something below the field; nothing takes back what was said."""
        self.query_one("#networks-answer", Label).update(sentence)
        self.set_class(bool(sentence), "-saying")

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return (self._files or action != "file") and super().check_action(action, parameters)

    def action_scroll(self, pages: int) -> None:
        """Scroll the lesson by what is in view."""
        page = self.query_one("#preset")
        page.scroll_relative(y=pages * max(1, page.size.height - 1), animate=False)

    def action_file(self) -> None:
        """Put the cursor into the field for a path."""
        self.set_focus(self.query_one(Input))  # at once: what is typed next belongs there

    def action_back(self) -> None:
        """Open nothing."""
        self.dismiss(None)


def _unmarked(name: str) -> str:
    """A name in the list where the cursor is not."""
    return f"{' ' * len(_HERE)}{name}"


@cache
def _preset(name: str) -> Network:
    """A preset with one sample, for its title and lesson."""
    return load_network(find_network(name), samples=1)
