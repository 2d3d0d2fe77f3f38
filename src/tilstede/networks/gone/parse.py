"""One item of a network that is gone, with the mapping it was read by, as the common post."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import msgspec

from tilstede.core.post import Author, Link, Media, Post
from tilstede.core.text import clean
from tilstede.networks.gone import pages
from tilstede.networks.gone.mapping import Account, Mapping
from tilstede.networks.kit import csvrows

NETWORK: Final = "gone"
PARSER: Final = "gone/1"
MIME: Final = "application/json"
_MONTHS: Final = {
    **{"januar": "January", "februar": "February", "mars": "March", "april": "April"},
    **{"mai": "May", "juni": "June", "juli": "July", "august": "August"},
    **{"september": "September", "oktober": "October", "november": "November"},
    **{"desember": "December"},
}
#: In bokmål, then those that nynorsk has otherwise.
_DAYS: Final = {
    **{"mandag": "Monday", "tirsdag": "Tuesday", "onsdag": "Wednesday", "torsdag": "Thursday"},
    **{"fredag": "Friday", "lørdag": "Saturday", "søndag": "Sunday"},
    **{"måndag": "Monday", "tysdag": "Tuesday", "laurdag": "Saturday", "sundag": "Sunday"},
}
_SHORT: Final = {name[:3]: english[:3] for name, english in _MONTHS.items()}
_TRANSLATED: Final = {**_SHORT, **_MONTHS, **_DAYS}
_NAMED: Final = re.compile(
    r"\b(?:" + "|".join(sorted(_TRANSLATED, key=len, reverse=True)) + r")\b", re.IGNORECASE
)


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of an item. ``item``: its own words, a CSV row with header or the element's markup; ``page``: the
    address or file it stood in; ``files``: addresses on the page -> files that came with it."""

    mapping: Mapping
    item: str
    page: str = ""
    files: dict[str, str] = {}


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Item)


def pack(item: Item) -> bytes:
    """The item's bytes in the record."""
    return _encoder.encode(item)


def parse(raw: bytes) -> Post:
    """:raises ValueError: it is no such item, or nothing is in it; says why."""
    try:
        item = _decoder.decode(raw)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    return read(item)


def read(item: Item, row: dict[str, str] | None = None) -> Post:
    """An item as the importer meets it. ``row``: a table's, taken apart already. :raises ValueError: as `parse`."""
    return _Reader(item, _values(item, row)).post()


class _Reader:
    """An item's fields, one after the other."""

    def __init__(self, item: Item, values: Callable[[str], list[str]]) -> None:
        self._item = item
        self._mapping = item.mapping
        self._odd: dict[str, None] = {}
        self._values = values

    def post(self) -> Post:
        """:raises ValueError: nothing is in it, or its time is of another pattern: it would else stand as written
        today."""
        text, title = self._one("text"), self._one("title")
        media = self._media() if "picture" in self._mapping.fields else ()
        if not (text or title or media):
            raise ValueError("nothing in it: no text, no title, no picture")
        published = self._moment()
        alias = self._alias(self._name(published, title, text))
        url = next(iter(self._addresses("url")), "")
        return Post(
            aliases=(alias, url) if url not in ("", alias) else (alias,),
            author=self._author(),
            form="archive",
            links=tuple([Link(url=url) for url in self._addresses("link")]),
            media=media,
            network=NETWORK,
            odd=tuple(self._odd),
            parser=PARSER,
            place=self._clean(self._mapping.network),
            published=published,
            reply_to=self._alias(told) if (told := self._one("reply_to")) else "",
            text=text,
            title=title,
            url=url,
        )

    def _author(self) -> Author:
        account = self._mapping.account
        name, told = self._one("author"), self._one("author_id")
        if (told or name) in ("", account.id, account.name):
            self._odd.update(_oddities(account))
            return _own(self._mapping.code, account)
        url = next(iter(self._addresses("author_url")), "")
        return Author(id=self._alias(told or name), handle=told or name, name=name, url=url)

    def _media(self) -> tuple[Media, ...]:
        alts = self._values("alt")
        found = []
        for place, address in enumerate(self._values("picture")):
            alt = self._clean(alts[place]) if place < len(alts) else None
            url = self._clean(self._absolute(address))
            file = self._clean(self._item.files.get(address, ""))
            mime = mimetypes.guess_type(file or url)[0] or ""
            web = url if url.startswith(("http://", "https://")) else ""
            found.append(Media(alt=alt, file=file, kind="image", mime=mime, url=web))
        return tuple(found)

    def _name(self, published: datetime | None, title: str, text: str) -> str:
        """Its id there; where it had none, a digest of what it says and when."""
        if told := self._one("id"):
            return told
        said = f"{published}\n{title}\n{text}".encode()
        return f"~{hashlib.sha256(said).hexdigest()[:16]}"

    def _alias(self, name: str) -> str:
        return f"{NETWORK}:{self._mapping.code}:{name}"

    def _addresses(self, field: str) -> list[str]:
        """Web addresses only: a page's own files have none that lasts."""
        if field not in self._mapping.fields:
            return []
        found = [self._clean(self._absolute(told)) for told in self._values(field)]
        return [one for one in found if one.startswith(("http://", "https://"))]

    def _absolute(self, address: str) -> str:
        try:
            return urljoin(self._item.page, address)
        except ValueError:
            return ""

    def _moment(self) -> datetime | None:
        told = self._one("time")
        if not told:
            self._odd["date-missing"] = None
            return None
        try:
            return moment(told, self._mapping)
        except (ValueError, OverflowError, OSError) as error:
            raise ValueError(
                f"its time is {told!r}, which is not as 'time' says: {self._mapping.time}"
            ) from error

    def _one(self, field: str) -> str:
        found = self._values(field) if field in self._mapping.fields else ()
        return self._clean(found[0]).strip() if found else ""

    def _clean(self, text: str) -> str:
        if text.isprintable():
            return text
        cleaned, odd = clean(text)
        self._odd.update(dict.fromkeys(odd))
        return cleaned


@lru_cache(maxsize=8)
def _own(code: str, account: Account) -> Author:
    """Whose posts they are, when nothing else is told."""
    own = clean(account.id)[0]
    name, url = clean(account.name)[0], clean(account.url)[0]
    return Author(id=f"{NETWORK}:{code}:{own}", handle=own, name=name, url=url)


@lru_cache(maxsize=8)
def _oddities(account: Account) -> dict[str, None]:
    """What had to be mended in how the mapping tells of the account."""
    told = (account.id, account.url, account.name)
    return {odd: None for one in told for odd in clean(one)[1]}


def _values(item: Item, row: dict[str, str] | None = None) -> Callable[[str], list[str]]:
    """What stands in a field of the item. :raises ValueError: it is no row of a table."""
    fields = item.mapping.fields
    if item.mapping.kind == "csv":
        told = csvrows.one(item.item.encode("utf-8", "surrogatepass")) if row is None else row
        return lambda field: [one] if (one := told.get(fields.get(field, ""), "")) else []

    def found(field: str) -> list[str]:
        return pages.values(item.item, fields[field]) if field in fields else []

    return found


def pictures(item: Item) -> list[str]:
    """Where its pictures lie, as the page says it. :raises ValueError: it is no row of a table."""
    return _values(item)("picture")


def moment(told: str, mapping: Mapping) -> datetime:
    """A time as the pages give it, UTC. :raises ValueError: it is not of that pattern."""
    if mapping.time == "unix":
        return datetime.fromtimestamp(float(told), UTC)
    if mapping.time == "iso":
        found = datetime.fromisoformat(told)
    else:
        found = datetime.strptime(_in_english(told.strip()), mapping.time)  # noqa: DTZ007 - the zone is added below
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(mapping.zone))
    return found.astimezone(UTC)


def _in_english(told: str) -> str:
    """Month and day names as `datetime.strptime` knows them."""
    return _NAMED.sub(lambda name: _TRANSLATED[name[0].casefold()], told)
