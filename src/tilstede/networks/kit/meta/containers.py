"""Publishing in two steps: a container is made, and published once it is ready."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final

from tilstede.networks.kit.errors import NetworkError, NotUnderstood, Rejected, Unreachable
from tilstede.networks.kit.jsonfields import Fields, load
from tilstede.networks.kit.meta.graph import Graph

_PAUSE: Final = 2.0  #: seconds between two looks
_LOOKS: Final = 60


def publish(
    graph: Graph,
    make: str,
    what: Mapping[str, str],
    publish_at: str,
    sleep: Callable[[float], None] = time.sleep,
) -> str:
    """The id of what was published. What fails before the last step was never seen: ``reached`` is then false."""
    try:
        container = Fields(graph.post(make, **what)).line("id")
        if not container.isdecimal():
            raise NotUnderstood("Meta does not tell which container was made")
        _wait(graph, container, sleep)
    except NetworkError as error:
        error.reached = False
        raise
    found = Fields(graph.post(publish_at, creation_id=container)).line("id")
    if not found.isdecimal():
        raise NotUnderstood("Meta does not tell what was published", reached=True)
    return found


def _wait(graph: Graph, container: str, sleep: Callable[[float], None]) -> None:
    """:raises Rejected: Meta cannot use what is in it. :raises Unreachable: it is not ready in time."""
    for _ in range(_LOOKS):
        told = Fields(load(graph.get(container, fields="status,error_message")))
        match told.line("status"):
            case "FINISHED":
                return
            case "ERROR" | "EXPIRED":
                raise Rejected(f"Meta: {told.line('error_message') or told.line('status')}")
            case "PUBLISHED":
                raise NotUnderstood("Meta has published it already")
        sleep(_PAUSE)
    raise Unreachable("Meta has not made the post ready in time")
