"""A kiosk attacked through its terminal, with the kernel's record of what it did."""

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from attacks import EVIL, KEYS, PASTE, PASTED, Attack, noise
from networks import two_branch
from real_terminal import SMALL, Open, Terminal

from tui.app import BackpropApp
from tui.conditions import Conditions
from tui.opening import Opening
from tui.trainer import Tape

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs strace and /proc")

MOST_MEGABYTES = 250
"""In use, after whatever was done; when it opens it is some 50."""

STRACE = (
    "shift 3; set -- strace --seccomp-bpf -f -qq -e signal=none -s 200 "
    '-e trace=%file,%process,%network,kill,tkill,ptrace -o {log} {python} -IB -m tui "$@"'
)

CHANGES = re.compile(
    r"(rename|unlink|rmdir|mkdir|mknod|link|symlink|chmod|fchmodat|chown|fchownat|truncate|creat"
    r"|mount|utime|setxattr|connect|bind|listen|accept|sendto|ptrace|vfork|fork|kill|tkill)\w*\("
)
UNFINISHED = " <unfinished ...>"
WRITES = re.compile(r"open(at|at2)?\(.*O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)")
OPENED = re.compile(r'open(?:at|at2)?\([^"]*"([^"]*)".* = \d+')
PLACES = tuple(
    {
        *map(str, (Path(sys.prefix), Path(sys.base_prefix).resolve(), Path(__file__).parents[2])),
        *(
            "/lib",
            "/usr/lib",
            "/usr/share",
            "/usr/local/lib",
            "/etc/ld.so",
            "/proc/self/",
            "/proc/sys/vm/overcommit_memory",
        ),
        *("/dev/null", "/dev/tty", "/dev/urandom", "/etc/localtime", "/etc/locale", "/sys/devices"),
    }
)


@pytest.fixture
def kiosk(terminal: Open, tmp_path: Path) -> Callable[..., Terminal]:
    """Open a kiosk that is watched; at the end nothing may have been done that is not shown."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    number = count()

    return lambda *words, **rest: terminal(
        "--kiosk",
        *SMALL,
        *words,
        before=STRACE.format(log=tmp_path / f"calls.{next(number)}", python=sys.executable),
        **rest,
    )


@pytest.fixture(autouse=True)
def _watched(tmp_path: Path) -> object:
    yield
    for log in tmp_path.glob("calls.*"):
        check_calls(log.read_text(errors="replace"))


def calls_of(record: str) -> Iterator[str]:
    """The calls in a record, those that were interrupted by others put together again."""
    begun: dict[str, str] = {}
    for line in record.splitlines():
        thread, _, call = line.partition(" ")
        call = call.lstrip()
        if call.endswith(UNFINISHED):
            begun[thread] = call.removesuffix(UNFINISHED)
        elif call.startswith("<... "):
            yield begun.pop(thread) + call.partition("resumed>")[2]
        else:
            yield call
    yield from begun.values()


def check_calls(record: str) -> None:
    """What the kernel was asked for: one program, its own code, and no change of anything."""
    calls = list(calls_of(record))
    assert sum(call.startswith("execve(") and call.endswith("= 0") for call in calls) == 1
    for call in calls:
        wakes_itself = call.startswith("sendto(") and "NULL, 0" in call  # over its own pipe
        assert wakes_itself or not CHANGES.match(call), call
        assert not WRITES.match(call) or '"/dev/' in call, call
        assert not call.startswith("socket("), call
        assert not call.startswith(("clone(", "clone3(")) or "CLONE_THREAD" in call, call
        if opened := OPENED.match(call):
            assert opened[1].startswith(PLACES), call


def ended(attack: Attack) -> None:
    """It answers still, has not grown, and leaves in order."""
    attack.check_that_it_answers()
    assert attack.megabytes() < MOST_MEGABYTES
    attack.app.sent_within(0.5)
    attack.app.send("q")
    assert attack.app.status() == 0


@pytest.mark.parametrize(
    "call",
    [
        'openat(AT_FDCWD, "run.json", O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC, 0666) = 3',
        'openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 3',
        'openat(AT_FDCWD, "/home/x/.ssh/config", O_RDONLY) = 3',
        'execve("/bin/sh", ["sh"], 0x7ffd /* 1 var */) = 0',
        "clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD) = 12",
        "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3",
        'unlink("x") = 0',
        "kill(12, SIGSTOP) = 0",
    ],
)
def test_the_watch_sees_what_may_not_be(call: str) -> None:
    start = '11 execve("/bin/python", ["python"], 0x7ffd /* 4 vars */) = 0'
    check_calls(start)
    with pytest.raises(AssertionError):
        check_calls(f"{start}\n12 {call}")


def test_every_key(kiosk: Callable[..., Terminal]) -> None:
    attack = Attack(kiosk)
    for key in KEYS:
        attack.send(key)
    ended(attack)


def test_sequences_that_no_terminal_sends(kiosk: Callable[..., Terminal]) -> None:
    attack = Attack(kiosk)
    for number, evil in enumerate(EVIL, 1):
        attack.send(evil)
        if number % 12 == 0:
            attack.check_that_it_answers()
    ended(attack)
    assert attack.opened == 1


@pytest.mark.parametrize(
    "inputs", [2_000, pytest.param(100_000, marks=pytest.mark.long, id="100000")]
)
def test_inputs_at_random(inputs: int, kiosk: Callable[..., Terminal]) -> None:
    attack = Attack(kiosk)
    for number, piece in enumerate(noise(seed=6, count=inputs), 1):
        attack.send(piece)
        if number % 2_000 == 0:
            attack.check_that_it_answers()
            assert attack.megabytes() < MOST_MEGABYTES, number
    ended(attack)


@pytest.mark.parametrize(
    "size", [40_000, pytest.param(10_000_000, marks=pytest.mark.long, id="10 MB")]
)
def test_oversized_pastes(size: int, kiosk: Callable[..., Terminal]) -> None:
    attack = Attack(kiosk)
    for field in (b"", b"t", b"e", b"l", b"x", b"\x10"):
        attack.send(field)
        attack.send(PASTE + b"9" * size + PASTED)
        attack.check_that_it_answers()
    attack.send(PASTE + b"q" * size)  # and no end
    attack.send(b"q" * 100)
    ended(attack)
    assert attack.opened == 1


def palette_titles() -> list[str]:
    """Every command that the palette of a kiosk has."""
    network = two_branch(5)
    opening = Opening(Tape(network, network.settings), 3)
    app = BackpropApp(opening, Conditions(kiosk=True))
    with app._context():
        return [command.title for command in app.get_system_commands(app.training_screen)]


@pytest.mark.parametrize("every", [10, pytest.param(1, marks=pytest.mark.long, id="all")])
def test_every_palette_command(every: int, kiosk: Callable[..., Terminal]) -> None:
    titles = palette_titles()
    assert {"Theme", "Quit", "Run", "Networks", "Help"} <= set(titles)
    assert not {"Screenshot", "Save", "File"} & set(titles)
    attack = Attack(kiosk)
    for title in titles[::every]:
        if title != "Quit":
            attack.send(b"\x10")
            attack.app.settled()
            attack.send(title.encode())
            attack.app.settled()
            attack.send(b"\r")
            attack.check_that_it_answers()
    attack.send(b"\x10")
    attack.app.settled()
    attack.send(b"screenshot save file open shell suspend\r")
    ended(attack)
    assert attack.opened == 1


def test_files_cannot_be_named(kiosk: Callable[..., Terminal]) -> None:
    app = kiosk()
    app.until("ready: epoch 0", "q Quit")
    app.send("m")
    app.until("two-layer")
    app.settled()
    assert "path of a network file" not in app.text
    assert "File" not in app.text
    app.send("f\x1b[27u\x13\x1a")
    app.settled()
    assert "save" not in app.text
    app.send("q")
    assert app.status() == 0


@pytest.mark.parametrize(
    "environment",
    [
        {"TEXTUAL_SCREENSHOT": "1", "TEXTUAL_SCREENSHOT_LOCATION": ".", "TEXTUAL_LOG": "log"},
        {"TEXTUAL_DRIVER": "os:system", "TEXTUAL": "debug,devtools", "TEXTUAL_DEBUG": "1"},
        {"TEXTUAL_PRESS": "q", "SSH_ORIGINAL_COMMAND": "sh", "BROWSER": "sh", "EDITOR": "sh"},
        {"COLUMNS": "1000000", "LINES": "1000000"},
        {"COLUMNS": "0", "LINES": "-5"},
        {"TERM": "../../tmp/x", "TERMINFO": ".", "LC_ALL": "../../x", "LANG": "%n%s"},
    ],
    ids=lambda environment: min(environment),
)
def test_the_environment_changes_nothing(
    environment: dict[str, str], kiosk: Callable[..., Terminal]
) -> None:
    app = kiosk(**environment)
    app.until("ready: epoch 0", "q Quit")
    app.settled()
    app.send("s")
    app.until("done: epoch 1")
    app.send("q")
    assert app.status() == 0


def test_a_window_of_any_size(kiosk: Callable[..., Terminal]) -> None:
    attack = Attack(kiosk)
    for rows, columns in ((65535, 65535), (1, 65535), (65535, 1), (1, 1), (0, 0)):
        attack.app._program.setwinsize(rows, columns)
        attack.send(b"s")
        attack.check_that_it_answers()
    ended(attack)


def test_it_ends_when_nobody_is_there_though_it_trains(kiosk: Callable[..., Terminal]) -> None:
    app = kiosk("--idle", "0.1", "--epochs", "90000")
    app.until("ready: epoch 0", "q Quit")
    app.send(" ")
    app.until("Nobody there?")
    app.send("n")
    app.until("Nobody there?")
    assert app.status() == 0
    assert "Nothing was pressed for 0.1 minutes" in app.text
