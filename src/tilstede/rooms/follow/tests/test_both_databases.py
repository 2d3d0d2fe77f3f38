"""Every page of the room on PostgreSQL shows what it shows on SQLite."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tilstede.intake.tests import scene
from tilstede.office.models import Body
from tilstede.rooms.follow.tests.conftest import words

Page = Callable[[str], str]
PATHS = (
    "/",
    "/?body=town",
    "/?county=Vestland&language=nn",
    "/?role=mayor&since=2026-01-01",
    "/?person=amund&network=mastodon",
    "/?tag=straum",
    "/bodies",
    "/bodies?q=fjord",
    "/body/town",
    "/body/unit",
    "/person/amund",
    "/role/mayor",
    "/find?q=vestland",
    "/absent?who=people",
    "/absent?on=open",
    "/active?week=2026-10-15",
    "/topics",
    "/topic/straum",
    "/compare?q=ferj*&with=body:town&with=person:amund",
    "/changes",
    "/changes?role=mayor",
)


def build(folder: Path) -> None:
    """The scene with a county and a unit."""
    folder.mkdir()
    scene.build(folder)
    town = Body.objects.get(key="town")
    Body.objects.filter(key="town").update(county="Vestland")
    Body.objects.create(key="unit", parent=town, name_nb="Eininga")
    scene.take(scene.seen(900, "Straum #straum", tags=("straum",)))


@pytest.mark.usefixtures("db")
def test_every_page_shows_the_same_on_both(
    page: Page, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    build(tmp_path / "sqlite")
    expected = {path: words(page(path)) for path in PATHS}
    request.getfixturevalue("postgres_db")
    build(tmp_path / "postgresql")
    for path in PATHS:
        assert words(page(path)) == expected[path], path
