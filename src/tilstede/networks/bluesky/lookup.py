"""What the application knows of others: posts, and handles. Without it everything else still works."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tilstede.networks.bluesky import xrpc
from tilstede.networks.bluesky.reading import parts
from tilstede.networks.kit.contract import NetworkError, NotUnderstood

if TYPE_CHECKING:
    from tilstede.networks.bluesky.login import Login
    from tilstede.networks.kit.http import Http, Response

MANY: Final = 25  #: posts or profiles asked for at once, the most the application gives

_ADDRESS: Final = msgspec.json.Decoder(type=dict[str, Any])
_PARTS: Final = msgspec.json.Decoder(type=dict[str, msgspec.Raw])
_LIST: Final = msgspec.json.Decoder(type=list[msgspec.Raw])


def posts(
    http: Http, base: str, uris: Sequence[str], login: Login | None = None
) -> dict[str, bytes]:
    """Posts as the application shows them, by address; without those that it does not have.

    :raises NetworkError: it does not answer.
    """
    found: dict[str, bytes] = {}
    for some in _by(MANY, uris):
        answer = xrpc.ask(http, base, "app.bsky.feed.getPosts", {"uris": some}, login=login)
        for element in listed(answer, "posts"):
            if uri := field(element, "uri"):
                found[uri] = element
    return found


def handles(http: Http, base: str, dids: Collection[str]) -> dict[str, str]:
    """Handles by id, as far as the application tells now."""
    found: dict[str, str] = {}
    try:
        for some in _by(MANY, sorted(dids)):
            answer = xrpc.ask(http, base, "app.bsky.actor.getProfiles", {"actors": some})
            for one in parts(xrpc.told(answer).get("profiles")):
                found[str(one.get("did"))] = str(one.get("handle"))
    except NetworkError:
        pass  # a reply then names its addressee by id
    return found


def listed(answer: Response, key: str) -> list[bytes]:
    """The elements of a list in an answer, each as its own bytes. :raises NotUnderstood: there is no list."""
    try:
        return [bytes(one) for one in _LIST.decode(_PARTS.decode(answer.content).get(key, b"null"))]
    except msgspec.DecodeError as error:
        raise NotUnderstood(f"{answer.url}: {error}") from error


def elements(array: bytes) -> list[bytes]:
    """The elements of an array, none where it is none."""
    try:
        return [bytes(one) for one in _LIST.decode(array)]
    except msgspec.DecodeError:
        return []


def inside(element: bytes, name: str) -> bytes:
    """A part of an element as its own bytes, ``b""`` where there is none."""
    try:
        return bytes(_PARTS.decode(element).get(name, b""))
    except msgspec.DecodeError:
        return b""


def field(element: bytes, name: str) -> str:
    """A text in an element, ``""`` where there is none."""
    try:
        value = _ADDRESS.decode(element).get(name)
    except msgspec.DecodeError:
        return ""
    return value if isinstance(value, str) else ""


def _by(size: int, values: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
