"""Asked over real HTTP, against answers of the documented shapes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation

from tilstede.intake.lookups import enhetsregisteret, website, wikidata
from tilstede.intake.lookups.asking import NotAnswered, Proposed
from tilstede.intake.lookups.tests import registers as made
from tilstede.networks.kit.tests.server import Page, Site

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def site() -> Iterator[Site]:
    with made.registers() as running, translation.override("en"):
        yield running


def fields(proposed: tuple[Proposed, ...]) -> dict[str, str]:
    return {one.field: one.value for one in proposed}


@pytest.mark.parametrize("asked", ["310100013", "310 100 013", "NO-BRC-310100013"])
def test_a_unit_is_found_by_its_number(asked: str) -> None:
    [unit] = enhetsregisteret.find(asked)
    assert unit.key == "NO-BRC-310100013"
    assert fields(unit.proposed) == {
        "name.nn": "Fjordvik kommune",
        "kind": "municipality",
        "number": "0099",
        "language_form": "nn",
        "website": "https://www.fjordvik.example",
        "access_email": "postmottak@fjordvik.example",
    }


def test_a_unit_is_found_by_its_name_and_nothing_is_found_too() -> None:
    [unit] = enhetsregisteret.find("fjordvik")
    assert (unit.number, unit.place) == ("310100013", "FJORDVIK")
    assert enhetsregisteret.find("ingen") == []


def test_a_unit_that_is_struck_off_says_since_when() -> None:
    [unit] = enhetsregisteret.find(made.STRUCK_OFF)
    assert unit.deleted == date(2024, 5, 18)
    assert fields(unit.proposed) == {"name.nb": "Kystdepartementet", "to": "2024-05-18"}


def test_what_a_register_does_not_answer_is_said_in_plain_words(site: Site) -> None:
    with pytest.raises(
        NotAnswered, match="Enhetsregisteret has nothing under that number or address"
    ):
        enhetsregisteret.unit("999999999")
    site.pages["/enhet/enheter/310100013"] = Page(b"<html>log in</html>")
    with pytest.raises(NotAnswered, match="something else than was asked for"):
        enhetsregisteret.unit("310100013")
    site.pages["/enhet/enheter/310100013"] = Page(b"", 503)
    with pytest.raises(NotAnswered, match="does not answer now") as raised:
        enhetsregisteret.unit("310100013")
    assert "answered 503" in raised.value.detail
    site.pages["/enhet/enheter/310100013"] = Page(b"", 429)
    with pytest.raises(NotAnswered, match="asks us to wait"):
        enhetsregisteret.unit("310100013")


@pytest.mark.parametrize(
    ("capitals", "likely"),
    [
        ("JUSTIS- OG BEREDSKAPSDEPARTEMENTET", "Justis- og beredskapsdepartementet"),
        ("NORD-FJORDVIK KOMMUNE", "Nord-Fjordvik kommune"),
        ("STATSFORVALTEREN I FJORDANE", "Statsforvalteren i Fjordane"),
        ("ÅSMARK FYLKESKOMMUNE", "Åsmark fylkeskommune"),
        ("NKOM Direktoratet", "NKOM Direktoratet"),
    ],
)
def test_capitals_are_read_as_they_are_most_likely_written(capitals: str, likely: str) -> None:
    assert enhetsregisteret.spelled(capitals) == likely


@pytest.mark.parametrize("asked", ["Q990001", " Q990001 ", "https://www.wikidata.org/wiki/Q990001"])
def test_an_item_tells_what_stands_today(asked: str) -> None:
    [item] = wikidata.find(asked, language="nb", today=TODAY)
    assert (item.id, item.label) == ("Q990001", "Fjordvik")
    assert [(one.field, one.value) for one in item.proposed] == [
        ("name.nb", "Fjordvik"),
        ("name.nn", "Fjordvik"),
        ("name.en", "Fjordvik Municipality"),
        ("website", "https://www.fjordvik.example/"),
        ("number", "0099"),
        ("id", "NO-BRC-310100013"),
        ("account", "https://social.fjordvik.example/@kommunen"),
        ("account", "https://x.com/fjordvik"),
    ]


def test_items_are_found_by_name() -> None:
    [item] = wikidata.find("Fjordvik", language="nb", today=TODAY)
    assert (item.id, item.description, item.proposed) == ("Q990001", "kommune", ())


def accounts(site: Site, *statements: object) -> list[str]:
    site.pages["/data/wiki/Special:EntityData/Q7.json"] = made.answer(
        made.entities("Q7", {"P2002": list(statements)})
    )
    return [one.value for one in wikidata.item("Q7", today=TODAY).proposed]


def test_the_preferred_statements_count_alone(site: Site) -> None:
    found = accounts(site, made.statement("new", rank="preferred"), made.statement("old"))
    assert found == ["https://x.com/new"]


@pytest.mark.parametrize(
    ("ended", "counts"),
    [
        ("+2026-11-21T00:00:00Z", False),
        ("+2026-11-22T00:00:00Z", False),
        ("+2026-11-23T00:00:00Z", True),
        ("+2019-00-00T00:00:00Z", False),
        ("", False),
        (None, True),
    ],
)
def test_what_has_ended_does_not_count(site: Site, ended: str | None, counts: bool) -> None:
    assert bool(accounts(site, made.statement("one", ended=ended))) is counts


def test_an_end_of_the_preferred_one_lets_the_ordinary_one_stand(site: Site) -> None:
    over = made.statement("over", rank="preferred", ended="+2020-01-01T00:00:00Z")
    assert accounts(site, over, made.statement("now")) == ["https://x.com/now"]


def test_an_item_without_anything_is_an_item(site: Site) -> None:
    """Empty objects are written as lists."""
    site.pages["/data/wiki/Special:EntityData/Q8.json"] = made.answer(made.entities("Q8", []))
    assert wikidata.item("Q8", today=TODAY).proposed == ()


def test_a_merged_item_is_told_by_the_name_it_has_now(site: Site) -> None:
    site.pages["/data/wiki/Special:EntityData/Q9.json"] = made.answer(made.TOWN)
    assert wikidata.item("Q9", today=TODAY).id == "Q990001"


def test_wikidata_that_does_not_answer_is_said_in_plain_words(site: Site) -> None:
    with pytest.raises(NotAnswered, match="Wikidata has nothing under that number or address"):
        wikidata.item("Q1", today=TODAY)
    site.pages["/data/wiki/Special:EntityData/Q1.json"] = made.answer({"entities": {}})
    with pytest.raises(NotAnswered, match="Wikidata answered with something else"):
        wikidata.item("Q1", today=TODAY)
    site.pages["/data/wiki/Special:EntityData/Q1.json"] = made.answer({"error": "x"})
    with pytest.raises(NotAnswered, match="Wikidata answered with something else"):
        wikidata.item("Q1", today=TODAY)


def test_only_the_loopback_that_is_allowed_is_asked(settings: object) -> None:
    settings.LOOPBACK = []  # type: ignore[attr-defined]  # the fixture of pytest-django has no type
    with pytest.raises(NotAnswered, match="may not be reached from here"):
        enhetsregisteret.unit("310100013")


def test_accounts_and_feeds_are_found_on_a_front_page(site: Site) -> None:
    site.pages["/"] = Page(made.FRONT_PAGE)
    assert website.accounts(site.url("/")) == [
        "https://social.fjordvik.example/@kommunen",
        "https://www.facebook.com/fjordvik",
        "https://www.fjordvik.example/nytt.rss",
    ]
    site.pages["/"] = Page(b"", 200)
    assert website.accounts(site.url("/")) == []
    with pytest.raises(NotAnswered, match="has nothing under"):
        website.accounts(site.url("/gone"))
