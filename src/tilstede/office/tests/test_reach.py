"""What networks can reach of us."""

from __future__ import annotations

from typing import Any

import pytest

from tilstede.office import policy, reach
from tilstede.office.models import Account


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
    ours = Account(network="instagram")
    assert policy.of(ours) == Account.Policy.HAND
    assert policy.of(ours, answers=True) == Account.Policy.POST
    settings.HOSTS, settings.HTTPS = ["tilstede.fjordvik.example"], True
    assert policy.of(ours) == Account.Policy.POST
    assert not reach.out_of_reach("instagram")
    ours.policy = Account.Policy.HAND
    assert policy.of(ours) == Account.Policy.HAND, "by decision"
