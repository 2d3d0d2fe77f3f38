"""Raw elements of a network made into items, as its fetching does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import Item, Seen


def parsed(network: str, elements: Iterable[bytes]) -> Iterator[Seen]:
    """:raises ValueError: one that cannot be."""
    parse = registry.get(network).parse
    for raw in elements:
        yield Seen(raw, "application/json", parse(raw, "application/json", {}))


def items_of(path: str) -> Iterator[Item]:
    """What a takeout holds, read and translated in this process."""
    exports = (network.open_export(Path(path)) for network in registry.all_networks())
    return next(export.items() for export in exports if export)
