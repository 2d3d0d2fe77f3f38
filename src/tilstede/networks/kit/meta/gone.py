"""Deletions on Meta's networks: a post that should be in sight and is not is asked for by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

import msgspec

from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import Source
from tilstede.networks.kit.errors import NotFound
from tilstede.networks.kit.items import Gone, Item, Seen
from tilstede.networks.kit.meta.graph import Graph

_ASKED: Final = 10  #: a visit


def gone(
    graph: Graph,
    prefix: str,
    source: Source,
    met: Collection[str],
    cursor: dict[str, Any],
) -> list[Item]:
    """Those of the known posts that are gone. ``met``: names seen on this visit. The cursor keeps how far down we have
    come (`kit.turn`). Meta says of what is deleted and of what may not be seen the same, so where nothing at
    all was seen on this visit nothing counts as deleted."""
    if not met:
        return []
    wanted = turn.share(
        source, cursor, _ASKED, wanted=lambda name: _is_id(name, prefix) and name not in met
    )
    return [item for name in wanted if (item := deletion(graph, name))]


def names_of(items: Iterable[Item]) -> set[str]:
    """What the posts among these are known by."""
    return {name for one in items if isinstance(one, Seen) for name in one.post.aliases}


def deletion(graph: Graph, name: str) -> Gone | None:
    """What is said of it where it is gone; None where it stands. ``name``: prefix and id. :raises NetworkError:"""
    try:
        graph.get(name.partition(":")[2], fields="id")
    except NotFound as error:
        evidence = msgspec.json.encode({"asked": name, "answered": error.detail})
        return Gone(evidence, "application/json", (name,), None, name)
    return None


def _is_id(alias: str, prefix: str) -> bool:
    head, _, number = alias.partition(":")
    return head == prefix and number.replace("_", "").isdecimal()
