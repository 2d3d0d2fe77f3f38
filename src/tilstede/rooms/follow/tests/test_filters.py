"""What the stream is narrowed to by those who speak: bodies with units, roles in time, people, parties, counties."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tilstede.core.post import Author as Told
from tilstede.intake.tests import scene
from tilstede.office.models import Account, Body, Holding, Person, Role
from tilstede.posts.models import Author
from tilstede.rooms.follow import authorship, queries
from tilstede.rooms.follow.choices import FEW
from tilstede.rooms.follow.filters import Filters
from tilstede.rooms.follow.forms import StreamFilters
from tilstede.rooms.follow.tests.conftest import articles, words

pytestmark = pytest.mark.usefixtures("db")
Page = Callable[[str], str]
DAYS = (date(2026, 10, 1), date(2026, 10, 10), date(2026, 10, 20))


def told(name: str) -> Told:
    return Told(id=f"https://tut.example/users/{name}", handle=f"{name}@tut.example", name=name)


def write(name: str) -> None:
    """A post on each of three days, at noon and at the very end of the day in Oslo."""
    first = 1_000 + 10 * len(name) + sum(map(ord, name)) * 100
    for place, day in enumerate(DAYS):
        for hour, late in ((10, 0), (21, 1)):
            at = scene.NOW.replace(month=day.month, day=day.day, hour=hour, minute=59)
            number = first + 2 * place + late
            scene.take(scene.seen(number, f"{name} {day} {late}", author=told(name), published=at))


def account(name: str, **owner: object) -> Account:
    return Account.objects.create(network="mastodon", native_id=told(name).id, **owner)


@pytest.fixture
def land(db: None) -> None:
    """A ministry with an agency, a town in a county, a mayor's office that changed hands, and somebody's own."""
    ministry = Body.objects.create(key="ministry", kind="ministry", name_nb="Kystdepartementet")
    agency = Body.objects.create(key="agency", parent=ministry, name_nb="Kystverket")
    town = Body.objects.create(key="town", county="Vestland", name_nb="Fjordvik", number="4699")
    mayor = Role.objects.create(key="town/mayor", body=town, title_nb="Ordfører")
    minister = Role.objects.create(key="minister", body=ministry, title_nb="Statsråd")
    kari, ola = (Person.objects.create(key=name, name=name.title()) for name in ("kari", "ola"))
    Holding.objects.create(role=mayor, person=kari, party="Ap", until=DAYS[1])
    Holding.objects.create(role=mayor, person=ola, party="Sp", since=DAYS[1] + timedelta(days=1))
    Holding.objects.create(role=minister, person=kari, party="Ap", since=DAYS[2])
    account("agency", body=agency)
    account("town", body=town)
    account("mayor", role=mayor)
    account("minister", role=minister, since=DAYS[1])
    account("kari", person=kari, capacity="personal")
    account("olas", role=mayor, person=ola, capacity="personal")
    for name in ("agency", "town", "mayor", "minister", "kari", "olas", "stranger"):
        write(name)


def shown(**filters: object) -> set[tuple[str, int]]:
    """Who, and the place of the day."""
    page = queries.stream(Filters(**filters))  # type: ignore[arg-type]
    found = {(card.name, DAYS.index(timezone.localtime(card.row.at).date())) for card in page.cards}
    assert len(page.cards) == 2 * len(found), "both the first and the last hour of a day"
    return found


def all_days(*names: str) -> set[tuple[str, int]]:
    return {(name, place) for name in names for place in range(3)}


@pytest.mark.usefixtures("land")
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"body": "ministry"}, all_days("agency") | {("minister", 1), ("minister", 2)}),
        ({"ministry": "ministry"}, all_days("agency") | {("minister", 1), ("minister", 2)}),
        ({"body": "agency"}, all_days("agency")),
        ({"county": "Vestland"}, all_days("town", "mayor") | {("olas", 2)}),
        ({"role": "town/mayor"}, all_days("mayor") | {("olas", 2)}),
        ({"role": "minister"}, {("minister", 1), ("minister", 2)}),
        ({"person": "ola"}, {("mayor", 2)} | all_days("olas")),
        (
            {"person": "kari"},
            {("mayor", 0), ("mayor", 1), ("minister", 2)} | all_days("kari"),
        ),
        ({"party": "Sp"}, {("mayor", 2), ("olas", 2)}),
        (
            {"party": "Ap"},
            {("mayor", 0), ("mayor", 1), ("minister", 2)} | {("kari", 0), ("kari", 1), ("kari", 2)},
        ),
        ({"party": "Ap", "body": "town"}, {("mayor", 0), ("mayor", 1)}),
        ({"person": "ola", "since": DAYS[2]}, {("mayor", 2), ("olas", 2)}),
        ({"person": "ola", "until": DAYS[0]}, {("olas", 0)}),
        ({"body": "town", "since": DAYS[1], "until": DAYS[1]}, {("town", 1), ("mayor", 1)}),
    ],
)
def test_each_filter_finds_what_was_written_for_it_then(
    filters: dict[str, object], expected: set[tuple[str, int]]
) -> None:
    assert shown(**filters) == expected


@pytest.mark.usefixtures("land")
def test_a_body_with_nobody_has_no_posts() -> None:
    Body.objects.create(key="silent", name_nb="Stillstad")
    assert shown(body="silent") == set()


@pytest.mark.usefixtures("life")
def test_a_topic_is_found_however_it_is_cased(page: Page) -> None:
    scene.take(scene.seen(900, "Velkomen #FjordvikNord", tags=("FjordvikNord",)))
    assert len(articles(page("/?tag=fjordviknord"))) == 1
    assert len(articles(page("/?tag=%23FJORDVIKNORD"))) == 1


@pytest.mark.usefixtures("land")
@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ("body=Fjordvik", "body", "town"),
        ("body=fjordvik", "body", "town"),
        ("body=4699", "body", "town"),
        ("ministry=Kystdepartementet", "ministry", "ministry"),
        ("person=Kari", "person", "kari"),
        ("role=Ordfører", "role", "town/mayor"),
        ("county=vestland", "county", "Vestland"),
        ("party=ap", "party", "Ap"),
        ("tag=%23ferje", "tag", "ferje"),
    ],
)
def test_what_is_written_is_understood_by_name(query: str, name: str, value: str) -> None:
    form = StreamFilters(QueryDict(query))
    assert getattr(form.filters, name) == value
    assert not form.errors
    assert form.chosen


@pytest.mark.usefixtures("land")
@pytest.mark.parametrize("name", ["body", "ministry", "party", "role", "person", "county"])
def test_what_is_not_here_is_told_beside_the_field_and_left_out(page: Page, name: str) -> None:
    html = page(f"/?{name}=nettby")
    assert html.count("ds-validation-message") == 1
    assert "“nettby” is not here." in words(html)
    assert len(articles(html)) == 20


@pytest.mark.usefixtures("land")
def test_an_account_is_chosen_by_number_handle_or_name() -> None:
    number = Author.objects.get(native_id=told("town").id).id
    for typed in (str(number), "town@tut.example", "@town@tut.example", "Town"):
        assert StreamFilters(QueryDict(f"account={typed}")).filters.account == number
    assert "account" in StreamFilters(QueryDict("account=999999")).errors
    Author.objects.filter(id=number).update(hidden=True)
    assert "account" in StreamFilters(QueryDict(f"account={number}")).errors


@pytest.mark.usefixtures("land")
def test_several_of_a_name_are_told_apart() -> None:
    for county in ("Innlandet", "Østfold"):
        Body.objects.create(key=f"våler-{county}", name_nb="Våler", county=county)
    form = StreamFilters(QueryDict("body=Våler"))
    assert form.filters.body == ""
    assert "våler-Innlandet, våler-Østfold" in str(form.errors["body"])


def test_where_there_is_nothing_to_choose_there_is_no_field(page: Page) -> None:
    html = page("/")
    assert 'name="party"' not in html
    assert 'name="tag"' in html


def test_a_directory_of_thousands_makes_the_page_no_heavier_and_asks_no_more(page: Page) -> None:
    def weight() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            html = page("/")
        return len(html), len(asked)

    page("/")
    many = [
        Body(key=f"body-{n}", name_nb=f"Kommune nummer {n}", county=f"Fylke {n}")
        for n in range(FEW + 1)
    ]
    bodies = Body.objects.bulk_create(many)
    Account.objects.bulk_create(
        Account(network="mastodon", native_id=str(n), address=str(n), body=body)
        for n, body in enumerate(bodies)
    )
    size, asked = weight()
    assert size < 30_000
    more = [
        Body(key=f"more-{n}", name_nb=f"Kommune {n}", county=f"Fylke {n % 9}") for n in range(FEW)
    ]
    Body.objects.bulk_create(more)
    assert weight() == (size, asked)


@pytest.mark.usefixtures("land")
def test_filters_stand_in_the_address_that_is_shared() -> None:
    filters = Filters(body="town", tag="ferje", since=DAYS[0])
    assert filters.address == "body=town&tag=ferje&since=2026-10-01"
    assert StreamFilters(QueryDict(filters.address)).filters == filters


@pytest.mark.usefixtures("land")
def test_as_many_questions_for_one_account_as_for_many() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries_:
            authorship.of_party("Ap")
            authorship.of_body("ministry")
        return len(queries_)

    before = asked()
    for n in range(3):
        account(f"more{n}", body=Body.objects.get(key="agency"))
    assert asked() == before


@pytest.mark.usefixtures("land")
@pytest.mark.parametrize(
    ("spans", "told", "ways"),
    [
        (authorship.of_body, "ministry", {"body", "role"}),
        (authorship.of_county, "Vestland", {"body", "role"}),
        (authorship.of_role, "minister", {"role"}),
        (authorship.of_person, "kari", {"person", "role"}),
        (authorship.of_party, "Ap", {"person", "role"}),
    ],
)
def test_accounts_are_found_by_their_owners_and_not_by_looking_at_all(
    spans: Callable[[str], object], told: str, ways: set[str]
) -> None:
    with CaptureQueriesContext(connection) as asked:
        spans(told)
    steps = " ".join(step for query in asked for step in plan(query["sql"]))
    assert "SCAN office_account" not in steps
    assert set(re.findall(r"office_account USING INDEX office_account_(\w+?)_id_", steps)) == ways


def plan(sql: str) -> list[str]:
    """How SQLite goes about it."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [step[3] for step in cursor.fetchall()]
