"""A film or a comment of the takeout as the common post."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

import msgspec

from tilstede.core.post import Author, Media, Post, Visibility
from tilstede.core.text import clean

NETWORK: Final = "tiktok"
PARSER: Final = "tiktok/1"
_VIDEO: Final = re.compile(r"/(?:video|photo)/(\d+)")
_TAG: Final = re.compile(r"#(\w+)")
#: What ``WhoCanView`` says. A word that is not known counts as for followers.
_AUDIENCES: Final[dict[str, Visibility]] = {
    "": "public",
    "public": "public",
    "public to everyone": "public",
    "everyone": "public",
    "friends": "followers",
    "followers": "followers",
}
_NOBODY: Final = frozenset({"private", "only me", "self only", "self_only"})


class Private(ValueError):
    """A film that only the account itself can see."""

    reason = "private"


class Entry(msgspec.Struct, rename={"date": "Date", "link": "Link", "title": "Title"}):
    """A film, by the names of 2024; or a comment, which has had both spellings."""

    date: str | None = None
    link: str | None = None
    title: str | None = None
    audience: str | None = msgspec.field(default=None, name="WhoCanView")
    comment: str | None = None
    comment_before: str | None = msgspec.field(default=None, name="Comment")
    comment_date: str | None = msgspec.field(default=None, name="date")
    photo: str | None = None
    url: str | None = None

    @property
    def said(self) -> str | None:
        """A comment's words; None for a film."""
        return self.comment if self.comment is not None else self.comment_before


_decoder = msgspec.json.Decoder(Entry)


def parse(raw: bytes, account: str) -> Post:
    """:raises ValueError: it is neither, or nothing is in it; says why."""
    try:
        entry = _decoder.decode(raw)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if entry.said is None and entry.link is None and entry.title is None:
        raise ValueError("neither a film nor a comment")
    return _Reader(entry, account).post()


@lru_cache(maxsize=8)
def _author(name: str) -> Author:
    if not name:
        return Author(id=f"{NETWORK}:unknown")
    return Author(id=f"{NETWORK}:@{name}", handle=name, url=f"https://www.tiktok.com/@{name}")


class _Reader:
    def __init__(self, entry: Entry, account: str) -> None:
        self._entry = entry
        self._odd: dict[str, None] = {}
        self._name = self._clean(account).strip().lstrip("@")

    def post(self) -> Post:
        entry = self._entry
        text = self._clean(entry.said if entry.said is not None else entry.title).strip()
        published = self._moment()
        link = self._web(entry.link if entry.said is None else entry.url)
        media = self._media()
        if not (text or media):
            raise ValueError("nothing in it: no words, no film")
        found = _VIDEO.search(link) if entry.said is None else None
        name = f"{NETWORK}:{found[1]}" if found else self._digest(published, text, link)
        own = (
            f"https://www.tiktok.com/@{self._name}/video/{found[1]}" if found and self._name else ""
        )
        return Post(
            aliases=(name, own) if own else (name,),
            author=_author(self._name),
            form="archive",
            media=media,
            network=NETWORK,
            odd=tuple(self._odd),
            parser=PARSER,
            published=published,
            tags=tuple(dict.fromkeys(_TAG.findall(text))) if "#" in text else (),
            text=text,
            url=own or (link if "/share/" in link else ""),
            visibility=self._visibility(),
        )

    def _digest(self, published: datetime | None, text: str, link: str) -> str:
        """The name of what has none. An address does not last, and counts only where there are no words."""
        said = f"{self._entry.said is None}\n{published}\n{text}\n{'' if text else link}"
        return f"{NETWORK}:~{hashlib.sha256(said.encode()).hexdigest()[:16]}"

    def _media(self) -> tuple[Media, ...]:
        if self._entry.said is None:
            link = self._web(self._entry.link)
            return (Media(kind="video", url=link),) if link else ()
        photo = self._web(self._entry.photo)
        return (Media(kind="image", url=photo),) if photo else ()

    def _visibility(self) -> Visibility:
        told = self._clean(self._entry.audience).strip().casefold()
        if told in _NOBODY:
            raise Private("only the account itself can see it")
        return _AUDIENCES.get(told, "followers")

    def _moment(self) -> datetime | None:
        """``2024-03-01 12:30:00``, with or without ``UTC``: it is UTC either way."""
        told = (self._entry.date or self._entry.comment_date or "").removesuffix("UTC").strip()
        try:
            found = datetime.fromisoformat(told)
        except ValueError:
            self._odd["date-unreadable" if told else "date-missing"] = None
            return None
        if found.tzinfo is None:
            return found.replace(tzinfo=UTC)
        try:
            return found.astimezone(UTC)
        except OverflowError:
            self._odd["date-unreadable"] = None
            return None

    def _web(self, address: str | None) -> str:
        found = self._clean(address).strip()
        return found if found.startswith(("http://", "https://")) else ""

    def _clean(self, text: str | None) -> str:
        if not text or text.isprintable():
            return text or ""
        cleaned, odd = clean(text)
        self._odd.update(dict.fromkeys(odd))
        return cleaned
