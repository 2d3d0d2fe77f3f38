"""A link in a status as its reader sees it: its own words, or its whole address where they are a cut one."""

from __future__ import annotations

import re
from typing import Final

from tilstede.core.post import Link
from tilstede.networks.kit.prose import squeezed

_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
#: The classes Mastodon gives to mentions and hashtags, which are text and no links of the author's.
_REFERENCES: Final = ("mention", "hashtag", "u-url")


def shown(label: str, href: str, classes: str, links: dict[str, Link]) -> str:
    """The text a link stands for. ``label``: the text inside it; ``classes``: its ``class`` attribute.

    ``links``: address -> link; one of the author's own is noted there, the first time it is met.
    """
    address = web(href)
    bare = squeezed(label).strip()
    if not address or _is_reference(bare, classes):
        return label
    if not bare or _is_shortened(bare, address):
        links.setdefault(address, Link(url=address))
        return label.replace(label.strip(), address) if bare else address
    links.setdefault(address, Link(url=address, title=bare))
    return label


def web(href: str) -> str:
    """The address without spaces around it, or ``""`` when it is none of the web's."""
    href = href.strip()
    return href if _SCHEME.match(href) else ""


def _is_reference(label: str, classes: str) -> bool:
    if classes and any(name in _REFERENCES for name in classes.split()):
        return True
    return label[:1] in ("@", "#") and " " not in label


def _is_shortened(label: str, address: str) -> bool:
    bare = _SCHEME.sub("", label).removesuffix("…").removesuffix("...").removesuffix("/")
    return " " not in label and bool(bare) and _SCHEME.sub("", address).startswith(bare)
