"""Whose page there is: those the body lists or reads, and whoever wrote what is public. Nobody else is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tilstede.core.post import Author as Stranger
from tilstede.intake.tests import scene
from tilstede.posts.models import Author, Post
from tilstede.rooms.follow.tests.conftest import words

pytestmark = pytest.mark.usefixtures("life")
Page = Callable[[str], str]


def number(native_id: str) -> int:
    return int(Author.objects.get(native_id=native_id).id)


def everywhere(client: Client, author: int) -> str:
    """All that the public is told on the pages that name accounts."""
    paths = ("/", f"/?account={author}", "/search?q=ferja+OR+vegen+OR+kommune", "/sources")
    return "".join(client.get(f"/en{path}").content.decode() for path in paths)


def test_a_stranger_is_named_while_a_post_of_theirs_is_public(page: Page, client: Client) -> None:
    kari = number(scene.CITIZEN.id)
    assert "Kari Strand" in words(page(f"/account/{kari}"))
    scene.take(
        scene.seen(21, "Han opnar truleg på fredag. Takk for spørsmålet!")
    )  # names her no more
    assert "Kari Strand" in everywhere(client, kari)
    scene.decide("withheld", scene.number(20))
    assert client.get(f"/account/{kari}").status_code == 404
    for name in (scene.CITIZEN.name, scene.CITIZEN.handle):
        assert name not in everywhere(client, kari)


def test_a_stranger_who_wrote_for_followers_alone_is_never_named(client: Client) -> None:
    shy = Stranger(id="https://tut.example/users/ola", handle="ola@tut.example", name="Ola Sky")
    scene.take(scene.seen(130, "Vegen er open.", author=shy, visibility="followers"))
    ola = number(shy.id)
    assert client.get(f"/account/{ola}").status_code == 404
    for name in (shy.name, shy.handle):
        assert name not in everywhere(client, ola)


def test_an_account_that_is_listed_or_read_has_its_page_with_nothing_public(page: Page) -> None:
    for told in (scene.MAYOR, scene.NEWS):
        author = number(told.id)
        for post in Post.objects.filter(author_id=author):
            scene.decide("withheld", post.number)
        assert told.name in words(page(f"/account/{author}"))


def test_those_who_decide_see_whose_post_is_withheld(client: Client) -> None:
    scene.decide("withheld", scene.number(20))
    client.force_login(scene.member("arkiv@fjordvik.example", "archivist"))
    answer = client.get(f"/account/{number(scene.CITIZEN.id)}")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
