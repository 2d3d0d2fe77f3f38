"""The list of follows that Mastodon's settings take in ("Import and export", "Following list").

Source: Mastodon's own export, `app/models/export.rb` of 4.x: four columns, languages separated by a comma and a space.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Final

MIME: Final = "text/csv"
_COLUMNS: Final = ("Account address", "Show boosts", "Notify on new posts", "Languages")
#: Begins with a letter or a digit, so no spreadsheet takes it for a formula.
_HANDLE: Final = re.compile(r"[\w][\w.-]*@[\w.-]+(?::\d+)?")


def write(handles: Iterable[str]) -> bytes:
    """Accounts as ``name@host``; what is written otherwise is left out. Boosts are shown and nothing is notified, as
    when someone is followed by hand."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for handle in handles:
        if _HANDLE.fullmatch(handle):
            writer.writerow((handle, "true", "false", ""))
    return out.getvalue().encode()
