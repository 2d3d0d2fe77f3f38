"""What networks can reach of us."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tilstede.office import policy, reach
from tilstede.office.models import Access, Account


@pytest.mark.parametrize(
    ("hosts", "https", "address"),
    [
        (["tilstede.fjordvik.example"], True, "https://tilstede.fjordvik.example"),
        (
            ["127.0.0.1", ".fjordvik.example", "a.fjordvik.example"],
            True,
            "https://a.fjordvik.example",
        ),
        (["tilstede.fjordvik.example"], False, ""),
        (["localhost", "127.0.0.1", "[::1]", "*", ".fjordvik.example"], True, ""),
        ([], True, ""),
    ],
)
def test_the_address_is_one_that_all_can_reach(
    settings: Any, hosts: list[str], https: bool, address: str
) -> None:
    settings.HOSTS, settings.HTTPS = hosts, https
    assert reach.address() == address


def test_what_needs_an_address_is_not_offered_without_one(settings: Any) -> None:
    settings.HOSTS, settings.HTTPS = [], False
    assert reach.out_of_reach("instagram") == {"send", "media", "alt"}
    assert "reply" in reach.abilities("instagram")
    assert "send" in reach.abilities("threads")
    assert "media" not in reach.abilities("threads")
    assert reach.out_of_reach("mastodon") == reach.out_of_reach("nowhere") == frozenset()


@pytest.mark.django_db
def test_it_goes_by_hand_until_it_can_be_sent(settings: Any) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    ours = Account.objects.create(network="instagram", address="https://www.instagram.com/fjordvik")
    assert policy.of(ours) == Account.Policy.HAND
    login = Access.objects.create(
        account=ours, network="instagram", native_id="1", connected_at=now, changed=now
    )
    settings.HOSTS, settings.HTTPS = [], False
    assert policy.of(ours) == Account.Policy.HAND
    assert policy.of(ours, answers=True) == Account.Policy.POST
    settings.HOSTS, settings.HTTPS = ["tilstede.fjordvik.example"], True
    assert not reach.out_of_reach("instagram")
    assert policy.of(ours) == Account.Policy.POST
    login.lacking = ["send"]
    assert policy.of(ours) == Account.Policy.HAND
    login.lacking, login.state = [], Access.State.REVOKED
    assert policy.of(ours) == Account.Policy.HAND
    ours.policy = Account.Policy.POST
    assert policy.of(ours) == Account.Policy.POST, "by decision"
