"""Reading text files whose mistakes are explained."""

from pathlib import Path

from engine.errors import NetworkError


def read_text(path: Path) -> str:
    """The text of a file; NetworkError if it cannot be read as UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problem, remedy = "the file is not UTF-8 text", "save it as UTF-8"
    except FileNotFoundError:
        problem, remedy = "there is no such file", "check its path"
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem, remedy = f"the file cannot be read ({reason})", "name a readable file"
    raise NetworkError(problem, remedy, path=path)
