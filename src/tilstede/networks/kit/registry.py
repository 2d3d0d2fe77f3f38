"""The networks that exist: those shipped, one line each, and those that other distributions bring along.

A plug-in names its object in its own `pyproject.toml` (docs/new-network.md)::

    [project.entry-points."tilstede.networks"]
    lokalnett = "tilstede_lokalnett.network:network"
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from tilstede.networks.kit.contract import Export, Network

log = logging.getLogger(__name__)

#: The group of entry points that plug-ins are found by.
GROUP: Final = "tilstede.networks"
#: Asked in this order what an address or a file is: the most particular first. Plug-ins come before the last.
PATHS = {
    "x": "tilstede.networks.x.network",
    "facebook": "tilstede.networks.facebook.network",
    "instagram": "tilstede.networks.instagram.network",
    "threads": "tilstede.networks.threads.network",
    "mastodon": "tilstede.networks.mastodon.network",
    "bluesky": "tilstede.networks.bluesky.network",
    "youtube": "tilstede.networks.youtube.network",
    "peertube": "tilstede.networks.peertube.network",
    "wordpress": "tilstede.networks.wordpress.network",
    "linkedin": "tilstede.networks.linkedin.network",
    "tiktok": "tilstede.networks.tiktok.network",
    "snapchat": "tilstede.networks.snapchat.network",
    "gone": "tilstede.networks.gone.network",
    "byhand": "tilstede.networks.byhand.network",
    "email": "tilstede.networks.email.network",
    "feeds": "tilstede.networks.feeds.network",
}

#: Network -> others whose posts lie in its takeouts: Meta gives Threads out with Instagram.
TOGETHER: Final = {"instagram": ("threads",)}


def names() -> tuple[str, ...]:
    """The names of all networks, in the order they are asked."""
    return tuple(_in_turn())


def _in_turn() -> Iterator[str]:
    """The same; plug-ins are looked for when it is their turn."""
    *own, last = PATHS
    yield from own
    yield from _plugged()
    yield last


def exists(name: str) -> bool:
    """Whether there is a network of that name; nothing is loaded."""
    return name in PATHS or name in _plugged()


@cache
def get(name: str) -> Network:
    """The network of that name. :raises KeyError: there is none. :raises ImportError: a plug-in cannot be loaded."""
    if name in PATHS:
        network: Network = import_module(PATHS[name]).network
        return network
    plugged: Network = _plugged()[name].load()
    return plugged


def all_networks() -> Iterator[Network]:
    """Every network, in the order they are asked; loaded when it is its turn, as often the first one answers.

    A plug-in that cannot be loaded is left out, and the log says why: the others must work.
    """
    for name in _in_turn():
        try:
            network = get(name)
        except (ImportError, AttributeError) as error:
            if name in PATHS:
                raise
            log.error("the plug-in for %s cannot be loaded: %s", name, error)
        else:
            yield network


def open_export(path: Path) -> Export | None:
    """The takeout of whichever network knows it; None when none does. :raises ValueError: it is one, but unusable."""
    for network in all_networks():
        if "export" in network.abilities:
            export = network.open_export(path)
            if export is not None:
                return export
    return None


@cache
def _plugged() -> dict[str, EntryPoint]:
    """What is installed beside us. A name that is ours stays ours."""
    found = {point.name: point for point in entry_points(group=GROUP)}
    for name in found.keys() & PATHS.keys():
        log.error(
            "the plug-in %s has the name of a network that is here already", found[name].value
        )
    return {name: point for name, point in sorted(found.items()) if name not in PATHS}
