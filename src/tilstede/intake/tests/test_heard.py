"""What others say is recorded whole, and stands in no public stream until its author is followed."""

from __future__ import annotations

import pytest

from tilstede.core.post import Author
from tilstede.core.query import parse
from tilstede.intake import hearing, pump, sources
from tilstede.intake.models import Source
from tilstede.intake.tests.items import AUTHOR, NOW, gone, seen
from tilstede.intake.tests.projection import everything
from tilstede.office.models import Account
from tilstede.posts import models, rebuild
from tilstede.posts.search import search
from tilstede.record import read as record

pytestmark = pytest.mark.django_db

CITIZEN = Author(id="https://nabo.example/users/borger", handle="borger@nabo.example")
HEARD = pump.Origin("mastodon", AUTHOR.id, AUTHOR.id, live=True, heard=True)


def hear(number: int, text: str, author: Author = CITIZEN) -> None:
    names = (f"https://nabo.example/users/borger/statuses/{number}",)
    pump.take([seen(number, text, author=author, aliases=names)], now=NOW, origin=HEARD)


def kinds() -> list[str]:
    return [event.kind for event in record.events()]


def public() -> list[int]:
    return [hit.number for hit in search(parse("ferja"), public=True, limit=10).hits]


def test_an_answer_is_recorded_and_not_public() -> None:
    hear(1, "Når går ferja?")
    assert kinds() == ["key", "heard"]
    assert public() == []
    assert [hit.number for hit in search(parse("ferja"), public=False, limit=10).hits] == [1]


def test_it_is_public_once_its_author_is_followed() -> None:
    hear(1, "Når går ferja?")
    names = ("https://nabo.example/users/borger/statuses/1",)
    pump.take([seen(1, "Når går ferja?", author=CITIZEN, aliases=names)], now=NOW)
    assert kinds() == ["key", "heard", "included"]
    assert public() == [1]


def test_our_own_post_in_a_thread_is_as_public_as_ever() -> None:
    Source.objects.create(network="mastodon", address=AUTHOR.id, account_id=AUTHOR.id, next_try=NOW)
    pump.take([seen(1, "Ferja går klokka ti.")], now=NOW, origin=HEARD)
    assert kinds() == ["key", "seen"]
    assert public() == [1]


def test_the_network_may_tell_that_an_answer_is_gone() -> None:
    pump.take([seen(1, "Når går ferja?", author=CITIZEN)], now=NOW, origin=HEARD)
    pump.take([gone(1)], now=NOW, origin=HEARD)
    assert kinds() == ["key", "heard", "gone"]


def test_a_rebuild_makes_the_same() -> None:
    hear(1, "Når går ferja?")
    hear(2, "Ferja var full.")
    names = ("https://nabo.example/users/borger/statuses/2",)
    pump.take([seen(2, "Ferja var full.", author=CITIZEN, aliases=names)], now=NOW)
    before = everything()
    rebuild.rebuild()
    assert everything() == before
    assert list(models.Post.objects.order_by("number").values_list("heard", flat=True)) == [
        True,
        False,
    ]


def test_what_is_said_to_an_account_is_a_source_beside_it() -> None:
    account = Account.objects.create(
        network="mastodon", native_id=AUTHOR.id, handle="fjordvik@sosial.fjordvik.example"
    )
    assert hearing.NEEDS["mentions"] == "mentions"
    with pytest.raises(sources.NotFollowed):
        hearing.hear(
            "search",
            "ferja",
            account=Account.objects.create(network="feeds", address="x"),
            by="test",
            now=NOW,
        )
    assert account.native_id
