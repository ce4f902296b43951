"""The pictures in screenshots/ are what the app draws today."""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

FOLDER = Path(__file__).parent.parent / "screenshots"
sys.path.insert(0, str(FOLDER))

import make  # noqa: E402, a script, found only now


def screen_text(svg: str) -> list[str]:
    """The text of a picture, piece by piece, without the styles that draw it."""
    pieces = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(piece.itertext()).replace("\xa0", " ") for piece in pieces]


@pytest.mark.parametrize("name", make.PICTURES)
async def test_a_picture_shows_what_the_app_draws(name):
    drawn = await make.drawn(make.PICTURES[name])
    kept = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert screen_text(drawn) == screen_text(kept), "run screenshots/make.py"
    if make.VERSIONS.read_text(encoding="utf-8") == make.versions():
        assert drawn == kept, "colours or places have changed: run screenshots/make.py"


def test_there_is_no_picture_more():
    assert {path.stem for path in FOLDER.glob("*.svg")} == make.PICTURES.keys()


def test_the_pictures_are_dark_and_light_small_and_large():
    names = {path.stem for path in FOLDER.glob("*.svg")}
    assert names >= {f"{t}-{s}" for t in ("dark", "light") for s in ("80x24", "140x45")}


def test_the_pictures_name_no_machine():
    for path in FOLDER.glob("*.svg"):
        assert not re.search(r"/(home|root|work|tmp)/", path.read_text(encoding="utf-8"))
