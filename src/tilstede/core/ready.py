"""What follows from a post alone, worked out before it is its turn: by the reader, so that the writer need not."""

from __future__ import annotations

from typing import Protocol

import msgspec

from tilstede.core import alias, marks, order
from tilstede.core.decide import Witness, telling, written
from tilstede.core.post import Author, Form, Post, Visibility, content_digest, searchable
from tilstede.core.text import index_text


class Ready(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """``author``: as `author_of` reads it; ``keys``: of the aliases, in order, so that the first counts most;
    ``digest``: of the content; ``words`` and ``marks``: what the search index is given; ``forms``: what a
    post first seen so is known to say (`write_forms`); ``second``: of writing, in seconds since the year 1.
    """

    network: str
    form: Form
    visibility: Visibility
    author: bytes
    keys: tuple[bytes, ...]
    digest: str
    words: str
    marks: str
    forms: str
    second: int | None
    parent: bytes | None
    repost: bytes | None


class Wording(Protocol):
    """A post on its way in, whole or packed."""

    @property
    def ready(self) -> Ready: ...

    def post(self) -> Post: ...


class Told:
    """A post at hand, with what follows from it."""

    __slots__ = ("_post", "ready")

    def __init__(self, post: Post) -> None:
        """:raises ValueError: as `make`."""
        self._post = post
        self.ready = make(post)

    def post(self) -> Post:
        return self._post


_author_encoder = msgspec.msgpack.Encoder()
_author_decoder = msgspec.msgpack.Decoder(Author)
_forms_encoder = msgspec.json.Encoder()
_forms_decoder = msgspec.json.Decoder(dict[str, Witness])


def make(post: Post) -> Ready:
    """:raises ValueError: text that no encoding can hold; parsers clean it, so this is a parser's fault."""
    digest = content_digest(post)
    witness = Witness(written(post), [digest], alias.is_carried(post.network, post.aliases))
    return Ready(
        network=post.network,
        form=post.form,
        visibility=post.visibility,
        author=_author_encoder.encode(post.author),
        keys=alias.keys(post.aliases),
        digest=digest,
        words=index_text(searchable(post)),
        marks=marks.of_post(post),
        forms=write_forms({telling(post.network, post.form): witness}),
        second=order.second(post.published) if post.published else None,
        parent=alias.key(post.reply_to) if post.reply_to else None,
        repost=alias.key(post.repost_of) if post.repost_of else None,
    )


def author_of(ready: Ready) -> Author:
    """The author."""
    return _author_decoder.decode(ready.author)


def write_forms(forms: dict[str, Witness]) -> str:
    """What each network has told in each form (`decide.telling`), as it is kept in a row."""
    return _forms_encoder.encode(forms).decode()


def read_forms(text: str) -> dict[str, Witness]:
    """The same again."""
    return _forms_decoder.decode(text)
