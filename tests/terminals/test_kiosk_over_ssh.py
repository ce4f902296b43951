"""The README's lines for sshd_config, word for word, in the real sshd: a kiosk and nothing else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from readme_blocks import block
from ssh_server import Serve, SshServer, needs_ssh

SFTP = "Subsystem sftp internal-sftp\n"
"""As Debian has it, all but for where it is."""

LINES = block("Kiosk", "sshdconfig", "Match User backprop")

MACHINE = """\
mount --bind {passwd} /etc/passwd
mount -t tmpfs none /opt
ln -s {environment} /opt/backprop-tui
exec "$@"
"""
"""A user more, and the app in /opt, for those only whom sshd starts."""


def can_mount() -> bool:
    """Whether a process may see the machine with other files than the rest of it."""
    unshare = shutil.which("unshare")
    tried = [unshare or "false", "--mount", "mount", "-t", "tmpfs", "none", "/opt"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


pytestmark = [
    needs_ssh,
    pytest.mark.skipif(
        sys.platform != "linux" or sys.base_prefix.startswith("/opt/") or not can_mount(),
        reason="needs Linux, and the right to mount, as root has",
    ),
]


@pytest.fixture
def server(serve: Serve, tmp_path: Path) -> SshServer:
    home = tmp_path / "visitor"
    home.mkdir()
    passwd = tmp_path / "passwd"
    entry = f"backprop:x:{os.getuid()}:{os.getgid()}::{home}:/bin/sh\n"
    passwd.write_text(Path("/etc/passwd").read_text(encoding="utf-8") + entry, encoding="utf-8")
    machine = MACHINE.format(passwd=passwd, environment=sys.prefix)
    return serve(SFTP + LINES, ["unshare", "--mount", "sh", "-euc", machine, "sh"])


@pytest.mark.parametrize("command", ["", "sh", "backprop-tui --resume", "cat /etc/passwd"])
def test_whatever_is_asked_for_is_the_kiosk(
    command: str, server: SshServer, tmp_path: Path
) -> None:
    app = server.open(command, user="backprop", LC_ALL="../../tmp", TERM="xterm-256color")
    app.until("ready: epoch 0", "q Quit")
    app.send("s\x13\x1a")  # a step; to save and to suspend
    app.until("done: epoch 1")
    app.send("m")
    app.until("two-layer")
    assert "File" not in app.text
    app.send("q")
    app.until("done: epoch 1")
    app.send("q")
    assert app.status() == 0
    assert app.is_as_before()
    assert list((tmp_path / "visitor").iterdir()) == []
    server.seconds_until_nothing_is_left()


@pytest.mark.parametrize(
    ("command", "status", "reason"),
    [
        ("ssh -T host sh", 2, "the app needs a terminal"),
        ("ssh -T -s host sftp", 2, ""),
        ("scp host:/etc/passwd .", 255, "Connection closed"),
        ("ssh -o ExitOnForwardFailure=yes -N -R 0:127.0.0.1:1 host", 255, "forwarding failed"),
        ("ssh -W 127.0.0.1:{port} host", 255, "forwarding failed"),
    ],
)
def test_there_is_no_other_way_in(
    command: str, status: int, reason: str, server: SshServer, tmp_path: Path
) -> None:
    folder = tmp_path / "client"
    folder.mkdir()
    program, *rest = command.format(port=server.port).split()
    done = subprocess.run(
        [program, "-F", str(server.client("backprop")), *rest],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (status, "")
    assert reason in done.stderr
    assert list(folder.iterdir()) == []
