"""A large takeout is read from the moment the command is given: once Django is loaded, its first posts wait.

Reading needs no database, and there is more than one processor.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tilstede.networks.kit import ahead

#: Bytes of a file from which a process of its own is worth its start.
LARGE: Final = 2 << 20

_begun: dict[Path, ahead.Reader] = {}


def begin(words: Sequence[str]) -> None:
    """Start with the first large file among the words of a command. If nobody asks for it, it ends with us."""
    path = next(filter(is_large, map(Path, words)), None)
    if path is not None and "--preview" not in words:
        _begun[path] = ahead.Reader(path)


def reader(path: Path) -> ahead.Reader:
    """Whoever reads that file, begun before or now."""
    return _begun.pop(path, None) or ahead.Reader(path)


def is_large(path: Path) -> bool:
    """Whether it is a file that a process of its own should read."""
    return path.is_file() and path.stat().st_size >= LARGE
