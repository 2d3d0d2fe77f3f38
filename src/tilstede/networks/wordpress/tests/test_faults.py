"""Answers that WordPress does not give by itself: hosts, caches and plug-ins that stand in front of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.servers.answering import Answering, Reply, Request

from tilstede.networks.kit.contract import (
    Expired,
    Gone,
    Item,
    NetworkError,
    NotUnderstood,
    Refused,
    Rejected,
    SetAside,
    Source,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.wordpress import discover
from tilstede.networks.wordpress.api import Api, Login
from tilstede.networks.wordpress.network import network
from tilstede.networks.wordpress.tests.town import items, now, posts

LOGIN = Login("nettredaktør", "abcd efgh")
PAGE = b"<!DOCTYPE html><html><head><title>Log in</title></head></html>"


class Site(Answering):
    """A site whose answers are given: path below ``/wp-json/`` -> reply."""

    def __init__(self) -> None:
        super().__init__()
        told = {"name": "Fjordvik", "home": self.base, "namespaces": ["wp/v2"]}
        self.link = ""
        self.replies: dict[str, Reply] = {"": Reply(told), "wp/v2/posts": Reply([])}

    def answer(self, request: Request) -> Reply:
        if not request.path.startswith("/wp-json/"):
            return Reply(b"<html lang='nn'>", headers={"Link": self.link} if self.link else {})
        reply = self.replies.get(request.path.removeprefix("/wp-json/"), Reply(status=404))
        start, most = int(request.one("offset", "0")), int(request.one("per_page", "50"))
        if isinstance(reply.body, list):
            return Reply(reply.body[start : start + most], headers=reply.headers)
        return reply

    def posts(self, *some: dict[str, Any]) -> None:
        self.replies["wp/v2/posts"] = Reply(list(some))


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def source(site: Site, **told: Any) -> Source:
    return Source(**({"network": "wordpress", "address": f"{site.base}/wp-json/"} | told))


def read(site: Site, http: Http, **told: Any) -> list[Item]:
    return items(list(network.fetch(source(site, **told), http, now())))


def post(number: int, **told: Any) -> dict[str, Any]:
    return {
        "id": number,
        "date_gmt": "2026-03-02T07:30:00",
        "modified_gmt": "2026-03-02T07:30:00",
        "slug": f"sak-{number}",
        "status": "publish",
        "link": f"https://fjordvik.example/sak-{number}/",
        "title": {"rendered": f"Sak {number}"},
        "content": {"rendered": "<p>x</p>"},
    } | told


@pytest.mark.parametrize(
    ("reply", "wrong", "told"),
    [
        (Reply({"code": "rest_forbidden", "message": "Nei"}, 401), Refused, "follow its feed"),
        (Reply({"code": "rest_disabled", "message": "Av"}, 403), Refused, "Av"),
        (Reply(PAGE, 403), Refused, "follow its feed"),
        (Reply({"code": "rest_no_route", "message": "x"}, 404), NotUnderstood, "follow its feed"),
        (Reply(PAGE, 404), NotUnderstood, "follow its feed"),
        (Reply({}, 429, {"Retry-After": "9"}), Throttled, ""),
        (Reply(PAGE, 503, {"Retry-After": "9"}), Unreachable, ""),
        (Reply(b"", 500), Unreachable, ""),
        (Reply(PAGE), NotUnderstood, "a web page where"),
        (Reply(b"<br />Warning: x in y.php[]"), NotUnderstood, "something else where"),
        (Reply(b""), NotUnderstood, "something else where"),
        (Reply({"posts": []}), NotUnderstood, "something else where"),
        (Reply(b"[" * 5000), NotUnderstood, "something else where"),
    ],
)
def test_what_a_list_may_be_instead(
    site: Site, http: Http, reply: Reply, wrong: type[NetworkError], told: str
) -> None:
    site.replies["wp/v2/posts"] = reply
    with pytest.raises(wrong, match=told or None) as caught:
        read(site, http)
    if "Retry-After" in reply.headers:
        assert (caught.value.retry_after, caught.value.host) == (9, site.host)


@pytest.mark.parametrize(
    ("reply", "wrong", "reached"),
    [
        (Reply({"code": "rest_cannot_edit", "message": "x"}, 401), Expired, False),
        (Reply({"code": "comment_flood", "message": "x"}, 400), Throttled, False),
        (Reply({"code": "x", "message": "x"}, 409), Rejected, False),
        (Reply({}, 408), Unreachable, True),
        (Reply(PAGE), NotUnderstood, True),
        (Reply(status=302, headers={"Location": "/wp-login.php"}), NotUnderstood, False),
    ],
)
def test_what_a_deed_may_be_answered(
    site: Site, http: Http, reply: Reply, wrong: type[NetworkError], reached: bool
) -> None:
    site.replies["wp/v2/posts"] = reply
    with pytest.raises(wrong) as caught:
        Api(http, f"{site.base}/wp-json/", LOGIN).do("POST", "wp/v2/posts", b"{}")
    assert caught.value.reached == reached
    assert "abcd" not in caught.value.detail


def test_a_site_of_another_kind(site: Site, http: Http) -> None:
    site.replies[""] = Reply({"name": "x", "home": site.base, "namespaces": ["other/v1"]})
    with pytest.raises(NotUnderstood, match="no REST of WordPress"):
        network.recognise(f"{site.base}/wp-json/", http)


def test_odd_items_are_set_aside(site: Site, http: Http) -> None:
    site.posts(
        post(1), {"id": "x"}, post(2, title=None, content={"rendered": ""}), post(3, id=None)
    )
    found = read(site, http)
    assert [item.reason for item in found if isinstance(item, SetAside)] == [
        "not-a-post",
        "empty",
        "no-id",
    ]


def test_a_site_that_knows_no_modified_after(site: Site, http: Http) -> None:
    """Before WordPress 5.7: it gives all, newest change first, and is read no further than what is known."""
    days = [datetime(2026, 3, 1) + timedelta(hours=number) for number in range(200)]
    site.posts(*(post(1 + n, modified_gmt=f"{day:%FT%T}") for n, day in enumerate(days[::-1])))
    cursor = {"whole": True, "changed": f"{days[-60]:%FT%T}", "published": "2026-03-02T07:30:01"}
    found = list(network.fetch(source(site, cursor=cursor), http, now()))
    assert found[-1].cursor["changed"] == f"{days[-1]:%FT%T}"
    asked = [one for one in site.asked("wp/v2/posts") if one.one("orderby") == "modified"]
    assert len(asked) == 2
    assert asked[0].one("modified_after") == f"{days[-60] - timedelta(seconds=1):%FT%T}Z"


def test_a_site_that_shows_one_page_again_and_again(site: Site, http: Http) -> None:
    class Stuck(Site):
        def answer(self, request: Request) -> Reply:
            return super().answer(replace(request, query={}))

    with Stuck() as stuck:
        stuck.posts(*(post(1 + number) for number in range(50)))
        first = list(network.fetch(source(stuck), http, now()))
        assert first[-1].cursor["whole"]
        cursor = {**first[-1].cursor, "answers": {}}
        list(network.fetch(source(stuck, cursor=cursor), http, now()))


def test_what_is_doubted_and_cannot_be_asked_for_stays(site: Site, http: Http) -> None:
    known = ((f"{site.base}/?p=7", ""), (f"{site.base}/?p=8", ""), (f"{site.base}/?p=9", ""))
    site.replies["wp/v2/posts/7"] = Reply(PAGE, 403)
    site.replies["wp/v2/posts/8"] = Reply({"code": "rest_forbidden", "message": "x"}, 401)
    site.replies["wp/v2/posts/9"] = Reply({"code": "rest_post_invalid_id", "message": "x"}, 404)
    site.replies["wp/v2/posts/10"] = site.replies["wp/v2/posts/9"]
    found = read(site, http, known=known, cursor={"shown": [10]})
    gone = [item.aliases[0] for item in found if isinstance(item, Gone)]
    assert set(gone) == {f"{site.base}/?p=8", f"{site.base}/?p=9", f"{site.base}/?p=10"}


def test_rest_that_lies_elsewhere(site: Site, http: Http) -> None:
    """The front page tells."""

    class Moved(Site):
        def answer(self, request: Request) -> Reply:
            if request.query.get("rest_route"):
                return self.replies[request.one("rest_route").strip("/")]
            link = f'<{self.base}/index.php?rest_route=/>; rel="https://api.w.org/"'
            found = request.path == "/"
            return Reply(PAGE, 200 if found else 404, {"Link": link} if found else {})

    with Moved() as moved:
        found = network.recognise(f"{moved.base}/wp-json/", http)
    assert found is not None
    assert found.address == f"{moved.base}/index.php?rest_route=/"


def test_a_password_goes_to_no_other_site(site: Site, http: Http) -> None:
    site.link = '<https://annan.example/wp-json/>; rel="https://api.w.org/"'
    with pytest.raises(Rejected, match=r"annan\.example"):
        discover.root_of(site.base, http)


def test_the_same_answer_is_taken_in_once(site: Site, http: Http) -> None:
    site.posts(post(1))
    first = list(network.fetch(source(site), http, now()))
    second = list(network.fetch(source(site, cursor=first[-1].cursor), http, now()))
    third = list(network.fetch(source(site, cursor=second[-1].cursor), http, now()))
    assert [len(posts(some)) for some in (first, second, third)] == [1, 1, 0]
    assert json.loads(json.dumps(third[-1].cursor)) == third[-1].cursor
