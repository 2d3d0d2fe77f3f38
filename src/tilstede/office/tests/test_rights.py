"""Who may do what, by the rights that a person or a team was given."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError
from django.db.transaction import atomic

from tilstede.office import rights
from tilstede.office.models import Account, Grant, Team, User
from tilstede.office.rights import Right

pytestmark = pytest.mark.django_db
PASSWORD = "ferja-gaar-kvart-kvarter"


@pytest.fixture
def person() -> User:
    return User.objects.create_user("kari@fjordvik.example", PASSWORD)


@pytest.fixture
def channel() -> Account:
    return Account.objects.create(network="mastodon", native_id="1", handle="fjordvik")


def fresh(user: User) -> User:
    """As the next request meets the person."""
    return User.objects.get(pk=user.pk)


def test_who_was_given_nothing_may_nothing(person: User) -> None:
    assert rights.permissions(person) == frozenset()
    assert not person.has_perm("intake.change_source")


@pytest.mark.parametrize(
    ("right", "may", "may_not"),
    [
        (Right.READER, "office.view_account", "intake.change_source"),
        (Right.COMMUNICATOR, "intake.change_source", "posts.change_post"),
        (Right.COMMUNICATOR, "office.change_entry", "office.change_account"),
        (Right.COMMUNICATOR, "office.change_entry", "office.change_user"),
        (Right.APPROVER, "posts.change_post", "office.change_account"),
        (Right.ARCHIVIST, "posts.change_post", "office.change_entry"),
        (Right.READER, "posts.view_post", "office.change_entry"),
        (Right.ARCHIVIST, "posts.change_post", "intake.change_source"),
        (Right.ADMINISTRATOR, "office.change_user", "no.such"),
    ],
)
def test_each_right_allows_its_own(person: User, right: Right, may: str, may_not: str) -> None:
    Grant.objects.create(user=person, right=right)
    assert person.has_perm(may)
    assert not person.has_perm(may_not)
    assert rights.ALLOWS[right] >= rights.READ


def test_every_right_allows_something() -> None:
    assert set(rights.ALLOWS) == set(Right.values)


def test_a_team_s_right_is_every_member_s(person: User) -> None:
    team = Team.objects.create(name="Vakta")
    Grant.objects.create(team=team, right=Right.COMMUNICATOR)
    assert not fresh(person).has_perm("intake.change_source")
    team.members.add(person)
    assert fresh(person).has_perm("intake.change_source")


def test_a_right_for_one_channel_is_for_that_one(person: User, channel: Account) -> None:
    other = Account.objects.create(network="mastodon", native_id="2", handle="ordforar")
    Grant.objects.create(user=person, right=Right.APPROVER, channel=channel)
    assert person.has_perm("posts.change_post", channel)
    assert not person.has_perm("posts.change_post", other)
    assert not person.has_perm("posts.change_post")
    assert person.has_perm("posts.view_post"), "reading is never limited to a channel"
    assert rights.has_right(person, Right.APPROVER, channel)
    assert not rights.has_right(person, Right.APPROVER)


def test_a_communicator_of_one_channel_edits_nothing_in_the_directory(
    person: User, channel: Account
) -> None:
    Grant.objects.create(user=person, right=Right.COMMUNICATOR, channel=channel)
    assert not person.has_perm("office.change_entry")
    assert person.has_perm("office.view_account")


def test_an_administrator_has_every_right(person: User, channel: Account) -> None:
    Grant.objects.create(user=person, right=Right.ADMINISTRATOR)
    assert all(rights.has_right(person, right) for right in Right)
    assert rights.has_right(person, Right.APPROVER, channel)


def test_an_administrator_s_right_cannot_be_limited(person: User, channel: Account) -> None:
    with pytest.raises(IntegrityError), atomic():
        Grant.objects.create(user=person, right=Right.ADMINISTRATOR, channel=channel)


def test_whoever_is_closed_out_may_nothing(person: User) -> None:
    Grant.objects.create(user=person, right=Right.ADMINISTRATOR)
    person.is_active = False
    person.save()
    assert not person.has_perm("office.change_user")
    assert not rights.has_right(person, Right.READER)
    assert not rights.administrators().exists()


def test_a_stranger_has_no_right() -> None:
    assert not rights.has_right(None, Right.READER)


def test_an_administrator_is_one_who_can_come_in(person: User) -> None:
    assert not rights.administrators().exists()
    Grant.objects.create(user=person, right=Right.ADMINISTRATOR)
    assert list(rights.administrators()) == [person]
    person.set_unusable_password()
    person.save()
    assert not rights.administrators().exists(), "was invited, and has not joined"


def test_one_who_is_an_administrator_twice_is_one(person: User) -> None:
    team = Team.objects.create(name="Leiinga")
    team.members.add(person)
    for owner in ({"user": person}, {"team": team}):
        Grant.objects.create(**owner, right=Right.ADMINISTRATOR)
    assert rights.administrators().count() == 1


def test_an_e_mail_address_is_one_however_it_is_written(person: User) -> None:
    assert User.objects.create_user(" Ola@Fjordvik.Example ").email == "ola@fjordvik.example"


def test_what_is_done_with_an_account_s_posts_is_asked_by_the_account(
    person: User, channel: Account
) -> None:
    Account.objects.create(network="feeds", native_id="")
    assert not rights.may(person, "posts.change_post", "mastodon", "1")
    Grant.objects.create(user=person, right=Right.APPROVER, channel=channel)
    again = fresh(person)
    assert rights.may(again, "posts.change_post", "mastodon", "1")
    assert not rights.may(again, "posts.change_post", "mastodon", "2")
    assert not rights.may(again, "posts.change_post", "feeds", "")
    assert not rights.may(again, "office.change_user", "mastodon", "1")
    assert not rights.may(None, "posts.change_post", "mastodon", "1")
    Grant.objects.create(user=person, right=Right.ARCHIVIST)
    assert rights.may(fresh(person), "posts.change_post", "mastodon", "2")


def test_one_who_came_by_the_provider_counts_while_there_is_one(
    person: User, settings: Any
) -> None:
    Grant.objects.create(user=person, right=Right.ADMINISTRATOR)
    person.set_unusable_password()
    person.save()
    SocialAccount.objects.create(user=person, provider="oidc", uid="1")
    assert not rights.administrators().exists()
    settings.OIDC_ISSUER = "https://id.fjordvik.example"
    assert list(rights.administrators()) == [person]
