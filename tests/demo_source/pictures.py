"""Draws the demo's pictures: ``python -m tests.demo_source.pictures``. They are kept in `pictures/`, since another
version of the drawing library makes other bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.demo_source import coast, paper, town
from tests.demo_source.drawing import Canvas

FOLDER = Path(__file__).parent / "pictures"
SCENES: tuple[Callable[[], Canvas], ...] = (
    coast.fjord,
    coast.hamn,
    coast.elferje,
    coast.fyr,
    coast.nordlys,
    coast.broyting,
    town.folketog,
    town.fotball,
    town.julegran,
    town.symjehall,
    town.frobibliotek,
    town.refleks,
    town.hund,
    paper.plakat_17mai,
    paper.budsjett,
    paper.vasstand,
    paper.vasskart_feil,
    paper.vasskart,
    paper.avatar_fjordvik,
    paper.avatar_ordforar,
    paper.avatar_ungdomsrad,
    paper.avatar_amund,
)

if __name__ == "__main__":
    for scene in SCENES:
        scene().save(FOLDER / f"{scene.__name__.replace('_', '-')}.png")
