"""Which server a source is read from: of those on one server one thing at a time is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from tilstede.intake.models import Source
from tilstede.networks.kit.addresses import site_of
from tilstede.office.models import Access

#: What is asked for a source when only this is looked at.
COLUMNS: Final = ("id", "network", "address", "account_id", "what", "moved", "cursor")


class Hosts:
    """The servers of sources, as they are known when this is made."""

    def __init__(self) -> None:
        usable = Access.objects.filter(state__in=Access.USABLE)
        rows = usable.values_list("network", "native_id", "server")
        self._logins: Mapping[tuple[str, str], str] = {(n, who): server for n, who, server in rows}

    def of(self, source: Source) -> str:
        """As `addresses.site_of` has it; what is read with a login lies where the login does. Of a network with one
        server only, and of an account whose server is not known yet, a name of its own."""
        login = self._logins.get((source.network, source.account_id))
        if login is not None and (login or source.what != "account"):
            return _site(login if "//" in login else f"//{login}") or source.network
        if source.what != "account":
            return _site(source.address) or source.network
        return _site(source.moved or source.address) or _told(source) or source.address


def _told(source: Source) -> str:
    """What a network that finds the server anew noted where it goes on from."""
    cursor = source.cursor
    return _site(str(cursor.get("server", ""))) if isinstance(cursor, dict) else ""


def _site(address: str) -> str:
    """The host of an address; empty where it names none."""
    try:
        parts = urlsplit(address)
        return site_of(parts.hostname or "", parts.port)
    except ValueError:
        return ""
