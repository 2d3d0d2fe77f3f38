"""What a post may consist of: whatever a network's sender refuses by itself is told before anything is cleared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image

from tilstede.core.post import Author, Post
from tilstede.networks.kit import registry
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.errors import NetworkError, Rejected, Unreachable
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.limits import Fault, faults
from tilstede.networks.kit.outgoing import Ballot, Captions, Card, Enclosure, Outgoing, Target
from tilstede.networks.linkedin import compose
from tilstede.networks.wordpress import said

NOW: Final = datetime(2026, 11, 23, 9, tzinfo=UTC)
ADDRESS: Final = "https://fjordvik.example/ferje"
LETTER: Final = (
    b"From: kari@fjordvik.example\nMessage-ID: <1@fjordvik.example>\nSubject: Ferja\n\nHei"
)
#: network -> what a post there is called, so that it can be answered.
NAMES: Final = {
    "x": "x:17",
    "facebook": "fb:17_18",
    "instagram": "ig:17",
    "threads": "threads:17",
    "mastodon": "https://fjordvik.example/users/kari/statuses/17",
    "bluesky": "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3k2yihcrrws2f",
    "youtube": "yt:fjordvik-01",
    "peertube": "https://film.fjordvik.example/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d",
    "wordpress": "https://fjordvik.example/?p=17",
    "linkedin": "urn:li:share:7399000000000000017",
    "email": "mid:1@fjordvik.example",
}
SECRETS: Final = {
    **{"access-token": "t", "access_token": "t", "token": "t", "refresh-token": "t"},
    **{"user": "kari", "app-password": "p", "password": "p", "channel": "1", "page": "1"},
    **{"imap": "imap.fjordvik.example:993", "smtp": "smtp.fjordvik.example:587"},
}


def nowhere(host: str, port: int) -> list[str]:
    raise Unreachable(f"no address found for {host}")


def senders() -> list[str]:
    found = (network for network in registry.all_networks() if network.name in NAMES)
    return [network.name for network in found if network.sender() is not None]


def changes(folder: Path) -> list[dict[str, Any]]:
    """Each makes something else of a plain post."""
    still, film, empty = folder / "ferje.jpg", folder / "ferje.mp4", folder / "tom.mp4"
    Image.new("RGB", (40, 40)).save(still)
    film.write_bytes(b"film")
    empty.write_bytes(b"")
    track, long = folder / "ferje.vtt", folder / "lang.vtt"
    track.write_bytes(b"WEBVTT")
    long.write_bytes(b"x" * 30_000)
    picture = Enclosure(still, "image/jpeg", still.name, "Ei ferje", address=ADDRESS)
    moving = Enclosure(film, "video/mp4", film.name, address=ADDRESS)
    spoken = replace(moving, captions=(Captions(track, "nn"),))
    return [
        {"title": "Ferja går"},
        {"title": "Ho", "text": "Ja"},
        {"title": "<Ferja>"},
        {"title": "T", "text": ""},
        {"warning": "Obs"},
        {"warning": "nudity"},
        {"visibility": "unlisted"},
        {"visibility": "followers"},
        {"visibility": "direct"},
        {"media": (picture,)},
        {"media": (picture, picture)},
        {"media": (moving,)},
        {"media": (replace(moving, alt="Ei ferje"),)},
        {"media": (moving, moving)},
        {"media": (picture, moving)},
        {"media": (spoken,)},
        {"media": (replace(picture, captions=spoken.captions),)},
        {"media": (replace(moving, captions=(Captions(long, "nn"),)),)},
        {"media": (Enclosure(empty, "video/mp4", empty.name),)},
        {"card": Card(ADDRESS, "Ferja")},
        {"card": Card(ADDRESS, "Ferja"), "text": f"Sjå {ADDRESS}"},
        {"card": Card(ADDRESS, "")},
        {"poll": Ballot(("Ja", "Nei"), 86_400)},
        {"poll": Ballot(("Ja", "Nei"), 86_400, multiple=True)},
        {"poll": Ballot(("Ja", "Nei"), 60)},
        {"tags": ("ferje",)},
        {"tags": ("ferje",), "text": "Ho går #ferje"},
        {"tags": tuple(f"ferje{number}" for number in range(9))},
        {"tags": ("f", "x" * 40)},
        {"tags": ("x" * 501,)},
        {"text": ""},
        {"text": "x" * 4_000},
        {"text": "x" * 20_000},
    ]


def drafts(folder: Path, name: str) -> Iterator[Outgoing]:
    alone = changes(folder)
    for some in ({}, *alone, *({**one, **other} for one, other in combinations(alone, 2))):
        what = Outgoing(**{"key": "k", "made": NOW, "text": "Ferja går.", **some})
        yield what
        yield replace(what, reply_to=answered(name))


def answered(name: str) -> Target:
    author = Author(id="kari", handle="kari@fjordvik.example")
    post = Post(
        aliases=(NAMES[name],),
        author=author,
        form="api",
        network=name,
        parser=f"{name}/1",
        text="?",
    )
    return Target(post, LETTER, "message/rfc822")


def is_able(what: Outgoing, abilities: frozenset[str]) -> bool:
    """What a network has no ability for is told by that."""
    needs = {
        "media": bool(what.media),
        "alt": any(one.alt for one in what.media),
        "captions": any(one.captions for one in what.media),
        "poll": what.poll is not None,
    }
    return all(name in abilities for name, needed in needs.items() if needed)


def refusal(name: str, what: Outgoing, http: Http) -> str:
    """What the sender says before it asks anybody; "" where it goes on to the network."""
    access = Access(name, "17", "kari@fjordvik.example", "https://fjordvik.example", SECRETS)
    sender = registry.get(name).sender()
    assert sender is not None
    try:
        sender.send(what, access, http, NOW)
    except Rejected as error:
        return error.detail or "rejected"
    except NetworkError:
        return inner(name, what)
    pytest.fail(f"{name} was asked for nothing")


def inner(name: str, what: Outgoing) -> str:
    """What is looked at only when the site has told of itself."""
    if name != "wordpress" or what.reply_to is None:
        return ""
    try:
        said._check(what)
    except Rejected as error:
        return error.detail
    return ""


@pytest.mark.parametrize("name", senders())
def test_what_a_sender_refuses_is_told_before(name: str, tmp_path: Path) -> None:
    network = registry.get(name)
    sender = network.sender()
    assert sender is not None
    told = sender.limits(None, None)
    sent = 0
    with Http(resolve=nowhere) as http:
        for what in drafts(tmp_path, name):
            if not is_able(what, network.abilities) or faults(what, told):
                continue
            sent += 1
            assert not refusal(name, what, http), what
    assert sent > 5, "not everything is refused"


def of(name: str, **some: Any) -> list[str]:
    sender = registry.get(name).sender()
    assert sender is not None
    what = Outgoing(**{"key": "k", "made": NOW, "text": "Ferja går.", **some})
    return [one.code for one in faults(what, sender.limits(None, None))]


def test_each_network_tells_what_it_has_no_place_for(tmp_path: Path) -> None:
    assert of("mastodon") == of("bluesky") == of("wordpress", title="Ferja") == []
    assert of("mastodon", warning="Obs", visibility="followers") == []
    assert of("mastodon", title="Ferja") == ["title-none"]
    assert of("bluesky", warning="Obs", visibility="followers") == ["warning-other", "visibility"]
    assert of("bluesky", text="", title="Ferja") == ["empty", "title-none"]
    assert of("youtube") == ["title-needed", "no-film"]
    assert of("email") == ["answers-only"]


def test_a_hashtag_stands_in_the_text_as_a_whole_word() -> None:
    assert of("linkedin", tags=("fe",), text="Ho går #ferje") == ["tags-written"]
    assert of("linkedin", tags=("#Ferje",), text="Ho går (#ferje).") == []
    with pytest.raises(Rejected, match="hashtags"):
        compose.check(Outgoing(key="k", made=NOW, text="Ho går #ferje", tags=("fe",)))


def test_another_wording_keeps_the_film_that_stands_there() -> None:
    sender = registry.get("youtube").sender()
    assert sender is not None
    what = Outgoing(key="k", made=NOW, text="Ho går.", title="Ferja")
    assert faults(what, sender.limits(None, None), kept=True) == []
    assert Fault("no-film") in faults(what, sender.limits(None, None))
