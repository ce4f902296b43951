"""Sessions: each is held by one process, and the last one that nobody holds is found."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from networks import TINY, network_of

from engine import NetworkError, Tape
from engine.journal import Journal
from tui.opening import opening_of_session
from tui.sessions import MOST_SESSIONS, Session, begin_session, find_session, sessions_folder

NETWORK = network_of(TINY)

HOLDING = """
import sys
from pathlib import Path
from tui.session_lock import hold
lock = hold(Path(sys.argv[1]))
print("held" if lock else "refused", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state directory of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def save(session: Session, when: int) -> None:
    """Save a run to it as if at that second."""
    tape = Tape(NETWORK, NETWORK.settings)
    while not tape.arrived:
        tape.go_on(1)
    Journal(session.folder).save(tape.record(), when)
    os.utime(session.folder / "run.json", (when, when))


def begun(when: int) -> Path:
    """A session that was saved to at that second, and ended."""
    session = begin_session()
    save(session, when)
    session.release()
    return session.folder


def refusal(number: int = 1) -> str:
    with pytest.raises(NetworkError) as caught:
        find_session(number)
    return str(caught.value)


def found(number: int = 1) -> Path:
    session = find_session(number).session
    session.release()
    return session.folder


def test_folders_are_for_their_user_only(state: Path) -> None:
    session = begin_session()
    for folder in (state / "backprop-tui", sessions_folder(), session.folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert session.folder.parent == state / "backprop-tui" / "sessions"
    session.release()


def test_the_session_saved_to_last_is_found_and_the_ones_before_by_number() -> None:
    second, third, first = begun(2), begun(3), begun(1)
    assert [found(number) for number in (1, 2, 3)] == [third, second, first]
    assert refusal(4) == "there is no kept run 4; give a number up to 3."
    assert opening_of_session(2).epochs == 2


def test_where_nothing_was_kept_that_is_said() -> None:
    assert "no run has been kept yet" in refusal()
    begin_session().release()
    assert "no run has been kept yet" in refusal()


def test_a_session_that_is_open_is_left_out_until_its_process_ends() -> None:
    before, last = begun(1), begun(2)
    words = [sys.executable, "-c", HOLDING, str(last / "lock")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        opening = opening_of_session(1)
        assert opening.session is not None
        assert opening.session.folder == before
        assert opening.notice == (
            f"A run that was kept later is still open, in process {process.pid}."
        )
        assert f"is still open in process {process.pid}" in refusal()
        assert f"end that with kill {process.pid}, which keeps it." in refusal()
        process.kill()
    opening.session.release()
    assert found() == last
    assert opening_of_session(1).notice == ""


def test_two_sessions_at_once_are_apart() -> None:
    one, other = begin_session(), begin_session()
    save(one, 5)
    save(other, 6)
    assert one.folder != other.folder
    words = [sys.executable, "-c", HOLDING, str(one.folder / "lock")]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    assert done.stdout == b"refused\n"
    one.release()
    other.release()
    assert (found(1), found(2)) == (other.folder, one.folder)


def test_the_newest_are_kept_and_none_that_is_open_is_removed() -> None:
    held = begin_session()
    save(held, 1)
    folders = [begun(when) for when in range(2, MOST_SESSIONS + 5)]
    left = set(sessions_folder().iterdir())
    assert left == {held.folder, *folders[-MOST_SESSIONS:]}
    held.release()


def test_a_damaged_session_is_said_to_be_and_stays() -> None:
    before, last = begun(1), begun(2)
    (last / "run.json").write_text("{", encoding="utf-8")
    files = {file: file.read_bytes() for file in last.iterdir()}
    with pytest.raises(NetworkError) as caught:
        opening_of_session(1)
    assert str(caught.value) == (
        f"{last / 'run.json'}, line 1: this is not JSON (Expecting property name enclosed in "
        "double quotes); backprop-tui --resume 2 goes on with the run that was kept before it."
    )
    assert {file: file.read_bytes() for file in last.iterdir()} == files
    opening = opening_of_session(2)
    assert opening.session is not None
    assert opening.session.folder == before
    opening.session.release()


def test_a_state_directory_that_is_none_is_said(state: Path) -> None:
    state.write_text("a file", encoding="utf-8")
    with pytest.raises(OSError, match=r"Not a directory|File exists"):
        begin_session()
    assert "no run has been kept yet" in refusal()
