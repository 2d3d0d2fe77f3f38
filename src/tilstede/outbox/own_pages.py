"""What a network tells of publishing by hand, on its own pages: its ``byhand.py``, with ``PAGE``, ``names``, and
perhaps ``LIMITS`` and ``owner``."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Final

from tilstede.networks.kit import limits, registry

#: What is published by hand on a network that nothing is known of: it must be something.
_ANYTHING: Final = limits.Limits(source="", day=date(2026, 11, 23))


@cache
def of(network: str) -> ModuleType | None:
    """None: nothing is known of it."""
    path = registry.PATHS.get(network, "").rpartition(".")[0]
    if not path or find_spec(f"{path}.byhand") is None:
        return None
    return import_module(f"{path}.byhand")


def limits_of(network: str) -> limits.Limits:
    """What the network takes on its own pages."""
    sender = registry.get(network).sender() if registry.exists(network) else None
    if sender is not None:
        return limits.for_people(sender.limits(None, None))
    found: limits.Limits = getattr(of(network), "LIMITS", _ANYTHING)
    return found


def names(network: str, url: str) -> list[str]:
    """The names by which a post at that address will be known in the record."""
    known = of(network)
    told = known.names(url) if known else ()
    return list(dict.fromkeys([*told, url]))


def owner(network: str, url: str) -> str:
    """Whose post the address says that it is, where only its network's own code can tell; else ``""``."""
    tell = getattr(of(network), "owner", None)
    return str(tell(url)) if tell else ""
