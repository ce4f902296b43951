"""No bytes that a line can carry bring the app down, whoever sits before it."""

from attacks import EVIL, PASTE, Attack
from real_terminal import SMALL, Open


def test_no_sequence_brings_the_app_down(terminal: Open) -> None:
    attack = Attack(lambda: terminal(*SMALL))
    for evil in EVIL:
        if b"48;99999" not in evil:  # a window of this size is drawn, unless in a kiosk
            attack.send(evil)
    attack.check_that_it_answers()
    attack.app.sent_within(0.5)
    attack.app.send("q")
    assert attack.app.status() == 0
    assert attack.opened == 1


def test_a_paste_without_an_end_is_not_kept(terminal: Open) -> None:
    attack = Attack(lambda: terminal(*SMALL))
    attack.send(PASTE + b"9" * 200_000)
    attack.check_that_it_answers()
    attack.app.sent_within(0.5)
    attack.app.send("q")
    assert attack.app.status() == 0
    assert attack.opened == 1


def test_a_character_comes_in_pieces(terminal: Open) -> None:
    attack = Attack(lambda: terminal(*SMALL))
    for byte in "é∂😀".encode():
        attack.send(bytes([byte]))
        attack.app.sent_within(0.2)
    attack.app.send("s")
    attack.app.until("done: epoch 1")
    attack.app.send("q")
    assert attack.app.status() == 0
    assert attack.opened == 1
