"""On what terms the body gives its open data: ``CC-BY-4.0``, or ``https://example.org/terms Own terms``."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from django.core.exceptions import ImproperlyConfigured

#: What public bodies choose among most, by SPDX id (spdx.org/licenses): title and address.
_KNOWN: Final = {
    "CC0-1.0": (
        "Creative Commons Zero 1.0 Universal",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    "CC-BY-4.0": (
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "NLOD-1.0": (
        "Norwegian Licence for Open Government Data 1.0",
        "https://data.norge.no/nlod/en/1.0",
    ),
    "NLOD-2.0": (
        "Norwegian Licence for Open Government Data 2.0",
        "https://data.norge.no/nlod/en/2.0",
    ),
}
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


class Licence(NamedTuple):
    """``id``: of SPDX, "" for terms of one's own. All are empty where the body has chosen none."""

    id: str = ""
    title: str = ""
    url: str = ""


def chosen(told: str) -> Licence:
    """The licence a setting names: an SPDX id, or an address and a title after it, or both with the id first.

    :raises ImproperlyConfigured: it is neither, or an address has no title.
    """
    first, _, rest = told.strip().partition(" ")
    if not first:
        return Licence()
    if first.startswith(("https://", "http://")):
        return Licence("", _titled(rest), first)
    if not _ID.fullmatch(first):
        raise ImproperlyConfigured(_WRONG.format(told))
    if rest:
        address, _, title = rest.strip().partition(" ")
        if not address.startswith(("https://", "http://")):
            raise ImproperlyConfigured(_WRONG.format(told))
        return Licence(first, _titled(title), address)
    title, address = _KNOWN.get(first, (first, f"https://spdx.org/licenses/{first}.html"))
    return Licence(first, title, address)


_WRONG: Final = "TILSTEDE_LICENCE is {!r}; it is an SPDX id such as CC-BY-4.0 or NLOD-2.0, or an address and a title"


def _titled(title: str) -> str:
    if not title.strip():
        raise ImproperlyConfigured(
            "TILSTEDE_LICENCE has an address; write the title of the terms after it"
        )
    return title.strip()
