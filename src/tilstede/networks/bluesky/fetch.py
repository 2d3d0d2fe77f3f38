"""Reading an account, from the account's own server: all it has said, signed by itself, and nothing left out.

A repository has a revision that rises with each change. Each visit asks for it; where it stands, nothing has happened.
Where it has risen, the server is asked for what came since (com.atproto.sync.getRepo), which holds the new and changed
records and the part of the tree they stand in: signed by the account, and showing of each post we hold in
that part whether it still stands. The first visit takes the whole repository. No application is needed for that; it
is asked for what others said that the account passed on, for handles, and in the account's stead when its server is
down.

The cursor::

    server    where the account lies, so that accounts of one server are read one after the other
    rev       the revision up to which all is known
    key       the key that its commit was signed with
    checked   as in `kit.turn`
    newest    when the newest post was published that the application has shown, while the account's server was down
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from tilstede.networks.bluesky import feed, identity, lookup, names, xrpc
from tilstede.networks.bluesky.car import Car, Missing, decoded
from tilstede.networks.bluesky.identity import Identity
from tilstede.networks.bluesky.reading import Refusal, part
from tilstede.networks.bluesky.repository import Entry, Repository
from tilstede.networks.bluesky.taking import TAKEN, Taking, answered, changed, reposted
from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import (
    AccountChanged,
    Batch,
    Cursor,
    Forbidden,
    Item,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Seen,
    Source,
    Unreachable,
)
from tilstede.networks.kit.profiles.bluesky import Places

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

BATCH: Final = 500
#: A repository is held in memory while it is read; a very busy account's is a tenth of this.
LARGEST: Final = 256 << 20
#: Passed-on posts that are asked for at a first visit; those after it are all asked for.
_PASSED_ON: Final = 100
#: Newest posts of a visit whose addressees' names are looked up.
_ANSWERS: Final = 1_000
_ASKED: Final = 5  #: known posts asked for by themselves on a visit; one where nothing has changed


def fetch(source: Source, http: Http, now: datetime, where: Places) -> Iterator[Batch]:
    """Everything new since the cursor, edits and deletions among the known, batch by batch. :raises NetworkError:"""
    did = source.address
    if source.account_id not in ("", did):
        raise AccountChanged(f"{did} is not {source.account_id}")
    whose = identity.of(did, http, where)
    try:
        yield from _Visit(source, whose, http, where).read()
    except (Unreachable, Refused, Forbidden) as error:
        yield from feed.fetch(source, whose, http, where, error)


class _Visit:
    """One reading of one account from its own server."""

    def __init__(self, source: Source, whose: Identity, http: Http, where: Places) -> None:
        if not whose.pds:
            raise NotFound(f"{whose.did} names no server it lies on")
        self._source = source
        self._whose = whose
        self._http = http
        self._where = where
        self._cursor: Cursor = {**source.cursor, "server": whose.pds}

    def read(self) -> Iterator[Batch]:
        before = str(self._cursor.get("rev", ""))
        rev = str(self._ask("com.atproto.sync.getLatestCommit", {}).get("rev", ""))
        if rev and rev == before:
            yield Batch(tuple(self._share(None)), self._cursor)
            return
        taking = self._taking(before if before < rev else "")
        yield from self._items(taking)

    def _taking(self, since: str) -> Taking:
        """The repository, held to the account's key. :raises NotUnderstood: it is not the account's."""
        whose, params = self._whose, {"did": self._whose.did}
        answer = xrpc.ask(
            self._http,
            whose.pds,
            "com.atproto.sync.getRepo",
            params | ({"since": since} if since else {}),
            max_bytes=LARGEST,
        )
        repository = held_to(answer.content, whose)
        author = identity.profile(whose, profile_of(whose, self._http, self._where))
        return Taking(repository, author, whose.key, since, handles=self._handles(repository))

    def _handles(self, repository: Repository) -> dict[str, str]:
        """Of those who are answered in the newest posts; of others the id stands in place of the name."""
        newest = deque(changed(repository, (names.POST,)), maxlen=_ANSWERS)
        dids: set[str] = set()
        for entry in newest:
            with suppress(Refusal):  # damaged: told of when it is taken in
                dids.add(answered(decoded(repository.car.block(entry.cid))))
        dids -= {"", self._whose.did}
        return lookup.handles(self._http, self._where.application, dids) if dids else {}

    def _items(self, taking: Taking) -> Iterator[Batch]:
        """The cursor moves on with the last batch: one that is cut short begins again."""
        entries = changed(taking.repository)
        passed = _PASSED_ON if not taking.since else BATCH
        batch: list[Item] = []
        try:
            for entry in entries:
                if (item := taking.item(entry)) is not None:
                    batch.append(item)
                if len(batch) >= BATCH:
                    yield Batch((*batch, *self._passed_on(batch, passed)), self._source.cursor)
                    batch = []
        except Refusal as error:
            raise NotUnderstood(f"{self._whose.pds}: {error}") from error
        batch += self._passed_on(batch, passed)
        batch += self._share(taking)
        self._cursor |= {"rev": taking.repository.rev, "key": taking.key}
        self._cursor.pop("newest", None)
        yield Batch(tuple(batch), self._cursor)

    def _passed_on(self, items: list[Item], most: int) -> Iterator[Item]:
        """The posts of others that are passed on in these items, as far as the application has them."""
        uris = [uri for uri in reposted(items) if not uri.startswith(f"at://{self._whose.did}/")]
        try:
            found = lookup.posts(self._http, self._where.application, uris[-most:])
        except NetworkError:
            return
        for uri, raw in found.items():
            yield from feed.shown(raw, uri)

    def _share(self, taking: Taking | None) -> Iterator[Item]:
        """Which of the posts we hold are gone: as the tree shows, and by asking for a few that lie elsewhere in it."""
        known = self._known()
        gone = {at: found for at in known.values() if taking and (found := taking.gone(at))}
        yield from gone.values()
        most = _ASKED if taking else 1
        some = turn.share(self._source, self._cursor, most, wanted=known.__contains__)
        for at in (known[alias] for alias in some):
            if at not in gone:
                yield from self._ask_for(at)

    def _ask_for(self, at: names.Record) -> Iterator[Item]:
        """One post by itself: the answer shows that it is there or that it is not."""
        params = {"did": at.did, "collection": at.collection, "rkey": at.rkey}
        try:
            answer = xrpc.ask(self._http, self._whose.pds, "com.atproto.sync.getRecord", params)
            repository = held_to(answer.content, self._whose)
        except NetworkError:
            return  # another day
        if found := Taking(repository, {}, self._whose.key).gone(at):
            yield found

    def _known(self) -> dict[str, names.Record]:
        found = ((alias, names.post_of(alias)) for alias, _url in self._source.known)
        return {
            alias: at
            for alias, at in found
            if at and at.did == self._whose.did and at.collection in TAKEN
        }

    def _ask(self, method: str, params: dict[str, str]) -> dict[str, Any]:
        params = params or {"did": self._whose.did}
        return xrpc.told(xrpc.ask(self._http, self._whose.pds, method, params))


def profile_of(whose: Identity, http: Http, where: Places) -> dict[str, Any]:
    """What the account says of itself: as the application shows it, else its own record of it; nothing where neither
    can be had, as many have none."""
    try:
        params: xrpc.Params = {"actor": whose.did}
        return xrpc.told(xrpc.ask(http, where.application, "app.bsky.actor.getProfile", params))
    except NetworkError:
        params = {"repo": whose.did, "collection": names.PROFILE, "rkey": "self"}
    try:
        answer = xrpc.ask(http, whose.pds, "com.atproto.repo.getRecord", params)
    except NetworkError:
        return {}
    return part(xrpc.told(answer), "value")


def record_of(at: names.Record, http: Http, where: Places) -> dict[str, Any]:
    """A record as it stands on its author's server, with ``cid`` and ``value``. :raises NotFound: it is gone."""
    whose = identity.of(at.did, http, where, verify=False)
    params = {"repo": at.did, "collection": at.collection, "rkey": at.rkey}
    return xrpc.told(xrpc.ask(http, whose.pds, "com.atproto.repo.getRecord", params))


def one(at: names.Record, http: Http, where: Places) -> Seen | None:
    """One record with its proof, as a visit would take it in; None where it is gone.

    :raises NetworkError: it cannot be read, or the answer is not signed by its author.
    """
    whose = identity.of(at.did, http, where)
    params = {"did": at.did, "collection": at.collection, "rkey": at.rkey}
    answer = xrpc.ask(http, whose.pds, "com.atproto.sync.getRecord", params)
    repository = held_to(answer.content, whose)
    author = identity.profile(whose, profile_of(whose, http, where))
    try:
        cid, nodes = repository.find(f"{at.collection}/{at.rkey}")
    except (Missing, Refusal) as error:
        raise NotUnderstood(f"{whose.pds} did not show {at.uri}") from error
    if cid is None:
        return None
    taking = Taking(repository, author, whose.key)
    item = taking.item(Entry(f"{at.collection}/{at.rkey}", cid, nodes))
    if not isinstance(item, Seen):
        raise NotUnderstood(f"{whose.pds} gave {at.uri} as something that is no post")
    return item


def held_to(content: bytes, whose: Identity) -> Repository:
    """A repository, or a part of one, that is the account's own. :raises NotUnderstood: it is not."""
    try:
        repository = Repository(Car(content))
    except Refusal as error:
        raise NotUnderstood(f"{whose.pds}: {error}") from error
    if repository.car.cut or repository.did != whose.did:
        raise NotUnderstood(f"{whose.pds} gave no whole repository of {whose.did}")
    if not repository.is_signed_by(whose.key):
        raise NotUnderstood(f"{whose.pds} gave a repository that {whose.did} has not signed")
    return repository
