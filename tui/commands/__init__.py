"""The commands without a screen. None of them loads Textual; JSON needs no Rich either."""

from collections.abc import Sequence

COMMANDS = {
    "gradients": "print one forward and one backward pass: every value and gradient",
    "train": "train a network and print its losses and parameters",
    "check": "check all gradients, or somebody's own numbers for them",
    "code": "print the code that training a network runs",
    "worksheet": "write one step of training with blanks to fill in by hand",
    "export": "write a network as a program, as JSON or as a report",
    "presets": "list the networks that come with the program, or print one",
}


def run_command(name: str, words: Sequence[str]) -> int:
    """Run one of the COMMANDS and return its exit status; only its own module is loaded."""
    match name:
        case "gradients":
            from tui.commands.gradients import gradients

            return gradients(words)
        case "train":
            from tui.commands.train import train

            return train(words)
        case "check":
            from tui.commands.check import check

            return check(words)
        case "code":
            from tui.commands.code import code

            return code(words)
        case "worksheet":
            from tui.commands.worksheet import worksheet

            return worksheet(words)
        case "export":
            from tui.commands.export import export

            return export(words)
        case "presets":
            from tui.commands.presets import presets

            return presets(words)
        case _:
            raise KeyError(name)
