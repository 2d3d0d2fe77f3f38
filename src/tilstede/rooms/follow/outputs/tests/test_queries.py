from __future__ import annotations

import pytest
from django.test import Client

from tilstede.intake.tests import scene
from tilstede.rooms.follow.tests.conftest import questions

pytestmark = pytest.mark.usefixtures("life")


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.as", "/embed", "/accounts.opml"])
def test_a_page_costs_as_many_questions_however_much_stands_on_it(
    client: Client, path: str
) -> None:
    told = [scene.seen(200 + n, f"Innlegg {n}", published=scene.NOW) for n in range(18)]
    scene.take(*told[:2])
    client.get(path)
    with questions() as few:
        client.get(f"{path}?since=2026-11-01")
    scene.take(*told[2:])
    with questions() as many:
        client.get(f"{path}?since=2026-11-01")
    assert len(many) - len(few) <= 0
