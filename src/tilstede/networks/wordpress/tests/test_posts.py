"""A site's posts, visit by visit."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta

import pytest

from tilstede.networks.kit.contract import AccountChanged, Expired, NotFound, Refused, Seen
from tilstede.networks.kit.http import Http
from tilstede.networks.wordpress import names, posts
from tilstede.networks.wordpress.network import network
from tilstede.networks.wordpress.tests.town import Town, items, later, now
from tilstede.networks.wordpress.tests.town import posts as told

MANY = posts.PAGE + 15


@pytest.fixture
def many(town: Town) -> list[int]:
    day = {"post_content": "<p>x</p>", "post_status": "publish"}
    found: list[int] = town.site.do(
        "posts", all=[{**day, "post_title": f"Sak {number}"} for number in range(MANY)]
    )
    return found


def test_the_whole_list_is_read_once(town: Town, many: list[int], http: Http) -> None:
    source = town.source()
    first = town.read(http, source)
    assert {name.post for post in told(first) if (name := names.first(post.aliases))} == set(many)
    assert first[-1].cursor["whole"]
    second = town.read(http, later(source, first))
    third = town.read(http, later(later(source, first), second))
    assert not items(third)
    assert third[-1].cursor["changed"] == second[-1].cursor["changed"]


def test_a_walk_goes_on_where_it_stopped(town: Town, many: list[int], http: Http) -> None:
    source = town.source()
    first = next(network.fetch(source, http, now()))
    assert len(first.items) == posts.PAGE
    stopped = dataclasses.replace(source, cursor=json.loads(json.dumps(first.cursor)))
    rest = town.read(http, stopped)
    assert len(told(rest)) == MANY - posts.PAGE + posts.OVERLAP
    number = {
        post.aliases[0]
        for post in [*told(rest), *[one.post for one in first.items if isinstance(one, Seen)]]
    }
    assert len(number) == MANY


def test_a_post_whose_day_was_set_for_later(town: Town, http: Http) -> None:
    """WordPress publishes it when its day comes, and does not call that a change."""
    source = town.source()
    day = f"{now() + timedelta(days=1):%Y-%m-%d %H:%M:%S}"
    waits = town.post("Sidan", post_status="future", post_date=day, post_date_gmt=day)
    town.post("No")
    first = town.read(http, source)
    source = later(source, first)
    second = town.read(http, source)
    assert [post.title for post in told(first)] == ["No"]
    town.site.do("due", id=waits)
    third = town.read(http, later(source, second))
    assert "Sidan" in [post.title for post in told(third)]


def test_pages_are_read_where_they_are_asked_for(town: Town, http: Http) -> None:
    town.post("Sak")
    town.post("Om kommunen", post_type="page")
    found = network.recognise(f"{town.root}wp/v2/pages", http)
    assert found is not None
    [page] = told(town.read(http, town.source(address=found.address)))
    assert page.title == "Om kommunen"


def test_plain_addresses(town: Town, http: Http) -> None:
    """As on a site whose web server rewrites none."""
    town.post("Sak")
    found = network.recognise(f"{town.site.address}/?rest_route=/", http)
    assert found is not None
    source = town.source(address=found.address, account_id=town.id)
    first = town.read(http, source)
    assert [post.title for post in told(first)] == ["Sak"]
    assert len(told(town.read(http, later(source, first)))) <= 1


def test_a_sites_front_page_is_its_feeds(town: Town, http: Http) -> None:
    assert network.recognise(f"{town.site.address}/", http) is None


def test_a_closed_rest_says_what_to_do(town: Town, http: Http) -> None:
    town.post("Sak")
    access = town.access(http)
    town.site.do("option", name="town_closed", value="1")
    with pytest.raises(Refused, match="follow its feed instead"):
        network.recognise(town.root, http)
    wrong = {**access.secrets, "app-password": "feil"}
    with pytest.raises(Expired):
        town.read(http, town.source(access=dataclasses.replace(access, secrets=wrong)))


def test_another_sites_rest(town: Town, http: Http) -> None:
    with pytest.raises(AccountChanged):
        town.read(http, town.source(account_id="wordpress:nabo.example"))


def test_what_there_is_no_reading_of(town: Town, http: Http) -> None:
    for what in ("hashtag", "search", "thread", "account"):
        with pytest.raises(NotFound):
            town.read(http, town.source(what=what, address="ferje"))


def test_the_languages_of_a_site(town: Town, http: Http) -> None:
    """The front page's, but for what tells its own."""
    town.post("Nynorsk", '<div lang="nn"><p>Eit bod</p></div>')
    town.post("Two", '<div lang="nn"><p>Eit</p></div><div lang="se"><p>Okta</p></div>')
    found = {post.title: post.language for post in told(town.read(http))}
    assert found == {"Nynorsk": "nn", "Two": "en"}
