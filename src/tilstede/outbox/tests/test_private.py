"""What was said in private is answered in private, on every network; what knows nothing private sends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tilstede.core.post import Author, Post, Visibility
from tilstede.networks.kit import registry
from tilstede.networks.kit.access import Access as Login
from tilstede.networks.kit.errors import Rejected
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Outgoing, Target
from tilstede.networks.mastodon import send as mastodon
from tilstede.office.models import Account
from tilstede.outbox import clear, fitting, logins, parcel
from tilstede.outbox.clear import NotCleared
from tilstede.outbox.draft import Draft, Part
from tilstede.outbox.models import Delivery
from tilstede.outbox.tests.conftest import Desk

#: Networks with messages for one reader -> an account, and the name of a message there.
PRIVATE = {
    "mastodon": ("fjordvik@sosial.example", "https://sosial.example/users/ola/statuses/1"),
    "email": ("post@fjordvik.example", "<1@borger.example>"),
    "sample": ("fjordvik", "sample:901"),
}
#: Networks without -> the name of a post there.
OPEN = {
    "bluesky": "at://did:plc:abc/app.bsky.feed.post/1",
    "x": "x:1700000000000000001",
    "facebook": "fb:1_2",
    "instagram": "ig:18000000000000001",
    "threads": "threads:18000000000000001",
    "youtube": "yt:comment:abc",
    "peertube": "https://film.example/videos/watch/1/comments/1",
    "wordpress": "https://fjordvik.example/?p=1",
    "linkedin": "urn:li:share:7399000000000000017",
}


def heard(desk: Desk, network: str, alias: str, visibility: Visibility = "direct") -> int:
    post = Post(
        aliases=(alias,),
        author=Author(id="borger", handle="ola@sosial.example"),
        form="api",
        network=network,
        parser=f"{network}/1",
        published=datetime(2026, 11, 23, 9, tzinfo=UTC),
        text="Eg heiter Kari, og lurer på sjukepengane mine.",
        visibility=visibility,
    )
    return desk.hear(post)


def connected(desk: Desk, network: str, handle: str) -> Account:
    account = Account.objects.create(network=network, handle=handle, body=desk.account().body)
    login = Login(network, handle, handle, "https://127.0.0.1:1", {"token": "hemmeleg-1"})
    logins.keep(account, login, way="token", by="kari", now=desk.now)
    return account


def answered(desk: Desk, network: str, **more: Any) -> Delivery:
    handle, alias = PRIVATE[network]
    number = heard(desk, network, alias)
    text = f"{fitting.opening(number, ())}Ring oss på 55 55 55 55."
    draft = Draft(parts=(Part(text=text),), reply_to=number, **more)
    account = connected(desk, network, handle)
    (row,) = clear.clear(draft, [account], by="kari", now=desk.now)
    return row


@pytest.mark.parametrize("network", PRIVATE)
def test_an_answer_to_a_private_message_is_private(desk: Desk, network: str, settings: Any) -> None:
    settings.TELEPHONES = ["+4755555555"]
    row = answered(desk, network)
    assert row.cleared.visibility == "direct"
    with parcel.packed(row) as what:
        assert what.visibility == "direct"
        if network == "mastodon":
            assert mastodon._VISIBILITIES[what.visibility] == "direct"


@pytest.mark.parametrize("visibility", ["public", "unlisted", "followers"])
@pytest.mark.parametrize("network", PRIVATE)
def test_one_that_others_could_see_is_refused(desk: Desk, network: str, visibility: str) -> None:
    with pytest.raises(NotCleared, match="is private"):
        answered(desk, network, visibility=visibility)
    assert not Delivery.objects.exists()


def test_an_answer_for_few_names_whom_it_is_for_where_nothing_else_tells(desk: Desk) -> None:
    handle, alias = PRIVATE["mastodon"]
    asked = heard(desk, "mastodon", alias)
    own = connected(desk, "mastodon", handle)
    text = "Kom innom rådhuset."
    with pytest.raises(NotCleared, match=r"@ola@sosial\.example is told of an answer"):
        clear.clear(Draft(parts=(Part(text=text),), reply_to=asked), [own], by="kari", now=desk.now)
    begun = fitting.opening(asked, [own])
    assert begun == "@ola@sosial.example "
    his = Account(network="mastodon", native_id="borger")
    assert fitting.opening(asked, [own, his]) == "", "nobody greets themselves"
    draft = Draft(parts=(Part(text=begun + text),), reply_to=asked)
    assert clear.clear(draft, [own], by="kari", now=desk.now)
    assert fitting.opening(heard(desk, "sample", "sample:901"), ()) == ""


def test_it_is_quoted_to_nobody(desk: Desk) -> None:
    number = heard(desk, "sample", "sample:901")
    draft = Draft(parts=(Part(text="Sjå her."),), quote_of=number, visibility="direct")
    with pytest.raises(NotCleared, match="not shown to others"):
        clear.clear(draft, [connected(desk, "sample", "fjordvik")], by="kari", now=desk.now)


@pytest.mark.parametrize("visibility", ["public", "unlisted", "followers"])
def test_an_answer_goes_to_no_more_than_could_see_what_it_answers(
    desk: Desk, visibility: Visibility
) -> None:
    number = heard(desk, "sample", "sample:901", visibility)
    (row,) = desk.clear("Takk.", reply_to=number)
    assert row.cleared.visibility == visibility
    assert fitting.audience(number).endswith("followers.") == (visibility == "followers")


def test_what_was_said_to_followers_is_not_answered_nor_quoted_to_all(desk: Desk) -> None:
    number = heard(desk, "sample", "sample:901", "followers")
    with pytest.raises(NotCleared, match="is for followers"):
        desk.clear("Takk.", reply_to=number, visibility="public")
    with pytest.raises(NotCleared, match="not shown to others"):
        desk.clear("Sjå her.", quote_of=number)


@pytest.mark.parametrize(
    ("network", "said"), [("bluesky", "from here: all"), ("youtube", "shows an answer to all who")]
)
def test_where_it_cannot_be_chosen_it_is_told(desk: Desk, network: str, said: str) -> None:
    """A comment that waits for approval, or is for the signed in, is no private message."""
    number = heard(desk, network, OPEN[network], "followers")
    draft = Draft(parts=(Part(text="Takk."),), reply_to=number)
    assert fitting.settled(draft).visibility == "public"
    assert said in fitting.audience(number)


@pytest.fixture
def http() -> Iterator[Http]:
    """Nothing may be asked of anybody: the servers below are this machine, which is forbidden."""
    with Http() as found:
        yield found


@pytest.mark.parametrize("network", OPEN)
def test_where_nothing_is_private_nothing_private_is_sent(network: str, http: Http) -> None:
    post = Post(
        aliases=(OPEN[network],),
        author=Author(id="borger"),
        form="api",
        network=network,
        parser=f"{network}/1",
        text="Kvar er ferja?",
    )
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    what = Outgoing(key="1", made=now, text="Ho går.", visibility="direct", reply_to=Target(post))
    login = Login(
        network,
        "1",
        "fjordvik",
        "http://127.0.0.1:1",
        {"access_token": "hemmeleg", "access-token": "hemmeleg"},
    )
    sender = registry.get(network).sender()
    assert sender is not None
    with pytest.raises(Rejected):
        sender.send(what, login, http, now)


def test_every_network_that_is_written_to_is_looked_at() -> None:
    able = {name for name in registry.PATHS if "reply" in registry.get(name).abilities}
    assert able - {"sample"} <= {*PRIVATE, *OPEN}
