"""Names that last, whatever host the site moves to: tag URIs (RFC 4151) in the name of the log.

A log's name and its first event are fixed for ever, and a post's number is its place in the log.
"""

from __future__ import annotations

from urllib.parse import quote

from tilstede.record import identity, succession
from tilstede.record.entry import moment


def post(number: int) -> str:
    """Of the post of that number."""
    return f"{_log()}post/{number}"


def thing(name: str) -> str:
    """Of anything else that lasts."""
    return f"{_log()}{quote(name)}"


def view(query: str) -> str:
    """Of a view of the stream."""
    return f"{_log()}stream" + (f"?{query}" if query else "")


def _log() -> str:
    known = identity.known()
    if known is None:
        return "tag:localhost,1970-01-01:"
    begun: succession.Key = known.keys[0]
    authority, _, rest = known.origin.partition("/")
    day = moment(begun.time).date().isoformat()
    return f"tag:{quote(authority)},{day}:" + (f"{quote(rest)}/" if rest else "")
