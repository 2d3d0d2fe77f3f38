"""What a post is written in, for LinkedIn's Posts API; and what has no place there."""

from __future__ import annotations

from typing import Any

from tilstede.networks.kit import limits
from tilstede.networks.kit.elements import unwritten
from tilstede.networks.kit.errors import Rejected
from tilstede.networks.kit.outgoing import Card, Outgoing
from tilstede.networks.linkedin.limits import LIMITS
from tilstede.networks.linkedin.little import escape
from tilstede.networks.linkedin.upload import Uploads


def check(what: Outgoing) -> None:
    """:raises Rejected: something of it has no place on LinkedIn; nothing is left out silently."""
    if what.warning or what.poll or what.quote_of:
        raise Rejected("content warnings, polls and quotes are not sent to LinkedIn")
    if what.visibility not in ("public", "unlisted"):
        raise Rejected("a page writes for everybody")
    if unwritten(what):
        raise Rejected("hashtags on LinkedIn must stand in the text")
    if what.reply_to:
        _check_comment(what)
    else:
        _check_media(what)


def _check_comment(what: Outgoing) -> None:
    if what.media or what.card or what.title:
        raise Rejected("an answer on LinkedIn is words alone")
    if (has := limits.count(what.text, LIMITS)) > LIMITS.answer:
        raise Rejected(f"an answer on LinkedIn has {LIMITS.answer} characters; this one has {has}")


def _check_media(what: Outgoing) -> None:
    films = [one for one in what.media if one.mime.startswith("video/")]
    if any(not one.mime.startswith(("image/", "video/")) for one in what.media):
        raise Rejected("only pictures and films are sent to LinkedIn")
    if films and len(what.media) > 1:
        raise Rejected("a post on LinkedIn has pictures or one film")
    if any(one.captions or one.alt for one in films):
        raise Rejected("captions and descriptions of films are not sent to LinkedIn")
    if what.title and not films:
        raise Rejected("a post on LinkedIn has no title, unless it is a film's")
    if what.card and what.media and what.card.url not in what.text:
        raise Rejected("a post with pictures shows no link: its address must stand in the text")
    if what.card and not what.media and not what.card.title:
        raise Rejected("LinkedIn looks up no links: the card needs a title")


def body(what: Outgoing, page: str, uploads: Uploads) -> dict[str, Any]:
    """The whole post, its files brought there. :raises NetworkError: one could not be."""
    content = _content(what, uploads)
    return {
        "author": page,
        "commentary": escape(what.text),
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
        **({"content": content} if content else {}),
    }


def _content(what: Outgoing, uploads: Uploads) -> dict[str, Any]:
    if not what.media:
        return {"article": _article(what.card, uploads)} if what.card else {}
    first = what.media[0]
    if first.mime.startswith("video/"):
        title = {"title": what.title} if what.title else {}
        return {"media": {"id": uploads.film(first.path), **title}}
    images = [
        {"id": uploads.picture(one.path), **({"altText": one.alt} if one.alt else {})}
        for one in what.media
    ]
    return {"media": images[0]} if len(images) == 1 else {"multiImage": {"images": images}}


def _article(card: Card, uploads: Uploads) -> dict[str, str]:
    found = {"source": card.url, "title": card.title}
    if card.description:
        found["description"] = card.description
    if card.picture:
        found["thumbnail"] = uploads.picture(card.picture)
    return found
