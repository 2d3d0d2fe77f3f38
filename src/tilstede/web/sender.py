"""Where a request came from, also when it was handed on by proxies."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The sender's address; "" when it is not known.

    X-Forwarded-For is believed of the operator's own proxies alone (TILSTEDE_PROXIES): each adds at the end whom it
    was asked by, so it is read from the end, and the first who is none of them is the sender. What stands before
    that anyone may have written.
    """
    found = _parsed(request.META.get("REMOTE_ADDR", ""))
    for told in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        before = _parsed(told) if _is_proxy(found) else None
        if before is None:
            break
        found = before
    return str(found or "")


def _is_proxy(sender: IPv4Address | IPv6Address | None) -> bool:
    return sender is not None and any(sender in network for network in settings.PROXIES)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """An IPv4 address as itself, also when it is written as IPv6 (RFC 4291 section 2.5.5.2)."""
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
