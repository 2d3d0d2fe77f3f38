"""Who holds an office on each side of the day it passes on, and what becomes of the accounts."""

from __future__ import annotations

from datetime import date

import pytest

from tilstede.core.account_address import parse
from tilstede.core.directory.entries import Account, Body, Directory, Holder, Names, Role, key
from tilstede.core.directory.handover import NotHandedOver, hand_over, leaving

ROLE = "fjordvik/ordforar"
DAY = date(2026, 11, 22)
EVE = date(2026, 11, 21)
OLD = Holder(role=ROLE, person="Ola Bakke", since=date(2023, 10, 5))
NEW = Holder(role=ROLE, person="Kari Nordmann", party="SP", since=DAY)


def account(name: str, capacity: str = "role", **more: object) -> Account:
    told = {"owner": ROLE, "show": True, **more}
    url = f"https://social.example/@{name}"
    return Account(url=url, capacity=capacity, found=parse(url), **told)  # type: ignore[arg-type]  # a row


def directory(*accounts: Account, holders: tuple[Holder, ...] = (OLD,)) -> Directory:
    return Directory(
        bodies=[Body(id="fjordvik", name=Names(nb="Fjordvik"))],
        roles=[Role(id=ROLE, body="fjordvik", title=Names(nn="Ordførar"))],
        holders=list(holders),
        accounts=list(accounts),
    )


def test_the_last_day_of_the_one_is_the_day_before_the_first_of_the_other() -> None:
    old, new = hand_over(directory(), to=NEW).holders
    assert (old.person, old.until) == ("Ola Bakke", EVE)
    assert (new.person, new.since, new.until) == ("Kari Nordmann", DAY, None)


@pytest.mark.parametrize(
    ("until", "stands"),
    [(None, EVE), (DAY, EVE), (EVE, EVE), (date(2026, 11, 20), date(2026, 11, 20))],
)
def test_a_last_day_that_was_earlier_stands(until: date | None, stands: date) -> None:
    holder = Holder(role=ROLE, person="Ola Bakke", until=until)
    assert hand_over(directory(holders=(holder,)), to=NEW).holders[0].until == stands


def test_who_began_the_day_before_has_one_day() -> None:
    holder = Holder(role=ROLE, person="Ola Bakke", since=EVE)
    assert hand_over(directory(holders=(holder,)), to=NEW).holders[0].until == EVE


@pytest.mark.parametrize("since", [DAY, date(2027, 1, 1)])
def test_nobody_is_passed_by_who_begins_that_day_or_later(since: date) -> None:
    holder = Holder(role=ROLE, person="Ola Bakke", since=since)
    with pytest.raises(NotHandedOver) as raised:
        hand_over(directory(holders=(holder,)), to=NEW)
    assert (raised.value.code, raised.value.person, raised.value.day) == (
        "begun",
        "Ola Bakke",
        since,
    )


def test_an_empty_office_is_taken_up_and_a_vacancy_stays() -> None:
    past = Holder(role=ROLE, person="Per Vik", since=date(2015, 1, 1), until=date(2019, 1, 1))
    assert hand_over(directory(holders=(past,)), to=NEW).holders == [past, NEW]
    assert leaving(directory(holders=(past,)), ROLE, DAY) == []


def test_nobody_takes_over_from_themselves_nor_a_role_that_is_not_there() -> None:
    with pytest.raises(NotHandedOver, match="holds"):
        hand_over(directory(), to=Holder(role=ROLE, person="Ola Bakke", since=DAY))
    with pytest.raises(NotHandedOver, match="no-role"):
        hand_over(directory(), to=Holder(role="other", person="Kari Nordmann", since=DAY))


def test_the_roles_accounts_go_over_and_personal_ones_are_closed() -> None:
    mayor = account("ordforar")
    signed = account("signed", person="Ola Bakke")
    own = account("ola", "personal", person="Ola Bakke")
    other = account("per", "personal", person="Per Vik")
    ended = account("old", "personal", person="Ola Bakke", until=date(2024, 1, 1))
    later = account("later", "personal", person="Ola Bakke", since=DAY)
    town = account("town", "official", owner="fjordvik")
    given = (mayor, signed, own, other, ended, later, town)
    after = hand_over(directory(*given), to=NEW).accounts
    assert after == [
        mayor,
        account("signed"),
        account("ola", "personal", person="Ola Bakke", until=EVE),
        other,
        ended,
        later,
        town,
    ]


def test_a_personal_account_is_kept_when_it_is_asked_for() -> None:
    own = account("ola", "personal", person="Ola Bakke")
    assert hand_over(directory(own), to=NEW, keeping=[key(own)]).accounts == [own]


def test_a_personal_account_that_ends_on_the_first_day_of_the_next_ends_the_day_before() -> None:
    own = account("ola", "personal", person="Ola Bakke", until=DAY)
    assert hand_over(directory(own), to=NEW).accounts[0].until == EVE
