"""What is said under a site's posts, or under one of them.

A comment may wait for a person at the site before it is shown, and then keeps its day: so the newest are read again on
each visit, and the list is gone through until what was read before.

The cursor::

    newest   the day of the newest comment seen
    answer   digest of the last answer: what is the same is not taken in again
    shown    {comment: its post}, of the newest `KEPT` seen
    checked  as in `kit.turn`
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Final

from tilstede.core.post import Author
from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import (
    Batch,
    Cursor,
    Expired,
    Gone,
    Item,
    NotFound,
    Refused,
    Seen,
    SetAside,
    Source,
)
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.wordpress import names, parse
from tilstede.networks.wordpress.api import Api

PAGE: Final = 100
#: Known comments that are asked for on one visit.
ASKED: Final = 100
DOUBTED: Final = 20
KEPT: Final = 300
ROUTE: Final = "wp/v2/comments"
#: What is read of each: not the pictures, whose addresses are made of the speakers' e-mail addresses.
FIELDS: Final = "id,post,parent,author,author_name,author_url,date_gmt,content,link,status,type"
#: Words of people; what links here tells by itself is none.
TYPE: Final = "comment"


class Comments:
    """One reading. ``under``: the post whose comments are read; 0: those of all posts."""

    def __init__(self, api: Api, source: Source, home: str, under: int = 0) -> None:
        self._api = api
        self._source = source
        self._home = home
        self._under = under
        self._shown: dict[str, int] = dict(source.cursor.get("shown", {}))

    def read(self) -> Iterator[Batch]:
        """:raises NetworkError:"""
        cursor = dict(self._source.cursor)
        last = newest = str(cursor.get("newest", ""))
        start, first, before = 0, "", str(cursor.get("answer", ""))
        while True:
            page = self._api.page(ROUTE, **self._question(start))
            digest = hashlib.sha256(page.content).hexdigest()[:16]
            if digest == before:  # as on the last visit, or a site that always shows its first page
                break
            before = digest
            first = first or digest
            yield Batch(tuple(self._items(page.raws)), self._source.cursor)
            days = [day for raw in page.raws if (day := Fields(load(raw)).line("date_gmt"))]
            newest = max([newest, *days])
            start += PAGE - 1
            if len(page.raws) < PAGE or (last and days and min(days) < last):
                break
        cursor |= {"newest": newest, "answer": first or before}
        gone = tuple(self._standing(cursor))
        kept = {number: self._shown[number] for number in self._newest()[:KEPT]}
        yield Batch(gone, {**cursor, "shown": kept})

    def _question(self, start: int) -> dict[str, str | int]:
        asked: dict[str, str | int] = {
            "per_page": PAGE,
            "offset": start,
            "orderby": "date_gmt",
            "order": "desc",
            "_fields": FIELDS,
        }
        return {**asked, "post": self._under} if self._under else asked

    def _items(self, raws: list[bytes]) -> list[Item]:
        return [self._item(raw) for raw in raws if _is_said(raw)]

    def _item(self, raw: bytes) -> Item:
        site = Author(id=names.site_of(self._home), url=self._home)
        try:
            post = parse.read(raw, self._home, site, "")
        except Refusal as error:
            number = Fields(load(raw)).number("id")
            return SetAside(f"{ROUTE}/{number}", error.reason, error.detail)
        told = Fields(load(raw))
        self._shown[told.line("id")] = told.number("post")
        return Seen(raw, parse.JSON, post, post.aliases[0])

    def _standing(self, cursor: Cursor) -> list[Item]:
        """Of the comments that were shown, those that are no longer: a share of those we hold, round and round, else
        the newest."""
        aliases = turn.share(self._source, cursor, ASKED, wanted=_is_comment)
        held = {str(name.comment): name.post for alias in aliases if (name := names.of(alias))}
        self._shown |= held
        share = list(held) or self._newest()[:ASKED]
        if not share:
            return []
        page = self._api.page(ROUTE, include=",".join(share), per_page=ASKED, _fields="id")
        standing = {Fields(load(raw)).line("id") for raw in page.raws}
        doubted = [number for number in share if number not in standing][:DOUBTED]
        return [self._gone(number, why) for number in doubted if (why := self._why(number))]

    def _newest(self) -> list[str]:
        return sorted(self._shown, key=int, reverse=True)

    def _gone(self, number: str, detail: str) -> Gone:
        alias = names.comment(self._home, int(number), self._shown.pop(number))
        evidence = json.dumps({"detail": detail, "id": int(number)}, ensure_ascii=False).encode()
        return Gone(evidence, parse.JSON, (alias,), where=alias)

    def _why(self, number: str) -> str:
        """Why it is gone; ``""`` when it is not, or nobody can tell."""
        try:
            _, told = self._api.one(f"{ROUTE}/{number}", _fields=FIELDS)
        except NotFound as error:
            return error.detail
        except Expired:
            raise
        except Refused as error:
            return error.detail if "rest_cannot_read" in error.detail else ""
        status = told.line("status")
        return "" if status in ("approved", "") else f"its state is '{status}'"


def _is_comment(alias: str) -> bool:
    name = names.of(alias)
    return bool(name and name.comment)


def _is_said(raw: bytes) -> bool:
    return Fields(load(raw)).line("type") in (TYPE, "")
