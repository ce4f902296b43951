"""`kept_run.py SECONDS`: trains and keeps its run as the app does, without a screen, until killed.

It goes on with the run that was kept last, if there is one. It prints where the run is, and when.

SECONDS: between two saves.
"""

import sys
import time
from threading import Thread

from networks import two_branch

from engine import NetworkError, Tape
from tui.app import SWITCH_INTERVAL_SECONDS
from tui.autosave import Autosave
from tui.opening import Opening, opening_of_session
from tui.trainer import Trainer

SAMPLES = 20


def fail(error: NetworkError | None) -> None:
    print("error", error, flush=True)


def main() -> None:
    try:
        opening = opening_of_session(1)
    except NetworkError:
        network = two_branch(SAMPLES)
        opening = Opening(Tape(network, network.settings), 10)
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
    autosave = Autosave(fail, opening.epochs, opening.session, seconds=float(sys.argv[1]))
    trainer = Trainer(opening.tape, lambda: None, fail, autosave=autosave)
    Thread(target=trainer.work, daemon=True).start()
    trainer.run(10**9)
    while True:
        position = trainer.snapshot.position
        print(time.monotonic(), position.epoch, position.sample, flush=True)
        time.sleep(0.005)


if __name__ == "__main__":
    main()
