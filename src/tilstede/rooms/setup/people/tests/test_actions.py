"""Changes of people, teams and rights: each in the record, and an administrator always left."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator

from tilstede.office import rights
from tilstede.office.models import Account, Grant, Team, User
from tilstede.office.rights import Right
from tilstede.record import read
from tilstede.rooms.setup.people import actions
from tilstede.rooms.setup.people.actions import NotChanged
from tilstede.web.sign_in import links

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BY = "leiar@fjordvik.example"
PASSWORD = "ferja-gaar-kvart-kvarter"


@pytest.fixture
def leader() -> User:
    return User.objects.create_superuser(BY, PASSWORD)


@pytest.fixture
def kari(leader: User) -> User:
    return User.objects.create_user("kari@fjordvik.example", PASSWORD)


def told() -> list[dict[str, str]]:
    """What the record was told about people, in order."""
    numbers = [event.number for event in read.events(kinds=("granted",))]
    return [json.loads(read.payload(number, "about") or b"{}") for number in numbers]


def test_an_invitation_is_told_with_its_rights_and_never_with_its_secret(leader: User) -> None:
    user, secret = actions.invite(
        email="Ny@Fjordvik.example", given=[Right.COMMUNICATOR], by=BY, now=NOW
    )
    assert [one["done"] for one in told()] == ["invited", "given", "linked"]
    assert told()[1] == {
        "by": BY,
        "done": "given",
        "person": "ny@fjordvik.example",
        "right": "communicator",
    }
    assert secret not in json.dumps(told())
    assert links.find(secret, now=NOW)
    assert not user.has_usable_password()


@pytest.mark.parametrize("email", [BY, BY.upper(), "not an address", ""])
def test_an_address_that_is_none_or_in_use_is_refused(leader: User, email: str) -> None:
    with pytest.raises(NotChanged):
        actions.invite(email=email, by=BY, now=NOW)
    assert told() == []


def _close(leader: User) -> None:
    actions.close(leader, by=BY, now=NOW)


def _take_back(leader: User) -> None:
    actions.take_back(Grant.objects.get(user=leader), by=BY, now=NOW)


@pytest.mark.parametrize("change", [_close, _take_back])
def test_the_last_administrator_stays(
    leader: User, kari: User, change: Callable[[User], None]
) -> None:
    with pytest.raises(NotChanged):
        change(leader)
    assert rights.administrators().get() == leader
    assert told() == []
    actions.give(Right.ADMINISTRATOR, to=kari, by=BY, now=NOW)
    change(leader)
    assert rights.administrators().get() == kari


def test_who_was_invited_and_has_not_joined_is_not_an_administrator_to_rely_on(
    leader: User,
) -> None:
    actions.invite(email="ny@fjordvik.example", given=[Right.ADMINISTRATOR], by=BY, now=NOW)
    with pytest.raises(NotChanged):
        _close(leader)


def test_the_last_administrator_by_a_team_stays_too(leader: User, kari: User) -> None:
    team = actions.make_team(name="Leiinga", by=BY, now=NOW)
    actions.add_member(team, kari, by=BY, now=NOW)
    actions.give(Right.ADMINISTRATOR, to=team, by=BY, now=NOW)
    _take_back(leader)
    for change in (
        lambda: actions.remove_member(team, kari, by=BY, now=NOW),
        lambda: actions.remove_team(team, by=BY, now=NOW),
        lambda: actions.take_back(team.grants.get(), by=BY, now=NOW),
        lambda: actions.close(kari, by=BY, now=NOW),
    ):
        with pytest.raises(NotChanged):
            change()
        assert rights.administrators().get() == kari
        assert Team.objects.filter(pk=team.pk).exists()


def test_closing_out_ends_links_and_reopening_gives_the_rights_again(
    leader: User, kari: User
) -> None:
    actions.give(Right.ARCHIVIST, to=kari, by=BY, now=NOW)
    secret = links.make(kari, links.Purpose.JOIN, by=BY, now=NOW)
    actions.close(kari, by=BY, now=NOW)
    assert links.find(secret, now=NOW) is None
    with pytest.raises(NotChanged):
        actions.close(kari, by=BY, now=NOW)
    actions.reopen(kari, by=BY, now=NOW)
    assert User.objects.get(pk=kari.pk).has_perm("posts.change_post")
    with pytest.raises(NotChanged):
        actions.reopen(kari, by=BY, now=NOW)


def test_a_reset_takes_the_second_factor_and_keeps_the_password(leader: User, kari: User) -> None:
    Authenticator.objects.create(user=kari, type=Authenticator.Type.TOTP, data={"secret": "x"})
    secret = actions.reset(kari, by=BY, now=NOW)
    assert not Authenticator.objects.filter(user=kari).exists()
    assert User.objects.get(pk=kari.pk).check_password(PASSWORD)
    assert links.find(secret, now=NOW)
    assert told()[-1]["done"] == "reset"


def test_a_right_is_given_once(leader: User, kari: User) -> None:
    actions.give(Right.READER, to=kari, by=BY, now=NOW)
    with pytest.raises(NotChanged):
        actions.give(Right.READER, to=kari, by=BY, now=NOW)
    assert len(told()) == 1


def test_a_right_for_a_channel_says_so(leader: User, kari: User) -> None:
    channel = Account.objects.create(network="mastodon", native_id="https://sosial/users/1")
    grant = actions.give(Right.APPROVER, to=kari, channel=channel, by=BY, now=NOW)
    assert told()[0]["channel"] == "mastodon https://sosial/users/1"
    with pytest.raises(NotChanged):
        actions.give(Right.ADMINISTRATOR, to=kari, channel=channel, by=BY, now=NOW)
    actions.take_back(grant, by=BY, now=NOW)
    assert told()[-1] == told()[0] | {"done": "taken-back"}


def test_a_team_has_its_own_name(leader: User) -> None:
    actions.make_team(name="  Vakta  ", by=BY, now=NOW)
    for name in ("Vakta", "", "x" * 201):
        with pytest.raises(NotChanged):
            actions.make_team(name=name, by=BY, now=NOW)
    assert [one["done"] for one in told()] == ["team-made"]


def test_one_is_in_a_team_once(leader: User, kari: User) -> None:
    team = actions.make_team(name="Vakta", by=BY, now=NOW)
    actions.add_member(team, kari, by=BY, now=NOW)
    with pytest.raises(NotChanged):
        actions.add_member(team, kari, by=BY, now=NOW)
    actions.remove_member(team, kari, by=BY, now=NOW)
    assert [one["done"] for one in told()] == ["team-made", "member-added", "member-removed"]


def test_a_name_and_an_address_are_corrected(leader: User, kari: User) -> None:
    actions.rename(kari, email="Kari.Nes@Fjordvik.example", name=" Kari ", by=BY, now=NOW)
    again = User.objects.get(pk=kari.pk)
    assert (again.email, again.name) == ("kari.nes@fjordvik.example", "Kari")
    assert told()[-1]["to"] == "kari.nes@fjordvik.example"
    for email in (BY, "none", ""):
        with pytest.raises(NotChanged):
            actions.rename(kari, email=email, name="Kari", by=BY, now=NOW)
    assert len(told()) == 1
