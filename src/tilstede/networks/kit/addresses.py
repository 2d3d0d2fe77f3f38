"""Which addresses may be connected to: nobody shall make us fetch from inside our own network.

Source: the IANA special-purpose address registries as carried by `ipaddress`, and the forms in
which IPv6 wraps an IPv4 address (RFC 4291 2.5.5, RFC 6052, RFC 3056, RFC 4380).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
_ENTRY = re.compile(r"(\[[^\[\]]+\]|[^:\[\]]+)(?::(\d+|\*))?")


def is_public(literal: str) -> bool:
    """Whether the address lies on the open internet. :raises ValueError: not an IP address."""
    address = ip_address(literal.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address in _COMPATIBLE or address.teredo or address.is_site_local:
            return False
        inner = _wrapped(address)
        if inner is not None:
            return _is_open(inner)
    return _is_open(address)


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
    )


def is_loopback(literal: str) -> bool:
    """Whether the address is this machine. :raises ValueError: not an IP address."""
    return ip_address(literal.partition("%")[0]).is_loopback


def site_of(host: str, port: int | None) -> str:
    """One server, for being polite to it: ``example.org`` by either scheme, ``127.0.0.1:8001``."""
    name = host.strip("[]").lower()
    return name if port in (None, 80, 443) else f"{name}:{port}"


class Loopback:
    """The loopback services that may be read: ``127.0.0.1:28001``, ``localhost:*``, ``[::1]``."""

    def __init__(self, entries: Collection[str] = ()) -> None:
        """:raises ValueError: an entry that is not ``host``, ``host:port`` or ``host:*``."""
        self._allowed = {_entry(text) for text in entries}

    def allows(self, host: str, port: int) -> bool:
        """Whether the operator has named this host with this port, or with any port."""
        host = host.lower().strip("[]")
        return (host, port) in self._allowed or (host, None) in self._allowed


def _entry(text: str) -> tuple[str, int | None]:
    match = _ENTRY.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f"not host:port: {text!r}")
    host, port = match.groups()
    return host.strip("[]"), None if port in (None, "*") else int(port)
