"""A file with somebody's numbers, in whatever form."""

from pathlib import Path

from engine.errors import NetworkError
from engine.homework.given import Given
from engine.homework.pasted import read_pasted
from engine.homework.structured import read_json, read_toml
from engine.network_file.text_file import read_text


def read_answers(path: Path) -> list[Given]:
    """The numbers of a file by their names, in its order.

    Its ending says whether it is JSON or TOML; all else is text with numbers in it, such as
    pasted print-outs or CSV. Raises NetworkError, with file and line, for one that cannot be
    read, and for one without numbers.
    """
    text = read_text(path)
    readers = {".json": read_json, ".toml": read_toml}
    try:
        found = readers.get(path.suffix.lower(), read_pasted)(text)
        if not found:
            raise NetworkError(
                "there are no numbers in the file",
                "write each name before its numbers, as in dA = [[0.5, 1.2], [0.1, 0.7]]",
                line=1,
            )
    except NetworkError as error:
        raise error.located(path=path) from None
    return found
