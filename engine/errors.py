"""The one error a network file or a setting can cause: what is wrong, where, and the remedy."""

from pathlib import Path


class NetworkError(ValueError):
    """Something in a network file, its data or its settings that cannot be run.

    `problem` says what is wrong and `remedy` what to write instead; `path` and `line`
    (counted from 1) say where, once they are known.
    """

    def __init__(
        self, problem: str, remedy: str, *, path: Path | None = None, line: int | None = None
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.path = path
        self.line = line

    def located(self, *, path: Path | None = None, line: int | None = None) -> "NetworkError":
        """The same error with its place filled in where it was not known before."""
        return NetworkError(
            self.problem,
            self.remedy,
            path=self.path or path,
            line=self.line or line,
        )

    def __str__(self) -> str:
        place = [] if self.path is None else [str(self.path)]
        if self.line is not None:
            place.append(f"line {self.line}")
        where = ", ".join(place)
        sentence = f"{where}: {self.problem}" if where else self.problem
        return printable(f"{sentence}; {self.remedy}.")


def printable(text: str) -> str:
    """A text with its control characters spelled out, so that a file cannot drive a terminal."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )
