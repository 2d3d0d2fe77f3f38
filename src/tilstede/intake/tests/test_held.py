"""What a network is told that we hold, of accounts and of what is heard: the newest, and all others in turn."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tilstede.core.post import Author
from tilstede.intake import books, held, pump
from tilstede.intake.models import Heard, Source
from tilstede.intake.tests.items import AUTHOR, NOW, gone, seen
from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import Source as Told

pytestmark = pytest.mark.django_db

CITIZEN = Author(id="https://nabo.example/users/borger", handle="borger@nabo.example")
MANY = 250


def source(what: str = "account") -> Source:
    return Source.objects.create(
        network="mastodon", address=AUTHOR.id, account_id=AUTHOR.id, what=what, next_try=NOW
    )


def tell(row: Source, numbers: range, **more: Any) -> None:
    heard = row.what != "account"
    origin = pump.Origin(
        "mastodon",
        row.address,
        row.account_id,
        live=True,
        heard=heard,
        source=row.id if heard else 0,
    )
    author = CITIZEN if heard else AUTHOR
    found = [seen(one, f"Nr. {one}", author=author, **more) for one in numbers]
    pump.take(found, now=NOW, origin=origin)


def told(row: Source) -> Told:
    asked = books.ask(row, "").told
    assert isinstance(asked, Told)
    return asked


def visit(row: Source, most: int = 20) -> list[str]:
    """Those that a network asks for, and the cursor kept as it is then."""
    row.refresh_from_db()
    found = turn.share(told(row), row.cursor, most)
    row.save(update_fields=["cursor"])
    return found


@pytest.mark.parametrize("what", ["account", "mentions"])
def test_each_is_asked_for_before_any_is_asked_for_again(what: str) -> None:
    row = source(what)
    tell(row, range(MANY))
    asked: list[str] = []
    while len(asked) < MANY:
        asked += visit(row)
    assert len(set(asked)) == MANY
    assert visit(row)[0] == asked[len(asked) - MANY], "and then once more from the newest"


@pytest.mark.server
@pytest.mark.parametrize("what", ["account", "mentions"])
def test_the_same_on_postgresql(postgres_db: None, what: str) -> None:
    test_each_is_asked_for_before_any_is_asked_for_again(what)
    told(source("hashtag"))


@pytest.mark.parametrize("what", ["account", "mentions"])
def test_it_goes_on_though_the_one_asked_for_last_is_gone(what: str) -> None:
    row = source(what)
    tell(row, range(MANY))
    for _ in range(8):
        last = visit(row)[-1]
    following = told(row).known[0]
    pump.take([gone(int(last.rpartition("/")[2]))], now=NOW)
    known = told(row)
    assert last not in dict(known.known)
    assert known.known[0] == following


def test_the_newest_are_told_of_at_each_visit_with_all_their_names() -> None:
    row = source()
    tell(row, range(MANY))
    for _ in range(6):
        visit(row)
    known = told(row)
    assert len(known.known) == held.NEWEST + held.TURN
    assert known.turn == held.TURN
    assert set(known.names) == {alias for alias, _ in known.known}
    assert all(alias == known.names[alias][0] for alias in known.names)


def test_of_what_is_heard_only_what_stands_and_is_others_own() -> None:
    row, other = source("mentions"), source("hashtag")
    tell(row, range(3))
    tell(other, range(2, 4))
    assert len(told(row).known) == 3
    assert len(told(other).known) == 2, "each of two may tell of the same"
    pump.take([gone(1)], now=NOW)
    tell(row, range(2, 3))
    assert Heard.objects.filter(source=row).count() == 3, "once"
    assert len(told(row).known) == 2
    Source.objects.create(network="mastodon", address="borger", account_id=CITIZEN.id, next_try=NOW)
    tell(row, range(2, 3))
    assert len(told(row).known) == 1, "whom we follow is asked for by the account's own source"


def test_without_a_login_only_what_anyone_may_see() -> None:
    row = source("thread")
    tell(row, range(1), visibility="followers")
    assert told(row).known == ()
    row.token = "løyndom"
    assert held.of(row, public=False).known != ()


def test_a_letter_is_never_asked_for() -> None:
    row = source("mailbox")
    tell(row, range(1))
    assert told(row).known == ()


def test_what_a_source_has_told_of_is_found_by_an_index() -> None:
    row = source("mentions")
    tell(row, range(MANY))
    with CaptureQueriesContext(connection) as queries:
        held.of(row, public=False)
    (sql,) = [one["sql"] for one in queries if "intake_heard" in one["sql"]]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = [line[-1] for line in cursor.fetchall()]
        assert all(step.startswith("SEARCH") for step in plan), plan


def test_a_network_that_wants_none_of_them_goes_on_all_the_same() -> None:
    row = source()
    tell(row, range(MANY))
    met = set()
    for _ in range(4):
        known = told(row)
        met.update(known.known[: known.turn])
        assert turn.share(known, row.cursor, 20, wanted=lambda alias: False) == []
    assert len(met) == MANY


def test_where_all_are_in_sight_and_none_is_wanted_nothing_is_to_be_written() -> None:
    row = source()
    tell(row, range(9))
    assert turn.share(told(row), row.cursor, 20, wanted=lambda alias: False) == []
    assert row.cursor == {}
