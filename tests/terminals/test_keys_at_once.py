"""Keys that arrive all at once, as over a slow line, are answered one after another."""

import pytest
from real_terminal import SMALL, Open

KEYS_AND_WHAT_THEY_LEAD_TO = [
    ("l0.05\r", ["η 0.05"]),
    ("e17\r", ["epochs 17"]),
    ("e17\rl0.05\rs", ["epochs 17", "η 0.05", "done: epoch 1"]),
    ("ccb7\r", ["mini-batch of 7"]),
    ("\x1b[Bi0.5\r", ["A[0][0] = 0.5──"]),
    ("\x1b[Bi0.5\ri0.25\r", ["A[0][0] = 0.25──"]),
    ("t1.3.2\r", ["epoch 1, sample 3, stage 2"]),
    ("t1.3.2\rl0.05\r", ["epoch 1, sample 3, stage 2", "η 0.05"]),
    ("?\x1b[27u.", ["epoch 1, sample 1, stage 1"]),
    ("?q.", ["epoch 1, sample 1, stage 1"]),
    ("l\x1b[200~0.05\x1b[201~\r", ["η 0.05"]),
]


@pytest.mark.parametrize(("keys", "texts"), KEYS_AND_WHAT_THEY_LEAD_TO)
def test_keys_that_come_at_once(terminal: Open, keys: str, texts: list[str]) -> None:
    app = terminal(*SMALL, size=(140, 45))
    app.until("q Quit")
    app.send(keys)
    app.until(*texts)
    app.send("q")
    assert app.status() == 0
