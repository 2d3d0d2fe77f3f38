"""Answers: comments under a post. Their words are plain text, and below a comment there is one level of answers.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/comments-api (2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from tilstede.core.post import Post
from tilstede.networks.kit.errors import CannotTell, NotFound, NotUnderstood, Rejected
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.kit.outgoing import Sent, Target
from tilstede.networks.linkedin.api import Api, named
from tilstede.networks.linkedin.post import (
    POST_NAME,
    address_of,
    api_post,
    comment_names,
    comment_raw,
)

_COMMENT: Final = re.compile(r"urn:li:comment:\((urn:li:\w+:\d+),(\d+)\)")
_EACH: Final = 100
_PAGES: Final = 5  #: looked through for an answer that may have been sent


class Place(NamedTuple):
    """Where an answer goes: under a post, and, where one is answered, under a comment."""

    post: str
    comment: str = ""

    @property
    def path(self) -> str:
        return f"socialActions/{named(self.comment or self.post)}/comments"


def place(target: Target) -> Place:
    """:raises Rejected: it is nothing on LinkedIn that has a name."""
    names = target.post.aliases
    if post := next(filter(POST_NAME.fullmatch, names), ""):
        return Place(post)
    told = next(filter(None, map(_COMMENT.fullmatch, names)), None)
    if told is None:
        raise Rejected("what is answered is not a post or comment on LinkedIn")
    post = target.post.thread if POST_NAME.fullmatch(target.post.thread) else told[1]
    above = target.post.reply_to
    return Place(post, above if _COMMENT.fullmatch(above) else told[0])


def write(api: Api, where: Place, text: str, page: str) -> Sent:
    """Once. :raises NetworkError:"""
    body: dict[str, Any] = {"actor": page, "object": where.post, "message": {"text": text}}
    if where.comment:
        body["parentComment"] = where.comment
    answer = api.send(where.path, body)
    try:
        told = Fields(load(answer.content))
    except Refusal:
        told = Fields(None)
    number = told.line("id") or answer.headers.get("x-restli-id", "")
    if not number.isdecimal():
        raise NotUnderstood("LinkedIn does not tell which comment was made", reached=True)
    return _sent(where.post, number, told.line("commentUrn", "$URN"))


def since(api: Api, where: Place) -> Iterator[tuple[Post, Sent]]:
    """What is written there. :raises CannotTell: there is more than is looked through."""
    start = 0
    for _ in range(_PAGES):
        elements = _page(api, where, start)
        start += len(elements)
        for element in elements:
            try:
                post = api_post(comment_raw(element, where.post))
            except Refusal:
                continue  # nothing in it, so it is not what was sent
            yield post, _sent(where.post, post.aliases[-1].rpartition(":")[2], post.aliases[0])
        if not elements:
            return
    raise CannotTell("too much has been written there to look through it all")


def _page(api: Api, where: Place, start: int) -> list[bytes]:
    """LinkedIn says that there is no such thing, where there are no comments."""
    try:
        return api.page(where.path, start=str(start), count=str(_EACH))
    except NotFound:
        return []


def parts(sent: str) -> tuple[str, str]:
    """The post it stands under, and its number; empty where it is no comment."""
    found = _COMMENT.fullmatch(sent)
    return (found[1], found[2]) if found else ("", "")


def read(api: Api, sent: str) -> bytes:
    """As it is kept. :raises NetworkError:"""
    post, number = parts(sent)
    return comment_raw(api.get(f"socialActions/{named(post)}/comments/{number}"), post)


def edit(api: Api, sent: str, text: str, page: str) -> Sent:
    post, number = parts(sent)
    body = {"patch": {"message": {"$set": {"text": text}}}}
    api.send(f"socialActions/{named(post)}/comments/{number}", body, patch=True, actor=page)
    return _sent(post, number, "")


def delete(api: Api, sent: str, page: str) -> None:
    post, number = parts(sent)
    api.send(f"socialActions/{named(post)}/comments/{number}", method="DELETE", actor=page)


def _sent(post: str, number: str, told: str) -> Sent:
    own = f"urn:li:comment:({post},{number})"
    return Sent(own, comment_names(told, post, number), address_of(post))
