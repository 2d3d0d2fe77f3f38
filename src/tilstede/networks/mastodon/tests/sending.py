"""What Mastodon's own conformance test shows of sending: against two real snac nodes, and against mastodon_mock."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from tests.servers.mastodon import Mock, Person, eventually

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.conformance import check_item
from tilstede.networks.kit.contract import Rejected, Seen, Source
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Ballot, Enclosure, Outgoing, Sent, Target
from tilstede.networks.mastodon import asking, lookup
from tilstede.networks.mastodon.network import network
from tilstede.networks.mastodon.tests.pictures import RED

_numbers = count()
SENDER = network.sender()


def now() -> datetime:
    return datetime.now(UTC)


def outgoing(text: str, **more: object) -> Outgoing:
    key = f"{next(_numbers)}-{now().timestamp()}"
    return Outgoing(key=key, made=now(), text=text, **more)  # type: ignore[arg-type]


def access_of(person: Person, http: Http) -> Access:
    connector = network.connector()
    given = {"server": person.base, "token": person.token}
    access = connector.begin("token", given, "", http, now())
    assert isinstance(access, Access)
    return access


def fetched(person: Person, http: Http) -> list[Seen]:
    source = Source("mastodon", person.address, token=person.token)
    batches = network.fetch(source, http, now())
    return [item for batch in batches for item in batch.items if isinstance(item, Seen)]


@dataclass(frozen=True)
class Connected:
    """The mayor's account, which we send as, and a citizen's on the same or the next server."""

    mayor: Person
    citizen: Person
    access: Access
    http: Http

    def send(self, what: Outgoing) -> Sent:
        return SENDER.send(what, self.access, self.http, now())

    def read(self, sent: Sent) -> Seen | None:
        seen = SENDER.read(sent.id, self.access, self.http, now())
        if seen is not None:
            check_item(seen, network)
        return seen

    def seen(self, sent: Sent) -> Seen:
        seen = self.read(sent)
        assert seen is not None
        assert seen.post.aliases == sent.aliases
        return seen

    def theirs(self, text: str, *, heard: bool = False) -> Target:
        """A post of the citizen's that the mayor's server has got.

        As it was read on the citizen's own server, or ``heard``: as the mayor's tells it.
        """
        posted = self.citizen.post(text)
        if self.mayor.base != self.citizen.base:
            self.mayor.follow(self.citizen)
            posted = eventually(
                lambda: next((one for one in self.mayor.home() if text in one["content"]), None)
            )
        base = self.mayor.base if heard else self.citizen.base
        raw = json.dumps(posted).encode()
        host = base.partition("://")[2]
        return Target(network.parse(raw, "application/json", {"host": host}), raw)


class Sending:
    """Mixed into the network's conformance class."""

    @pytest.fixture(params=["snac", "mock"])
    def server(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    @pytest.fixture
    def account(self, server: str, request: pytest.FixtureRequest, http: Http) -> Connected:
        if server == "snac":
            mayor, citizen = request.getfixturevalue("snac_nodes")
        else:
            mock: Mock = request.getfixturevalue("mock")
            mayor, citizen = mock.mayor, mock.citizen
        return Connected(mayor, citizen, access_of(mayor, http), http)

    @pytest.fixture
    def picture(self, tmp_path: Path) -> Callable[..., Enclosure]:
        def make(alt: str | None = None) -> Enclosure:
            path = tmp_path / "raud.png"
            path.write_bytes(RED)
            return Enclosure(path, "image/png", "Raud «firkant».png", alt)

        return make

    def test_send(self, account: Connected) -> None:
        """It is read back as fetching gives it, under the names that sending told."""
        sent = account.send(
            outgoing("Ope møte måndag #fjordvik\n\nVel møtt!", language="nn", warning="Møte")
        )
        seen = account.seen(sent)
        assert seen.post.text == "Ope møte måndag #fjordvik\n\nVel møtt!"
        assert (seen.post.warning, seen.post.visibility) == ("Møte", "public")
        assert seen.post.url == sent.url
        (other,) = [
            one
            for one in fetched(account.mayor, account.http)
            if sent.aliases[0] in one.post.aliases
        ]
        assert other.post == seen.post

    @pytest.mark.parametrize("visibility", ["unlisted", "followers"])
    def test_send_to_fewer(self, account: Connected, visibility: str) -> None:
        sent = account.send(outgoing(f"Til {visibility}", visibility=visibility))
        assert account.seen(sent).post.visibility == visibility

    def test_reply_in_a_thread_of_our_own(self, account: Connected) -> None:
        first = account.seen(account.send(outgoing("1/2 Slik søkjer du")))
        second = account.seen(
            account.send(outgoing("2/2 Og slik klagar du", reply_to=Target(first.post)))
        )
        assert second.post.reply_to in first.post.aliases
        assert second.post.reply_to_author == account.access.handle

    def test_reply_to_another(self, account: Connected, server: str) -> None:
        """Known by the address it has on its own server."""
        question = account.theirs(f"Når opnar biblioteket? {next(_numbers)}")
        handle = account.citizen.handle if server == "snac" else account.citizen.name
        sent = account.send(outgoing(f"@{handle} Klokka ti.", reply_to=question))
        assert account.seen(sent).post.reply_to in question.post.aliases

        def arrived() -> list[str]:
            told = account.citizen.call("GET", "/api/v1/notifications?limit=40")
            return [one["status"]["uri"] for one in told if one["type"] == "mention"]

        assert eventually(lambda: sent.aliases[0] in arrived())

    def test_boost(self, account: Connected) -> None:
        theirs = account.theirs(f"Bra jobba {next(_numbers)}", heard=True)
        sent = SENDER.boost(theirs, account.access, account.http, now())
        assert sent is not None
        assert account.seen(sent).post.repost_of in theirs.post.aliases
        SENDER.boost(theirs, account.access, account.http, now())

    def test_like(self, account: Connected) -> None:
        theirs = account.theirs(f"Godt sagt {next(_numbers)}", heard=True)
        for _ in range(2):
            SENDER.like(theirs, account.access, account.http, now())

        number = theirs.post.aliases[-1].rpartition(":")[2]
        assert account.mayor.call("GET", f"/api/v1/statuses/{number}")["favourited"]

    def test_follow(self, account: Connected) -> None:
        for address in (f"@{account.citizen.handle}", account.citizen.address):
            SENDER.follow(address, account.access, account.http, now())

        def followed() -> list[str]:
            told = account.citizen.call("GET", "/api/v1/notifications?limit=40")
            return [one["account"]["username"] for one in told if one["type"] == "follow"]

        assert "ordforar" in eventually(followed)
        with pytest.raises(Rejected, match="does not find"):
            SENDER.follow(f"@i{account.citizen.handle}", account.access, account.http, now())

    def test_block(self, account: Connected) -> None:
        """Blocked and let in again, each asked for twice."""
        address = account.citizen.address
        server = asking.of(account.access, account.http)
        number = lookup.account(address, server)

        def is_blocked() -> bool:
            asked = f"/api/v1/accounts/relationships?id[]={number}"
            (told,) = account.mayor.call("GET", asked)
            return bool(told["blocking"])

        for blocked in (True, True, False, False):
            SENDER.block(address, account.access, account.http, now(), blocked=blocked)
            assert is_blocked() == blocked

    def test_edit(self, account: Connected) -> None:
        sent = account.send(outgoing("Ope til klokka 18"))
        edited = SENDER.edit(
            sent.id, outgoing("Ope til klokka 19"), account.access, account.http, now()
        )
        assert edited == sent
        seen = account.seen(sent)
        assert seen.post.text == "Ope til klokka 19"

    def test_delete(self, account: Connected) -> None:
        sent = account.send(outgoing("Feil tal"))
        for _ in range(2):
            SENDER.delete(sent.id, account.access, account.http, now())
            assert account.read(sent) is None

    def test_media(self, account: Connected, picture: Callable[..., Enclosure]) -> None:
        sent = account.send(outgoing("Bilete", media=(picture(), picture())))
        media = account.seen(sent).post.media
        assert [(one.kind, one.alt or None) for one in media] == [("image", None)] * 2

    def test_alt(self, account: Connected, picture: Callable[..., Enclosure]) -> None:
        sent = account.send(outgoing("", media=(picture("Ein raud «firkant» med kant"), picture())))
        media = account.seen(sent).post.media
        assert [one.alt or None for one in media] == ["Ein raud «firkant» med kant", None]
        edited = outgoing("No med ord", media=(picture("Ein firkant"),))
        SENDER.edit(sent.id, edited, account.access, account.http, now())
        if "mock" in str(account.mayor):
            assert account.seen(sent).post.media[0].alt == "Ein firkant"

    @pytest.mark.parametrize("server", ["mock"], indirect=True)
    def test_poll(self, account: Connected) -> None:
        ballot = Ballot(("ja", "nei", "veit ikkje"), 3600, multiple=True)
        poll = account.seen(account.send(outgoing("Ny skule?", poll=ballot))).post.poll
        assert poll is not None
        assert (poll.options, poll.multiple) == (ballot.options, True)

    def test_quote(self, account: Connected, server: str) -> None:
        """snac does not quote, and Mastodon does from 4.5 on: the rest is told before anything is sent."""
        first = account.seen(account.send(outgoing("Eit godt innlegg"))).post
        what = outgoing(f"Les dette {next(_numbers)}", quote_of=Target(first))
        if server == "mock":
            assert account.seen(account.send(what)).post.quote_of in first.aliases
            return
        with pytest.raises(Rejected, match="cannot quote"):
            account.send(what)
        assert SENDER.find(what, account.access, account.http, now()) is None

    def test_send_finds_what_was_sent(
        self, account: Connected, picture: Callable[..., Enclosure]
    ) -> None:
        """The same words from before it was cleared, in another place or with other pictures are not it."""
        words = f"Svar til @{account.citizen.handle}: sjå https://fjordvik.example/vatn?x=1 {next(_numbers)}"
        first = account.send(outgoing(words))
        made = dataclasses.replace(outgoing(words), made=now().replace(microsecond=0))
        found = SENDER.find(made, account.access, account.http, now())
        assert found == first
        parent = Target(account.seen(first).post)
        answer = outgoing(words, reply_to=parent)
        assert SENDER.find(answer, account.access, account.http, now()) is None
        sent = account.send(answer)
        assert SENDER.find(answer, account.access, account.http, now()) == sent
        assert (
            SENDER.find(outgoing(words, media=(picture(),)), account.access, account.http, now())
            is None
        )
        assert SENDER.find(outgoing("Noko anna"), account.access, account.http, now()) is None
