"""Pages of who speaks: bodies, people, roles, my own place, and who is not present."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tilstede.intake.tests import scene
from tilstede.office.models import Account, Body, Finding, Holding, Person, Role
from tilstede.posts.models import Author
from tilstede.rooms.follow.tests.conftest import articles, words
from tilstede.rooms.follow.who import bodies

pytestmark = pytest.mark.usefixtures("db")
Page = Callable[[str], str]


@pytest.fixture
def places(life: None) -> None:
    """Two Herøy, one with a mayor, an account and a telephone; a ministry with a unit of a unit."""
    for county, number in (("Møre og Romsdal", "1515"), ("Nordland", "1818")):
        Body.objects.create(
            key=f"heroy-{number}",
            kind="municipality",
            name_nb="Herøy",
            name_se="Heroy suohkan",
            county=county,
            number=number,
        )
    body = Body.objects.get(number="1515")
    body.contacts = [
        {"type": "phone", "value": "+47 00 00 00 00", "note": "Speak your mind", "hours": "09–15"},
        {"type": "email", "value": "post@heroy.example"},
    ]
    body.save()
    mayor = Role.objects.create(
        key="heroy/ordforar", body=body, kind="political", title_nb="Ordfører", title_en="Mayor"
    )
    person = Person.objects.create(key="mari", name="Mari Holm")
    Holding.objects.create(role=mayor, person=person, party="Sp", since=date(2023, 10, 1))
    account = Account.objects.create(
        network="bluesky",
        handle="heroy.example",
        url="https://bsky.app/profile/heroy.example",
        body=body,
    )
    Finding.objects.create(account=account, level=3)
    top = Body.objects.create(key="dep", kind="ministry", name_nb="Kystdepartementet")
    unit = Body.objects.create(key="dep/avd", parent=top, name_nb="Kystavdelingen")
    Body.objects.create(key="dep/avd/seksjon", parent=unit, name_nb="Havneseksjonen")


def asked(page: Page, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        page(path)
    return len(queries)


# --- bodies --------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("places")
def test_few_bodies_stand_as_a_tree_the_own_one_first(page: Page) -> None:
    html = page("/bodies")
    assert html.index("Fjordvik municipality<") < html.index(">Herøy<") < html.index("Kystdepart")
    below = html[html.index("Kystdepartementet") :]
    assert below.index("<ul") < below.index("Kystavdelingen") < below.index("Havneseksjonen")


@pytest.mark.usefixtures("places")
def test_of_many_bodies_those_at_the_top_are_listed(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "PAGE", 4)
    told = words(page("/bodies"))
    assert "Kystavdelingen" not in told
    assert "1 unit" in told
    assert "under Kystdepartementet" in words(page("/bodies?q=kystavd"))


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("query", "number"),
    [("kind=ministry", 1), ("county=Nordland", 1), ("kind=municipality", 3), ("q=heroy", 2)],
)
def test_the_list_is_narrowed_by_kind_county_and_name(page: Page, query: str, number: int) -> None:
    assert (f"{number} body" if number == 1 else f"{number} bodies") in words(
        page(f"/bodies?{query}")
    )


def test_an_empty_directory_says_what_fills_it(page: Page) -> None:
    assert "The directory is empty" in page("/bodies")
    assert "No body is called so" in page("/bodies?q=nettby")


@pytest.mark.usefixtures("places")
def test_a_long_list_is_turned_page_by_page(page: Page, client: Client) -> None:
    Body.objects.bulk_create(Body(key=f"b{n}", name_nb=f"Etat {n:03}") for n in range(150))
    first, second = page("/bodies"), page("/bodies?page=2")
    assert "Page 1 of 2" in first
    assert 'href="?page=2"' in first
    assert "Etat 149" not in first
    assert "Etat 149" in second
    assert client.get("/en/bodies?page=x").status_code == 400


@pytest.mark.usefixtures("places")
def test_a_body_shows_its_tree_roles_accounts_and_how_it_is_reached(page: Page) -> None:
    html = page("/body/heroy-1515")
    told = words(html)
    assert 'href="tel:+4700000000"' in html
    assert 'href="mailto:post@heroy.example"' in html
    assert "Mari Holm" in told
    assert "(Sp)" in told
    assert "on the body&#x27;s own domain" in html
    assert '<li lang="se">Heroy suohkan</li>' in html
    assert "No posts of it or its units are held here." in told
    unit = page("/body/dep/avd")
    assert unit.index('href="/en/body/dep"') < unit.index("<h1")
    assert "Havneseksjonen" in unit


def test_a_body_shows_its_newest_posts(life: None, page: Page) -> None:
    html = page("/body/town")
    assert len(articles(html)) == 5
    assert 'href="/en/?body=town"' in html
    assert "Amund Storevik" in html


def test_what_is_not_there_is_not_found(life: None, client: Client) -> None:
    for path in ("/body/nettby", "/person/nettby", "/role/net/tby"):
        assert client.get(f"/en{path}").status_code == 404


@pytest.mark.usefixtures("places")
def test_as_many_questions_for_one_unit_role_or_account_as_for_three(page: Page) -> None:
    body = Body.objects.get(key="dep")

    def add(n: int) -> None:
        Body.objects.create(key=f"dep/{n}", parent=body, name_nb=f"Avdeling {n}")
        role = Role.objects.create(key=f"dep/r{n}", body=body, title_nb=f"Rolle {n}")
        person = Person.objects.create(key=f"p{n}", name=f"Person {n}")
        Holding.objects.create(role=role, person=person)
        Holding.objects.create(role=Role.objects.get(key="mayor"), person=person)
        Holding.objects.create(role=role, person=Person.objects.get(key="amund"))
        Account.objects.create(network="x", native_id=f"{n}", handle=f"h{n}", body=body)

    paths = (
        "/body/dep",
        "/bodies",
        "/find?q=kystdepartementet",
        "/absent",
        "/role/mayor",
        "/person/amund",
    )
    add(1)
    page("/")
    one = [asked(page, path) for path in paths]
    add(2)
    add(3)
    assert [asked(page, path) for path in paths] == one


# --- people and roles ----------------------------------------------------------------------------------
@pytest.mark.usefixtures("life")
def test_a_person_has_the_roles_posts_of_the_days_in_office_alone(page: Page) -> None:
    amund = page("/person/amund")
    assert len(articles(amund)) == 2
    assert "Mayor" in words(amund)
    assert articles(page("/person/ragnhild")) == []
    assert "No posts by this person in office are held here." in page("/person/ragnhild")


@pytest.mark.usefixtures("life")
def test_a_post_names_who_held_the_role_when_it_was_written(page: Page) -> None:
    [found] = [one for one in articles(page("/")) if "Godt sagt av fylket" in one]
    assert 'href="/en/person/amund"' in found
    assert 'href="/en/role/mayor"' in found
    assert 'href="/en/body/town"' in found
    Holding.objects.filter(person__key="amund").update(since=date(2026, 11, 1))
    [found] = [one for one in articles(page("/")) if "Godt sagt av fylket" in one]
    assert 'href="/en/person/amund"' not in found


@pytest.mark.usefixtures("life")
def test_a_role_is_drawn_through_time_with_a_table_beside_it(page: Page) -> None:
    html = page("/role/mayor")
    assert html.count('class="chart-bar') == 2
    assert "<table" in html
    assert "?role=mayor&amp;since=2019-10-17&amp;until=2025-10-01" in html
    assert len(articles(html)) == 2


@pytest.mark.usefixtures("life")
def test_of_who_comes_later_is_said_from_which_day_alone(page: Page) -> None:
    first = timezone.localdate() + timedelta(days=9)
    account = Author.objects.get(native_id=scene.MAYOR.id).id
    paths = ("/role/mayor", "/person/amund", f"/account/{account}")
    for path in paths:
        assert "– still" in words(page(path)), path
    Holding.objects.filter(person__key="amund").update(since=first, until=None)
    for path in paths:
        said = words(page(path))
        assert f"from {first.day} {first:%B %Y}" in said, path
        assert "– still" not in said, path


# --- my own place --------------------------------------------------------------------------------------
@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("wanted", ["Herøy", "herøy", "heroy", " HERØY "])
def test_two_of_a_name_are_told_apart_by_county(page: Page, wanted: str) -> None:
    told = words(page(f"/find?q={wanted}"))
    assert "2 places. The county tells them apart." in told
    assert told.index("Møre og Romsdal") < told.index("Nordland")


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("wanted", ["1515", "Møre og Romsdal"])
def test_a_place_is_found_by_number_or_county_with_whoever_represents_it(
    page: Page, wanted: str
) -> None:
    html = page(f"/find?q={wanted}")
    told = words(html)
    assert "Mari Holm" in told
    assert "heroy.example" in told
    assert 'href="tel:+4700000000"' in html
    assert "1818" not in told


@pytest.mark.usefixtures("places")
def test_what_is_not_found_says_what_to_try(page: Page) -> None:
    assert "Nothing here is called “nettby”" in page("/find?q=nettby")
    assert "Nordland" in page("/find")


# --- who is not present --------------------------------------------------------------------------------
@pytest.mark.usefixtures("places")
def test_those_without_an_account_stand_with_how_they_are_reached(page: Page) -> None:
    told = words(page("/absent?kind=municipality"))
    assert "1 of 3" in told
    assert "Nordland" in told
    Account.objects.filter(network="bluesky").update(network="facebook")
    assert "1 of 3" in words(page("/absent?kind=municipality"))
    html = page("/absent?kind=municipality&on=open")
    assert "2 of 3" in words(html)
    assert 'href="tel:+4700000000"' in html


@pytest.mark.usefixtures("places")
def test_people_are_present_by_their_role_or_their_own_account(page: Page) -> None:
    assert "1 of 2" in words(page("/absent?who=people"))
    html = page("/absent?who=people")
    assert "Mari Holm" in html
    assert "Amund Storevik" not in html
    person = Person.objects.get(key="mari")
    account = Account.objects.create(network="x", native_id="1", person=person, capacity="personal")
    assert "All of them are present." in page("/absent?who=people")
    account.until = date(2026, 1, 1) - timedelta(days=1)
    account.save()
    assert "1 of 2" in words(page("/absent?who=people"))


@pytest.mark.usefixtures("places")
def test_a_hidden_account_is_on_no_page(page: Page, client: Client) -> None:
    Account.objects.filter(native_id=scene.MAYOR.id).update(show=False)
    Author.objects.filter(native_id=scene.MAYOR.id).update(hidden=True)
    number = Author.objects.get(native_id=scene.MAYOR.id).id
    assert client.get(f"/en/account/{number}").status_code == 404
    for path in ("/body/town", "/role/mayor", "/find?q=fjordvik"):
        assert scene.MAYOR.handle.replace("@", "<wbr>@") not in page(path)
