"""Where the links of a draft and of earlier posts lead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from tilstede.core.checks.kit import Draft, Earlier

_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"«»]+", re.IGNORECASE)


def of_draft(draft: Draft) -> tuple[str, ...]:
    """The addresses in its text and beside it, each once."""
    return _once((*written(draft.parts), *draft.links))


def of_earlier(post: Earlier) -> tuple[str, ...]:
    """The addresses of one post, each once."""
    return _once(post.links or written([post.text]))


def host(address: str) -> str:
    """Without ``www.``; "" where there is none."""
    try:
        found = urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    except ValueError:
        return ""
    return found.removeprefix("www.")


def is_own(address: str, own_hosts: frozenset[str]) -> bool:
    """Whether it leads to one of the body's sites, or to one under it."""
    found = host(address)
    return any(found == own or found.endswith(f".{own}") for own in own_hosts)


def written(texts: Iterable[str]) -> tuple[str, ...]:
    """The addresses in the texts, in order."""
    return tuple(hit.rstrip(".,;:!?)]") for text in texts for hit in _ADDRESS.findall(text))


def _once(addresses: Iterable[str]) -> tuple[str, ...]:
    """With and without the last stroke it is the same address."""
    return tuple({one.rstrip("/"): one for one in addresses if host(one)}.values())
