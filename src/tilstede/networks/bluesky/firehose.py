"""The firehose: every commit of a server or of the whole network, with the account's signature.

Source: com.atproto.sync.subscribeRepos and atproto.com/specs/event-stream (2026). A frame is two values of DAG-CBOR one
behind the other; a commit brings, as a CAR file, its own block, the records it made, and the part of the tree they
stand in. The cursor is a number that rises with each frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import libipld

from tilstede.networks.bluesky import names
from tilstede.networks.bluesky.authors import Authors
from tilstede.networks.bluesky.car import Car, written
from tilstede.networks.bluesky.car import Missing as NotThere
from tilstede.networks.bluesky.reading import Refusal, line, parts
from tilstede.networks.bluesky.repository import Entry, Repository
from tilstede.networks.bluesky.taking import TAKEN, Taking
from tilstede.networks.kit.contract import Cursor, Item, Missing, NotUnderstood, SetAside

METHOD: Final = "/xrpc/com.atproto.sync.subscribeRepos"


class Firehose:
    """Reads frames; what is too old to be told of, the server says itself. ``cursor``: as it was kept; another server
    counts otherwise, and is begun with anew."""

    def __init__(self, url: str, authors: Authors, cursor: Cursor) -> None:
        self._url = url
        self._authors = authors
        self._server = urlsplit(url).netloc
        held = cursor.get("seq") if cursor.get("server") == self._server else None
        self._seq = held if isinstance(held, int) else None

    @property
    def address(self) -> str:
        """From the cursor on, or from now on where there is none."""
        told = {} if self._seq is None else {"cursor": str(self._seq)}
        return f"{self._url}?{urlencode(told)}" if told else self._url

    protocol = greeting = ""

    def skipped(self) -> Missing | None:
        return None

    def rested(self) -> None:
        """Its numbers stand still when nothing is said."""

    @property
    def cursor(self) -> Cursor:
        return {} if self._seq is None else {"seq": self._seq, "server": self._server}

    def items(self, message: str | bytes) -> Iterator[Item]:
        """What a frame says. :raises NotUnderstood: the server says that it cannot go on."""
        try:
            frame = message if isinstance(message, bytes) else message.encode()
            header, body = libipld.decode_dag_cbor_multi(frame)
        except (ValueError, TypeError) as error:
            yield SetAside("a frame", "unreadable-member", f"no two values of DAG-CBOR: {error}")
            return
        if not isinstance(header, dict) or not isinstance(body, dict):
            yield SetAside("a frame", "unreadable-member", "no header and body")
            return
        if header.get("op") == -1:
            raise NotUnderstood(f"{self._server}: {body.get('error')}: {body.get('message')}")
        seq = body.get("seq")
        if isinstance(seq, int):
            self._seq = max(self._seq or 0, seq)
        yield from self._said(header.get("t"), body)

    def _said(self, kind: Any, body: dict[str, Any]) -> Iterator[Item]:
        did = line(body.get("repo") or body.get("did"), {})
        if kind == "#info" and body.get("name") == "OutdatedCursor":
            yield Missing(None, None, "stream-lost", line(body.get("message"), {}))
        if not did or not self._authors.is_wanted(did):
            return
        if kind != "#commit":
            self._authors.forget(did)  # it may have another name, server or key
            return
        operations = [one for one in parts(body.get("ops")) if _is_taken(one)]
        if any(
            str(one.get("path", "")).startswith(f"{names.PROFILE}/")
            for one in parts(body.get("ops"))
        ):
            self._authors.forget(did)
        if operations:
            yield from self._commit(did, body, operations)

    def _commit(
        self, did: str, body: dict[str, Any], operations: list[dict[str, Any]]
    ) -> Iterator[Item]:
        where = f"at://{did}, {body.get('rev')}"
        try:
            taking = self._held(did, Repository(Car(body.get("blocks") or b"")))
        except Refusal as error:
            yield SetAside(where, error.reason, error.detail)
            return
        for operation in operations:
            try:
                item = _item(taking, operation)
            except Refusal as error:
                item = SetAside(where, error.reason, error.detail)
            if item is not None:
                yield item

    def _held(self, did: str, repository: Repository) -> Taking:
        """Held to the account's key: as we know it, and once more as it is now. :raises Refusal: it is not its own."""
        if repository.did != did:
            raise Refusal("other-author", f"a commit of {repository.did}")
        for _ in range(2):
            writer = self._authors.of(did)
            if writer.key and repository.is_signed_by(writer.key):
                return Taking(repository, writer.profile, writer.key)
            self._authors.forget(did)
        raise Refusal("no-author", "not signed by its account, or nobody tells its key")


def _is_taken(operation: dict[str, Any]) -> bool:
    return str(operation.get("path", "")).partition("/")[0] in TAKEN


def _item(taking: Taking, operation: dict[str, Any]) -> Item | None:
    """What a commit did to one record. :raises Refusal: its tree does not say so."""
    path = str(operation.get("path"))
    at = names.record(f"at://{taking.repository.did}/{path}")
    if at is None:
        raise Refusal("no-id", f"no key of a record: {path}")
    try:
        cid, nodes = taking.repository.find(path)
    except NotThere:
        raise Refusal("cut-off", f"the tree does not reach to {path}") from None
    if operation.get("action") == "delete":
        return taking.gone(at)
    if cid is None or cid != operation.get("cid"):
        raise Refusal("unreadable-member", f"the tree has another record at {path}")
    item = taking.item(Entry(path, cid, nodes), is_edit=operation.get("action") == "update")
    if item is None:
        raise Refusal("cut-off", f"{written(cid)} is not among the blocks")
    return item
