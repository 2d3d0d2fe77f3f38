"""Which of the posts we have heard their authors have taken away since: a share at each visit, round and round.

The application is asked for many at once. One that it does not show may be blocked or hidden there, so its author's own
server is asked too: what that shows counts, in the tree that the account has signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from tilstede.networks.bluesky import fetch, identity, lookup, names, parse, xrpc
from tilstede.networks.bluesky.taking import Taking
from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import Cursor, Gone, NetworkError, NotFound, Source
from tilstede.networks.kit.profiles.bluesky import Places

if TYPE_CHECKING:
    from tilstede.networks.bluesky.login import Login
    from tilstede.networks.kit.http import Http


def taken_back(
    source: Source, cursor: Cursor, http: Http, base: str, where: Places, login: Login | None
) -> Iterator[Gone]:
    """``base``, ``login``: whom the application is asked through. :raises NetworkError: it does not answer."""
    share = turn.share(source, cursor, lookup.MANY, wanted=names.post_of)
    posts = [at for alias in share if (at := names.post_of(alias))]
    if not posts:
        return
    shown = lookup.posts(http, base, [at.uri for at in posts], login)
    for at in posts:
        if at.uri not in shown and (gone := of(at, http, where)):
            yield gone


def of(at: names.Record, http: Http, where: Places) -> Gone | None:
    """That a post is gone, or the account with it; None where it stands, or cannot be told now."""
    params = {"did": at.did, "collection": at.collection, "rkey": at.rkey}
    try:
        whose = identity.of(at.did, http, where, verify=False)
        if not whose.pds:
            return None
        answer = xrpc.ask(http, whose.pds, "com.atproto.sync.getRecord", params)
        repository = fetch.held_to(answer.content, whose)
    except NotFound as error:
        evidence = msgspec.json.encode({"answered": error.detail, "gone": at.uri})
        return Gone(evidence, parse.JSON, names.aliases(at), where=at.uri)
    except NetworkError:
        return None
    return Taking(repository, {}, whose.key).gone(at)
