"""A tweet's words as a reader sees them: links opened, those that only stand for a picture or a
quote gone.

Leading mentions of those answered stay where they are: archives do not tell which of them X hides
(``display_text_range`` begins at 0 there), and who was spoken to is part of what was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from tilstede.networks.x.tweet import Url

_SHORT: Final = re.compile(r" ?(https?://t\.co/\w+)")
_LAST: Final = re.compile(r"\s*(https?://t\.co/\w+)\s*\Z")
_STATUS: Final = re.compile(
    r"https?://(?:www\.|mobile\.|m\.)?(?:twitter|x)\.com/(?:#!/)?(?:i/web|\w{1,20})"
    r"/status(?:es)?/(\d{1,19})(?:[/?#].*)?",
    re.IGNORECASE,
)


class Wording(NamedTuple):
    """``links``: the opened addresses that stand in the text. ``quoted``: id of the tweet shown
    below it. ``cut``: the text goes on elsewhere.
    """

    text: str
    links: tuple[str, ...] = ()
    quoted: str = ""
    cut: bool = False


def status_in(address: str) -> str:
    """The id of the tweet an address leads to, or ``""``."""
    found = _STATUS.fullmatch(address)
    return found[1] if found else ""


def unescaped(text: str) -> str:
    """Without the three entities that X writes, and no others: ``&copy;`` is what somebody typed."""
    if "&" not in text:
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def wording(text: str, urls: Iterable[Url], media: Iterable[str | None], own_id: str) -> Wording:
    """The words as read. ``media``: the short links that stand for pictures."""
    text = unescaped(text)
    opened = _opened(urls)
    if "//t.co/" not in text:
        return Wording(text.rstrip(), tuple(dict.fromkeys(opened.values())))
    pictures = {short for short in media if short}
    text, quoted, cut = _without_tail(text, opened, pictures, own_id)
    links = tuple(dict.fromkeys(long for short, long in opened.items() if short in text))

    def opening(found: re.Match[str]) -> str:
        if found[1] in pictures:
            return ""
        return found[0].replace(found[1], opened.get(found[1], found[1]))

    return Wording(_SHORT.sub(opening, text).rstrip(), links, quoted, cut)


def _opened(urls: Iterable[Url]) -> dict[str, str]:
    found = {}
    for url in urls:
        short = url.url or url.short
        long = url.expanded_url or url.expanded or short
        if short and long:
            found[short] = long
    return found


def _without_tail(
    text: str, opened: dict[str, str], media: set[str], own_id: str
) -> tuple[str, str, bool]:
    """The text less the links at its end that X shows as something else: pictures, a quote,
    "more".
    """
    quoted, cut = "", False
    while last := _LAST.search(text):
        status = status_in(opened.get(last[1], ""))
        if status == own_id and status:
            cut = True
        elif status and not quoted:
            quoted = status
        elif last[1] not in media:
            break
        text = text[: last.start()]
    return text, quoted, cut
