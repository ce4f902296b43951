"""Debian's openssh-server on a loopback port, with keys that are thrown away afterwards.

`ssh -t host COMMAND` goes to it: "host" is a name in the configuration of the client.
"""

import getpass
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from real_terminal import LIMIT, Terminal

SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")

needs_ssh = pytest.mark.skipif(
    SSHD is None or shutil.which("ssh") is None or not Path("/proc/self/environ").exists(),
    reason="needs Debian's openssh-server and openssh-client",
)

_SERVER = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/user_key.pub
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
# What follows is Debian's own.
AcceptEnv LANG LC_*
"""

_CLIENT = """\
Host host
HostName 127.0.0.1
Port {port}
User {user}
IdentityFile {folder}/user_key
IdentitiesOnly yes
UserKnownHostsFile {folder}/known_hosts
LogLevel ERROR
# What follows is Debian's own.
SendEnv LANG LC_*
"""


class SshServer:
    """A server that serves until `end`.

    lines: what its sshd_config says besides, as the README gives it.
    within: the command that starts it, if another than sshd itself.
    environment: what every session has besides, or instead of, what sshd gives it.
    """

    def __init__(self, lines: str = "", within: Sequence[str] = (), **environment: str) -> None:
        assert SSHD is not None
        self.folder = Path(tempfile.mkdtemp(prefix="ssh-server-"))
        self.folder.chmod(0o755)  # sshd reads the user's key as that user
        self.port = _free_port()
        self._terminals: list[Terminal] = []
        for key in ("host_key", "user_key"):
            path = str(self.folder / key)
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
        host_key = (self.folder / "host_key.pub").read_text(encoding="utf-8")
        self._write("known_hosts", f"[127.0.0.1]:{self.port} {host_key}")
        settings = " ".join(f'"{name}={value}"' for name, value in environment.items())
        setting = f"SetEnv {settings}\n" if settings else ""
        ours = _SERVER.format(port=self.port, folder=self.folder)
        config = self._write("sshd_config", f"{ours}{setting}{lines}")
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where sshd locks itself in
        with (self.folder / "log").open("wb") as log:
            self._sshd = subprocess.Popen([*within, SSHD, "-D", "-e", "-f", config], stderr=log)
        self._wait_until_it_listens()

    @property
    def log(self) -> str:
        """What the server has to say, for tests that fail."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def client(self, user: str = "") -> Path:
        """The configuration of a client, for `ssh -F`; as the user who runs the tests, if none."""
        user = user or getpass.getuser()
        text = _CLIENT.format(port=self.port, folder=self.folder, user=user)
        return self._write(f"ssh_config_{user}", text)

    def admit(self, user: str) -> None:
        """Let `ssh host` of an account go to this server, as itself and with a key of its own."""
        account = pwd.getpwnam(user)
        folder = Path(account.pw_dir, ".ssh")
        folder.mkdir(mode=0o700)
        key = shutil.copy(self.folder / "user_key", folder / "id_ed25519")
        text = self.client(user).read_text(encoding="utf-8")
        config = folder / "config"
        config.write_text(text.replace(str(self.folder / "user_key"), str(key)), encoding="utf-8")
        for path in (folder, folder / "id_ed25519", config):
            os.chown(path, account.pw_uid, account.pw_gid)

    def open(
        self,
        command: str,
        *options: str,
        user: str = "",
        size: tuple[int, int] = (80, 24),
        **environment: str,
    ) -> Terminal:
        """A terminal with `ssh -t host COMMAND` in it."""
        words = ["ssh", "-F", str(self.client(user)), "-t", *options, "host"]
        usual = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
        words += [command] if command else []
        self._terminals.append(Terminal(self.folder, words, usual | environment, size))
        return self._terminals[-1]

    def sessions(self) -> set[int]:
        """All processes that connections have started: sshd's own, and whatever runs in them."""
        return _descendants(self._sshd.pid) | _with_environment(f" 127.0.0.1 {self.port}")

    def session_servers(self) -> set[int]:
        """The processes of sshd that keep the connections."""
        return {pid for pid in _descendants(self._sshd.pid) if _read(pid, "comm") == "sshd\n"}

    def seconds_until_nothing_is_left(self, limit: float = LIMIT) -> float:
        """How long it takes until no connection has any process any more."""
        begun = time.monotonic()
        while left := self.sessions():
            names = {pid: _read(pid, "cmdline").replace("\0", " ") for pid in left}
            assert time.monotonic() < begun + limit, f"left behind: {names}\n{self.log}"
            time.sleep(0.01)
        return time.monotonic() - begun

    def end(self) -> None:
        """End everything, however a test went."""
        for terminal in self._terminals:
            terminal.end()
        self._sshd.send_signal(signal.SIGSTOP)  # nobody new comes in meanwhile
        for pid in self.sessions():
            _kill(pid)
        self._sshd.kill()
        self._sshd.wait()
        shutil.rmtree(self.folder)

    def _write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def _wait_until_it_listens(self) -> None:
        limit = time.monotonic() + LIMIT
        while "Server listening" not in self.log:
            assert self._sshd.poll() is None, self.log
            assert time.monotonic() < limit, self.log
            time.sleep(0.01)


Serve = Callable[..., SshServer]
"""Start a server with these lines of sshd_config, and this environment in every session.

within: the command that starts it, if another than sshd itself.
"""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _processes() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())


def _read(pid: int, name: str) -> str:
    """A file about a process; empty if it has ended or is not ours."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _descendants(pid: int) -> set[int]:
    parents = {one: _read(one, "stat").rpartition(")")[2].split()[1:2] for one in _processes()}
    found, new = set[int](), {pid}
    while new:
        new = {one for one, parent in parents.items() if parent and int(parent[0]) in new}
        found |= new
    return found


def _with_environment(connection: str) -> set[int]:
    """Who has inherited SSH_CONNECTION from sshd, though its parent may have ended."""
    return {
        pid
        for pid in _processes()
        for variable in _read(pid, "environ").split("\0")
        if variable.startswith("SSH_CONNECTION=") and variable.endswith(connection)
    }


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
