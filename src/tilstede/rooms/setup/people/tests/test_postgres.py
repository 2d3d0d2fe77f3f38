"""The same on PostgreSQL: what people may do, who is left, and who is listed."""

from __future__ import annotations

import pytest

from tilstede.office import rights
from tilstede.office.models import Account, User
from tilstede.office.rights import Right
from tilstede.rooms.setup.people import actions, queries
from tilstede.rooms.setup.people.tests.test_actions import BY, NOW, PASSWORD, told

pytestmark = pytest.mark.server


def test_people_and_rights(postgres_db: None) -> None:
    leader = User.objects.create_superuser(BY, PASSWORD)
    channel = Account.objects.create(network="mastodon", native_id="1", handle="fjordvik")
    user, _secret = actions.invite(email="kari@fjordvik.example", by=BY, now=NOW)
    team = actions.make_team(name="Vakta", by=BY, now=NOW)
    actions.add_member(team, user, by=BY, now=NOW)
    actions.give(Right.APPROVER, to=team, channel=channel, by=BY, now=NOW)
    with pytest.raises(actions.NotChanged):
        actions.give(Right.APPROVER, to=team, channel=channel, by=BY, now=NOW)
    with pytest.raises(actions.NotChanged):
        actions.close(leader, by=BY, now=NOW)
    assert User.objects.get(pk=user.pk).has_perm("posts.change_post", channel)
    assert list(rights.administrators()) == [leader]
    assert [queries.state(one).color for one in queries.people()] == ["info", "success"]
    assert [one.count for one in queries.teams()] == [1]
    assert [one["done"] for one in told()] == [
        "invited",
        "linked",
        "team-made",
        "member-added",
        "given",
    ]
