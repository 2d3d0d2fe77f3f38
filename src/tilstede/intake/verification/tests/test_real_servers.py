"""The same against real servers of the fediverse, and one that keeps state as Mastodon does.

Neither looks at the links of a profile while a test waits, so that a link back is vouched for is told by a server of
the tests' own (`places.Mastodon`).
"""

from __future__ import annotations

import pytest
from tests.servers.mastodon import Mock, Person

from tilstede.core.verification import CONFIRMED
from tilstede.intake.verification.tests.places import Town

pytestmark = [pytest.mark.django_db, pytest.mark.server]


def test_a_server_that_keeps_state_as_mastodon_does(town: Town, mock: Mock) -> None:
    account = town.account(mock.mayor.address)
    town.links(mock.mayor.address)
    found = town.check(account)
    assert (found.level, found.status) == (1, "ok")
    assert found.stable_id == account.native_id == mock.mayor.address
    mock.fault("/api/v1/accounts/lookup", status=503)
    town.check(account)
    town.later(CONFIRMED)
    found = town.check(account)
    assert (found.level, found.status) == (1, "unreachable")
    mock.mend()
    assert town.check(account).status == "ok"


def test_a_real_server(town: Town, snac_nodes: tuple[Person, Person]) -> None:
    mayor, citizen = snac_nodes
    account = town.account(f"@{mayor.handle}")
    town.links(mayor.address)
    found = town.check(account)
    assert (found.level, found.status, found.stable_id) == (1, "ok", f"{mayor.base}/ordforar")
    unknown = town.account(f"@ukjend@{citizen.handle.partition('@')[2]}")
    town.check(unknown)
    town.later(CONFIRMED)
    assert town.check(unknown).status == "gone"
