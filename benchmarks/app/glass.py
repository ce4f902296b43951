"""What a terminal shows, from the bytes of a program that sends only what has changed.

A terminal emulator does that, too, but takes so much time for every character that with many
terminals at once it would be measured more than the programs in them.
"""

import re

_PIECE = re.compile(r"\x1b\[([0-?]*)[ -/]*([@-~])|\x1b[^\[]|(\n)|([^\x00-\x1f\x7f]+)")


class Glass:
    """The characters on a screen of so many columns and rows, each taken to be one column wide.

    It knows text and moves of the cursor, all that frames are made of but for colours.
    """

    def __init__(self, width: int, height: int) -> None:
        self._rows = [" " * width] * height
        self._x = self._y = 0

    @property
    def text(self) -> str:
        """All rows."""
        return "\n".join(self._rows)

    def feed(self, output: str) -> None:
        """Take in what was sent."""
        for numbers, final, new_line, text in _PIECE.findall(output):
            if text:
                self._write(text)
            elif new_line:
                self._x, self._y = 0, self._y + 1
            elif final == "H":
                row, _, column = numbers.partition(";")
                self._x, self._y = int(column or 1) - 1, int(row or 1) - 1
            elif final == "C":
                self._x += int(numbers or 1)

    def _write(self, text: str) -> None:
        if self._y < len(self._rows):
            row = self._rows[self._y]
            end = self._x + len(text)
            self._rows[self._y] = (row[: self._x] + text + row[end:])[: len(row)]
            self._x = end
