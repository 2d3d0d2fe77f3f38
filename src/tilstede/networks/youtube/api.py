"""The YouTube Data API v3 through Google's own client, over the guarded Http.

The client is made from the description of the API that lies in the library: nothing is fetched for it. It builds the
requests and carries uploads; answers are taken as bytes, since each element is recorded as it was received.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError

from tilstede.networks.kit.errors import NetworkError, NotUnderstood, Refused
from tilstede.networks.kit.guarded.httplib2_http import GuardedHttplib2
from tilstede.networks.kit.waiting import retry_after
from tilstede.networks.youtube import faults
from tilstede.networks.youtube.places import ROOT
from tilstede.networks.youtube.quota import Meter

if TYPE_CHECKING:
    from googleapiclient.http import HttpRequest

    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http

#: Seconds for one request that carries a piece of a film.
PATIENCE: Final = 600.0
_ROOTS: Final = ("rootUrl", "baseUrl", "mtlsRootUrl")


class Answer(msgspec.Struct):
    """A list as the API gives it, its elements untouched."""

    items: list[msgspec.Raw] = []
    nextPageToken: str = ""

    @property
    def raws(self) -> list[bytes]:
        return [bytes(one) for one in self.items]


class Login(NamedTuple):
    """Exactly one of the two. ``token``: of OAuth 2.0; ``key``: of a project, which can only read what is public."""

    token: str = ""
    key: str = ""


def login_of(access: Access | None, key: str = "") -> Login:
    """:raises Refused: there is none."""
    secrets: Mapping[str, str] = access.secrets if access else {}
    if token := secrets.get("access-token", ""):
        return Login(token=token)
    if key := secrets.get("key", "") or key:
        return Login(key=key)
    raise Refused("YouTube is read with an API key, or through a connected account")


@lru_cache(maxsize=8)
def _service(root: str) -> Any:
    """The client's methods, for the API at that address."""
    described = json.loads(get_static_doc("youtube", "v3"))
    described.update(dict.fromkeys(_ROOTS, f"{root}/"))
    # Every request is given its own Http when it is made; the one given here is never used.
    return build_from_document(described, http=_Nowhere())


class _Nowhere:
    """In place of the Http that the library would otherwise look for a login to make."""


class Api:
    """One login's view of the API, for one errand. Every call is counted before it is made."""

    def __init__(
        self, http: Http, login: Login, now: datetime, *, root: str = "", meter: Meter | None = None
    ) -> None:
        self._login = login
        self._now = now
        self.meter = meter or Meter(now)
        self.service = _service((root or ROOT).rstrip("/"))
        headers = {"Authorization": f"Bearer {login.token}"} if login.token else {}
        self._http = GuardedHttplib2(http, headers)
        self._slow = GuardedHttplib2(http, headers, patience=PATIENCE)

    @property
    def owner(self) -> bool:
        """Whether it can do more than read what is public."""
        return bool(self._login.token)

    def call(self, request: HttpRequest) -> bytes:
        """The answer's bytes. :raises NetworkError:"""
        self.meter.spend(request.methodId)
        request.postproc = _bytes
        try:
            return bytes(request.execute(http=self._http))
        except HttpError as error:
            raise self._fault(error) from error

    def upload(self, request: HttpRequest, *, resumes: int = 3) -> bytes:
        """Carry a file over piece by piece; a piece that is lost on the way is taken up where it stopped.

        :raises NetworkError: ``reached``: the last piece had left, so the film may stand.
        """
        self.meter.spend(request.methodId)
        request.postproc = _bytes
        answer, left_open = None, False
        while answer is None:
            fault = None
            try:
                _, answer = request.next_chunk(http=self._slow)
            except HttpError as error:
                fault = self._fault(error)
            except NetworkError as error:
                fault = error
            if fault is not None:
                left_open = left_open or (fault.reached and _at_last_piece(request))
                if not (fault.reached and request.resumable_uri and resumes):
                    fault.reached = left_open
                    raise fault
                resumes -= 1
        return bytes(answer)

    def list(self, collection: str, **asked: Any) -> Answer:
        """One page of a collection: `videos`, `commentThreads`. :raises NetworkError:"""
        content = self.raw_list(collection, **asked)
        try:
            return msgspec.json.decode(content, type=Answer)
        except msgspec.DecodeError as error:
            raise NotUnderstood(f"YouTube's list of {collection}: {error}") from error

    def raw_list(self, collection: str, **asked: Any) -> bytes:
        """The same as bytes."""
        if self._login.key:
            asked["key"] = self._login.key
        wanted = {name: value for name, value in asked.items() if value not in ("", None)}
        return self.call(getattr(self.service, collection)().list(**wanted))

    def pages(self, collection: str, **asked: Any) -> Iterator[Answer]:
        """Every page of a collection."""
        token = ""
        while True:
            answer = self.list(collection, pageToken=token, **asked)
            yield answer
            token = answer.nextPageToken
            if not token:
                return

    def _fault(self, error: HttpError) -> NetworkError:
        wait = retry_after(error.resp, self._now.timestamp())
        return faults.of(int(error.resp.status), error.content, self._now, wait=wait)


def _bytes(_response: Any, content: bytes) -> bytes:
    return content


def _at_last_piece(request: HttpRequest) -> bool:
    """A film that lacks a piece is no film: it can stand only if the last piece had left."""
    media = request.resumable
    return bool(request.resumable_progress + media.chunksize() >= media.size())
