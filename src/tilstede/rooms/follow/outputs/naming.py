"""Names that last, whatever host the site moves to: tag URIs (RFC 4151) in the name of the log.

A log's name and its first event are fixed for ever, and a post's number is its place in the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from tilstede.record import identity
from tilstede.record.entry import moment


@dataclass(frozen=True, slots=True)
class Names:
    """What all names of a log begin with."""

    log: str

    def post(self, number: int) -> str:
        """Of the post of that number."""
        return f"{self.log}post/{number}"

    def view(self, query: str) -> str:
        """Of a view of the stream."""
        return f"{self.log}stream" + (f"?{query}" if query else "")

    def thing(self, name: str) -> str:
        """Of anything else that lasts."""
        return f"{self.log}{quote(name)}"


def names() -> Names:
    """The names of this log, asked for once for all that stands on a page."""
    known = identity.known()
    if known is None:
        return Names("tag:localhost,1970-01-01:")
    authority, _, rest = known.origin.partition("/")
    day = moment(known.keys[0].time).date().isoformat()
    return Names(f"tag:{quote(authority)},{day}:" + (f"{quote(rest)}/" if rest else ""))
