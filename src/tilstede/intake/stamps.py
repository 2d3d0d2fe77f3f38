"""Asking authorities for the time (RFC 3161): their word on when our log was as it was."""

from __future__ import annotations

from datetime import datetime

from tilstede.intake import web
from tilstede.networks.kit.contract import NetworkError
from tilstede.record import timestamp

#: Bytes of an answer with its certificates.
LARGEST = 256 << 10


def stamp(*, now: datetime) -> timestamp.Sent:
    """Wish for stamps on the newest checkpoint, and ask for all that is wished for and not yet had."""
    timestamp.request(now=now)
    with web.client() as http:

        def post(authority: str, query: bytes) -> bytes:
            headers = {"Content-Type": "application/timestamp-query"}
            try:
                return http.post(authority, query, headers=headers, max_bytes=LARGEST).content
            except NetworkError as error:
                raise timestamp.StampError(web.no_answer(authority, error)) from error

        return timestamp.send(post, now=now)
