"""Make the pictures of this folder from the real app: python screenshots/make.py.

Each picture is the default network after twenty epochs. The versions that drew them are
noted beside them, because another Textual may draw the same screen with other SVG.
"""

import asyncio
from importlib.metadata import version
from pathlib import Path

from engine import Tape, find_network, load_network
from tui.app import BackpropApp

FOLDER = Path(__file__).parent
VERSIONS = FOLDER / "made-with.txt"
SIZES = ((80, 24), (140, 45))
THEMES = {"dark": "textual-dark", "light": "textual-light"}
EPOCHS = 20


def versions() -> str:
    """The libraries that decide how a picture is drawn, one a line."""
    return "".join(f"{name} {version(name)}\n" for name in ("textual", "rich", "plotext"))


async def pictures() -> dict[str, str]:
    """SVG by file name, all of one run of the app."""
    network = load_network(find_network("two-branch"))
    app = BackpropApp(Tape(network, network.settings), EPOCHS)
    drawn = {}
    async with app.run_test(size=SIZES[0]) as pilot:
        await pilot.press("space")
        while not _done(app):
            await pilot.pause()
        for name, theme in THEMES.items():
            app.theme = theme
            for width, height in SIZES:
                await pilot.resize_terminal(width, height)
                await pilot.pause()
                drawn[f"{name}-{width}x{height}.svg"] = app.export_screenshot(title="backprop-tui")
    return drawn


def _done(app: BackpropApp) -> bool:
    """Whether the screen shows the end of the run."""
    snapshot = app.training_screen.snapshot
    return snapshot is not None and not snapshot.running and snapshot.history.epochs > EPOCHS


def main() -> None:
    for name, svg in asyncio.run(pictures()).items():
        (FOLDER / name).write_text(svg, encoding="utf-8")
        print(FOLDER / name)
    VERSIONS.write_text(versions(), encoding="utf-8")


if __name__ == "__main__":
    main()
