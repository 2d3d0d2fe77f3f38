"""Which channel a YouTube address leads to, and what the channel links to.

The channel's public page tells its id, its public feed the newest videos with their descriptions (2026). Neither asks
for a login; what only the page shows to people is not read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from lxml import etree

from tilstede.core.verification import Profile
from tilstede.networks.kit.errors import NotUnderstood

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

FEED: Final = "https://www.youtube.com/feeds/videos.xml?channel_id="
_IN_ADDRESS: Final = re.compile(r"/channel/(UC[\w-]{22})(?:/|$)")
_IN_PAGE: Final = re.compile(
    rb'(?:itemprop="(?:channelId|identifier)" content="|rel="canonical" href="[^"]*/channel/|"externalId":")'
    rb"(UC[\w-]{22})"
)
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,:;!?)\]]")
_DESCRIPTION: Final = "{http://search.yahoo.com/mrss/}description"
_PAGE_BYTES: Final = 5 << 20


def read(address: str, http: Http, *, feed: str = FEED) -> Profile:
    """The channel. ``feed``: what a channel's id is put after to read its feed.

    :raises NotFound: there is no such channel. :raises NetworkError: it cannot be read now.
    """
    channel = _in_address(address) or _in_page(address, http)
    answer = http.get(feed + channel, max_bytes=_PAGE_BYTES)
    handle = urlsplit(address).path.strip("/")
    return Profile(stable_id=channel, handle=handle, links=_links(answer.content))


def _in_address(address: str) -> str:
    found = _IN_ADDRESS.search(urlsplit(address).path)
    return found[1] if found else ""


def _in_page(address: str, http: Http) -> str:
    answer = http.get(address, headers={"Accept": "text/html"}, max_bytes=_PAGE_BYTES)
    found = _IN_PAGE.search(answer.content)
    if not found:
        raise NotUnderstood(f"{address} tells no channel id")
    return found[1].decode("ascii")


def _links(feed: bytes) -> tuple[str, ...]:
    """Every address written in the descriptions of the newest videos, each once. :raises NotUnderstood:"""
    try:
        root = etree.fromstring(feed, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise NotUnderstood(f"the channel's feed is no feed: {error}") from error
    said = (node.text or "" for node in root.iter(_DESCRIPTION))
    return tuple(dict.fromkeys(found for text in said for found in _ADDRESS.findall(text)))
