"""Who we are, for networks that register nobody and read it at an address of ours instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tilstede.networks.kit.access import Described
from tilstede.office import access


def document(network: str, name: str, back: str) -> Mapping[str, Any] | None:
    """What the network reads there; None where nothing is. ``back``: as in `connecting.begin`."""
    connector = access.connector(network)
    if not isinstance(connector, Described):
        return None
    try:
        return connector.document(name, back)
    except ValueError:
        return None
