"""An account as the machine found it: a row of the lock file, which no person edits."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """``url``: as the directory has it. ``stable_id``: the network's permanent id. ``level``: 0 to 3.

    ``evidence``: pairs of code and detail. ``status``: a code of `office.models.Finding`. ``changed``: what
    differed from the check before. Times are UTC.
    """

    url: str
    network: str = ""
    stable_id: str = ""
    handle: str = ""
    level: int = 0
    evidence: tuple[tuple[str, str], ...] = ()
    status: str = "unchecked"
    first_seen: datetime | None = None
    last_ok: datetime | None = None
    last_checked: datetime | None = None
    changed: str = ""
