"""The command line: argparse, but with errors of one sentence."""

from argparse import Action, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from tui.commands.failure import BAD_INPUT, complain

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


class Parser(ArgumentParser):
    """The parser of one command, or of the program itself where `command` is empty."""

    def __init__(self, command: str, description: str, epilog: str) -> None:
        super().__init__(
            prog=f"backprop-tui {command}".strip(),
            description=description,
            epilog=epilog,
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def print_help(self, file: "SupportsWrite[str] | None" = None) -> None:
        """Print the help; where that fails, argparse would say nothing."""
        print(self.format_help(), end="", file=file)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong without the usage around it, which would bury it."""
        complain(f"{message.removeprefix('argument ')}; see {self.prog} --help.")
        raise SystemExit(BAD_INPUT)


class VersionAction(Action):
    """`--version`, looked up only when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:  # noqa: A002
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(
        self,
        parser: ArgumentParser,
        namespace: Namespace,  # noqa: ARG002
        values: str | Sequence[Any] | None,  # noqa: ARG002
        option_string: str | None = None,  # noqa: ARG002
    ) -> None:
        """Print the version of the installed program and exit."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"backprop-tui {version('backprop-tui')}")
        except PackageNotFoundError:
            print("backprop-tui, not installed")
        parser.exit()
