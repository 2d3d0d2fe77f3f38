"""Material beside the checkout, unpacked for a test."""

from __future__ import annotations

import tarfile
from pathlib import Path


def unpacked(bundle: Path, folder: Path) -> Path:
    """The folder a bundle of files was unpacked to."""
    with tarfile.open(bundle) as archive:
        archive.extractall(folder, filter="data")
    inner = [path for path in folder.iterdir() if path.is_dir()]
    return inner[0] if len(inner) == 1 else folder
