"""The number under which a server knows a post or an account of another server."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from tilstede.core.post import Post
from tilstede.networks.kit.contract import NotFound, Rejected
from tilstede.networks.mastodon import names
from tilstede.networks.mastodon.asking import Server, part
from tilstede.networks.mastodon.reading import Fields


def status(post: Post, server: Server) -> str:
    """Where its names do not tell, the server is asked to fetch it; snac cannot, but may hold it.

    :raises Rejected: it does not know it, and cannot get it.
    """
    own = names.local(server.host, "?").removesuffix("?")
    for alias in post.aliases:
        if alias.startswith(own):
            return alias.removeprefix(own)
    for found in chain(_resolved(post, server), _held(post, server)):
        if {found.name("uri"), found.name("url")} & set(post.aliases) and found.name("id"):
            return found.name("id")
    raise Rejected(f"{server.host} does not find {post.url or post.aliases[0]}")


def account(address: str, server: Server) -> str:
    """The account of that handle or address. :raises Rejected: the server cannot find it."""
    address = address.strip()
    handle = address.removeprefix("acct:").removeprefix("@")
    for found in chain(_local(address, handle, server), _search(server, address, "accounts")):
        known = {found.name("uri"), found.name("url"), found.name("acct")}
        known.add(names.handle(found.name("acct"), server.domain))
        if {address, handle} & known and found.name("id"):
            return found.name("id")
    raise Rejected(f"{server.host} does not find {address}")


def _local(address: str, handle: str, server: Server) -> Iterator[Fields]:
    """An account of the server's own is found without a search."""
    name, _, domain = handle.partition("@")
    if names.host_of(address) == server.host:
        name, domain = names.person_in(address), server.domain
    if name and domain == server.domain:
        try:
            yield server.fields(server.get("/api/v1/accounts/lookup", {"acct": name}))
        except NotFound:
            return


def _resolved(post: Post, server: Server) -> Iterator[Fields]:
    for alias in dict.fromkeys((*post.aliases, post.url)):
        if alias.startswith(("https://", "http://")):
            yield from _search(server, alias, "statuses")


def _held(post: Post, server: Server) -> Iterator[Fields]:
    """What the server has of its author's newest posts."""
    try:
        number = account(f"@{post.author.handle}", server)
    except Rejected:
        return
    answer = server.get(f"/api/v1/accounts/{part(number)}/statuses", {"limit": "40"})
    yield from server.objects(answer)


def _search(server: Server, words: str, kind: str) -> list[Fields]:
    """With ``resolve`` the server fetches what it does not have (needs read:search)."""
    params = {"q": words, "type": kind, "resolve": "true", "limit": "5"}
    return server.fields(server.get("/api/v2/search", params)).objects(kind)
