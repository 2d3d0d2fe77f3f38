"""A site's posts, visit by visit.

First the whole list, newest first by number, which changes for none of them; then what was changed since, and what was
published since: a post whose day had been set for later is not changed when its day comes. Last, of those known a
share, in one question: what is not in the answer is asked for by itself.

The cursor::

    changed    when the newest change seen was made, as the site tells
    published  the day of the newest post seen
    walk       how many of the list have been read
    whole      the end was reached
    language   of the site, as its front page tells
    answers    digest of each last answer: what is the same is not taken in again
    shown      numbers of the newest `KEPT` seen, also of those that came by the site's feed before
    checked    the one of them that was last asked for, as in `kit.turn`
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import neg
from typing import TYPE_CHECKING, Final

from tilstede.networks.kit.contract import (
    AccountChanged,
    Batch,
    Cursor,
    Expired,
    Gone,
    Item,
    Missing,
    NotFound,
    Refused,
    Seen,
    SetAside,
    Source,
)
from tilstede.networks.kit.jsonfields import Fields, Refusal, load, moment_of
from tilstede.networks.kit.turn import CHECKED
from tilstede.networks.wordpress import discover, names, parse
from tilstede.networks.wordpress.api import Api, Page

if TYPE_CHECKING:
    from tilstede.core.post import Author
    from tilstede.networks.kit.http import Http

#: Of a list at a time; the site lets through 100, and each is put together with its pictures and words.
PAGE: Final = 50
#: Read again with each page, since what is deleted meanwhile moves the rest up.
OVERLAP: Final = 5
#: Known posts asked for on one visit.
ASKED: Final = 100
#: Posts whose numbers are kept.
KEPT: Final = 1000
#: Posts not found in that answer that are asked for by themselves on one visit.
DOUBTED: Final = 20
#: What is read with each post.
EMBEDDED: Final = "author,wp:featuredmedia,wp:term"
#: The cursor's mark -> by what the list is ordered.
MARKS: Final = {"changed": "modified", "published": "date"}
#: The site's word for a post that is there and not for all.
_FORBIDDEN: Final = "rest_forbidden"
_SECOND: Final = timedelta(seconds=1)


class Posts:
    """One reading of one site's posts or pages."""

    def __init__(
        self, api: Api, http: Http, source: Source, place: names.Place, now: datetime
    ) -> None:
        self._api = api
        self._http = http
        self._source = source
        self._route = f"wp/v2/{place.kind}"
        self._now = now
        self._cursor: Cursor = {**source.cursor}
        self._answers: dict[str, str] = dict(source.cursor.get("answers", {}))
        self._home = ""
        self._author: Author | None = None
        numbers = (name.post for alias, _ in source.known if (name := names.of(alias)))
        self._known = {*source.cursor.get("shown", ()), *numbers}

    def read(self) -> Iterator[Batch]:
        """:raises NetworkError:"""
        self._meet()
        if self._cursor.get("whole"):
            yield from self._changes()
        else:
            yield from self._walk()
        yield self._batch(self._standing())

    def _meet(self) -> None:
        """Whose site it is, and in which language. :raises AccountChanged: another's."""
        self._home, self._author = discover.site(self._api)
        if self._source.account_id not in ("", self._author.id):
            raise AccountChanged(f"{self._source.address} is now {self._author.id}")
        if "language" not in self._cursor:
            self._cursor["language"] = discover.language(self._http, self._home)

    def _list(self, start: int, **asked: str | int) -> Page:
        asked = {"_embed": EMBEDDED, **asked}
        return self._api.page(self._route, per_page=PAGE, offset=start, order="desc", **asked)

    def _walk(self) -> Iterator[Batch]:
        """All of it. What is changed meanwhile is read on the next visit: the marks are set before."""
        if "walk" not in self._cursor:
            for mark, order in MARKS.items():
                newest = self._list(0, orderby=order, _fields=f"{order}_gmt").raws[:1]
                self._cursor[mark] = max((_told(raw, f"{order}_gmt") for raw in newest), default="")
            self._cursor["walk"] = 0
        before = b""
        while True:
            start = int(self._cursor["walk"])
            asked = max(start - OVERLAP, 0)
            page = self._list(asked, orderby="id")
            end = asked + len(page.raws)
            self._cursor["walk"] = max(start, end)
            items = [item for raw in page.raws for item in self._item(raw)]
            if len(page.raws) < PAGE or page.content == before:
                break
            before = page.content
            yield self._batch(items)
        total = self._cursor.pop("walk")
        self._cursor["whole"] = True
        yield self._batch([*items, *self._fewer(total, page.total)])

    def _fewer(self, seen: int, stated: int) -> list[Item]:
        """What the list states and does not show."""
        if seen >= stated:
            return []
        detail = f"{self._source.address} states {stated}, {seen} could be read"
        return [Missing(None, self._now, "fewer-than-stated", detail)]

    def _changes(self) -> Iterator[Batch]:
        """What was changed, and what was published, since the last visit; the marks move when all of it is read."""
        newest = {mark: self._cursor.get(mark, "") for mark in MARKS}
        told: set[bytes] = set()
        for mark in MARKS:
            for raws in self._since(mark):
                fresh = [raw for raw in raws if raw not in told]
                told.update(fresh)
                yield self._batch([item for raw in fresh for item in self._item(raw)])
                for each, order in MARKS.items():
                    newest[each] = max(newest[each], *(_told(raw, f"{order}_gmt") for raw in raws))
        self._cursor |= {**newest, "answers": self._answers}

    def _since(self, mark: str) -> Iterator[list[bytes]]:
        """What is newer than the mark, a page at a time. A site before WordPress 5.7 takes no notice of
        ``modified_after`` and gives all: the order counts, and not the question."""
        order, last = MARKS[mark], moment_of(self._cursor.get(mark, ""))
        question: dict[str, str | int] = {"orderby": order}
        if last:
            after = "modified_after" if mark == "changed" else "after"
            question[after] = f"{(last - _SECOND).replace(tzinfo=None).isoformat()}Z"
        start, before = 0, self._answers.get(mark)
        while True:
            page = self._list(start, **question)
            digest = hashlib.sha256(page.content).hexdigest()[:16]
            if digest == before:  # as on the last visit, or a site that always shows its first page
                return
            before = digest
            if not start:
                self._answers[mark] = digest
            if page.raws:
                yield page.raws
            start += PAGE - OVERLAP
            oldest = moment_of(_told(page.raws[-1], f"{order}_gmt")) if page.raws else None
            if len(page.raws) < PAGE or (last and oldest and oldest < last):
                return

    def _batch(self, items: list[Item]) -> Batch:
        return Batch(tuple(items), {**self._cursor, "shown": sorted(self._known)[-KEPT:]})

    def _item(self, raw: bytes) -> list[Item]:
        """The post; that one we hold is no longer for all; or why it cannot be taken in."""
        assert self._author is not None, "the site is met first"
        try:
            post = parse.read(raw, self._home, self._author, self._cursor.get("language", ""))
        except Refusal as error:
            number = Fields(load(raw)).number("id")
            if error.reason == "private" and number in self._known:
                return [self._gone(number, error.detail)]
            return [SetAside(f"{self._route}/{number}", error.reason, error.detail)]
        self._known.add(Fields(load(raw)).number("id"))
        return [Seen(raw, parse.JSON, post, post.aliases[0])]

    def _gone(self, number: int, detail: str) -> Gone:
        self._known.discard(number)
        alias = names.post(self._home, number)
        evidence = json.dumps({"detail": detail, "id": number}, ensure_ascii=False).encode()
        return Gone(evidence, parse.JSON, (alias,), where=alias)

    def _standing(self) -> list[Item]:
        """A share of the known posts, round and round: those that the site no longer shows."""
        numbers = sorted(self._known, reverse=True)
        last = names.of(str(self._cursor.get(CHECKED, "")))
        start = bisect_right(numbers, -last.post, key=neg) if last else 0
        share = (numbers[start:] + numbers[:start])[:ASKED]
        if not share:
            return []
        self._cursor[CHECKED] = names.post(self._home, share[-1])
        asked = ",".join(map(str, share))
        page = self._api.page(self._route, include=asked, per_page=ASKED, _fields="id")
        shown = {Fields(load(raw)).number("id") for raw in page.raws}
        doubted = [number for number in share if number not in shown]
        return [item for number in doubted[:DOUBTED] for item in self._doubted(number)]

    def _doubted(self, number: int) -> list[Item]:
        """Deleted, or taken back into a draft or behind a password; anything else says nothing of it."""
        try:
            _, told = self._api.one(f"{self._route}/{number}", _fields="id,status")
        except NotFound as error:
            return [self._gone(number, error.detail)]
        except Expired:
            raise
        except Refused as error:
            return [self._gone(number, error.detail)] if _FORBIDDEN in error.detail else []
        status = told.line("status")
        return [] if status == "publish" else [self._gone(number, f"its state is '{status}'")]


def _told(raw: bytes, name: str) -> str:
    """A time as the site tells it; in one form, so that the later is the greater."""
    return Fields(load(raw)).line(name)
