"""An answer of the API kept on disk: a list of statuses, of one account or of many.

Also what a boost carries is taken in, as by the API itself. Nothing is asked of any server, so earlier wordings and
what is answered stay with what the list itself tells.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from tilstede.core.post import Author
from tilstede.networks.kit.contract import Item, Left, Seen, SetAside
from tilstede.networks.kit.jsonstream import Broken, elements
from tilstede.networks.mastodon.answers import READER
from tilstede.networks.mastodon.page import boosted
from tilstede.networks.mastodon.parse import JSON
from tilstede.networks.mastodon.reading import Refusal
from tilstede.networks.mastodon.status import to_post

_NOWHERE: Final[dict[str, str]] = {}


def begins_with_status(head: bytes) -> bool:
    """Whether the file that begins so is such a list. ``head`` may be cut anywhere after its first element."""
    first = next(elements(io.BytesIO(head)), None)
    if first is None or isinstance(first, Broken):
        return False
    try:
        return READER.read(first).is_status
    except Refusal:
        return False


class AnswerFile:
    """The contract's Export."""

    network = "mastodon"
    account: Author | None = None  # a list tells whose it is post by post

    def __init__(self, path: Path) -> None:
        self.title = path.name
        self._path = path
        self._size = path.stat().st_size
        self._stream: BinaryIO | None = None

    def items(self) -> Iterator[Item]:
        """Every status, and what it carries; private messages are left and counted."""
        left = 0
        for where, element in self._elements():
            if isinstance(element, SetAside):
                yield element
                continue
            for item in _items(element, where):
                if isinstance(item, Seen) and item.post.visibility == "direct":
                    left += 1
                else:
                    yield item
        if left:
            yield Left("direct-messages", left, self._path.name)

    def progress(self) -> tuple[int, int]:
        """Bytes read, and bytes in all."""
        stream = self._stream
        return self._size if stream is None or stream.closed else stream.tell(), self._size

    def close(self) -> None:
        """Nothing is held open."""

    def _elements(self) -> Iterator[tuple[str, bytes | SetAside]]:
        name = self._path.name
        with self._path.open("rb") as self._stream:
            for number, element in enumerate(elements(self._stream), 1):
                if isinstance(element, Broken):
                    yield name, SetAside(f"{name}, byte {element.offset}", element.reason)
                else:
                    yield f"{name}, item {number}", element


def _items(raw: bytes, where: str) -> Iterator[Seen | SetAside]:
    """The status, and the one it passes on."""
    try:
        answer = READER.read(raw)
        if not answer.is_status:
            raise Refusal("not-a-post", "no status")
        yield Seen(raw, JSON, to_post(answer, _NOWHERE), where)
    except Refusal as error:
        yield SetAside(where, error.reason, error.detail)
        return
    if answer.reblog is not None and (original := boosted(raw)):
        yield from _items(original, where)
