"""A share or a comment of the takeout as the common post."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from tilstede.core.post import Author, Link, Media, Post, Visibility
from tilstede.core.text import clean
from tilstede.networks.kit import csvrows

NETWORK: Final = "linkedin"
PARSER: Final = "linkedin/1"
SHARE: Final = frozenset({"Date", "ShareLink", "ShareCommentary"})
COMMENT: Final = frozenset({"Date", "Link", "Message"})
_URN: Final = re.compile(r"urn:li:(?:share|ugcPost|activity|groupPost|comment):[^?&/\s]+")
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?", re.ASCII)
_TAG: Final = re.compile(r"(?<!\w)#(\w+)")
_AUDIENCES: Final[dict[str, Visibility]] = {
    "": "public",
    "PUBLIC": "public",
    "MEMBER_NETWORK": "public",  # every member of LinkedIn, as the takeout calls what anyone can open
    "CONNECTIONS": "followers",
    "CONNECTIONS_ONLY": "followers",
}


def parse(raw: bytes, account: str) -> Post:
    """``raw``: header and row (`kit.csvrows`). :raises ValueError: neither a share nor a comment; says why."""
    return read(csvrows.one(raw), account)


def read(fields: dict[str, str], account: str) -> Post:
    """A row of which the fields are known by name already. :raises ValueError: as `parse`."""
    if fields.keys() >= SHARE:
        return _Reader(fields, account).share()
    if fields.keys() >= COMMENT:
        return _Reader(fields, account).comment()
    raise ValueError("neither a share nor a comment")


@lru_cache(maxsize=8)
def _author(name: str) -> Author:
    return Author(id=f"{NETWORK}:member:{name or 'unknown'}", handle=name, name=name)


class _Reader:
    def __init__(self, fields: dict[str, str], account: str) -> None:
        self._fields = fields
        self._odd: dict[str, None] = {}
        self._account = self._clean(account).strip()

    def share(self) -> Post:
        shared, media = self._web("SharedUrl"), self._web("MediaUrl")
        text = self._words("ShareCommentary")
        if not (text or shared or media):
            raise ValueError("nothing in it: no words, no link, no media")
        visibility = _AUDIENCES.get(self._line("Visibility").upper(), "followers")
        return self._post(
            text,
            self._web("ShareLink"),
            links=(Link(url=shared),) if shared else (),
            media=(Media(kind="file", url=media),) if media else (),
            visibility=visibility,
        )

    def comment(self) -> Post:
        text, link = self._words("Message"), self._web("Link")
        if not text:
            raise ValueError("nothing in it: no words")
        return self._post(text, "", reply_to=next(iter(_urns(link)), ""), about=link)

    def _post(self, text: str, url: str, *, about: str = "", **more: object) -> Post:
        published = self._moment()
        names = (*_urns(url), url) if url else (_digest(published, text, about),)
        return Post(
            aliases=tuple(dict.fromkeys(names)),
            author=_author(self._account),
            form="archive",
            network=NETWORK,
            odd=tuple(self._odd),
            parser=PARSER,
            published=published,
            tags=tuple(dict.fromkeys(_TAG.findall(text))) if "#" in text else (),
            text=text,
            url=url,
            **more,  # type: ignore[arg-type]  # fields of Post, named in this file
        )

    def _words(self, name: str) -> str:
        """Of older takeouts each line of a text stands in quotes of its own."""
        text = self._clean(self._fields.get(name, ""))
        return text.replace('"\n"', "\n").strip()

    def _moment(self) -> datetime | None:
        """``2024-05-17 08:30:00``, UTC; before 2020 ``5/17/19, 8:30 AM``."""
        told = self._line("Date").removesuffix("UTC").strip()
        if _ISO.fullmatch(told):
            try:
                return datetime.fromisoformat(f"{told}+00:00")
            except ValueError:
                pass  # a month or an hour that there is none of
        try:
            return datetime.strptime(told, "%m/%d/%y, %I:%M %p").replace(tzinfo=UTC)
        except ValueError:
            pass  # told below
        self._odd["date-unreadable" if told else "date-missing"] = None
        return None

    def _web(self, name: str) -> str:
        found = self._line(name)
        return found if found.startswith(("http://", "https://")) else ""

    def _line(self, name: str) -> str:
        text = self._fields.get(name)
        if not text or (" " not in text and text.isprintable()):
            return text or ""
        return " ".join(self._clean(text).split())

    def _clean(self, text: str) -> str:
        if text.isprintable():
            return text
        cleaned, odd = clean(text)
        self._odd.update(dict.fromkeys(odd))
        return cleaned


def _digest(published: datetime | None, text: str, about: str) -> str:
    """The name of what has none."""
    said = f"{published}\n{text}\n{about}".encode()
    return f"{NETWORK}:~{hashlib.sha256(said).hexdigest()[:16]}"


def _urns(address: str) -> list[str]:
    """The names in an address: ``…/feed/update/urn%3Ali%3Ashare%3A17`` holds ``urn:li:share:17``."""
    told = address.replace("%3A", ":")  # all that most have, and a tenth of what `unquote` takes
    return _URN.findall(unquote(told) if "%" in told else told)
