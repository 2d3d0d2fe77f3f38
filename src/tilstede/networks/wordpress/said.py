"""Comments that we write: sent, looked for and changed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Final

from tilstede.core.post import Post
from tilstede.networks.kit import markup
from tilstede.networks.kit.elements import unwritten
from tilstede.networks.kit.errors import CannotTell, NotFound, NotUnderstood, Rejected
from tilstede.networks.kit.jsonfields import Fields, load
from tilstede.networks.kit.likeness import alike
from tilstede.networks.kit.outgoing import Outgoing, Sent
from tilstede.networks.wordpress import compose, limits, names
from tilstede.networks.wordpress.api import Api
from tilstede.networks.wordpress.comments import PAGE, ROUTE

#: How far the site's clock and ours may be apart.
SLACK: Final = timedelta(minutes=5)
#: Pages of comments looked through at most.
PAGES: Final = 10
_JSON: Final = {"Content-Type": "application/json"}


def send(api: Api, home: str, what: Outgoing, answered: Post, user: int) -> Sent:
    """WordPress refuses the same words by the same speaker in the same place. :raises NetworkError:"""
    _check(what)
    place = _place(home, answered)
    told = {"post": place.post, "parent": place.comment, "content": compose.escaped(what.text)}
    try:
        _, made = api.do("POST", ROUTE, json.dumps(told).encode(), headers=_JSON)
    except NotFound as error:
        raise Rejected(error.detail) from error  # what is answered is gone
    except Rejected as error:
        if "comment_duplicate" in error.detail and (found := find(api, home, what, answered, user)):
            return found
        raise
    return _sent(home, made)


def edit(api: Api, home: str, number: int, what: Outgoing) -> Sent:
    """:raises NetworkError:"""
    _check(what)
    told = json.dumps({"content": compose.escaped(what.text)}).encode()
    _, made = api.do("POST", f"{ROUTE}/{number}", told, headers=_JSON)
    return _sent(home, made)


def find(api: Api, home: str, what: Outgoing, answered: Post, user: int) -> Sent | None:
    """Ours with the same words, in the same place, since it was cleared. :raises CannotTell: there are too many."""
    place = _place(home, answered)
    since = what.made - SLACK
    for number in range(PAGES):
        page = api.page(
            ROUTE,
            post=place.post,
            per_page=PAGE,
            offset=number * PAGE,
            orderby="date_gmt",
            order="desc",
        )
        for raw in page.raws:
            found = Fields(load(raw))
            when = found.time("date_gmt")
            if when and when < since:
                return None
            here = found.number("author") == user and found.number("parent") == place.comment
            if here and alike(_words(found), what.text):
                return _sent(home, found)
        if len(page.raws) < PAGE:
            return None
    raise CannotTell("more comments than are looked through")


def _words(found: Fields) -> str:
    return markup.render(found.object("content").text("rendered")).text


def _check(what: Outgoing) -> None:
    if not what.text.strip():
        raise Rejected("a comment without words")
    if what.title or what.media:
        raise Rejected("WordPress's comments hold words alone")
    if outside := unwritten(what):
        raise Rejected(f"hashtags stand in the text there: {', '.join(outside)}")
    if len(what.text) > limits.COMMENT:
        raise Rejected(f"{len(what.text)} characters, and a comment holds {limits.COMMENT}")


def _place(home: str, answered: Post) -> names.Name:
    """The post on our site, and the comment under it that is answered, or 0."""
    for name in map(names.of, answered.aliases):
        if name and names.site_of(name.home) == names.site_of(home):
            return name
    raise Rejected(f"{answered.aliases[0]} does not stand on {home}")


def _sent(home: str, made: Fields) -> Sent:
    number, under = made.number("id"), made.number("post")
    if not number or not under:
        raise NotUnderstood("the site's answer names no comment", reached=True)
    link = markup.resolve("", made.line("link"))
    own = names.comment(home, number, under)
    return Sent(f"comment:{number}", names.unique(own, link), link or own)
