"""The networks that exist: one line each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tilstede.networks.kit.contract import Network

#: Asked in this order what an address or a file is: the most particular first.
PATHS = {
    "x": "tilstede.networks.x.network",
    "mastodon": "tilstede.networks.mastodon.network",
    "feeds": "tilstede.networks.feeds.network",
}


@cache
def get(name: str) -> Network:
    """The network of that name. :raises KeyError: there is none."""
    network: Network = import_module(PATHS[name]).network
    return network


def all_networks() -> Iterator[Network]:
    """Every network, in the order they are asked; loaded when it is its turn, as often the first one answers."""
    return map(get, PATHS)
