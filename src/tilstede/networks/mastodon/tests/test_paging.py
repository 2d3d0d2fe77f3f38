"""Page by page through an account on a server of our own making, asked for exactly what it offers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tilstede.networks.kit.contract import Item, Missing, Seen, Source
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.tests.server import Page, Site, serving
from tilstede.networks.mastodon.network import network

NOW = datetime(2026, 11, 22, tzinfo=UTC)
STATUSES = "/api/v1/accounts/1/statuses?limit=40"


@pytest.fixture
def site() -> Iterator[Site]:
    """A server with one account, which states two posts."""
    with serving() as found:
        account = {"id": "1", "acct": "kari", "url": found.url("/@kari"), "statuses_count": 2}
        found.pages["/api/v1/accounts/lookup?acct=kari"] = _page(account)
        found.pages["/api/v2/instance"] = _page({"domain": "fjordvik.example"})
        yield found


def _page(value: Any, link: str = "") -> Page:
    return Page(json.dumps(value).encode(), headers={"Link": link} if link else {})


def _status(site: Site, number: int) -> dict[str, Any]:
    return {
        "id": str(number),
        "created_at": f"2026-03-{number:02}T07:30:00Z",
        "uri": site.url(f"/users/kari/statuses/{number}"),
        "account": {"id": "1", "acct": "kari", "url": site.url("/@kari")},
        "content": f"<p>nr {number}</p>",
        "visibility": "public",
    }


def _visit(site: Site) -> list[Item]:
    with Http([site.host]) as http:
        batches = list(network.fetch(Source("mastodon", site.url("/@kari")), http, NOW))
    return [item for batch in batches for item in batch.items]


def _texts(items: list[Item]) -> list[str]:
    return [item.post.text for item in items if isinstance(item, Seen)]


def _asked(site: Site) -> list[str]:
    return [path for path, _ in site.seen if path.startswith(STATUSES)]


def test_the_next_page_is_where_the_server_says(site: Site) -> None:
    """Not before the last status shown, which need not be the last one looked at."""
    link = (
        f'<{site.url(STATUSES)}&max_id=7>; rel="next", <{site.url(STATUSES)}&min_id=9>; rel="prev"'
    )
    site.pages[STATUSES] = _page([_status(site, 9)], link)
    site.pages[f"{STATUSES}&max_id=7"] = _page([_status(site, 5)])
    site.pages[f"{STATUSES}&max_id=5"] = _page([])
    assert _texts(_visit(site)) == ["nr 9", "nr 5"]
    assert _asked(site) == [STATUSES, f"{STATUSES}&max_id=7", f"{STATUSES}&max_id=5"]


def test_a_page_emptied_by_the_server_is_not_the_end(site: Site) -> None:
    site.pages[STATUSES] = _page([_status(site, 9)])
    site.pages[f"{STATUSES}&max_id=9"] = _page([], f'<{site.url(STATUSES)}&max_id=7>; rel="next"')
    site.pages[f"{STATUSES}&max_id=7"] = _page([_status(site, 5)])
    site.pages[f"{STATUSES}&max_id=5"] = _page([])
    assert _texts(_visit(site)) == ["nr 9", "nr 5"]


@pytest.mark.parametrize(
    "link",
    [
        '<https://nabo.example/next?cursor=7>; rel="next"',
        '</x?max_id=7>; rel="prev"',
        "<[>; rel=next",
        "max_id=7",
    ],
)
def test_without_a_usable_link_the_last_status_tells(site: Site, link: str) -> None:
    site.pages[STATUSES] = _page([_status(site, 9)], link)
    site.pages[f"{STATUSES}&max_id=9"] = _page([])
    assert _texts(_visit(site)) == ["nr 9"]


@pytest.mark.parametrize("number", ["9", "7"])
def test_a_link_that_leads_in_a_circle_ends_the_walk_and_is_told(site: Site, number: str) -> None:
    site.pages[STATUSES] = _page([_status(site, 9)], f'<{site.url(STATUSES)}&max_id=7>; rel="next"')
    circle = f'<{site.url(STATUSES)}&max_id={number}>; rel="next"'
    site.pages[f"{STATUSES}&max_id=7"] = _page([], circle)
    items = _visit(site)
    assert "page-limit" in [item.why for item in items if isinstance(item, Missing)]


def test_one_connection_serves_a_whole_visit(site: Site) -> None:
    site.pages[STATUSES] = _page([_status(site, 9)])
    site.pages[f"{STATUSES}&max_id=9"] = _page([])
    _visit(site)
    assert site.connections == 1
