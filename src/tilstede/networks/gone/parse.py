"""One item of a network that is gone, with the mapping it was read by, as the common post."""

from __future__ import annotations

import hashlib
import mimetypes
import re
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
from tilstede.networks.kit.jsonfields import mended

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


class _Kept(msgspec.Struct, omit_defaults=True):
    """An item whose mapping is written already: of a thousand items it is the same."""

    mapping: msgspec.Raw
    item: str
    page: str = ""
    files: dict[str, str] = {}


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Item)


def parse(raw: bytes) -> Post:
    """:raises ValueError: it is no such item, or nothing is in it; says why."""
    try:
        item = _decoder.decode(raw)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    return Reader(item.mapping).read(item)


class Reader:
    """Reads the items of one mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.start = f"{NETWORK}:{mapping.code}:"  #: of every name
        self.author = _own(mapping.code, mapping.account)
        self.oddities = _oddities(mapping.account)
        self.place = clean(mapping.network)[0]
        self._raw = msgspec.Raw(_encoder.encode(mapping))

    def read(self, item: Item, row: dict[str, str] | None = None) -> Post:
        """An item as the importer meets it. ``row``: a table's, taken apart already. :raises ValueError: as `parse`."""
        return _Fields(self, item, _told(item, row)).post()

    def pack(self, item: Item) -> bytes:
        """The item's bytes in the record."""
        return _encoder.encode(_Kept(self._raw, item.item, item.page, item.files))


class _Fields:
    """An item's fields, one after the other. ``told``: what stands in each, of those the mapping names."""

    def __init__(self, reader: Reader, item: Item, told: dict[str, list[str]]) -> None:
        self._reader = reader
        self._item = item
        self._told = told
        self._odd: dict[str, None] = {}

    def post(self) -> Post:
        """:raises ValueError: nothing is in it, or its time is of another pattern: it would else stand as written
        today."""
        text, title = self._one("text"), self._one("title")
        media = self._media() if "picture" in self._told else ()
        if not (text or title or media):
            raise ValueError("nothing in it: no text, no title, no picture")
        published = self._moment()
        alias = self._alias(self._one("id") or _unnamed(published, title, text))
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
            place=self._reader.place,
            published=published,
            reply_to=self._alias(told) if (told := self._one("reply_to")) else "",
            text=text,
            title=title,
            url=url,
        )

    def _author(self) -> Author:
        account = self._reader.mapping.account
        name, told = self._one("author"), self._one("author_id")
        if (told or name) in ("", account.id, account.name):
            self._odd.update(self._reader.oddities)
            return self._reader.author
        url = next(iter(self._addresses("author_url")), "")
        return Author(id=self._alias(told or name), handle=told or name, name=name, url=url)

    def _media(self) -> tuple[Media, ...]:
        alts = self._told.get("alt", [])
        found = []
        for place, address in enumerate(self._told["picture"]):
            alt = self._clean(alts[place]) if place < len(alts) else None
            url = self._clean(self._absolute(address))
            file = self._clean(self._item.files.get(address, ""))
            mime = mimetypes.guess_type(file or url)[0] or ""
            web = url if url.startswith(("http://", "https://")) else ""
            found.append(Media(alt=alt, file=file, kind="image", mime=mime, url=web))
        return tuple(found)

    def _alias(self, name: str) -> str:
        return f"{self._reader.start}{name}"

    def _addresses(self, field: str) -> list[str]:
        """Web addresses only: a page's own files have none that lasts."""
        if field not in self._told:
            return []
        found = [self._clean(self._absolute(told)) for told in self._told[field]]
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
            return moment(told, self._reader.mapping)
        except (ValueError, OverflowError, OSError) as error:
            raise ValueError(
                f"its time is {told!r}, which is not as 'time' says: {self._reader.mapping.time}"
            ) from error

    def _one(self, field: str) -> str:
        found = self._told.get(field)
        return mended(found[0], self._odd).strip() if found else ""

    def _clean(self, text: str) -> str:
        return mended(text, self._odd)


def _unnamed(published: datetime | None, title: str, text: str) -> str:
    """In place of the id that an item had not: a digest of what it says and when."""
    said = f"{published}\n{title}\n{text}".encode()
    return f"~{hashlib.sha256(said).hexdigest()[:16]}"


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


def _told(item: Item, row: dict[str, str] | None = None) -> dict[str, list[str]]:
    """What stands in each field of the item. :raises ValueError: it is no row of a table."""
    fields = item.mapping.fields
    if item.mapping.kind != "csv":
        return {field: pages.values(item.item, told) for field, told in fields.items()}
    if row is None:
        row = csvrows.one(item.item.encode("utf-8", "surrogatepass"))
    return {field: [told] for field, column in fields.items() if (told := row.get(column))}


def pictures(item: Item) -> list[str]:
    """Where its pictures lie, as the page says it. :raises ValueError: it is no row of a table."""
    return _told(item).get("picture", [])


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
