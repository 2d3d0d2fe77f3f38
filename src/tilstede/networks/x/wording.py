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

_LINK: Final = re.compile(r"https?://t\.co/\w+")
_STATUS: Final = re.compile(
    r"https?://(?:www\.|mobile\.|m\.)?(?:twitter|x)\.com/(?:#!/)?(?:i/web|\w{1,20})"
    r"/status(?:es)?/([0-9]{1,19})(?:[/?#].*)?",
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
    if ":" not in text or "//t.co/" not in text:
        return Wording(text.rstrip(), tuple(dict.fromkeys(opened.values())))
    pictures = {short for short in media if short}
    text, quoted, cut = _without_tail(text, opened, pictures, own_id)
    links = tuple([long for short, long in opened.items() if short in text])
    for short in pictures:
        text = text.replace(f" {short}", "").replace(short, "")
    if links:
        text = _LINK.sub(lambda found: opened.get(found[0], found[0]), text)
    return Wording(text, tuple(dict.fromkeys(links)), quoted, cut)


def _opened(urls: Iterable[Url]) -> dict[str, str]:
    found = {}
    for url in urls:
        short = url.url or url.short
        long = url.expanded_url or url.expanded or short
        if short and long:
            found[short] = long
    return found


def _without_tail(
    text: str, opened: dict[str, str], pictures: set[str], own_id: str
) -> tuple[str, str, bool]:
    """The text less the links at its end that X shows as something else: pictures, a quote,
    "more".
    """
    quoted, cut = "", False
    while True:
        text = text.rstrip()
        begin = max(text.rfind("http"), 0)
        if not _LINK.fullmatch(text, begin):
            return text, quoted, cut
        status = status_in(opened.get(text[begin:], ""))
        if status and status == own_id:
            cut = True
        elif status and not quoted:
            quoted = status
        elif text[begin:] not in pictures:
            return text, quoted, cut
        text = text[:begin]
