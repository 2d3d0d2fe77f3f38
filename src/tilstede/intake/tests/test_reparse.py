"""Recorded items read again by a better parser: the same posts in the same versions, better read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from msgspec.structs import replace

from tilstede.core import canonical
from tilstede.intake import decisions, pump, reparse
from tilstede.intake.tests import notes
from tilstede.intake.tests.items import NOW
from tilstede.intake.tests.projection import everything
from tilstede.jobs.models import Job
from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import Attachment, Gone, Item, Seen
from tilstede.posts import languages, models, proofs, read, rebuild
from tilstede.posts.search import search
from tilstede.record import append, checkpoint, verify
from tilstede.record import read as record
from tilstede.record.tests.test_bundle import run as verified
from tilstede.record.tests.test_bundle import unpacked

DAY = "2026-10-02T10:00:00+00:00"
LIVE = pump.Origin("notes", live=True)


@pytest.fixture(autouse=True, params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, db: None) -> str:
    """Each of the databases, empty; what is written is rolled back."""
    if request.param == "postgresql":
        request.getfixturevalue("postgres_db")
    return str(request.param)


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> notes.Notes:
    notes.install(monkeypatch, 1)
    return notes.network


@pytest.fixture
def improve(network: notes.Notes) -> Callable[[], None]:
    """From now on the better parser reads."""

    def call() -> None:
        network.level = 2

    return call


Improve = Callable[[], None]


def take(*items: Item, origin: pump.Origin | None = None) -> pump.Tally:
    return pump.take(items, now=NOW, origin=origin)


def note(number: int, text: str, **told: Any) -> Seen:
    return notes.network.seen(number, text, **told)


def again(**chosen: Any) -> tuple[int, int, int, int]:
    count = reparse.reparse(**chosen)
    return count.looked, count.changed, count.same, count.unread


def texts(number: int = 1) -> list[str]:
    return [wording.post.text for wording in read.versions(number) if wording.post]


def found(words: str) -> list[int]:
    return [hit.number for hit in search(words, public=True, limit=10).hits]


def kinds() -> list[str]:
    return [event.kind for event in record.events(0)]


def row(number: int = 1) -> models.Post:
    return models.Post.objects.get(number=number)


def same_after_rebuild() -> None:
    before = everything()
    rebuild.rebuild()
    assert everything() == before
    report = verify.check()
    assert report.good, report.fault


def test_what_a_person_told_has_no_better_reading(improve: Improve) -> None:
    said = note(1, "Ferja gar.")
    take(said)
    post = replace(said.post, form="told", text="Ferja går.", edited=NOW, parser="told/1")
    take(Seen(b"{}", "application/json", post))
    improve()
    assert texts() == ["Ferja gar.", "Ferja går."]
    assert again() == (1, 0, 1, 0)
    same_after_rebuild()


class TestOne:
    @pytest.fixture(autouse=True)
    def life(self, improve: Improve) -> None:
        take(note(1, "Ferja gar", more={"text": "Ferja går igjen."}), note(2, "Badet er ope."))
        languages.find()
        improve()

    def test_the_better_reading_is_recorded_and_shown(self) -> None:
        assert again() == (2, 1, 1, 0)
        assert kinds() == ["seen", "seen", "reparsed"]
        about = json.loads(record.payload(3, "about") or b"")
        assert about == {"instead": 1, "of": 1, "post": 1}
        shown = read.one(1)
        assert shown is not None
        assert shown.post is not None
        assert (shown.post.text, shown.post.parser) == ("Ferja går igjen.", "notes/2")
        assert found("igjen") == [1]
        assert found("gar") == []
        same_after_rebuild()

    def test_it_is_the_same_version_and_no_edit(self) -> None:
        again()
        (wording,) = read.versions(1)
        assert row().versions == 1
        assert found("is:edited") == []
        assert wording.seen == NOW
        assert wording.reread == record.times([3])[3]
        assert read.versions(2)[0].reread is None

    def test_met_again_it_is_known(self) -> None:
        again()
        tally = take(note(1, "Ferja gar", more={"text": "Ferja går igjen."}))
        assert (tally.taken, tally.had) == (0, 1)

    def test_a_second_run_finds_nothing_to_do(self) -> None:
        again()
        size = record.size()
        assert again() == (2, 0, 2, 0)
        assert record.size() == size

    def test_a_dry_run_says_the_same_and_does_nothing(self) -> None:
        before, size = everything(), record.size()
        assert again(dry_run=True) == (2, 1, 1, 0)
        assert (everything(), record.size()) == (before, size)

    def test_one_network_alone(self) -> None:
        assert again(network="feeds") == (0, 0, 0, 0)
        assert again(network="notes") == (2, 1, 1, 0)

    def test_languages_are_found_again(self, improve: Improve) -> None:
        again()
        assert row().language == ""
        languages.find()
        assert row().language
        same_after_rebuild()

    def test_a_still_better_parser_reads_what_was_received(self, network: notes.Notes) -> None:
        again()
        network.level = 3
        assert again() == (2, 0, 2, 0), "a new name alone is no better reading"
        network.level = 1
        assert again() == (2, 1, 1, 0)
        about = json.loads(record.payload(4, "about") or b"")
        assert about == {"instead": 3, "of": 1, "post": 1}
        assert texts() == ["Ferja gar"]
        same_after_rebuild()

    def test_two_who_read_at_once_append_it_once(self) -> None:
        mine = list(reparse._changes([1, 2], "", reparse.Count()))
        assert again() == (2, 1, 1, 0)
        assert reparse._append(mine, datetime.now(UTC)) == 0
        assert kinds().count("reparsed") == 1

    def test_what_is_destroyed_meanwhile_stays_so(
        self, django_capture_on_commit_callbacks: Callable[..., Iterator[None]]
    ) -> None:
        mine = list(reparse._changes([1, 2], "", reparse.Count()))
        decisions.destroy([1], ground="l", reason="r", by="t", now=NOW)
        assert reparse._append(mine, datetime.now(UTC)) == 0
        assert again() == (1, 0, 1, 0)

    def test_destroyed_it_is_gone_in_both_readings(
        self, django_capture_on_commit_callbacks: Callable[..., Iterator[None]]
    ) -> None:
        again()
        with django_capture_on_commit_callbacks(execute=True):
            decisions.destroy([1], ground="l", reason="r", by="t", now=NOW)
        assert record.payloads(1) == record.payloads(3) == {}
        assert found("igjen") == []
        same_after_rebuild()

    def test_a_bundle_holds_both_readings(self, tmp_path: Path) -> None:
        again()
        events = proofs.provable(1)
        assert events == [1, 3]
        folder = unpacked(events, tmp_path / "bundle")
        code, said = verified(folder)
        assert code == 0, said
        assert "Event 3 (read anew)" in said


class TestWhoMayHaveIt:
    """A bundle for everyone holds what the page shows, as it reads by now."""

    def test_words_that_turn_out_not_to_be_public_are_in_no_bundle(self, improve: Improve) -> None:
        take(note(1, "Til vener", more={"visibility": "followers"}))
        take(note(1, "Til alle", edited="2026-10-05T10:00:00+00:00"))
        checkpoint.make(now=NOW)
        assert proofs.provable(1) == [1, 2]
        improve()
        again()
        assert kinds() == ["seen", "edited", "reparsed"]
        assert proofs.provable(1) == [2]

    def test_words_that_turn_out_to_be_public_are_in_it_in_both_readings(
        self, improve: Improve
    ) -> None:
        take(note(1, "Til alle", visibility="followers", more={"visibility": "public"}))
        checkpoint.make(now=NOW)
        assert proofs.provable(1) == []
        improve()
        again()
        assert proofs.provable(1) == [1, 2]

    def test_a_reading_that_is_not_signed_yet_counts(
        self, improve: Improve, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        take(note(1, "Til vener", more={"visibility": "followers"}))
        take(note(1, "Til alle", edited="2026-10-05T10:00:00+00:00"))
        signed = checkpoint.make(now=NOW)
        monkeypatch.setattr(checkpoint, "latest", lambda: signed)
        improve()
        again()
        assert proofs.provable(1) == [2]

    def test_a_picture_goes_with_the_words_that_tell_of_it(self) -> None:
        take(note(1, "Til vener", media=["a.png", "b.png"], visibility="followers"))
        with transaction.atomic():
            for place, name in enumerate(("a.png", "b.png")):
                about = {"mime": "image/png", "position": place, "post": 1, "url": name}
                payloads = {"about": canonical.dumps(about), f"media.{place}": b"\x89PNG\r\n"}
                append.append([append.Entry("fetched", payloads)], now=NOW)
        rebuild.rebuild()
        take(note(1, "Til alle", media=["b.png"], edited="2026-10-05T10:00:00+00:00"))
        checkpoint.make(now=NOW)
        assert proofs.provable(1) == [3, 4]


class TestSeveralWordings:
    def test_each_version_is_read_again_in_its_place(self, improve: Improve) -> None:
        take(note(1, "Ein", published=DAY, more={"text": "Ein!"}))
        take(note(1, "To", more={"text": "To!"}, edited="2026-10-05T10:00:00+00:00"))
        take(note(1, "Tre", edited="2026-10-07T10:00:00+00:00"))
        languages.find()
        before = [(wording.at, wording.seen) for wording in read.versions(1)]
        improve()
        assert again() == (3, 2, 1, 0)
        assert texts() == ["Ein!", "To!", "Tre"]
        assert [(wording.at, wording.seen) for wording in read.versions(1)] == before
        assert [bool(wording.reread) for wording in read.versions(1)] == [True, True, False]
        assert read.history(1) == [1, 2, 3, 4, 5]
        same_after_rebuild()
        assert again() == (3, 0, 3, 0)

    def test_an_older_wording_met_again_is_known(self, improve: Improve) -> None:
        first: dict[str, Any] = {
            "text": "Ein",
            "more": {"text": "Ein!"},
            "edited": "2026-10-03T10:00:00+00:00",
        }
        take(note(1, **first))
        take(note(1, "To", more={"text": "To!"}, edited="2026-10-05T10:00:00+00:00"))
        improve()
        again()
        assert take(note(1, **first)).had == 1

    def test_one_that_came_back_stands_in_both_places(self, improve: Improve) -> None:
        """A feed's wordings go A, B, A, and only the last A reads better."""
        for told in ({}, {"text": "B"}, {"more": {"text": "A!"}}):
            take(note(1, **{"text": "A", "form": "f", **told}), origin=LIVE)
        assert row().versions == 3
        improve()
        assert again() == (3, 1, 2, 0)
        assert texts() == ["A", "B", "A!"]
        tally = take(note(1, "A", form="f", more={"text": "A!"}), origin=LIVE)
        assert (tally.taken, tally.had) == (0, 1)
        same_after_rebuild()

    def test_a_lower_form_is_read_again_and_shows_nothing(self, improve: Improve) -> None:
        take(note(1, "Velkomen til folkemøte"))
        take(note(1, "Velkomen …", form="f", more={"text": "Velkomen til …"}))
        improve()
        assert again() == (2, 1, 1, 0)
        assert texts() == ["Velkomen til folkemøte"]
        assert take(note(1, "x", form="f", more={"text": "Velkomen til …"})).had == 1
        same_after_rebuild()

    def test_a_higher_form_that_stands_is_read_again(self, improve: Improve) -> None:
        take(note(1, "Velkomen til", form="t", published=DAY))
        take(note(1, "Velkomen til ", published=DAY, more={"text": "Velkomen til folkemøte"}))
        take(note(1, "Avlyst", edited="2026-10-05T10:00:00+00:00"))
        improve()
        again()
        assert texts() == ["Velkomen til folkemøte", "Avlyst"]
        assert read.history(1) == [1, 2, 3, 4]
        same_after_rebuild()

    def test_one_withdrawn_stays_so(self, improve: Improve) -> None:
        take(note(1, "Feil", more={"text": "Heilt feil"}))
        take(Gone(b"{}", "application/json", ("note:1",), NOW))
        improve()
        assert again() == (1, 1, 0, 0)
        assert found("feil") == []
        shown = read.one(1)
        assert shown is not None
        assert shown.withdrawn
        same_after_rebuild()

    def test_one_withheld_stays_so(self, improve: Improve) -> None:
        take(note(1, "Namn", more={"text": "Namnet"}))
        decisions.withhold(1, reason="r", by="t", now=NOW)
        improve()
        again()
        assert read.one(1) is None
        assert found("namnet") == []
        same_after_rebuild()


class TestWhatFollows:
    def test_new_names_are_known_from_now_on(self, improve: Improve) -> None:
        take(note(1, "Kai", more={"names": ["https://fjordvik.example/kai"]}))
        improve()
        again()
        assert read.by_alias("https://fjordvik.example/kai") == 1
        same_after_rebuild()

    def test_a_date_better_read_puts_the_post_in_its_place_in_time(self, improve: Improve) -> None:
        take(note(1, "Udatert sak", more={"published": DAY}))
        take(note(2, "Datert sak", published="2026-10-03T10:00:00+00:00"))
        assert found("sak") == [1, 2]
        improve()
        again()
        assert row().at == datetime.fromisoformat(DAY)
        assert found("sak") == [2, 1]
        assert take(note(1, "Udatert sak", more={"published": DAY})).had == 1
        same_after_rebuild()

    def test_a_date_far_ahead_that_was_misread_holds_no_edit_back(self, improve: Improve) -> None:
        told = {"published": "2069-10-02T10:00:00+00:00"}
        take(note(1, "Ein", **told, more={"published": "1969-10-02T10:00:00+00:00"}))
        improve()
        again()
        take(
            note(1, "To", published="1969-10-02T10:00:00+00:00", edited="2026-10-05T10:00:00+00:00")
        )
        shown = read.one(1)
        assert shown is not None
        assert shown.post is not None
        assert shown.post.text == "To"
        same_after_rebuild()

    def test_a_version_better_dated_is_told_so(self, improve: Improve) -> None:
        take(note(1, "Ein", more={"published": "2026-09-01T10:00:00+00:00"}))
        take(note(1, "To", edited="2026-10-05T10:00:00+00:00"))
        improve()
        again()
        assert [wording.at.month for wording in read.versions(1)] == [9, 10]
        same_after_rebuild()

    def test_a_name_taken_since_stays(self, improve: Improve) -> None:
        take(note(1, "Ein", author="Ordførar Nesgard", more={"text": "Ein!"}))
        take(note(2, "To", author="Ordførar Storevik"))
        improve()
        again()
        assert models.Author.objects.get().name == "Ordførar Storevik"
        same_after_rebuild()

    def test_a_name_better_read_is_shown(self, improve: Improve) -> None:
        take(note(1, "Ein", author="Ordf?rar", more={"author": "Ordførar"}))
        improve()
        again()
        assert models.Author.objects.get().name == "Ordførar"
        same_after_rebuild()

    def test_pictures_follow_what_they_are_of(self, improve: Improve, tmp_path: Path) -> None:
        (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n")
        attached = tuple(
            Attachment(place, lambda: tmp_path / "b.png", "image/png", 6) for place in (0, 1)
        )
        first = note(1, "Kai", media=["a.png", "b.png"], more={"media": ["b.png", "c.png"]})
        take(replace(first, attachments=attached))
        take(replace(note(2, "Kai", media=["a.png", "b.png"]), attachments=attached))
        improve()
        again()
        held = models.Media.objects.order_by("number", "position")
        assert list(held.values_list("number", "position", "role")) == [
            (1, 0, "media.1"),
            (2, 0, "media.0"),
            (2, 1, "media.1"),
        ]
        same_after_rebuild()

    def test_pictures_that_are_found_now_are_asked_for(self, improve: Improve) -> None:
        told = {"media": ["a.png"], "more": {"media": ["a.png", "b.png"]}}
        take(note(1, "Kai", **told), note(2, "Kai", form="t", **told), note(3, "Kai"))
        improve()
        again(dry_run=True)
        assert not Job.objects.exists()
        again()
        again()
        assert [(job.task.rpartition(".")[2], job.args) for job in Job.objects.all()] == [
            ("fetch_picture", [1, 1, "b.png"])
        ]


class TestWhatCannotBeRead:
    def test_it_is_counted_and_the_rest_goes_on(self, improve: Improve) -> None:
        take(note(1, "Ein", more={"broken": True}), note(2, "To", more={"text": "To!"}))
        take(note(3, "Tre", more={"form": "f"}))
        with transaction.atomic():
            bare = note(4, "Fire").post
            append.append([append.Entry("seen", {"post": reparse.encode(bare)})], now=NOW)
        rebuild.rebuild()
        improve()
        count = reparse.reparse()
        assert (count.looked, count.changed, count.same, count.unread) == (4, 1, 0, 3)
        assert count.reasons == {"not-a-post": 1, "other-form": 1, "no-raw": 1}
        assert texts(1) == ["Ein"]
        same_after_rebuild()

    def test_a_network_that_is_no_more(
        self, improve: Improve, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        take(note(1, "Ein"))
        improve()
        monkeypatch.delitem(registry.PATHS, "notes")
        assert reparse.reparse().reasons == {"unknown-format": 1}


class TestManyBatches:
    @pytest.fixture(autouse=True)
    def life(self, improve: Improve, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reparse, "BATCH", 2)
        take(
            *[note(number, f"Sak {number}", more={"text": f"Sak{number}!"}) for number in range(7)]
        )
        improve()

    def test_it_tells_how_far_it_is(self) -> None:
        told = []
        reparse.reparse(watch=lambda event, count: told.append((event, count.looked)))
        assert told == [(2, 2), (4, 4), (6, 6), (7, 7)]
        same_after_rebuild()

    def test_stopped_it_goes_on_and_doubles_nothing(self) -> None:
        def stop(event: int, count: reparse.Count) -> None:
            if event > 3:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            reparse.reparse(watch=stop)
        assert kinds().count("reparsed") == 4
        assert again() == (7, 3, 4, 0)
        assert kinds().count("reparsed") == 7
        same_after_rebuild()


def test_without_it_a_better_parser_would_see_an_edit(improve: Improve) -> None:
    """What all this is for."""
    take(note(1, "Ferja gar", more={"text": "Ferja går."}))
    improve()
    later = NOW + timedelta(hours=1)
    tally = pump.take([note(1, "Ferja gar", more={"text": "Ferja går."})], now=later)
    assert tally.versions == 1
