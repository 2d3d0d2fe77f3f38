"""What follows from a post alone, worked out before it is its turn: by the reader, so that the writer need not."""

from __future__ import annotations

from typing import NamedTuple

from tilstede.core import alias
from tilstede.core.post import Post, content_digest, encode, searchable
from tilstede.core.text import index_text


class Ready(NamedTuple):
    """``data``: the post's canonical bytes; ``digest``: of its content; ``keys``: of its aliases, in order;
    ``words``: what the search index is given."""

    data: bytes
    digest: str
    keys: tuple[bytes, ...]
    words: str


def make(post: Post) -> Ready:
    """:raises ValueError: text that no encoding can hold; parsers clean it, so this is a parser's fault."""
    return Ready(
        encode(post),
        content_digest(post),
        tuple([alias.key(name) for name in post.aliases]),
        index_text(searchable(post)),
    )
