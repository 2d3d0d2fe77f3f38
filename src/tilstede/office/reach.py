"""What networks can reach of us: some fetch files themselves, and need an address of ours that all can reach."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings

from tilstede.networks.kit import registry
from tilstede.networks.kit.outgoing import Fetching


def address() -> str:
    """Of this site, ``https://tilstede.fjordvik.example``; "" where the operator has told none that all can reach."""
    host = next(filter(_is_name, settings.HOSTS), "")
    return f"https://{host}" if settings.HTTPS and host else ""


def _is_name(host: str) -> bool:
    """Whether it is one host's name in the open: no pattern, no number, nothing that is this machine alone."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return "." in host.strip(".") and not host.startswith((".", "*"))
    return False


def abilities(network: str) -> frozenset[str]:
    """What can be done on a network from here."""
    if not registry.exists(network):
        return frozenset()
    return registry.get(network).abilities - out_of_reach(network)


def out_of_reach(network: str) -> frozenset[str]:
    """What could be done there, had this site an address that the network can fetch files from."""
    found = registry.get(network) if registry.exists(network) else None
    return found.fetched if isinstance(found, Fetching) and not address() else frozenset()
