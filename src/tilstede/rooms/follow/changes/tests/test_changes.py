"""What was changed or withdrawn in office: when, after how long, how often, and the letter that asks for access."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tilstede.core.post import Author
from tilstede.intake import decisions
from tilstede.intake.tests import scene
from tilstede.office.models import Account, Body, Holding, Person
from tilstede.posts import models
from tilstede.rooms.follow.changes import listed
from tilstede.rooms.follow.filters import Filters
from tilstede.rooms.follow.tests.conftest import articles, words

pytestmark = pytest.mark.usefixtures("life")
Page = Callable[[str], str]
DAY = timedelta(days=1)


def edit(number: int, hours: int, author: Author = scene.TOWN) -> None:
    """A post, and another wording of it so many hours after."""
    written = scene.NOW - 9 * DAY
    scene.take(scene.seen(number, f"Ord {number}", author=author, published=written))
    later = written + timedelta(hours=hours)
    scene.take(
        scene.seen(number, f"Andre ord {number}", author=author, published=written, edited=later)
    )


def found(**filters: object) -> list[tuple[str, int]]:
    page = listed.page(listed.in_office(Filters(**filters)))  # type: ignore[arg-type]
    return [(one.change.kind, one.change.number) for one in page.changes]


def test_what_was_changed_or_withdrawn_stands_the_latest_first(page: Page) -> None:
    html = page("/changes")
    told = words(html)
    assert "Withdrawn 13 October 2026" in told
    assert "Changed" in told
    assert "blir trekt tilbake" not in html
    times = [one.at for one in listed.page(listed.in_office(Filters())).changes]
    assert times == sorted(times, reverse=True)


def test_how_long_the_words_had_stood_is_told(page: Page) -> None:
    edit(900, 3)
    assert "after 3 hours" in words(page("/changes")).replace("\xa0", " ")


def test_a_first_wording_is_no_change() -> None:
    before = len(found())
    edit(900, 3)
    assert len(found()) == before + 1


@pytest.mark.parametrize(("policy", "told"), [("mark", False), ("show", True)])
def test_the_withdrawn_words_are_shown_by_the_policy(
    page: Page, settings: Any, policy: str, told: bool
) -> None:
    settings.WITHDRAWN = policy
    assert ("blir trekt tilbake" in page("/changes")) == told


def test_where_the_policy_hides_what_is_withdrawn_it_is_not_listed(
    settings: Any,
) -> None:
    settings.WITHDRAWN = "hide"
    assert {kind for kind, _number in found()} == {"edited"}
    assert all(not one.counts.withdrawn for one in listed.often(listed.in_office(Filters())))


def test_strangers_and_what_is_not_public_are_not_listed() -> None:
    edit(900, 3, author=scene.CITIZEN)
    numbers = {number for _kind, number in found()}
    assert scene.number(900) not in numbers
    edit(901, 3)
    assert scene.number(901) in {number for _kind, number in found()}
    decisions.withhold(scene.number(901), reason="x", by="cli:kari", now=scene.NOW)
    assert scene.number(901) not in {number for _kind, number in found()}


def test_of_a_persons_own_account_only_what_was_written_in_office_is_listed() -> None:
    kari = Person.objects.create(key="kari", name="Kari Strand")
    Account.objects.create(
        network="mastodon", native_id=scene.CITIZEN.id, person=kari, capacity="personal"
    )
    edit(900, 3, author=scene.CITIZEN)
    assert scene.number(900) not in {number for _kind, number in found()}
    role = Holding.objects.first()
    assert role is not None
    held = Holding.objects.create(role=role.role, person=kari, until=(scene.NOW - 10 * DAY).date())
    assert scene.number(900) not in {number for _kind, number in found()}
    held.until = None
    held.save()
    assert scene.number(900) in {number for _kind, number in found(person="kari")}


def test_it_is_narrowed_as_the_stream_is(page: Page) -> None:
    edit(900, 3, author=scene.MAYOR)
    assert found(role="mayor") == [("edited", scene.number(900))]
    assert len(articles(page("/changes?role=mayor"))) == 1
    assert "Nothing was changed or withdrawn" in page("/changes?network=feeds&until=1999-01-01")


def test_the_list_is_turned_page_by_page_without_gap_or_overlap(page: Page, client: Client) -> None:
    for number in range(30):
        edit(900 + number, 3 + number % 4)
    first = page("/changes")
    link = re.search(r'rel="next" href="([^"]+)"', first)
    assert link
    second = page(f"/changes{link[1]}")
    shown = [*re.findall(r'id="by-(\d+)"', first), *re.findall(r'id="by-(\d+)"', second)]
    assert len(articles(first)) == 20
    assert len(set(shown)) == len(shown)
    for wrong in ("x", "1", "1-", "-1-2", "9" * 30 + "-1"):
        assert client.get(f"/en/changes?before={wrong}").status_code == 400


def test_how_often_is_counted_for_each_account(page: Page) -> None:
    models.Version.objects.all().update(written=int((scene.NOW - 400 * DAY).timestamp()))
    for number in range(3):
        edit(900 + number, 2, author=scene.MAYOR)
    counted = {
        one.author.native_id: one.counts for one in listed.often(listed.in_office(Filters()))
    }
    assert counted[scene.MAYOR.id] == (3, 0)
    assert "3 changes" in words(page("/changes"))


def test_one_click_writes_the_letter_that_asks_for_access(page: Page) -> None:
    Body.objects.filter(key="town").update(access_email="innsyn@fjordvik.example")
    html = page("/changes")
    letter = re.search(r'href="(mailto:[^"]+)"', html)
    assert letter
    address = urlsplit(letter[1].replace("&amp;", "&"))
    asked = parse_qs(address.query)
    assert unquote(address.path) == "innsyn@fjordvik.example"
    assert asked["subject"][0].startswith("Request for access: post of")
    assert re.search(r"http://testserver/post/\d+$", asked["body"][0])


def test_without_an_address_the_contact_of_the_site_is_asked(page: Page, settings: Any) -> None:
    settings.CONTACT = "https://www.fjordvik.example/kontakt"
    assert 'href="https://www.fjordvik.example/kontakt">Ask for access' in page("/changes")
    settings.CONTACT = ""
    assert "Ask for access" not in page("/changes")


def test_as_many_questions_for_one_change_as_for_three(page: Page) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page("/changes?role=mayor")
        return len(queries)

    edit(900, 2, author=scene.MAYOR)
    page("/")
    one = asked()
    edit(901, 2, author=scene.MAYOR)
    edit(902, 2, author=scene.MAYOR)
    assert asked() == one


def test_a_hidden_account_changes_nothing_in_public() -> None:
    edit(900, 3, author=scene.MAYOR)
    Account.objects.filter(native_id=scene.MAYOR.id).update(show=False)
    assert found(role="mayor") == []
