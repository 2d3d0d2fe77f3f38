"""A long thread as one text; films that are asked for first; asking for access on the post's own page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tilstede.core.post import Media
from tilstede.intake import decisions
from tilstede.intake.tests import scene
from tilstede.office.models import Body
from tilstede.rooms.follow.tests.conftest import words

pytestmark = pytest.mark.usefixtures("life")
Page = Callable[[str], str]


@pytest.fixture
def chain(life: None) -> None:
    """Three posts by the town, each answering the one before, with others' answers between."""
    scene.take(scene.seen(900, "Først dette."))
    scene.take(scene.seen(901, "Så dette.", reply_to=scene.alias(900)))
    scene.take(scene.seen(902, "Nei!", reply_to=scene.alias(900), author=scene.CITIZEN))
    scene.take(scene.seen(903, "Til slutt dette.", reply_to=scene.alias(901)))
    scene.take(scene.seen(904, "Eit svar til Kari.", reply_to=scene.alias(902)))


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("from_", [900, 901, 903])
def test_a_thread_reads_as_one_text_from_any_of_its_posts(page: Page, from_: int) -> None:
    told = words(page(f"/post/{scene.number(from_)}/thread"))
    assert told.index("Først dette.") < told.index("Så dette.") < told.index("Til slutt dette.")
    assert "Nei!" not in told
    assert "Eit svar til Kari." not in told
    assert "3 posts, as one text." in told


@pytest.mark.usefixtures("chain")
def test_the_post_leads_to_the_text_only_where_it_goes_on(page: Page) -> None:
    assert "Read as one text (3 posts)" in page(f"/post/{scene.number(901)}")
    assert "Read as one text" not in page(f"/post/{scene.number(902)}")


@pytest.mark.usefixtures("chain")
def test_what_may_not_be_seen_has_no_text(client: Client) -> None:
    decisions.withhold(scene.number(900), reason="x", by="cli:kari", now=scene.NOW)
    assert client.get(f"/en/post/{scene.number(900)}/thread").status_code == 404
    assert client.get("/en/post/999999/thread").status_code == 404


def test_a_film_is_a_link_and_nothing_is_fetched_before_it_is_asked_for(page: Page) -> None:
    film = Media(kind="video", url="https://www.youtube.com/watch?v=1")
    scene.take(scene.seen(900, "Sjå", media=(film,), url="https://www.youtube.com/watch?v=1"))
    html = page(f"/post/{scene.number(900)}")
    assert "See the film at youtube.com" in html
    assert "<iframe" not in html
    assert "<video" not in html


def test_a_changed_post_can_be_asked_for_as_it_was(page: Page) -> None:
    Body.objects.filter(key="town").update(access_email="innsyn@fjordvik.example")
    assert "mailto:innsyn@fjordvik.example?" in page(f"/post/{scene.number(2)}")
    assert "mailto:innsyn@fjordvik.example?" not in page(f"/post/{scene.number(1)}")
