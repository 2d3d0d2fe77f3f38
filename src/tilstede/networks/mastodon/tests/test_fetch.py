"""Reading through the API, against a server that keeps state and fails on demand."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest
from tests.servers.mastodon import Mock, Person

from tilstede.networks.kit.conformance import check_batches
from tilstede.networks.kit.contract import (
    AccountChanged,
    Batch,
    Gone,
    Item,
    Missing,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Seen,
    Source,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.mastodon.network import network

pytestmark = pytest.mark.server
NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Reader:
    """Visits one account again and again, as intake does: committing each batch with its cursor."""

    def __init__(self, person: Person, http: Http, **more: Any) -> None:
        self.source = Source("mastodon", person.address, **more)
        self._http = http
        self._known: dict[str, str] = {}

    def visit(self, *, batches: int | None = None) -> list[Item]:
        """One visit; ``batches``: cut short after so many."""
        items: list[Item] = []
        for batch in islice(self.batches(), batches):
            (checked,) = check_batches([batch], network)
            items += checked.items
            self._commit(checked)
        return items

    def forget(self, alias: str) -> None:
        """It is no longer among what stands."""
        del self._known[alias]

    def batches(self) -> Iterator[Batch]:
        """What a visit hands over to be committed."""
        known = tuple(sorted(self._known.items(), reverse=True))
        return network.fetch(dataclasses.replace(self.source, known=known), self._http, NOW)

    def _commit(self, batch: Batch) -> None:
        self.source = dataclasses.replace(self.source, cursor=batch.cursor)
        for item in batch.items:
            if isinstance(item, Seen) and item.post.author.url == self.source.address:
                self._known[item.post.aliases[0]] = item.post.url
            elif isinstance(item, Gone):
                self._known.pop(item.aliases[0], None)


def texts(items: list[Item]) -> list[str]:
    return [item.post.text for item in items if isinstance(item, Seen)]


def kinds(items: list[Item], kind: type) -> list[Any]:
    return [item for item in items if isinstance(item, kind)]


@pytest.fixture
def reader(mock: Mock, http: Http) -> Reader:
    return Reader(mock.mayor, http)


# --- walking --------------------------------------------------------------------------------------


def test_first_visit_walks_to_the_beginning_and_later_ones_take_what_is_new(
    mock: Mock, reader: Reader
) -> None:
    for number in range(45):
        mock.mayor.post(f"nr {number}")
    assert texts(reader.visit()) == [f"nr {number}" for number in reversed(range(45))]
    mock.mayor.post("nytt")
    assert texts(reader.visit())[:2] == ["nytt", "nr 44"]
    assert reader.source.cursor["walks"] == []


def test_a_visit_cut_short_loses_nothing(mock: Mock, reader: Reader) -> None:
    """Killed after the newest page; new posts come; both holes are filled at the next visit."""
    for number in range(50):
        mock.mayor.post(f"gammalt {number}")
    first = texts(reader.visit(batches=1))
    assert len(first) == 40
    for number in range(45):
        mock.mayor.post(f"nytt {number}")
    second = texts(reader.visit(batches=1))
    assert len(second) == 40
    assert len(reader.source.cursor["walks"]) == 2
    seen = set(first) | set(second) | set(texts(reader.visit()))
    assert seen == {f"gammalt {n}" for n in range(50)} | {f"nytt {n}" for n in range(45)}
    assert reader.source.cursor["walks"] == []


def test_an_account_without_posts(mock: Mock, reader: Reader) -> None:
    assert reader.visit() == []
    mock.mayor.post("Fyrste")
    assert texts(reader.visit()) == ["Fyrste"]


def test_what_the_account_states_is_held_against_what_is_seen(mock: Mock, reader: Reader) -> None:
    mock.mayor.post("ope")
    mock.mayor.post("berre følgjarar", visibility="private")
    (missing,) = kinds(reader.visit(), Missing)
    assert missing.why == "fewer-than-stated"
    assert missing.detail == "the account states 2 posts, 1 could be seen"
    assert not kinds(reader.visit(), Missing), "told once"


def test_a_server_that_does_not_page(mock: Mock, reader: Reader) -> None:
    """It answers with the same page whatever is asked: that ends, and is told."""
    status = mock.mayor.post("den same")
    account = status["account"]["id"]
    path = f"/api/v1/accounts/{account}/statuses"
    mock.fault(path, type="status", status=200, body=[status])
    (missing,) = kinds(reader.visit(), Missing)
    assert missing.why == "page-limit"


# --- what a status is -----------------------------------------------------------------------------


def test_boosts_carry_their_original(mock: Mock, reader: Reader) -> None:
    original = mock.citizen.post("Hugs å røyste")
    mock.mayor.boost(original["id"])
    boost, carried = kinds(reader.visit(), Seen)
    assert boost.post.repost_of == original["uri"]
    assert boost.post.text == ""
    assert boost.post.author.handle == mock.mayor.handle
    assert carried.post.aliases[0] == original["uri"]
    assert carried.post.text == "Hugs å røyste"
    assert carried.post.author.handle == mock.citizen.handle


def test_replies_join_threads(mock: Mock, reader: Reader) -> None:
    question = mock.citizen.post("@ordforar Når opnar bassenget?")
    answer = mock.mayor.post("@borger På måndag.", in_reply_to_id=question["id"])
    mock.mayor.post("Klokka ti.", in_reply_to_id=answer["id"])
    more, first = kinds(reader.visit(), Seen)
    assert first.post.reply_to in _names(question)
    assert first.post.reply_to_author == mock.citizen.handle
    assert more.post.reply_to in first.post.aliases
    assert more.post.reply_to_author == mock.mayor.handle


def test_an_answer_without_a_mention_is_asked_for(mock: Mock, reader: Reader) -> None:
    """Who is answered is not among the mentions, so the address is asked for."""
    question = mock.citizen.post("Når opnar bassenget?")
    mock.mayor.post("På måndag.", in_reply_to_id=question["id"])
    status = mock.mayor.call("GET", f"/api/v1/accounts/{_number(mock)}/statuses")[0]
    stripped = status | {"mentions": [], "in_reply_to_account_id": "99"}
    path = f"/api/v1/accounts/{_number(mock)}/statuses"
    mock.fault(path, type="status", status=200, body=[stripped], count=1)
    (answer,) = kinds(reader.visit(batches=1), Seen)
    assert answer.post.reply_to == question["uri"]
    assert answer.post.reply_to_author == mock.citizen.handle
    assert network.parse(answer.raw, answer.mime, {}).reply_to == question["uri"]


def test_poll_and_warning(mock: Mock, reader: Reader) -> None:
    mock.mayor.post(
        "Kva skal ruta heite?",
        poll={"options": ["Fjordruta", "Vågbussen"], "expires_in": 3600},
        spoiler_text="Avrøysting",
        visibility="unlisted",
    )
    (item,) = kinds(reader.visit(), Seen)
    assert item.post.poll.options == ("Fjordruta", "Vågbussen")
    assert (item.post.warning, item.post.visibility) == ("Avrøysting", "unlisted")


# --- edits ----------------------------------------------------------------------------------------


def test_every_wording_comes_oldest_first(mock: Mock, reader: Reader) -> None:
    status = mock.mayor.post("klokka 18")
    mock.mayor.edit(status["id"], "klokka 19")
    mock.mayor.edit(status["id"], "klokka 20")
    items = kinds(reader.visit(), Seen)
    assert texts(items) == ["klokka 18", "klokka 19", "klokka 20"]
    written = [item.post.edited for item in items]
    assert written[0] is None
    assert written[1] < written[2]
    for item in items:
        assert network.parse(item.raw, item.mime, {}).text == item.post.text
    mock.mayor.post("klokka 21")
    later = texts(reader.visit())
    assert later == ["klokka 21", "klokka 20"], "the history is read once for each edit"


def test_an_edit_of_an_old_post_is_found(mock: Mock, reader: Reader) -> None:
    old = mock.mayor.post("klokka 18")
    for number in range(41):
        mock.mayor.post(f"nr {number}")
    reader.visit()
    mock.mayor.edit(old["id"], "klokka 19")
    found: list[str] = []
    for _ in range(3):
        found += [text for text in texts(reader.visit()) if text.startswith("klokka")]
    assert found == ["klokka 18", "klokka 19"]


def test_a_server_without_history_gives_the_new_wording(mock: Mock, reader: Reader) -> None:
    status = mock.mayor.post("klokka 18")
    mock.mayor.edit(status["id"], "klokka 19")
    mock.fault(f"/api/v1/statuses/{status['id']}/history", type="status", status=404)
    assert texts(reader.visit()) == ["klokka 19"]


# --- deletions ------------------------------------------------------------------------------------


@pytest.mark.parametrize("together", [True, False], ids=["many-at-once", "one-by-one"])
def test_deletions_among_old_posts_are_found_in_turn(
    mock: Mock, reader: Reader, together: bool
) -> None:
    statuses = [mock.mayor.post(f"nr {number}") for number in range(45)]
    reader.visit()
    if not together:
        mock.fault("/api/v1/statuses", type="status", status=404)
    for index in (0, 44):
        mock.mayor.delete(statuses[index]["id"])
    gone = [item.aliases[0] for _ in range(4) for item in kinds(reader.visit(), Gone)]
    assert gone == [statuses[44]["uri"], statuses[0]["uri"]]


@pytest.mark.parametrize("status", [401, 403])
def test_a_post_we_may_not_see_is_not_gone(mock: Mock, reader: Reader, status: int) -> None:
    first = mock.mayor.post("no er eg skjult")
    mock.mayor.post("eg står")
    reader.visit()
    mock.mayor.delete(first["id"])
    mock.fault(f"/api/v1/statuses/{first['id']}", type="status", status=status)
    assert not kinds(reader.visit(), Gone)


def test_a_server_that_has_forgotten_everything_deletes_nothing(mock: Mock, reader: Reader) -> None:
    statuses = [mock.mayor.post(f"nr {number}") for number in range(3)]
    reader.visit()
    path = f"/api/v1/accounts/{_number(mock)}/statuses"
    mock.fault(path, type="status", status=200, body=[])
    mock.fault("/api/v1/statuses", type="status", status=200, body=[])
    for status in statuses:
        mock.fault(f"/api/v1/statuses/{status['id']}", type="status", status=404)
    with pytest.raises(NotFound, match="none of the 3 posts"):
        reader.visit()


def test_an_account_that_deletes_all_its_posts_is_believed(mock: Mock, reader: Reader) -> None:
    status = mock.mayor.post("den einaste")
    reader.visit()
    mock.mayor.delete(status["id"])
    assert [item.aliases[0] for item in kinds(reader.visit(), Gone)] == [status["uri"]]


# --- accounts -------------------------------------------------------------------------------------


def test_a_handle_taken_over_by_another_account_id(mock: Mock, http: Http) -> None:
    mock.mayor.post("Hei")
    reader = Reader(mock.mayor, http, account_id="https://sosial.fjordvik.example/users/kari")
    with pytest.raises(AccountChanged, match="now belongs to"):
        reader.visit()


def test_the_same_address_under_another_number_is_asked_about_once(
    mock: Mock, reader: Reader
) -> None:
    """After a person has resumed the source, the new account is read from its beginning."""
    mock.mayor.post("frå den nye")
    reader.source = dataclasses.replace(
        reader.source, cursor={"account": "1", "newest": "2030-01-01T00:00:00+00:00"}
    )
    with pytest.raises(AccountChanged):
        reader.visit()
    assert texts(reader.visit()) == ["frå den nye"]
    assert reader.source.cursor["account"] == _number(mock)


def test_a_moved_account_is_told_once(mock: Mock, reader: Reader) -> None:
    account = mock.mayor.call("GET", "/api/v1/accounts/lookup?acct=ordforar")
    other = mock.mayor.call("GET", "/api/v1/accounts/lookup?acct=borger")
    path = "/api/v1/accounts/lookup"
    mock.fault(path, type="status", status=200, body=account | {"moved": other})
    (missing,) = kinds(reader.visit(), Missing)
    assert missing.why == "moved"
    assert mock.citizen.handle in missing.detail
    assert not kinds(reader.visit(), Missing)


def test_a_suspended_account(mock: Mock, reader: Reader) -> None:
    account = mock.mayor.call("GET", "/api/v1/accounts/lookup?acct=ordforar")
    body = account | {"suspended": True}
    mock.fault("/api/v1/accounts/lookup", type="status", status=200, body=body)
    with pytest.raises(NotFound, match="suspended"):
        reader.visit()


@pytest.mark.parametrize("standing", ["limited", "memorial"])
def test_a_limited_account_and_one_in_memory_are_read_as_any(
    mock: Mock, reader: Reader, standing: str
) -> None:
    mock.mayor.post("Eg står")
    account = mock.mayor.call("GET", "/api/v1/accounts/lookup?acct=ordforar")
    body = account | {standing: True}
    mock.fault("/api/v1/accounts/lookup", type="status", status=200, body=body)
    assert texts(reader.visit()) == ["Eg står"]


# --- limits and faults ----------------------------------------------------------------------------


def test_throttled_says_how_long_and_loses_nothing(mock: Mock, reader: Reader) -> None:
    for number in range(45):
        mock.mayor.post(f"nr {number}")
    first = texts(reader.visit(batches=1))
    mock.fault(f"/api/v1/accounts/{_number(mock)}/statuses", type="ratelimit", count=1)
    with pytest.raises(Throttled) as caught:
        reader.visit()
    assert caught.value.retry_after == 300
    assert len(set(first) | set(texts(reader.visit()))) == 45


def test_the_last_request_allowed_is_the_last_made(mock: Mock, reader: Reader) -> None:
    """X-RateLimit-Remaining: 0 on a good answer: the next request is not even tried."""
    account = mock.mayor.call("GET", "/api/v1/accounts/lookup?acct=ordforar")
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-22T00:05:00.000Z"}
    path = "/api/v1/accounts/lookup"
    mock.fault(path, type="status", status=200, body=account, headers=headers, count=2)
    reader.source = dataclasses.replace(reader.source, cursor={"domain": "fjordvik.example"})
    with pytest.raises(Throttled) as caught:
        reader.visit()
    assert caught.value.retry_after == 300


@pytest.mark.parametrize(
    ("effect", "error"),
    [
        ({"type": "status", "status": 503}, Unreachable),
        ({"type": "status", "status": 401}, Refused),
        ({"type": "status", "status": 404}, NotFound),
        ({"type": "malformed"}, NotUnderstood),
        ({"type": "status", "status": 200, "body": [1, 2]}, NotUnderstood),
        ({"type": "status", "status": 200, "body": "<html>logg inn</html>"}, NotUnderstood),
    ],
    ids=["down", "closed", "gone", "malformed", "numbers", "page"],
)
def test_faults_of_the_server(
    mock: Mock, reader: Reader, effect: dict[str, Any], error: type[NetworkError]
) -> None:
    mock.mayor.post("Hei")
    mock.fault(f"/api/v1/accounts/{_number(mock)}/statuses", **effect)
    with pytest.raises(error) as caught:
        reader.visit()
    assert caught.value.detail
    mock.mend()
    assert texts(reader.visit()) == ["Hei"]


@pytest.mark.parametrize("status", [401, 403])
def test_a_server_that_shows_its_accounts_to_nobody_says_so(
    mock: Mock, reader: Reader, status: int
) -> None:
    """Limited federation, or an API closed to strangers: the very first question is refused."""
    mock.fault("/api/v1/accounts/lookup", type="status", status=status)
    with pytest.raises(Refused, match="shows its accounts to nobody without a login"):
        reader.visit()


def test_a_login_that_is_no_longer_accepted(mock: Mock, http: Http) -> None:
    reader = Reader(mock.mayor, http, token="gone")
    mock.fault(f"/api/v1/accounts/{_number(mock)}/statuses", type="status", status=401)
    with pytest.raises(Refused, match="does not accept the login"):
        reader.visit()


def test_an_address_without_a_name(http: Http) -> None:
    with pytest.raises(NotUnderstood, match="not the address of an account"):
        list(network.fetch(Source("mastodon", "https://fjordvik.example/"), http, NOW))


def _number(mock: Mock) -> str:
    return str(mock.mayor.call("GET", "/api/v1/accounts/lookup?acct=ordforar")["id"])


def _names(status: dict[str, Any]) -> tuple[str, ...]:
    host = status["uri"].split("/")[2]
    return status["uri"], status["url"], f"mastodon:{host}:{status['id']}"
