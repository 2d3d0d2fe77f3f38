"""A server's REST API over JSON: asked at its pace, and what the statuses of its errors mean."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Final

from tilstede.networks.kit.errors import (
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Rejected,
    Throttled,
)
from tilstede.networks.kit.jsonfields import Fields, Refusal, load

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Content, Http, Response
    from tilstede.networks.kit.pace import Pace

_ERRORS: Final = frozenset(range(400, 600))
_KINDS: Final[dict[int, type[NetworkError]]] = {
    **dict.fromkeys((400, 405, 409, 413, 415, 422), Rejected),
    **dict.fromkeys((401, 403), Refused),
    **dict.fromkeys((404, 410), NotFound),
    429: Throttled,
}


class Rest:
    """``headers``: that go with every question. ``pace``: kept before each. ``fault``: the error that an answer is."""

    def __init__(
        self,
        http: Http,
        headers: Mapping[str, str],
        pace: Pace,
        fault: Callable[[Response], NetworkError],
    ) -> None:
        self._http = http
        self._headers = {**headers, "Accept": "application/json"}
        self.pace = pace
        self._fault = fault

    def get(self, address: str) -> Response:
        """:raises NetworkError:"""
        self.pace.keep()
        return self.checked(self._http.get(address, headers=self._headers, accept_status=_ERRORS))

    def do(
        self,
        method: str,
        address: str,
        content: Content = b"",
        *,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
        patience: float = 0.0,
    ) -> Response:
        """Have something done, once; what is answered, be it an error. ``accept``: other statuses than 2xx that are an
        answer. :raises NetworkError: ``reached`` tells whether it may be done."""
        self.pace.keep()
        return self._http.send(
            method,
            address,
            content,
            headers={**self._headers, **(headers or {})},
            accept_status=_ERRORS | set(accept),
            patience=patience,
        )

    def checked(self, answer: Response) -> Response:
        """The answer. :raises NetworkError: that it is."""
        if answer.status >= 400:
            raise self._fault(answer)
        return answer


def kind_of(status: int) -> type[NetworkError]:
    """What an error of that status is, where the server says no more."""
    return _KINDS.get(status, NotUnderstood)


def said(answer: Response) -> Fields:
    """What an error says of itself; nothing where it is no JSON object."""
    try:
        return Fields(load(answer.content))
    except Refusal:
        return Fields({})
