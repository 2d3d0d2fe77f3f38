"""Posts withheld, released and destroyed: what is shown, what is found, and that a rebuild gives the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from msgspec.structs import replace

from tilstede.core.post import Author, Media
from tilstede.intake import decisions, pump
from tilstede.intake.decisions import NotDecided
from tilstede.intake.tests.items import NOW, at, gone, post, seen
from tilstede.intake.tests.projection import everything
from tilstede.networks.kit.contract import Attachment, Item
from tilstede.posts import models, proofs, read, rebuild, thumbs
from tilstede.posts.search import search
from tilstede.record import checkpoint, verify
from tilstede.record import read as record

LATER = NOW + timedelta(microseconds=123_456)
OTHER = Author(id="https://tut.example/users/kari", handle="kari@tut.example", name="Kari Strand")
TOLD = {"reason": "Namn på eit barn", "by": "cli:kari"}
LAW = "arkivlova § 13"

Decide = Callable[..., int]


@pytest.fixture(autouse=True, params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, db: None) -> str:
    """Each of the databases, empty; what is written is rolled back."""
    if request.param == "postgresql":
        request.getfixturevalue("postgres_db")
    return str(request.param)


def take(*items: Item) -> pump.Tally:
    return pump.take(items, now=LATER)


def found(words: str) -> list[int]:
    return [hit.number for hit in search(words, public=True, limit=10).hits]


def same_after_rebuild() -> None:
    before = everything()
    rebuild.rebuild()
    assert everything() == before
    report = verify.check()
    assert report.good, report.fault


@pytest.fixture
def destroy(django_capture_on_commit_callbacks: Callable[..., Iterator[None]]) -> Decide:
    """Destroy, with what follows the commit."""

    def call(*numbers: int) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return decisions.destroy(numbers, ground=LAW, now=LATER, **TOLD)

    return call


class TestWithhold:
    def test_it_is_shown_to_nobody_and_found_by_nobody(self) -> None:
        take(seen(1, "Badet er stengt."))
        event = decisions.withhold(1, now=LATER, **TOLD)
        assert read.one(1) is None
        assert read.one(1, public=False) is not None
        assert found("badet") == []
        about = json.loads(record.payload(event, "about") or b"")
        assert about == {"by": "cli:kari", "post": 1, "reason": "Namn på eit barn"}
        checkpoint.make(now=NOW)
        assert proofs.provable(1) == []
        same_after_rebuild()

    def test_it_is_released(self) -> None:
        take(seen(1, "Badet er stengt."))
        decisions.withhold(1, now=LATER, **TOLD)
        decisions.release(1, now=LATER, **TOLD)
        assert found("badet") == [1]
        checkpoint.make(now=NOW)
        assert proofs.provable(1) == [1], "the decisions are not for the public"
        same_after_rebuild()

    def test_what_its_source_does_lets_nothing_out(self) -> None:
        """Not an edit, not a change of who may see it, not a return."""
        take(seen(1, "Ein."))
        decisions.withhold(1, now=LATER, **TOLD)
        take(seen(1, "To.", visibility="followers", edited=at(3)))
        take(seen(1, "Tre.", edited=at(4)))
        take(gone(1, at(5)))
        take(seen(1, "Fire.", edited=at(6)))
        assert read.one(1) is None
        assert found("fire") == []
        same_after_rebuild()
        decisions.release(1, now=LATER, **TOLD)
        assert found("fire") == [1]

    def test_release_shows_no_more_than_the_source_does(self) -> None:
        take(seen(1, "Berre for følgjarar.", visibility="followers"))
        decisions.withhold(1, now=LATER, **TOLD)
        decisions.release(1, now=LATER, **TOLD)
        assert read.one(1) is None

    def test_what_cannot_be_decided(self) -> None:
        take(seen(1, "Ein."))
        with pytest.raises(NotDecided):
            decisions.release(1, now=LATER, **TOLD)
        decisions.withhold(1, now=LATER, **TOLD)
        size = record.size()
        for number in (1, 0, 99):
            with pytest.raises(NotDecided):
                decisions.withhold(number, now=LATER, **TOLD)
        assert record.size() == size


class TestDestroy:
    @pytest.fixture
    def life(self, tmp_path: Path) -> None:
        """Post 1 with another wording, another form, a picture and a reply; 4 is the reply, 5 a boost."""
        picture = tmp_path / "picture.png"
        picture.write_bytes(b"\x89PNG\r\n" + bytes(300_000))  # large enough to be a file
        media = (Media(kind="image", mime="image/png", alt="Barnet på stranda"),)
        first = seen(1, "Ola vart henta.", author=OTHER, media=media)
        size = picture.stat().st_size
        attached = (Attachment(0, lambda: picture, "image/png", size),)
        take(replace(first, attachments=attached))
        take(seen(1, "Ola vart henta heim.", author=OTHER, media=media, edited=at(3)))
        take(seen(1, "Ola vart henta heim", author=OTHER, media=media, form="archive"))
        take(seen(2, "Godt å høyre.", reply_to=post(1, "").aliases[0]))
        take(seen(3, "", repost_of=post(1, "").aliases[0]))
        take(seen(4, "Noko anna.", author=Author(id="https://tut.example/users/per", name="Per")))

    def test_nothing_of_it_is_left(self, life: None, destroy: Decide) -> None:
        for number in (1, 2, 3):
            assert record.payload(number, "post")
        path = record.payloads(1)["media.0"].path
        assert path is not None
        thumbs.path(1, "media.0").parent.mkdir(parents=True, exist_ok=True)
        thumbs.path(1, "media.0").write_bytes(b"small")
        event = destroy(1)
        assert [record.payloads(number) for number in (1, 2, 3)] == [{}, {}, {}]
        assert not path.exists()
        assert not thumbs.path(1, "media.0").exists()
        assert found("henta") == found("stranda") == []
        assert read.one(1, public=False) is None
        assert not models.Author.objects.filter(name="Kari Strand").exists()
        told = record.destruction(1)
        assert told is not None
        assert told.number == event
        about = json.loads(record.payload(event, "about") or b"")
        assert (about["ground"], about["posts"]) == (LAW, [1])
        assert b"Ola" not in (record.payload(event, "about") or b"")
        assert b"fjordvik.example" not in (record.payload(event, "about") or b"")

    def test_others_stay_and_a_rebuild_gives_the_same(self, life: None, destroy: Decide) -> None:
        numbers = dict(models.Author.objects.values_list("native_id", "id"))
        destroy(1)
        answer = read.one(4)
        assert answer is not None
        assert read.thread(answer).missing_parent
        assert found("høyre") == [4]
        same_after_rebuild()
        for native_id, number in models.Author.objects.values_list("native_id", "id"):
            assert numbers[native_id] == number, "an account keeps its address"

    def test_it_is_not_taken_in_again(self, life: None, destroy: Decide) -> None:
        destroy(1)
        size = record.size()
        tally = take(
            seen(1, "Ola vart henta heim, endeleg.", author=OTHER, edited=at(9)),
            seen(1, "Ola vart henta.", author=OTHER, form="archive"),
            gone(1, at(10)),
        )
        assert (tally.read, tally.had) == (3, 3)
        assert record.size() == size
        same_after_rebuild()

    def test_one_withdrawn_before_it_was_seen(self, destroy: Decide) -> None:
        take(gone(1, at(4)))
        take(seen(1, "Dette var feil.", form="archive"))
        destroy(2)
        assert not models.Tombstone.objects.exists()
        assert record.payloads(1) == {}
        same_after_rebuild()

    def test_one_withheld_and_withdrawn(self, destroy: Decide) -> None:
        take(seen(1, "Dette var feil."))
        held = decisions.withhold(1, now=LATER, **TOLD)
        take(gone(1, at(4)))
        destroy(1)
        assert record.payload(held, "about"), "the decision stays"
        same_after_rebuild()

    def test_several_at_once_and_what_holds_the_same_words(
        self, life: None, destroy: Decide
    ) -> None:
        assert decisions.repeats([1]) == [5]
        event = destroy(5, 1)
        assert [number for number in (1, 5) if read.one(number, public=False)] == []
        assert json.loads(record.payload(event, "about") or b"")["posts"] == [1, 5]
        same_after_rebuild()

    def test_what_cannot_be_destroyed(self, life: None, destroy: Decide) -> None:
        size = record.size()
        for numbers in ([99], [1, 99], [0], [2]):
            with pytest.raises(NotDecided):
                destroy(*numbers)
        assert record.size() == size
        assert found("henta") == [1]
        destroy(1)
        with pytest.raises(NotDecided):
            destroy(1)

    @pytest.mark.parametrize("database", ["sqlite"], indirect=True)
    def test_the_index_holds_no_trace(self, destroy: Decide) -> None:
        take(seen(1, "Løyndomsord."))
        take(*[seen(number, f"Ord{number} her.") for number in range(2, 40)])
        destroy(1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM posts_index_data")
            blocks = b"".join(bytes(row[0]) for row in cursor.fetchall())
        assert "løyndomsord".encode() not in blocks
        assert b"ord" in blocks
