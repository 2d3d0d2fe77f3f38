"""Several people write on one draft: nobody's words, channels or choice of readers are undone behind their back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tilstede.office.models import Account, User
from tilstede.office.rights import Right
from tilstede.outbox.drafting import files, writing
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.files import Came
from tilstede.outbox.drafting.models import File, Manuscript
from tilstede.rooms.publish.write.tests.test_composer import begin, content, page, picture, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def ola(sign_in: Callable[..., Client]) -> Client:
    return sign_in("Ola Vik")


def row(key: str) -> Manuscript:
    return Manuscript.objects.get(key=key)


def goes(key: str) -> tuple[str, set[Account]]:
    return row(key).visibility, set(row(key).accounts.all())


def save(browser: Client, key: str, **told: Any) -> Any:
    return browser.post(f"/publish/drafts/{key}/save", told)


def test_an_older_page_does_not_widen_who_can_see_it(
    kari: Client, ola: Client, mastodon: Account, bluesky: Account
) -> None:
    key = begin(kari)
    send(kari, key, part="Hei", account=mastodon.pk)
    base = row(key).revision
    narrowed = {"account": [mastodon.pk, bluesky.pk], "visibility": "followers"}
    assert save(kari, key, base=base, part="Hei", **narrowed).json()["base"] == base + 1
    answer = save(ola, key, base=base, part="Hei, du", account=mastodon.pk)
    assert answer.status_code == 409
    assert goes(key) == ("followers", {mastodon, bluesky})
    both = answer.json()["both"]
    shown = page(ola, both)
    assert "Who can see it: Followers" in shown
    assert "Who can see it: All" in shown
    assert 'value="theirs" required checked' in shown, "Ola has not touched it"
    ola.post(both, {"part": "Hei, du", "base": base + 1, "goes": "theirs"})
    assert goes(key) == ("followers", {mastodon, bluesky})
    assert content(key).parts == ("Hei, du",)


def test_who_saves_second_keeps_what_they_chose(
    kari: Client, ola: Client, mastodon: Account
) -> None:
    key = begin(kari)
    send(kari, key, part="Hei", account=mastodon.pk)
    base = row(key).revision
    save(ola, key, base=base, part="Olas", account=mastodon.pk)
    chosen = {"account": mastodon.pk, "visibility": "followers"}
    both = save(kari, key, base=base, part="Karis", **chosen).json()["both"]
    assert 'value="mine" required checked' in page(kari, both), "Ola has not touched it"
    kari.post(both, {"part": "Begges", "base": base + 1, "goes": "mine"})
    assert goes(key) == ("followers", {mastodon})
    address = f"/publish/drafts/{key}/wordings/{row(key).revision}"
    assert "Who can see it: Followers" in page(kari, address)


def test_where_both_have_chosen_otherwise_a_person_says_which(
    kari: Client, ola: Client, mastodon: Account
) -> None:
    key = begin(kari)
    save(ola, key, base=1, part="Olas", visibility="unlisted")
    both = save(kari, key, base=1, part="Karis", visibility="followers").json()["both"]
    shown = page(kari, both)
    assert "required checked" not in shown
    assert shown.count('name="goes"') == 2
    kari.post(both, {"part": "Begges", "base": 2})
    assert goes(key)[0] == "unlisted", "nothing is chosen in silence"


def test_another_channel_or_reader_is_another_wording(kari: Client, mastodon: Account) -> None:
    key = begin(kari)
    save(kari, key, base=1, part="", visibility="followers")
    save(kari, key, base=2, part="", visibility="followers", account=mastodon.pk)
    save(kari, key, base=3, part="", visibility="followers", account=mastodon.pk)
    assert row(key).revision == 3, "the same is kept once"


def test_what_was_saved_while_a_film_was_taken_in_is_not_written_over(
    kari: Client, ola: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = begin(kari)
    send(kari, key, part="Felles")
    take = files.take

    def slow(manuscript: Manuscript, came: Came, **more: Any) -> File:
        save(ola, key, base=row(key).revision, part="Olas nye ord")
        return take(manuscript, came, **more)

    monkeypatch.setattr(files, "take", slow)
    answer = send(kari, key, "files", part="Felles", files=picture())
    assert content(key).parts == ("Olas nye ord",)
    assert "/both/" in answer.url
    assert "Ola Vik wrote" in page(kari, answer.url)


def test_words_of_a_channel_one_may_not_write_for_are_not_taken_back(
    kari: Client, sign_in: Callable[..., Client], mastodon: Account, bluesky: Account
) -> None:
    liv, key = sign_in("Liv Sund", Right.WRITER, channel=mastodon), begin(kari)
    told = {"part": "Hei", "account": [mastodon.pk, bluesky.pk], "own": bluesky.pk}
    send(kari, key, **told, **{f"variant-{bluesky.pk}": "Gamle ord"})
    old = row(key).revision
    send(kari, key, **told | {"part": "Hei att"}, **{f"variant-{bluesky.pk}": "Nye ord"})
    liv.post(f"/publish/drafts/{key}/wordings/{old}")
    assert content(key).parts == ("Hei",)
    assert content(key).parts_for(bluesky.pk) == ("Nye ord",)


def test_nor_chosen_where_two_wordings_are_made_one(
    kari: Client, sign_in: Callable[..., Client], mastodon: Account, bluesky: Account
) -> None:
    liv, key = sign_in("Liv Sund", Right.WRITER, channel=mastodon), begin(kari)
    own = {"own": bluesky.pk, f"variant-{bluesky.pk}": "Eldre ord"}
    save(kari, key, base=1, part="Karis", account=mastodon.pk)
    save(kari, key, base=1, part="Hei", account=[mastodon.pk, bluesky.pk], **own)
    both = f"/publish/drafts/{key}/both/3"
    assert "They differ in" not in page(liv, both)
    liv.post(both, {"part": "Begge", "base": 2, "rest": "mine", "goes": "mine"})
    assert content(key) == Content(parts=("Begge",))
    assert goes(key)[1] == {mastodon}


def test_what_is_typed_and_confirmed_at_once_is_confirmed(kari: Client, mastodon: Account) -> None:
    key = begin(kari)
    told = {"part": "Ring Kari Nes privat på 41 23 45 67 om ferja.", "account": mastodon.pk}
    shown = kari.post(f"/publish/drafts/{key}/check", {"base": 1, **told}).content.decode()
    stand = shown.partition('value="stand:')[2].partition('"')[0]
    send(kari, key, f"stand:{stand}", **told)
    assert row(key).confirmed.count() == 1


def test_one_text_is_made_of_a_thread_and_no_address_is_asked_for(kari: Client) -> None:
    key = begin(kari)
    send(kari, key, part=["Ein", "To"])
    send(kari, key, "join", part=["Ein", "To"])
    assert content(key).parts == ("Ein\n\nTo",)
    assert "No post that you can see" not in page(kari, f"/publish/drafts/{key}")


def test_a_wording_from_before_channels_were_noted_can_be_brought_together(
    kari: Client, mastodon: Account
) -> None:
    key, now = begin(kari), datetime(2026, 11, 23, 8, tzinfo=UTC)
    author = User.objects.get(email="kari@fjordvik.example")
    for words in ("Karis", "Karis andre"):
        writing.save(key, Content(parts=(words,)), base=1, author=author, now=now)
    row(key).wordings.update(arranged=None)
    both = f"/publish/drafts/{key}/both/3"
    assert "They differ in where it goes" not in page(kari, both)
    kari.post(both, {"part": "Begge", "base": 2, "goes": "mine"})
    assert content(key).parts == ("Begge",)
    assert "Goes to" not in page(kari, f"/publish/drafts/{key}/wordings/1")


def test_the_page_tells_which_forms_came_and_no_other(kari: Client, ola: Client) -> None:
    key = begin(kari)
    send(kari, key, part="Hei", sent="a" * 32)
    send(kari, key, part="Hei", sent='"><script>')
    send(ola, key, part="Olas", base=1, sent="b" * 32)
    assert f'data-arrived="{"a" * 32}"' in page(kari, f"/publish/drafts/{key}")
    assert f'data-arrived="{"b" * 32}"' in page(ola, f"/publish/drafts/{key}"), "kept beside"
