"""Reading an account, visit by visit, so that nothing is lost when a visit is cut short.

A server gives statuses newest first, forty at a time. Each visit reads the newest page; what lies between it
and what is known is noted in the cursor as a *walk*, and walked downwards page by page. The first walk has no
floor: it goes to the beginning. A walk that is cut short goes on where it stopped at the next visit.

The cursor::

    account   the account's number on its server
    domain    what the handles of the server's own accounts end in
    newest    when the newest status seen was published
    walks     [[number, time], …]: still to be walked, from before that number down to that time; "" is the
              beginning
    counted   statuses seen, to be held against the number the server states
    whole     the beginning was reached
    edits     {number: time of the newest edit whose history was read}, the newest `KEPT`
    numbers   {address: number} of statuses whose address does not hold their number, the newest `KEPT`
    page      digest of what the newest page said when it was last taken in
    checked   as in `kit.turn`
    moved     where the account has moved, once that has been told
    asked     the number another account was found under, once a person has been asked about it
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from tilstede.networks.kit.contract import (
    AccountChanged,
    Batch,
    Cursor,
    Item,
    Missing,
    NotUnderstood,
    Source,
)
from tilstede.networks.mastodon import names, standing
from tilstede.networks.mastodon.answers import Profile
from tilstede.networks.mastodon.api import Api, base_of
from tilstede.networks.mastodon.page import (
    Entry,
    Page,
    Pages,
    digest_of,
    listed,
    opened,
    order,
)
from tilstede.networks.mastodon.reading import counted, line, moment_of
from tilstede.networks.mastodon.status import author_of

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

KEPT: Final = 500  #: edits and numbers remembered in the cursor
BATCH: Final = 1000  #: items committed together at most


def fetch(source: Source, http: Http, now: datetime) -> Iterator[Batch]:
    """Everything new since the cursor, edits and deletions among the known, batch by batch.

    :raises NetworkError: the source cannot be read, or only so far; the batches before that hold.
    """
    name = names.person_in(source.address)
    if not name:
        raise NotUnderstood(f"{source.address} is not the address of an account")
    base = base_of(source.address)
    own = source.access if source.access and source.access.server == base else None
    token = source.token or (own.secrets.get("token", "") if own else "")
    api = Api(http, base, token=token, now=now)
    visit = _Visit(api, source, api.lookup(name), now)
    yield from visit.check_account()
    yield from visit.read()


class _Visit:
    """One reading of one account."""

    def __init__(self, api: Api, source: Source, account: Profile, now: datetime) -> None:
        self._api = api
        self._source = source
        self._account = account
        self._number = line(account.id, {})
        self._now = now
        self._cursor: Cursor = deepcopy(source.cursor)
        self._committed = source.cursor
        self._met: set[str] = set()  #: numbers of the statuses met on this visit
        self._pages = Pages(api, self._number, self._cursor)

    def check_account(self) -> Iterator[Batch]:
        """See that the name still belongs to the account that is followed.

        Where the account's address is the same and only its number differs, a person is asked once: whoever
        resumes the source has answered.
        :raises AccountChanged: it belongs to another.
        """
        address, found = self._source.address, author_of(self._account, {}).id
        if self._source.account_id not in ("", found):
            raise AccountChanged(f"{address} now belongs to {found}")
        known = self._cursor.setdefault("account", self._number)
        if known != self._number:
            if self._cursor.get("asked") != self._number:
                yield Batch((), {**self._cursor, "asked": self._number})
                raise AccountChanged(
                    f"{address} was number {known} there, and is {self._number} now"
                )
            self._cursor.clear()
            self._cursor["account"] = self._number
        if "domain" not in self._cursor:
            self._cursor["domain"] = self._api.domain()

    def read(self) -> Iterator[Batch]:
        """The newest page, the walks, then a share of what is known; each step a batch or more."""
        page, found, older = self._page()
        yield from self._batches(self._top(page, found, older))
        while self._cursor["walks"]:
            yield from self._batches(self._step())
        told = self._told()
        yield from self._batches([*told, *self._known([entry.number for entry in found])])

    def _batches(self, items: list[Item]) -> Iterator[Batch]:
        """The cursor moves on with the last of the items, never before. Nothing where neither there is anything new."""
        if not items and self._cursor == self._committed:
            return
        for start in range(0, max(len(items), 1), BATCH):
            if start + BATCH >= len(items):
                self._prune()
                self._committed = deepcopy(self._cursor)
            yield Batch(tuple(items[start : start + BATCH]), self._committed)

    def _page(self, before: str = "") -> tuple[Page, list[Entry], str]:
        """The newest statuses or those before a number, which of them have a number, and where to go on.

        :raises NotUnderstood: there are statuses on it, and none can be read.
        """
        elements, older = self._api.page(self._number, before)
        page = opened(elements, self._api.host)
        found = listed(page)
        if page and not found:
            raise NotUnderstood(f"{self._api.host} gave statuses that cannot be read")
        return page, found, older or (found[-1].number if found else "")

    def _top(self, page: Page, found: list[Entry], older: str) -> list[Item]:
        known, walks = self._cursor.get("newest", ""), self._cursor.setdefault("walks", [])
        newest, oldest = _bounds(found)
        after = moment_of(known)
        if found and (not known or (after and oldest and oldest >= after)):
            walks.insert(0, [older, known])
        if newest and (after is None or newest > after):
            self._cursor["newest"] = newest.isoformat()
        self._met.update(entry.number for entry in found)
        digest = digest_of(page)
        if digest == self._cursor.get("page") and self._holds(found):
            return []
        self._cursor["page"] = digest
        return self._pages.items(page, after=after)

    def _holds(self, found: list[Entry]) -> bool:
        """Whether all of these are among the posts that stand here: else something happened to one of them."""
        held = {one.number for one in self._held}
        return held.issuperset(entry.number for entry in found)

    @cached_property
    def _held(self) -> list[standing.Asked]:
        """The posts known to stand, each with what it is called there."""
        known, host = self._source.known, self._api.host
        return [standing.asked(alias, url, self._cursor, host) for alias, url in known]

    def _step(self) -> list[Item]:
        """One page of the first walk, which ends where a page is older than what was known, or nothing follows."""
        before, known = self._cursor["walks"][0]
        page, found, older = self._page(before)
        _, oldest = _bounds(found)
        after = moment_of(known)
        if not older or (after and oldest and oldest < after):
            del self._cursor["walks"][0]
        elif self._met.issuperset(entry.number for entry in found) and order(older) >= order(
            before
        ):
            del self._cursor["walks"][0]
            detail = f"{self._api.host} gives no statuses before number {before}"
            return [Missing(moment_of(self._account.created_at), oldest, "page-limit", detail)]
        else:
            self._cursor["walks"][0] = [older, known]
        self._met.update(entry.number for entry in found)
        return self._pages.items(page, after=after)

    def _told(self) -> list[Item]:
        """What the account itself tells of what cannot be seen, each told once."""
        items: list[Item] = []
        stated, seen = counted(self._account.statuses_count), self._cursor.get("counted", 0)
        if not self._cursor.get("whole") and seen < stated:
            detail = f"the account states {stated} posts, {seen} could be seen"
            since = moment_of(self._account.created_at)
            items.append(Missing(since, self._now, "fewer-than-stated", detail))
        self._cursor["whole"] = True
        moved = author_of(self._account.moved, {})
        if moved.id and self._cursor.get("moved") != moved.id:
            self._cursor["moved"] = moved.id
            detail = f"the account has moved to {moved.handle} ({moved.id})"
            items.append(Missing(self._now, None, "moved", detail))
        return items

    def _known(self, page: list[str]) -> list[Item]:
        """Deletions and edits among the posts we hold."""
        wanted = standing.to_ask(self._source, self._held, page, self._cursor)
        others = bool(page) or not counted(self._account.statuses_count)
        found, gone = standing.ask(self._api, wanted, others_stand=others)
        changed = standing.edited(listed(opened(found, self._api.host)), self._cursor)
        return [*self._pages.items([*changed], after=self._now), *gone]

    def _prune(self) -> None:
        for name, key in (("edits", 0), ("numbers", 1)):
            held = self._cursor.get(name, {})
            if len(held) > KEPT:
                newest = sorted(held.items(), key=lambda pair: order(pair[key]))[-KEPT:]
                self._cursor[name] = dict(newest)


def _bounds(entries: list[Entry]) -> tuple[datetime | None, datetime | None]:
    """When the newest and the oldest of them were published."""
    times = [entry.published for entry in entries if entry.published]
    return max(times, default=None), min(times, default=None)
