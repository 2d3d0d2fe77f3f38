"""Pictures that are on their way while the post they are of is changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import pytest

from tilstede.core.post import Media
from tilstede.intake import decisions, pictures, pump
from tilstede.intake.tests.items import NOW, at, gone, seen
from tilstede.networks.kit.contract import (
    Item,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    TooLarge,
    Unreachable,
)
from tilstede.networks.kit.http import Http
from tilstede.posts import read
from tilstede.record import read as record

FERRY, BUS = "https://media.fjordvik.example/ferje.png", "https://media.fjordvik.example/buss.png"


@pytest.fixture(autouse=True, params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, db: None) -> str:
    """Each of the databases, empty; what is written is rolled back."""
    if request.param == "postgresql":
        request.getfixturevalue("postgres_db")
    return str(request.param)


@dataclass
class Answer:
    content: bytes
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "image/png"})


@dataclass
class Source:
    """Answers with a picture; ``meanwhile`` happens before the answer is here."""

    meanwhile: Callable[[], object] = lambda: None

    def get(self, url: str, *, max_bytes: int) -> Answer:
        self.meanwhile()
        return Answer(url.encode())


def take(item: Item) -> None:
    pump.take([item], now=NOW, origin=pump.Origin("mastodon"))


def fetch(url: str, meanwhile: Callable[[], object] = lambda: None) -> bool:
    return pictures.fetch(1, 0, url, http=cast(Http, Source(meanwhile)), now=NOW)


def kinds() -> list[str]:
    return [event.kind for event in record.events(0)]


@pytest.fixture(autouse=True)
def life(database: str) -> None:
    take(seen(1, "Ruta går.", media=(Media(kind="image", url=FERRY, alt="Ferja"),)))


def edit() -> None:
    bus = Media(kind="image", url=BUS, alt="Bussen")
    take(seen(1, "Ruta går som buss.", edited=at(20), media=(bus,)))


def test_it_is_taken_in_once() -> None:
    assert fetch(FERRY)
    assert not fetch(FERRY)
    assert record.payload(2, "media.0") == FERRY.encode()
    assert kinds() == ["seen", "fetched"]


@pytest.mark.parametrize(
    "error", [NotFound(), NotUnderstood("answered 400"), TooLarge(), Refused()]
)
def test_one_that_is_not_to_be_had_is_no_fault(error: NetworkError) -> None:
    def refuse() -> None:
        raise error

    assert not fetch(FERRY, refuse)


def test_one_that_may_be_had_later_is_asked_for_again() -> None:
    def fail() -> None:
        raise Unreachable

    with pytest.raises(Unreachable):
        fetch(FERRY, fail)


def test_nothing_is_recorded_of_a_post_destroyed_meanwhile() -> None:
    assert not fetch(FERRY, lambda: decisions.destroy([1], ground="l", reason="r", by="t", now=NOW))
    assert kinds() == ["seen", "destroyed"]


def test_nothing_is_recorded_of_a_post_withdrawn_meanwhile() -> None:
    assert not fetch(FERRY, lambda: take(gone(1)))
    assert kinds() == ["seen", "gone"]


def test_the_picture_of_an_earlier_wording_is_not_shown_as_the_next_ones() -> None:
    assert not fetch(FERRY, edit)
    assert kinds() == ["seen", "edited"]
    assert fetch(BUS)
    item = read.one(1)
    assert item is not None
    assert [record.payload(medium.event, medium.role) for medium in item.media] == [BUS.encode()]


def test_another_worker_can_be_quicker() -> None:
    assert not fetch(FERRY, lambda: fetch(FERRY))
    assert kinds() == ["seen", "fetched"]
