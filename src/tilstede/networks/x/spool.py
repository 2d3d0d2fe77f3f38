"""What must wait until the rest was read, kept on disk so that memory stays small."""

from __future__ import annotations

import tempfile


class Spool:
    """Byte strings, by number. Gone when closed."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open for as long as this is
        self._places: list[tuple[int, int]] = []

    def add(self, data: bytes) -> int:
        """Keep it. Returns its number, counted from 0."""
        at = self._file.seek(0, 2)
        self._file.write(data)
        self._places.append((at, len(data)))
        return len(self._places) - 1

    def get(self, number: int) -> bytes:
        at, size = self._places[number]
        self._file.seek(at)
        return self._file.read(size)

    def close(self) -> None:
        self._file.close()
