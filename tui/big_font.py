"""Characters drawn large, so that they can be read from the back row.

Each is five dots high and as wide as it takes; drawn at a scale, a dot is so many columns
wide and so many half lines high. What has no picture here is drawn as it is.
"""

from dataclasses import dataclass
from functools import cache

from rich.cells import cell_len

_DOTS_HIGH = 5
_BLOCKS = {("#", "#"): "█", ("#", "."): "▀", (".", "#"): "▄", (".", "."): " "}

_PICTURES = {
    "0": "### #.# #.# #.# ###",
    "1": ".#. ##. .#. .#. ###",
    "2": "### ..# ### #.. ###",
    "3": "### ..# .## ..# ###",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###",
    "7": "### ..# ..# .#. .#.",
    "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###",
    " ": ".. .. .. .. ..",
    "+": "... .#. ### .#. ...",
    "-": "... ... ### ... ...",
    ".": ". . . . #",
    "·": ". . # . .",
    "?": "### ..# .## ... .#.",
    "∞": "..... .#.#. #.#.# .#.#. .....",
    "=": "... ### ... ### ...",
    "/": "..# ..# .#. #.. #..",
    "[": "## #. #. #. ##",
    "]": "## .# .# .# ##",
    "_": "... ... ... ... ###",
    "→": "..#.. ...#. ##### ...#. ..#..",
    "∂": ".##. ...# .### #..# .##.",
    "A": ".#. #.# ### #.# #.#",
    "B": "##. #.# ##. #.# ##.",
    "C": ".## #.. #.. #.. .##",
    "D": "##. #.# #.# #.# ##.",
    "E": "### #.. ##. #.. ###",
    "F": "### #.. ##. #.. #..",
    "G": ".### #... #.## #..# .###",
    "H": "#.# #.# ### #.# #.#",
    "I": "### .#. .#. .#. ###",
    "J": "..# ..# ..# #.# .#.",
    "K": "#.# #.# ##. #.# #.#",
    "L": "#.. #.. #.. #.. ###",
    "M": "#...# ##.## #.#.# #...# #...#",
    "N": "#..# ##.# #.## #..# #..#",
    "O": ".##. #..# #..# #..# .##.",
    "P": "##. #.# ##. #.. #..",
    "Q": ".##. #..# #..# #.#. .#.#",
    "R": "##. #.# ##. #.# #.#",
    "S": ".## #.. .#. ..# ##.",
    "T": "### .#. .#. .#. .#.",
    "U": "#..# #..# #..# #..# .##.",
    "V": "#...# #...# .#.#. .#.#. ..#..",
    "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#...# .#.#. ..#.. .#.#. #...#",
    "Y": "#...# .#.#. ..#.. ..#.. ..#..",
    "Z": "#### ...# .##. #... ####",
    "a": "... ##. ..# ### ###",
    "b": "#.. ##. #.# #.# ##.",
    "c": "... .## #.. #.. .##",
    "d": "..# .## #.# #.# .##",
    "e": "... .#. ### #.. .##",
    "f": ".## #.. ##. #.. #..",
    "g": ".## #.# .## ..# ##.",
    "h": "#.. ##. #.# #.# #.#",
    "i": "# . # # #",
    "j": ".# .. .# .# #.",
    "k": "#.. #.# ##. ##. #.#",
    "l": "## .# .# .# .#",
    "m": "..... ##.#. #.#.# #.#.# #.#.#",
    "n": "... ##. #.# #.# #.#",
    "o": "... .#. #.# #.# .#.",
    "p": "... ##. #.# ##. #..",
    "q": "... .## #.# .## ..#",
    "r": "... #.# ##. #.. #..",
    "s": "... .## #.. .## ##.",
    "t": ".#. ### .#. .#. .##",
    "u": "... #.# #.# #.# ###",
    "v": "... #.# #.# #.# .#.",
    "w": "..... #...# #.#.# #.#.# .#.#.",
    "x": "... #.# .#. .#. #.#",
    "y": "... #.# #.# .#. #..",
    "z": "... ### .#. #.. ###",
}


@dataclass(frozen=True)
class Scale:
    """How large a dot is: so many columns wide, and so many half lines high."""

    columns: int
    halves: int

    @property
    def height(self) -> int:
        """The height of a character, in lines."""
        return (_DOTS_HIGH * self.halves + 1) // 2


SMALL, LARGE, HUGE, GIANT = Scale(1, 1), Scale(1, 2), Scale(2, 2), Scale(4, 4)
"""Three lines high; five; five and twice as wide; ten."""


def drawn(text: str, scale: Scale) -> list[str]:
    """The text in lines of one width, one for every line of the scale's height."""
    characters = [_character(character, scale) for character in text]
    gap = " " * scale.columns
    return [gap.join(lines) for lines in zip(*characters, strict=True)]


def width(text: str, scale: Scale) -> int:
    """How many columns the text takes, drawn at a scale."""
    widths = [cell_len(_character(character, scale)[0]) for character in text]
    return sum(widths) + scale.columns * (len(text) - 1)


@cache
def _character(character: str, scale: Scale) -> tuple[str, ...]:
    picture = _PICTURES.get(character)
    if picture is None:
        middle, blank = scale.height // 2, " " * cell_len(character)
        return tuple(character if line == middle else blank for line in range(scale.height))
    rows = [row for row in picture.split() for _ in range(scale.halves)]
    rows += ["." * len(rows[0])] * (len(rows) % 2)
    return tuple(
        "".join(_BLOCKS[dots] * scale.columns for dots in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )
