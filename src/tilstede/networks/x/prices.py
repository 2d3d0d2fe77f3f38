"""What X charges, as data with source and date. Nothing is counted or held back here: the pumps do that.

Reads are charged for each thing in the answer, and the same thing once in a UTC day only; the rest for each request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

SOURCE: Final = "docs.x.com/x-api/getting-started/pricing"
DAY: Final = date(2026, 8, 22)
#: Posts that may be read in a month, where one pays as one goes.
MOST_READ: Final = 3_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars. ``item``: X's own name for what is paid for."""

    item: str
    each: Decimal


_CREATE: Final = Price("Post: Create", Decimal("0.015"))
_CREATE_WITH_LINK: Final = Price("Post: Create (with URL)", Decimal("0.200"))
_OWN: Final = Price("Owned Reads", Decimal("0.001"))
_READ: Final = Price("Posts: Read", Decimal("0.005"))
_INTERACTION: Final = Price("User Interaction: Create", Decimal("0.015"))

#: By ability. What is sent with a post (pictures, a poll) costs what is named here beside the post itself.
PRICES: Final[dict[str, Price]] = {
    "fetch": _READ,
    "thread": _READ,
    "hashtag": _READ,
    "search": _READ,
    "mentions": _READ,
    "deletions": _READ,
    "login": Price("User: Read", Decimal("0.010")),
    "send": _CREATE,
    "reply": _CREATE,
    "quote": _CREATE,
    "boost": _INTERACTION,
    "like": _INTERACTION,
    "follow": _INTERACTION,
    "delete": Price("Interaction: Delete", Decimal("0.010")),
    "hide": Price("Content: Manage", Decimal("0.005")),
    "alt": Price("Media Metadata", Decimal("0.005")),
    "media": Price("Media upload (not charged)", Decimal(0)),
    "poll": Price("Poll (not charged)", Decimal(0)),
}
_POSTS: Final = frozenset({"send", "reply", "quote"})
_OWNED: Final = frozenset({"fetch", "mentions"})


def price(ability: str, count: int = 1, with_link: bool = False, *, own: bool = False) -> Decimal:
    """What so many of them cost. ``with_link``: an address stands in the post, in whatever form X makes one of it.

    ``own``: what is read is the connected account's, and that account owns the developer app.
    :raises KeyError: X does not charge for such a thing, or we do not do it.
    """
    found = PRICES[ability]
    if with_link and ability in _POSTS:
        found = _CREATE_WITH_LINK
    elif own and ability in _OWNED:
        found = _OWN
    return found.each * count
