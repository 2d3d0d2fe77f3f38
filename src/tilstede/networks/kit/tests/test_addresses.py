"""Which addresses may be read."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.networks.kit.addresses import Loopback, is_loopback, is_public


@pytest.mark.parametrize(
    "literal",
    ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101", "2002:101:101::1"],
)
def test_open(literal: str) -> None:
    assert is_public(literal)


@pytest.mark.parametrize(
    "literal",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.2.1",
        "192.168.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:a00:1::",
        "fc00::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_not_open(literal: str) -> None:
    assert not is_public(literal)


@given(st.integers(0, 2**32 - 1))
def test_an_address_inside_another_is_no_more_open_than_by_itself(number: int) -> None:
    inner = IPv4Address(number)
    mapped = IPv6Address(0xFFFF << 32 | number)
    translated = IPv6Address((0x64FF9B << 96) | number)
    tunnelled = IPv6Address((0x2002 << 112) | (number << 80))
    for outer in (mapped, translated, tunnelled):
        assert is_public(str(outer)) == is_public(str(inner))


def test_loopback() -> None:
    assert is_loopback("127.9.9.9")
    assert is_loopback("::1")
    assert not is_loopback("10.0.0.1")


def test_the_list_of_loopback_services() -> None:
    allowed = Loopback(["127.0.0.1:28001", "LOCALHOST:*", "[::1]:80", "fjordvik.localhost"])
    assert allowed.allows("127.0.0.1", 28001)
    assert not allowed.allows("127.0.0.1", 80)
    assert allowed.allows("localhost", 1)
    assert allowed.allows("[::1]", 80)
    assert allowed.allows("::1", 80)
    assert not allowed.allows("::1", 81)
    assert allowed.allows("Fjordvik.localhost", 9999)
    assert not Loopback().allows("localhost", 80)


@pytest.mark.parametrize("entry", ["", "a:b", "::1", "host:80:81", "host:-1"])
def test_an_entry_that_is_none(entry: str) -> None:
    with pytest.raises(ValueError, match="not host:port"):
        Loopback([entry])
