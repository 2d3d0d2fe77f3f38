"""Compiles the translations (.po) to what gettext reads (.mo): `python -m tilstede.web.messages`.

Needs Babel alone, so that a fresh clone can do it before anything is configured.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[1] / "locale"


def compile_all(folder: Path = LOCALE) -> list[Path]:
    """Write a .mo beside every .po in the folder, whole or not at all. Returns what was written."""
    return [compile_one(source) for source in sorted(folder.glob("*/LC_MESSAGES/*.po"))]


def compile_one(source: Path) -> Path:
    """The .mo of one .po."""
    with source.open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    target = source.with_suffix(".mo")
    draft = target.with_suffix(".mo.new")
    with draft.open("wb") as file:
        write_mo(file, catalog)
    draft.replace(target)
    return target


if __name__ == "__main__":
    compile_all()
