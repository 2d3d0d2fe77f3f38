"""Raw elements of a network made into items, as its fetching does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import Seen


def parsed(network: str, elements: Iterable[bytes]) -> Iterator[Seen]:
    """:raises ValueError: one that cannot be."""
    parse = registry.get(network).parse
    for raw in elements:
        yield Seen(raw, "application/json", parse(raw, "application/json", {}))
