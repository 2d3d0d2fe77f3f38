"""Addresses that are their own key: whoever has one may do, or see, what it is for.

They are written into no log, and nobody is told that somebody came from there. `deploy/nginx.conf` says so to nginx.
"""

from __future__ import annotations

import re
from typing import Final

_KEYED: Final = re.compile(
    r"(?P<open>(?<!\S)(?:/(?:nb|nn|en))?/"
    r"(?:(?:sending|sign-in/link|subscribe/(?:confirm|stop)|publish/(?:second|shared))/"
    r"|publish/calendar/(?=[^/\s]+\.ics)))\S+"
)


def is_one(path: str) -> bool:
    """Whether the path, with or without a language in front, is such an address."""
    return _KEYED.match(path) is not None


def covered(line: str) -> str:
    """The line as it may stand in a log: what the address is for, and no more of it."""
    return _KEYED.sub(r"\g<open>…", line)
