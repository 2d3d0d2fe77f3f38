"""A record of the network made into the common post, wherever it was found.

Sources: the lexicons app.bsky.feed.post and .repost, com.atproto.label.defs#selfLabels (2026).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from tilstede.core.post import Author, Form, Link, Post, Visibility
from tilstede.networks.bluesky import embeds, names, words
from tilstede.networks.bluesky.reading import Odd, Refusal, line, moment_of, part, parts

PARSER: Final = "bluesky/2"
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
#: Labels by which an author says that not everyone may want to see it (docs.bsky.app, Labels, 2026).
SENSITIVE: Final = frozenset({"porn", "sexual", "nudity", "graphic-media", "gore", "!warn"})
#: The label by which one asks not to be shown to those who have not signed in.
SIGNED_IN: Final = "!no-unauthenticated"
#: How far a writer's clock may be ahead before its time is not believed.
_AHEAD: Final = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Found:
    """A record with what lay around it. ``profile``: as the application shows the author, or what we hold of it, with
    ``pds``. ``shown``: its embed as the application shows it. ``names``: handles of others by id."""

    at: names.Record
    value: dict[str, Any]
    profile: dict[str, Any]
    form: Form = "api"
    shown: dict[str, Any] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)
    edited: datetime | None = None


def to_post(found: Found) -> Post:
    """The post. :raises Refusal: it is of another kind, or there is nothing in it."""
    match found.at.collection:
        case names.POST:
            return _post(found)
        case names.REPOST:
            return _repost(found)
    raise Refusal("not-a-post", f"of kind {found.at.collection}")


def author_of(profile: dict[str, Any], odd: Odd, did: str = "") -> Author:
    """The author, with the id where the profile tells none."""
    did = did or line(profile.get("did"), odd)
    handle = names.real(line(profile.get("handle"), odd))
    return Author(
        avatar=line(profile.get("avatar"), odd),
        handle=handle,
        id=did,
        name=line(profile.get("displayName"), odd),
        url=names.profile_page(handle or did),
    )


def _post(found: Found) -> Post:
    odd: Odd = {}
    value, at = found.value, found.at
    author = author_of(found.profile, odd, at.did)
    said = words.read(value, odd)
    server = line(found.profile.get("pds"), odd)
    carried = embeds.Reader(at.did, server, odd).read(value.get("embed"), found.shown)
    labels = _labels(value)
    published = _published(value, at, odd)
    parent = line(part(value, "reply", "parent").get("uri"), odd)
    post = Post(
        aliases=names.aliases(at, author.handle),
        author=author,
        edited=found.edited,
        form=found.form,
        language=_language(value, odd),
        links=_with_cards(said.links, carried.links),
        media=carried.media,
        mentions=said.mentions,
        network="bluesky",
        parser=PARSER,
        published=published,
        quote_of=carried.quote,
        reply_to=parent,
        reply_to_author=_handle_in(parent, found),
        sensitive=not SENSITIVE.isdisjoint(labels),
        tags=said.tags,
        text=said.text,
        thread=line(part(value, "reply", "root").get("uri"), odd),
        url=names.page(author.handle or at.did, at.rkey),
        visibility=_visibility(found, labels),
        warning=", ".join(label for label in labels if label in SENSITIVE),
        odd=tuple(odd),
    )
    if not (post.text or post.links or post.media or post.quote_of):
        raise Refusal("empty", "no text, no media, no card, no post shown")
    return post


def _repost(found: Found) -> Post:
    """Another's post passed on: only that it was, when and by whom. :raises Refusal: of what is not told."""
    odd: Odd = {}
    subject = line(part(found.value, "subject").get("uri"), odd)
    if names.record(subject) is None:
        raise Refusal("not-a-post", "a repost of nothing")
    author = author_of(found.profile, odd, found.at.did)
    return Post(
        aliases=names.aliases(found.at),
        author=author,
        form=found.form,
        network="bluesky",
        parser=PARSER,
        published=_published(found.value, found.at, odd),
        repost_of=subject,
        url=author.url,
        visibility=_visibility(found, []),
        odd=tuple(odd),
    )


def _published(value: dict[str, Any], at: names.Record, odd: Odd) -> datetime | None:
    """As its writer says; where that is nothing or lies ahead of the key that was made with it, the key's time."""
    told, made = moment_of(value.get("createdAt")), names.moment(at.rkey)
    if told is None:
        odd["date-unreadable" if value.get("createdAt") else "date-missing"] = None
        return made
    if made and told > made + _AHEAD:
        odd["date-future"] = None
        return made
    return told


def _labels(value: dict[str, Any]) -> list[str]:
    """What the author says of the post."""
    if "labels" not in value:
        return []
    found = parts(part(value, "labels").get("values"))
    return [name for one in found if isinstance(name := one.get("val"), str)]


def _visibility(found: Found, labels: list[str]) -> Visibility:
    """An author may ask, of all or of one post, to be shown to people who have signed in only."""
    if not labels and "labels" not in found.profile:
        return "public"
    did = found.at.did
    told = (one for one in parts(found.profile.get("labels")) if one.get("src") == did)
    asked = SIGNED_IN in labels or any(one.get("val") == SIGNED_IN for one in told)
    return "followers" if asked else "public"


def _language(value: dict[str, Any], odd: Odd) -> str:
    langs = value.get("langs")
    first = line(langs[0], odd) if isinstance(langs, list) and langs else ""
    return first if _TAG.fullmatch(first) and first.lower() != "und" else ""


def _handle_in(uri: str, found: Found) -> str:
    """The handle of whose post it is, else the id."""
    record = names.record(uri)
    if record is None:
        return ""
    told = (
        found.profile.get("handle") if record.did == found.at.did else found.names.get(record.did)
    )
    return (names.real(told) if isinstance(told, str) else "") or record.did


def _with_cards(links: tuple[Link, ...], cards: tuple[Link, ...]) -> tuple[Link, ...]:
    """The card's title on the link it is of, or one link more."""
    joined = {link.url: link for link in links}
    for card in cards:
        held = joined.get(card.url)
        joined[card.url] = card if held is None or not held.title else held
    return tuple(joined.values())
