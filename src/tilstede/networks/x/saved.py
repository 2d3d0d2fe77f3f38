"""Answers of X's API kept on disk: a list of tweets with their users (version 1.1), or a page of posts (version 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from tilstede.core.post import Author
from tilstede.networks.kit.containers import ArchiveError
from tilstede.networks.kit.items import Item, Seen, SetAside
from tilstede.networks.kit.jsonstream import Broken, elements
from tilstede.networks.x.answers import Page
from tilstede.networks.x.page import items_of
from tilstede.networks.x.post import Translator
from tilstede.networks.x.tweet import ID, Refusal, tweet_of

JSON: Final = "application/json"
_AHEAD: Final = 1 << 16  #: bytes looked at to know what it is
_LARGEST: Final = 64 << 20  #: of a page: what belongs to its posts stands at its end
_LIST: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")
_PAGE: Final = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"data"\s*:\s*\[')
_AUTHOR: Final = re.compile(rb'"author_id"\s*:\s*"\d{1,19}"')


class Saved:
    """The contract's Export. Tweets may be of many accounts."""

    network = "x"
    account: Author | None = None

    def __init__(self, path: Path, *, is_page: bool) -> None:
        self.title = f"X: {path.name}"
        self._path = path
        self._is_page = is_page
        self._size = path.stat().st_size
        self._done = 0

    def items(self) -> Iterator[Item]:
        yield from self._page() if self._is_page else self._tweets()
        self._done = self._size

    def progress(self) -> tuple[int, int]:
        return self._done, self._size

    def close(self) -> None:
        """Nothing is held open between two items."""

    def _page(self) -> Iterator[Item]:
        try:
            page = msgspec.json.decode(self._path.read_bytes(), type=Page, strict=False)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield SetAside(self._path.name, "broken-json", str(error))
        else:
            yield from items_of(page)

    def _tweets(self) -> Iterator[Item]:
        translator = Translator(None)
        with self._path.open("rb") as file:
            for number, raw in enumerate(elements(file), 1):
                where = f"{self._path.name}, item {number}"
                self._done = min(file.tell(), self._size)
                if isinstance(raw, Broken):
                    yield SetAside(where, raw.reason, f"at byte {raw.offset}")
                    continue
                try:
                    tweet, mended = tweet_of(raw)
                    yield Seen(raw, JSON, translator.post(tweet, mended=mended), where)
                except Refusal as error:
                    yield SetAside(where, error.reason, str(error))


def open_saved(path: Path) -> Saved | None:
    """The file as such an answer, or None."""
    with path.open("rb") as file:
        head = file.read(_AHEAD)
    if _PAGE.match(head) and _AUTHOR.search(head) and path.stat().st_size <= _LARGEST:
        return Saved(path, is_page=True)
    if _LIST.match(head) and _begins_with_a_tweet(path):
        return Saved(path, is_page=False)
    return None


def _begins_with_a_tweet(path: Path) -> bool:
    """One that tells who wrote it."""
    try:
        with path.open("rb") as file:
            first = next(elements(file), b"")
        tweet, _ = tweet_of(first) if isinstance(first, bytes) else (None, ())
    except (ArchiveError, Refusal):
        return False
    author = tweet.user.id_str if tweet and tweet.user else None
    return bool(tweet and ID.fullmatch(tweet.id_str or "") and ID.fullmatch(author or ""))
