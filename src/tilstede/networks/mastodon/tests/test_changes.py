"""What happens to posts over time, visit by visit, and what of it becomes an event."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from tests.servers.mastodon import Mock

from tilstede.networks.kit.contract import Gone, Seen
from tilstede.networks.kit.http import Http
from tilstede.networks.mastodon.tests.ledger import Ledger
from tilstede.networks.mastodon.tests.test_fetch import Reader, kinds, texts

pytestmark = pytest.mark.server
#: A red picture of one point.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)


@pytest.fixture
def reader(mock: Mock, http: Http) -> Reader:
    return Reader(mock.mayor, http)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def test_edited_back_to_an_earlier_wording_is_a_version_of_its_own(
    mock: Mock, reader: Reader, ledger: Ledger
) -> None:
    status = mock.mayor.post("klokka 18")
    assert ledger.take(reader.visit()) == ["seen"]
    mock.mayor.edit(status["id"], "klokka 19")
    assert ledger.take(reader.visit()) == ["edited"]
    mock.mayor.edit(status["id"], "klokka 18")
    items = reader.visit()
    assert texts(items) == ["klokka 18", "klokka 19", "klokka 18"]
    assert ledger.take(items) == ["edited"], "the third wording; the two before it are known"
    assert ledger.take(reader.visit()) == []


def test_a_boost_taken_back_is_gone_and_its_original_stands(
    mock: Mock, reader: Reader, ledger: Ledger
) -> None:
    original = mock.citizen.post("Hugs å røyste")
    boost = mock.mayor.boost(original["id"])
    assert ledger.take(reader.visit()) == ["seen", "seen"]
    mock.mayor.call("POST", f"/api/v1/statuses/{original['id']}/unreblog")
    items = reader.visit()
    assert ledger.take(items) == ["gone"]
    assert [item.aliases[0] for item in kinds(items, Gone)] == [boost["uri"]]


def test_votes_are_no_version(mock: Mock, reader: Reader, ledger: Ledger) -> None:
    poll = {"options": ["Fjordruta", "Vågbussen"], "expires_in": 3600}
    status = mock.mayor.post("Kva skal ruta heite?", poll=poll)
    first = reader.visit()
    assert ledger.take(first) == ["seen"]
    vote = {"choices": ["1"]}
    mock.citizen.call("POST", f"/api/v1/polls/{status['poll']['id']}/votes", json=vote)
    assert reader.visit() == [], "how many voted is not read"
    mock.mayor.post("Røyst!")
    second = reader.visit()
    before, after = kinds(first, Seen)[0], kinds(second, Seen)[-1]
    assert [json.loads(item.raw)["poll"]["votes_count"] for item in (before, after)] == [0, 1]
    assert before.post == after.post
    assert ledger.take(second) == ["seen"]


def test_where_nothing_is_new_nothing_is_to_be_written(mock: Mock, reader: Reader) -> None:
    for hour in (18, 19):
        mock.mayor.post(f"klokka {hour}")
    reader.visit()
    mock.fault(
        "/api/v1/statuses", type="status", status=500
    )  # what the page shows is not asked for
    assert list(reader.batches()) == []


def test_what_is_no_longer_held_is_read_again_from_a_page_that_is_as_it_was(
    mock: Mock, reader: Reader
) -> None:
    """An archive told that it was deleted, or it was destroyed: then it is for the decider to say what it is."""
    status = mock.mayor.post("klokka 18")
    reader.visit()
    assert reader.visit() == []
    reader.forget(status["uri"])
    assert texts(reader.visit()) == ["klokka 18"]


def test_a_boosted_post_that_changes_is_read_again(mock: Mock, reader: Reader) -> None:
    original = mock.citizen.post("Hugs å røyste")
    mock.mayor.boost(original["id"])
    reader.visit()
    assert reader.visit() == []
    mock.citizen.edit(original["id"], "Hugs å røyste i dag")
    assert "Hugs å røyste i dag" in texts(reader.visit())


def test_another_description_of_a_picture_is_a_version(
    mock: Mock, reader: Reader, ledger: Ledger
) -> None:
    medium = _upload(mock, "Ras")
    mock.mayor.post("Ved Nordsida", media_ids=[medium])
    first = reader.visit()
    assert ledger.take(first) == ["seen"]
    told = {"description": "Eit ras over fylkesvegen"}
    mock.mayor.call("PUT", f"/api/v1/media/{medium}", data=told)
    second = reader.visit()
    assert ledger.take(second) == ["edited"]
    alts = [item.post.media[0].alt for item in (*kinds(first, Seen), *kinds(second, Seen))]
    assert alts == ["Ras", "Eit ras over fylkesvegen"]


def test_a_picture_has_words_and_its_point_of_focus_stays_in_what_was_received(
    mock: Mock, reader: Reader
) -> None:
    medium = _upload(mock, "Eit ras", focus="-0.5,0.25")
    mock.mayor.post("Ved Nordsida", media_ids=[medium])
    (item,) = kinds(reader.visit(), Seen)
    assert item.post.media[0].alt == "Eit ras"
    (told,) = json.loads(item.raw)["media_attachments"]
    assert told["meta"]["focus"] == {"x": -0.5, "y": 0.25}


def test_a_quote_names_what_it_quotes(mock: Mock, reader: Reader) -> None:
    quoted = mock.citizen.post("Når opnar bassenget?")
    mock.mayor.post("Godt spørsmål!", quoted_status_id=quoted["id"])
    (item,) = kinds(reader.visit(), Seen)
    assert item.post.quote_of == quoted["uri"]
    assert item.post.text == "Godt spørsmål!"


def test_who_may_see_a_post_is_kept_and_a_private_message_is_not_read(
    mock: Mock, http: Http, ledger: Ledger
) -> None:
    reader = Reader(mock.mayor, http, token=mock.mayor.token)
    for visibility in ("public", "unlisted", "private"):
        mock.mayor.post(f"til {visibility}", visibility=visibility)
    mock.mayor.post("@borger løynd", visibility="direct")
    items = reader.visit()
    assert ledger.take(items) == ["seen"] * 3
    seen = {item.post.text: item.post.visibility for item in kinds(items, Seen)}
    assert seen == {
        "til public": "public",
        "til unlisted": "unlisted",
        "til private": "followers",
    }


def _upload(mock: Mock, description: str, **more: Any) -> str:
    files = {"file": ("ras.png", PICTURE, "image/png")}
    data = {"description": description, **more}
    return str(mock.mayor.call("POST", "/api/v2/media", files=files, data=data)["id"])
