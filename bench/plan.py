"""What one run is to measure, and where it works."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: The environment of the programs measured against, apart from our own.
PEERS = ROOT / "bench" / ".work" / "venv" / "bin"


@dataclass(frozen=True)
class Plan:
    """``size``: posts in the collections; ``passes``: how often each side is measured; ``work``: a folder to keep."""

    size: int
    passes: int
    work: Path

    def count(self, most: int) -> int:
        """As many posts as the collection has, at most so many."""
        return min(self.size, most)

    def path(self, name: str) -> Path:
        """A place for something that is made once and kept; its folder exists."""
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def scratch(self, name: str) -> Path:
        """An empty folder that nothing is kept in."""
        path = self.work / "scratch" / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path


class NotMeasured(Exception):
    """Something that a measurement needs is not there; the text says what, and goes into the report."""
