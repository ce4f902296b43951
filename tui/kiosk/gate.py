"""The gate: once it is closed, this process opens, starts, reaches and changes nothing more.

Python tells an audit hook before it does any such thing, on whichever thread and however it
was come to; what the hook raises is raised in its place. A hook cannot be taken out again.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, cast

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_STARTING = ("_winapi", "cpython", "os", "pty", "signal", "subprocess", "webbrowser")
_REACHING = ("ctypes", "fcntl", "gc", "mmap", "resource", "socket", "syslog", "urllib", "winreg")
_KEEPING = ("pickle", "shutil", "sqlite3", "tempfile")
REFUSED = frozenset({*_STARTING, *_REACHING, *_KEEPING})
"""The families of events, as the table of audit events in Python's documentation has them."""

ALSO_REFUSED = frozenset(
    ["code.__new__", "sys.setprofile", "sys.settrace", "sys._current_frames", "sys.addaudithook"]
)

MISSING = ("numpy", "torch")
"""Large packages that the app uses where they are installed; here they are not, unless loaded."""

LISTING = frozenset({"os.listdir", "os.scandir"})
"""What looking for a module to import needs."""


class RefusedError(PermissionError):
    """The gate is closed."""


class NotLoadedError(ImportError):
    """The gate is closed to modules of packages that were not loaded before."""


class Gate:
    """Reading is left for the program's own code, style sheets and presets.

    folders: below which files may be read; by default those that modules come from.
    """

    def __init__(self, folders: tuple[Path, ...] = ()) -> None:
        import plotext  # noqa: F401, which the app else loads when it first draws
        import rich.traceback  # noqa: F401, which Textual loads when something fails

        own = Path(__file__).resolve().parents[2]
        code = {Path(os.__file__).parent, own / "tui", own / "engine", *map(Path, _site_folders())}
        self._folders = tuple(f"{folder.resolve()}{os.sep}" for folder in folders or code)
        self._listed = frozenset(os.path.realpath(entry) for entry in sys.path if entry)
        self._packages = frozenset(sys.stdlib_module_names | set(sys.modules))
        self._checks: dict[str, Callable[..., None]] = {
            "open": self._check_open,
            "import": self._check_import,
        }

    def close(self) -> None:
        """From here on; for good."""
        for name in MISSING:
            sys.modules.setdefault(name, cast(ModuleType, None))  # "not to be found", for Python
        sys.addaudithook(self._check)

    def _check(self, event: str, arguments: tuple[Any, ...]) -> None:
        check = self._checks.get(event)
        if check is not None:
            check(*arguments)
        elif event in LISTING:
            self._check_listing(arguments[0])
        elif event.partition(".")[0] in REFUSED or event in ALSO_REFUSED:
            raise RefusedError(f"a kiosk has no {event}")

    def _check_open(self, path: object, _mode: object, flags: int) -> None:
        if path == os.devnull or isinstance(path, int):
            return
        if flags & WRITING or not self._is_read(path):
            raise RefusedError(f"a kiosk does not open {path!r}")

    def _check_listing(self, path: object) -> None:
        if not (_real(path) in self._listed or self._is_read(path)):
            raise RefusedError(f"a kiosk does not list {path!r}")

    def _is_read(self, path: object) -> bool:
        return f"{_real(path)}{os.sep}".startswith(self._folders)

    def _check_import(self, name: str, *_: object) -> None:
        if name.partition(".")[0] not in self._packages:
            raise NotLoadedError(f"a kiosk loads no {name}")


def _real(path: object) -> str:
    """Where a path leads to; the folder that is current, where none is given."""
    return os.path.realpath(os.fsdecode(path) if isinstance(path, str | bytes) else ".")


def _site_folders() -> set[str]:
    """Where packages are installed."""
    return {entry for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")}
