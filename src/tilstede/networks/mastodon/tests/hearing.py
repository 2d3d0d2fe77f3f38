"""What Mastodon's own conformance test shows of hearing others: on two real snac nodes, and on mastodon_mock."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.servers.mastodon import eventually

from tilstede.networks.kit.conformance import check_batches
from tilstede.networks.kit.contract import Gone, Item, Left, NotFound, Refused, Seen, Source, What
from tilstede.networks.kit.http import Http
from tilstede.networks.mastodon.network import network
from tilstede.networks.mastodon.tests.sending import Connected, now

Cursor = dict[str, Any]


def source_of(account: Connected, what: What, address: str, cursor: Cursor | None = None) -> Source:
    return Source(
        "mastodon",
        address,
        account.access.account_id,
        cursor=cursor or {},
        what=what,
        access=account.access,
    )


def heard(account: Connected, source: Source, days: int = 0) -> tuple[list[Item], Cursor]:
    at = now() + timedelta(days=days)
    batches = check_batches(network.fetch(source, account.http, at), network)
    return [item for batch in batches for item in batch.items], batches[-1].cursor


def texts(items: list[Item]) -> list[str]:
    return [item.post.text for item in items if isinstance(item, Seen)]


class Hearing:
    """Mixed into the network's conformance class, together with `Sending` and its accounts."""

    @pytest.fixture
    def ask(self, account: Connected) -> Callable[..., dict[str, Any]]:
        """The citizen says something to the mayor, and the mayor's server gets it."""
        mayor, citizen = account.mayor, account.citizen
        parent = mayor.post("Spør oss i veg!")
        if mayor.base != citizen.base:
            citizen.follow(mayor)
            parent = mayor.post(f"Spør oss i veg! {parent['id']}")
            parent = eventually(
                lambda: next((one for one in citizen.home() if one["uri"] == parent["uri"]), None)
            )

        def say(text: str, **more: Any) -> dict[str, Any]:
            said = citizen.post(f"@ordforar {text}", in_reply_to_id=parent["id"], **more)

            def told() -> bool:
                found = mayor.call("GET", "/api/v1/notifications?limit=40")
                return any((one.get("status") or {}).get("uri") == said["uri"] for one in found)

            eventually(told)
            return said

        return say

    def test_mentions(self, account: Connected, ask: Callable[..., dict[str, Any]]) -> None:
        """Those that are new, and then what becomes of them: one is taken back and one is changed."""
        source = source_of(account, "mentions", account.access.account_id)
        question = ask("Når kjem bussen?")
        items, cursor = heard(account, source)
        seen = next(one for one in items if isinstance(one, Seen) and "bussen" in one.post.text)
        assert question["uri"] in seen.post.aliases
        assert seen.post.author.handle == account.citizen.handle
        other = ask("Og når går han?")
        found, cursor = heard(account, dataclasses.replace(source, cursor=cursor))
        assert any("Og når går han?" in text for text in texts(found))
        known = {one.post.aliases[0]: one.post for one in (*items, *found) if isinstance(one, Seen)}
        account.citizen.delete(question["id"])
        account.citizen.edit(other["id"], "@ordforar Og når går nattbussen?")
        later = dataclasses.replace(
            source,
            cursor=cursor,
            known=tuple((name, known[name].url) for name in (question["uri"], other["uri"])),
            names={name: post.aliases for name, post in known.items()},
        )
        last = eventually(lambda: self._gone_and_edited(account, later))
        again, _ = heard(account, dataclasses.replace(later, cursor=last, known=()))
        assert not any("bussen?" in text and "natt" not in text for text in texts(again)), (
            "our server may still show it"
        )

    def _gone_and_edited(self, account: Connected, source: Source) -> Cursor | None:
        """What is not found where it was written is believed when it is not found on another day either."""
        first, cursor = heard(account, source)
        items, cursor = heard(account, dataclasses.replace(source, cursor=cursor), days=2)
        items += first
        gone = [one.where for one in items if isinstance(one, Gone)]
        edited = any("nattbussen" in text for text in texts(items))
        assert set(gone) <= {source.known[0][0]}
        return cursor if gone and edited else None

    @pytest.mark.parametrize("server", ["mock"], indirect=True)
    def test_mentions_in_private_are_counted_and_left(
        self, account: Connected, ask: Callable[..., dict[str, Any]]
    ) -> None:
        ask("løynd", visibility="direct")
        items, _ = heard(account, source_of(account, "mentions", account.access.account_id))
        assert items == [Left("direct-messages", 1)]

    @pytest.mark.parametrize("server", ["mock"], indirect=True)
    def test_mentions_whose_notification_was_lost(self, account: Connected) -> None:
        """They stand under our own posts; the same visit to the same posts asks once."""
        own = account.mayor.post("Ope møte")
        account.citizen.post("Eg kjem", in_reply_to_id=own["id"])
        account.mayor.call("POST", "/api/v1/notifications/clear")
        source = source_of(account, "mentions", account.access.account_id)
        items, cursor = heard(account, source)
        assert texts(items) == ["Eg kjem"]
        assert cursor["answers"] == {own["id"]: 1}

    def test_hashtag(self, account: Connected, server: str) -> None:
        tag = f"vatn{server}"
        account.mayor.post(f"Først #{tag}")
        source = source_of(account, "hashtag", tag)
        items, cursor = heard(account, source)
        assert texts(items) == [f"Først #{tag}"]
        account.mayor.post(f"Så #{tag}")
        items, _ = heard(account, dataclasses.replace(source, cursor=cursor))
        assert f"Så #{tag}" in texts(items)

    @pytest.mark.parametrize("server", ["mock"], indirect=True)
    def test_hashtag_with_more_than_a_page_between_two_visits(self, account: Connected) -> None:
        source = source_of(account, "hashtag", "flaum")
        account.citizen.post("nr. 0 #flaum")
        _, cursor = heard(account, source)
        for number in range(1, 43):
            account.citizen.post(f"nr. {number} #flaum")
        batches = network.fetch(dataclasses.replace(source, cursor=cursor), account.http, now())
        first = next(iter(batches))  # the visit ends here
        seen = texts(list(first.items))
        items, _ = heard(account, dataclasses.replace(source, cursor=first.cursor))
        seen += texts(items)
        assert {text for text in seen if text.startswith("nr.")} >= {
            f"nr. {number} #flaum" for number in range(1, 43)
        }

    def test_search(self, account: Connected, server: str) -> None:
        word = f"sjeldanord{server}"
        account.mayor.post(f"Eit {word} her")
        items, _ = heard(account, source_of(account, "search", word))
        assert texts(items) == [f"Eit {word} her"]

    def test_thread(self, account: Connected, server: str) -> None:
        """By its address, and by its number on the server."""
        first = account.mayor.post(f"Tråden {server}")
        second = account.mayor.post("Meir", in_reply_to_id=first["id"])
        account.mayor.post("Endå meir", in_reply_to_id=second["id"])
        host = account.mayor.base.partition("://")[2]
        items, _ = heard(account, source_of(account, "thread", f"mastodon:{host}:{first['id']}"))
        assert texts(items) == [f"Tråden {server}", "Meir", "Endå meir"]
        replies = [one.post for one in items if isinstance(one, Seen)][1:]
        assert all(post.reply_to for post in replies)
        with pytest.raises(NotFound):
            heard(account, source_of(account, "thread", f"mastodon:{host}:0"))

    def test_thread_without_a_login_where_the_post_stands(self, http: Http, mock: Any) -> None:
        first = mock.mayor.post("Open tråd")
        mock.citizen.post("Svar", in_reply_to_id=first["id"])
        source = Source("mastodon", first["uri"], what="thread")
        (batch,) = check_batches(network.fetch(source, http, now()), network)
        assert texts(list(batch.items)) == ["Open tråd", "Svar"]

    def test_mentions_without_a_connected_account(self, http: Http) -> None:
        for what in ("mentions", "hashtag", "search"):
            source = Source("mastodon", "https://fjordvik.example/@ordforar", what=what)
            with pytest.raises(Refused, match="connected account"):
                list(network.fetch(source, http, now()))
        with pytest.raises(NotFound):
            list(network.fetch(Source("mastodon", "x", what="mailbox"), http, now()))

    @pytest.mark.parametrize("server", ["mock"], indirect=True)
    def test_stream(self, account: Connected) -> None:
        """All of it in `test_stream.py`."""
        source = source_of(account, "hashtag", "strøm")
        told = iter(network.stream(source, account.http, now))
        assert next(told).items == ()
        account.citizen.post("No #strøm")
        items = next(batch.items for batch in told if batch.items)
        assert texts(list(items)) == ["No #strøm"]
