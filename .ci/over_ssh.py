"""The README's section on SSH, as a new user tries it: an account, a clone, what is printed.

Needs root on Debian, to make the account and to install the app for all; takes both away again.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "terminals"))

from readme_blocks import block, blocks  # noqa: E402
from real_terminal import Terminal  # noqa: E402
from ssh_server import SSHD, SshServer  # noqa: E402

ACCOUNT = "backprop-newcomer"
HOME = Path("/home", ACCOUNT)
INSTALLED = (Path("/opt/backprop-tui"), Path("/usr/local/bin/backprop-tui"))

OURS = re.compile(r"PIP_.*|.*_(PROXY|proxy)|SSL_CERT_.*")
"""How this machine reaches the package index, which is no part of what is tried."""


def environment(home: Path) -> dict[str, str]:
    """That of a fresh login."""
    kept = {name: value for name, value in os.environ.items() if OURS.fullmatch(name)}
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return kept | {"HOME": str(home), "PATH": path, "TERM": "xterm-256color", "LANG": "C.UTF-8"}


def as_newcomer(folder: Path, command: str) -> Terminal:
    """A terminal in which the account runs a command."""
    print(f"$ {command}", flush=True)
    words = ["runuser", "-u", ACCOUNT, "--", "bash", "-c", command]
    return Terminal(folder, words, environment(HOME))


def opens(folder: Path, command: str, shows: str = "ready: epoch 0", keys: str = "") -> None:
    """Run a command that opens the app, press keys, and leave it."""
    app = as_newcomer(folder, command)
    try:
        app.until(shows, "q Quit")
        for key in keys:
            app.send(key)
            app.until("done: epoch 1", "q Quit")
        app.send("q")
        assert app.status() == 0, app.text
    finally:
        app.end()


def run(*words: str, folder: Path = ROOT) -> None:
    """Run a command as root."""
    subprocess.run(words, cwd=folder, env=environment(Path("/root")), check=True)


def set_up(clone: Path) -> None:
    """The app in the newcomer's own account, and for all accounts."""
    (own,) = re.findall(r"^python3 -m venv .*/backprop-tui$", blocks("Set up", "sh")[0], re.M)
    install, _, open_it = own.rpartition(" && ")
    run(
        "runuser",
        "-u",
        ACCOUNT,
        "--",
        "env",
        f"HOME={HOME}",
        "bash",
        "-c",
        install,
        folder=HOME / "backprop-tui",
    )
    opens(HOME / "backprop-tui", open_it)
    for_all = block("Over SSH", "sh", "python3 -m venv /opt")
    print(f"# {for_all}", end="", flush=True)
    run("bash", "-euc", for_all, folder=clone)


def try_it() -> None:
    """A clone, the app in it and for all, and every ssh command of the section."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        bundle = Path(folder, "repository")
        run("git", "bundle", "create", "--quiet", str(bundle), "HEAD")
        run("git", "clone", "--quiet", str(bundle), f"{folder}/clone")
        command = f"git clone --quiet {bundle} ~/backprop-tui"
        run("runuser", "-u", ACCOUNT, "--", "env", f"HOME={HOME}", "bash", "-c", command)
        set_up(Path(folder, "clone"))
    server = SshServer(block("Over SSH", "sshdconfig", "ClientAlive"))
    try:
        server.admit(ACCOUNT)
        printed = re.findall(r"^ssh -t host .*$", "".join(blocks("Over SSH", "sh")), re.MULTILINE)
        for command in printed:
            if command.endswith("--resume"):
                opens(HOME, "ssh -t host backprop-tui", keys="s")
                opens(HOME, command, "epoch 1")
            else:
                opens(HOME, command)
        opens(HOME, "ssh -t host backprop-tui/.venv/bin/backprop-tui")
        server.seconds_until_nothing_is_left()
    finally:
        server.end()


def what_is_missing() -> str:
    """Why it cannot be tried here, if it cannot."""
    if os.geteuid() != 0 or shutil.which("useradd") is None or SSHD is None:
        return "it needs root, useradd and openssh-server"
    if shutil.which("tmux") is None:
        return "it needs tmux"
    suits = "import ensurepip, sys; sys.exit(sys.version_info < (3, 11))"
    python = subprocess.run(["python3", "-c", suits], env=environment(ROOT), check=False)
    return "Debian's own python3 is too old, or has no python3-venv" if python.returncode else ""


def main() -> None:
    """Try it where that is possible and nothing is in the way."""
    if reason := what_is_missing():
        print(f"skipped: {reason}")
        return
    if any(os.path.lexists(path) for path in (HOME, *INSTALLED)):
        sys.exit(f"one of {HOME}, {', '.join(map(str, INSTALLED))} is here already")
    try:
        run("useradd", "--create-home", "--shell", "/bin/bash", "--password", "*", ACCOUNT)
        try_it()
        print("all commands of the section did what it says")
    finally:
        run("userdel", "--remove", ACCOUNT)
        INSTALLED[1].unlink(missing_ok=True)
        shutil.rmtree(INSTALLED[0], ignore_errors=True)


if __name__ == "__main__":
    main()
