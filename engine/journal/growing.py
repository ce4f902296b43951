"""Files that only ever grow, and how much of them counts."""

import os
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from engine.atomic_file import sync_folder
from engine.errors import NetworkError
from engine.network_file.text_file import read_bytes


@dataclass(frozen=True)
class Extent:
    """The beginning of a file: so many bytes of it, and their CRC-32.

    file: its name, without a folder.
    """

    file: str
    size: int = 0
    checksum: int = 0


class GrowingFile:
    """A new file; what has been appended to it is on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.extent = Extent(path.name)

    def append(self, data: bytes) -> None:
        """Write these bytes behind the others. After an OSError the extent is as before."""
        if not data:
            return
        known = self.extent
        with self._path.open("r+b" if known.size else "wb") as file:
            file.seek(known.size)
            file.truncate()  # what an attempt that failed has left
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if not known.size:
            sync_folder(self._path.parent)
        checksum = crc32(data, known.checksum)
        self.extent = Extent(known.file, known.size + len(data), checksum)


def read_extent(folder: Path, extent: Extent) -> bytes:
    """The bytes of an extent. Raises NetworkError where they are not those that were written."""
    if not extent.size:
        return b""
    path = folder / extent.file
    data = read_bytes(path)[: extent.size]
    if len(data) < extent.size or crc32(data) != extent.checksum:
        raise NetworkError(
            "the file is damaged or incomplete", "open another copy of the run", path=path
        )
    return data
