"""A list of Meta's, newest first, read visit by visit so that nothing is lost when one is cut short.

Each visit reads the newest page, which shows edits too; what lies between it and what is known is noted in the cursor
as a *walk* and followed page by page. The cursor::

    newest    when the newest element seen was made
    walks     [[query, time], …]: what asks for the next page, and down to which time; "" is the beginning
    counted   elements seen for the first time
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from tilstede.networks.kit.errors import Expired, NotFound, Refused, Rejected
from tilstede.networks.kit.items import Missing
from tilstede.networks.kit.jsonfields import moment_of
from tilstede.networks.kit.meta.graph import Graph, Page

Cursor = dict[str, Any]


class Walk:
    """``when``: the time of an element. ``whole``: down to the beginning on the first visit, else the newest page."""

    def __init__(
        self,
        graph: Graph,
        path: str,
        params: Mapping[str, str],
        cursor: Cursor,
        when: Callable[[bytes], datetime | None],
        *,
        whole: bool = True,
    ) -> None:
        self._graph = graph
        self._path = path
        self._params = dict(params)
        self._cursor = cursor
        self._when = when
        self._whole = whole

    def read(self) -> Iterator[list[bytes | Missing]]:
        """A page at a time. The cursor has moved when one is handed out."""
        walks = self._cursor.setdefault("walks", [])
        yield self._top()
        while walks:
            yield self._step()

    def _top(self) -> list[bytes | Missing]:
        known = self._cursor.get("newest", "")
        page = self._graph.page(self._path, self._params)
        found, times = self._opened(page)
        floor = moment_of(known) if known else None
        told: list[bytes | Missing] = [*found]
        if times and (query := page.paging.query()) and (floor is None or min(times) > floor):
            if known or self._whole:
                self._cursor["walks"].insert(0, [query, known])
            else:
                detail = "read from now on: what was said before is not asked for"
                told.append(Missing(None, min(times), "page-limit", detail))
        if times and (floor is None or max(times) > floor):
            self._cursor["newest"] = max(times).isoformat()
        self._count(times, floor)
        return told

    def _step(self) -> list[bytes | Missing]:
        query, known = self._cursor["walks"][0]
        floor = moment_of(known) if known else None
        try:
            page = self._graph.page(self._path, query)
        except (Rejected, NotFound) as error:  # the place to go on from is no longer known there
            del self._cursor["walks"][0]
            return [Missing(floor, None, "page-limit", error.detail)]
        found, times = self._opened(page)
        following = page.paging.query()
        if not following or following == query or (floor and times and min(times) <= floor):
            del self._cursor["walks"][0]
        else:
            self._cursor["walks"][0] = [following, known]
        self._count(times, floor)
        return [*found]

    def _opened(self, page: Page) -> tuple[list[bytes], list[datetime]]:
        found = [bytes(one) for one in page.data]
        return found, [moment for one in found if (moment := self._when(one))]

    def _count(self, times: list[datetime], floor: datetime | None) -> None:
        new = sum(floor is None or one > floor for one in times)
        self._cursor["counted"] = self._cursor.get("counted", 0) + new


def permitted(
    pages: Iterator[list[bytes | Missing]], cursor: Cursor
) -> Iterator[list[bytes | Missing]]:
    """The pages; where a permission for them is missing that is told once, and what else is read goes on.

    ``refused`` in the cursor: what was told.
    """
    try:
        yield from pages
    except Expired:
        raise
    except Refused as error:
        if cursor.get("refused") != error.detail:
            cursor["refused"] = error.detail
            yield [Missing(None, None, "login-needed", error.detail)]
    else:
        cursor.pop("refused", None)
