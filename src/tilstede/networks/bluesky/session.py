"""A connected account's own server, asked as that account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tilstede.networks.bluesky import login, xrpc
from tilstede.networks.bluesky.names import Record
from tilstede.networks.bluesky.reading import part
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import NotFound, NotUnderstood, Rejected

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

_PIECE: Final = 1 << 18
#: Seconds for a megabyte to go up a slow line.
_A_MEGABYTE: Final = 4.0


class Session:
    """One login to one server."""

    def __init__(self, access: Access, http: Http) -> None:
        """:raises Expired: there is no login."""
        self.did = access.account_id
        self._http = http
        self._base = access.server
        self._login = login.of(access)

    def record(self, at: Record) -> dict[str, Any] | None:
        """A record of our own with its ``cid`` and ``value``; None where there is none."""
        params = {"repo": at.did, "collection": at.collection, "rkey": at.rkey}
        try:
            answer = xrpc.ask(
                self._http, self._base, "com.atproto.repo.getRecord", params, login=self._login
            )
        except NotFound:
            return None
        return xrpc.told(answer)

    def create(self, at: Record, value: dict[str, Any]) -> bool:
        """Write a record under a key of our own. False where there is one already, and that one stays.

        ``swapRecord`` null says that there must be none (com.atproto.repo.putRecord).
        """
        return self.put(at, value, None)

    def put(self, at: Record, value: dict[str, Any], instead_of: str | None) -> bool:
        """Write a record in the place of the one with that ``cid``, or of none. False where another is there."""
        try:
            self._do(
                "com.atproto.repo.putRecord",
                {**_named(at), "record": value, "swapRecord": instead_of},
            )
        except Rejected as error:
            if "Record was at" in error.detail:
                return False
            raise
        return True

    def delete(self, at: Record) -> None:
        """Take a record away; nothing happens where it is gone."""
        self._do("com.atproto.repo.deleteRecord", _named(at))

    def upload(self, path: Path, mime: str) -> dict[str, Any]:
        """Bytes that a record may name. Those that no record names are thrown away by the server after some hours.

        An error leaves nothing open that anyone could see.
        """
        size = path.stat().st_size
        answer = xrpc.do(
            self._http,
            self._base,
            "com.atproto.repo.uploadBlob",
            lambda: _pieces(path),
            login=self._login,
            headers={"Content-Type": mime, "Content-Length": str(size)},
            patience=60.0 + _A_MEGABYTE * size / 1e6,
        )
        blob = part(answer, "blob")
        if not blob:
            raise NotUnderstood("com.atproto.repo.uploadBlob: no blob was named")
        return blob

    def _do(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        return xrpc.do(self._http, self._base, method, body, login=self._login)


def _named(at: Record) -> dict[str, Any]:
    return {"repo": at.did, "collection": at.collection, "rkey": at.rkey}


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
