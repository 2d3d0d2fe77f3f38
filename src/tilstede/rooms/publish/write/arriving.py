"""Which of a page's forms have come. The script marks each form it sends, and keeps the words in the browser until it
hears of that mark; that the draft stands on another wording may be a colleague's doing."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest

_MARK: Final = re.compile(r"[0-9a-f]{32}")
_KEY: Final = "arrived"
#: Marks that are held for one browser.
_MOST: Final = 50


def note(request: HttpRequest) -> None:
    """The words that were sent are kept, as what stands or beside it."""
    mark = request.POST.get("sent", "")
    if _MARK.fullmatch(mark):
        request.session[_KEY] = [*told(request), mark][-_MOST:]


def told(request: HttpRequest) -> list[str]:
    """Those that came from this browser."""
    held: list[str] = request.session.get(_KEY, [])
    return held
