"""What a right for one channel does not do to a draft for another."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tilstede.office.models import Account
from tilstede.outbox.drafting.models import Manuscript, Wording
from tilstede.rooms.publish.write.tests.test_composer import begin, content, page, send

pytestmark = pytest.mark.django_db

State = Manuscript.State


@pytest.fixture
def key(kari: Client, mastodon: Account) -> str:
    """A draft of Kari's, for Mastodon, with a number in it."""
    made = begin(kari)
    send(kari, made, part="Ring 91 23 45 67", account=mastodon.pk)
    return made


@pytest.fixture
def vikar(key: str, sign_in: Callable[..., Client], bluesky: Account) -> Client:
    """One who writes for Bluesky."""
    return sign_in("Vikar Nes", right="writer", channel=bluesky)


@pytest.mark.parametrize("state", [State.PLANNED, State.ASKED])
def test_what_is_decided_is_not_taken_back_and_what_was_typed_is_not_lost(
    key: str, vikar: Client, state: str
) -> None:
    Manuscript.objects.update(state=state)
    kept = Wording.objects.count()
    answer = send(vikar, key, part="Noko heilt anna")
    assert answer.status_code == 409
    assert "Noko heilt anna" in answer.content.decode()
    assert "not have the right to write for" in answer.content.decode()
    told = vikar.post(f"/publish/drafts/{key}/save", {"part": "Noko heilt anna", "base": "2"})
    assert told.status_code == 410
    assert (Manuscript.objects.get().state, Wording.objects.count()) == (state, kept)


def test_nothing_is_put_away_or_taken_up_or_confirmed(key: str, vikar: Client) -> None:
    vikar.post(f"/publish/drafts/{key}/put-away")
    assert Manuscript.objects.get().state == State.WRITING
    Manuscript.objects.update(state=State.DROPPED)
    vikar.post(f"/publish/drafts/{key}/take-up")
    assert Manuscript.objects.get().state == State.DROPPED
    Manuscript.objects.update(state=State.WRITING)
    found = re.search(r'value="(stand:telephone:[^"]+)"', page(vikar, f"/publish/drafts/{key}"))
    assert found
    send(vikar, key, found[1], part=content(key).parts[0])
    assert not Manuscript.objects.get().confirmed.exists()


def test_a_draft_without_a_channel_is_anybodys(vikar: Client) -> None:
    made = begin(vikar)
    vikar.post(f"/publish/drafts/{made}/put-away")
    assert Manuscript.objects.get(key=made).state == State.DROPPED
