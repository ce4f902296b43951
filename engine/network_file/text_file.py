"""Reading files whose mistakes are explained."""

from pathlib import Path

from engine.errors import NetworkError


def read_text(path: Path) -> str:
    """The text of a file; NetworkError if it cannot be read as UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise NetworkError("the file is not UTF-8 text", "save it as UTF-8", path=path) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def read_bytes(path: Path) -> bytes:
    """The bytes of a file; NetworkError if it cannot be read."""
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError | ValueError) -> NetworkError:
    if isinstance(error, FileNotFoundError):
        return NetworkError("there is no such file", "check its path", path=path)
    reason = getattr(error, "strerror", None) or str(error)
    return NetworkError(f"the file cannot be read ({reason})", "name a readable file", path=path)
