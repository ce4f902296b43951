"""Make the pictures of this folder from the real app: python screenshots/make.py.

Each picture is one of the default network: how it is reached is written below, in keys. The
versions that drew them are noted beside them, because another Textual may draw the same
screen with other SVG.
"""

import asyncio
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from textual.pilot import Pilot

from engine import Tape, find_network, load_network
from tui.app import BackpropApp
from tui.conditions import Conditions
from tui.opening import Opening

FOLDER = Path(__file__).parent
VERSIONS = FOLDER / "made-with.txt"
EPOCHS = 20
SMALL, LARGE = (80, 24), (140, 45)


@dataclass(frozen=True)
class Picture:
    """A screen, reached by keys; `train` runs the epochs first."""

    keys: tuple[str, ...] = ()
    size: tuple[int, int] = SMALL
    theme: str = "textual-dark"
    train: bool = False


PICTURES = {
    "dark-80x24": Picture(train=True),
    "dark-140x45": Picture(size=LARGE, train=True),
    "light-80x24": Picture(theme="textual-light", train=True),
    "light-140x45": Picture(size=LARGE, theme="textual-light", train=True),
    "stage": Picture(("full_stop",) * 13),
    "update": Picture(("full_stop",) * 17, size=(100, 30)),
    "why": Picture((*["right"] * 5, "w")),
    "whole-path": Picture((*["right"] * 5, "z"), size=(100, 30)),
    "large-numbers": Picture((*["full_stop"] * 13, "asterisk")),
    "graph": Picture(("g", *["full_stop"] * 13)),
    "networks": Picture(("m", "down", "down")),
    "branches": Picture((*"aaaaaaaaaa", "c", *"ssssssss", "j"), size=(100, 30), train=True),
    "practice": Picture((*"x1n1n1nw", "left_square_bracket", "0", "right_square_bracket", "enter")),
    "bug-hunt": Picture(("h", "a", "down", "down")),
}


def versions() -> str:
    """The libraries that decide how a picture is drawn, one a line."""
    return "".join(f"{name} {version(name)}\n" for name in ("textual", "rich", "plotext"))


async def drawn(picture: Picture) -> str:
    """The SVG of a picture."""
    network = load_network(find_network("two-branch"))
    app = BackpropApp(Opening(Tape(network, network.settings), EPOCHS), Conditions())
    async with app.run_test(size=picture.size) as pilot:
        app.theme = picture.theme
        await _at_rest(app, pilot)
        for key in ("space", *picture.keys) if picture.train else picture.keys:
            await pilot.press(key)
            await _at_rest(app, pilot)
        return app.export_screenshot(title="backprop-tui")


async def _at_rest(app: BackpropApp, pilot: Pilot[None]) -> None:
    """Wait until the tape has arrived, and the screen shows it."""
    await pilot.pause()
    asked = app.training_screen.trainer
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    asked.with_tape(lambda tape: loop.call_soon_threadsafe(done.set))
    await done.wait()
    await app.workers.wait_for_complete(w for w in app.workers if w.group == "differences")
    while app.training_screen.snapshot is None or app.training_screen.snapshot.running:
        await pilot.pause()
    await pilot.pause()
    await pilot.pause()


def main() -> None:
    for name, picture in PICTURES.items():
        file = FOLDER / f"{name}.svg"
        file.write_text(asyncio.run(drawn(picture)), encoding="utf-8")
        print(file)
    VERSIONS.write_text(versions(), encoding="utf-8")


if __name__ == "__main__":
    main()
