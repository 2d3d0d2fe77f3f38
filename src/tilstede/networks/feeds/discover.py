"""From what people paste to the address of a feed: a feed, a site's page, a channel, a bare domain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree

from tilstede.networks.feeds import document, fetch, translate
from tilstede.networks.kit import markup
from tilstede.networks.kit.contract import Found, NetworkError, NotUnderstood, Unreachable

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http, Response

#: Tried where a page names no feed, in this order; no more, so as not to be a nuisance.
COMMON_PATHS: Final = ("/feed/", "/rss.xml", "/atom.xml")
_TYPES: Final = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
        "text/xml",
        "application/xml",
    }
)
_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?|localhost(?::\d+)?(?:/\S*)?")
_COMMENTS = re.compile(r"comment|komment", re.IGNORECASE)
_YOUTUBE: Final = frozenset({"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be"})
_CHANNEL = re.compile(r"/channel/(UC[\w-]{22})")
_CHANNEL_IN_PAGE = re.compile(
    rb'(?:"(?:channelId|externalId)":"|youtube\.com/channel/|itemprop="(?:channelId|identifier)" content=")'
    rb"(UC[\w-]{22})"
)
_CHANNEL_FEED: Final = "https://www.youtube.com/feeds/videos.xml?channel_id="
_PLAYLIST_FEED: Final = "https://www.youtube.com/feeds/videos.xml?playlist_id="


def recognise(address: str, http: Http) -> Found | None:
    """The feed behind an address, or None when there is none.

    :raises NetworkError: the address cannot be read now.
    """
    candidates = addresses(address)
    for number, candidate in enumerate(candidates, 1):
        try:
            return _found(youtube_feed(candidate) or candidate, http)
        except Unreachable:
            if number == len(candidates):
                raise
    return None


def addresses(pasted: str) -> list[str]:
    """The web addresses that what was pasted may stand for, the likeliest first."""
    return [address for address in _meant(pasted.strip()) if markup.resolve("", address)]


def _meant(text: str) -> list[str]:
    if text[:5].lower() == "feed:":
        text = text[5:].lstrip("/") if not text[5:].startswith("//") else text[7:]
    if re.match(r"https?://[^/]", text, re.IGNORECASE):
        return [text]
    if _BARE.fullmatch(text) and "@" not in text:
        return [f"https://{text}", f"http://{text}"]
    return []


def youtube_feed(address: str) -> str:
    """The public feed of a channel or playlist whose id stands in the address, else ``""``."""
    parts = urlsplit(address)
    if parts.hostname not in _YOUTUBE:
        return ""
    if channel := _CHANNEL.match(parts.path):
        return _CHANNEL_FEED + channel[1]
    playlist = parse_qs(parts.query).get("list", [""])[0]
    if parts.path == "/playlist" and re.fullmatch(r"[\w-]{10,64}", playlist):
        return _PLAYLIST_FEED + playlist
    return ""


def _found(address: str, http: Http) -> Found | None:
    answer = http.get(address, headers={"Accept": fetch.ACCEPT})
    found = _as_feed(address, answer)
    if found is not None or document.kind_of(fetch.content_of(answer)) != "page":
        return found
    for candidate in candidates(answer.content, answer.url):
        try:
            found = _as_feed(candidate, http.get(candidate, headers={"Accept": fetch.ACCEPT}))
        except NetworkError:
            continue  # a page may name feeds that are gone, and the common paths are guesses
        if found is not None:
            return found
    return None


def _as_feed(address: str, answer: Response) -> Found | None:
    try:
        feed = fetch.open_answer(answer)
    except NotUnderstood:
        return None
    place = answer.moved_to or address
    author = fetch.origin_of(feed, place, answer.url, None).author
    return Found(translate.NETWORK, place, author, title=author.name)


def candidates(page: bytes, address: str) -> list[str]:
    """Addresses where a page's feed may be: those it names, a YouTube channel's, the common ones."""
    named = list(dict.fromkeys(linked_feeds(page, address)))
    if urlsplit(address).hostname in _YOUTUBE and (channel := _CHANNEL_IN_PAGE.search(page)):
        named.append(_CHANNEL_FEED + channel[1].decode("ascii"))
    return named or [urljoin(address, path) for path in COMMON_PATHS]


def linked_feeds(page: bytes, address: str) -> Iterator[str]:
    """The feeds a page names (`<link rel="alternate">`), those of comments last.

    Source: HTML Living Standard, 4.6.7.1 (alternate).
    """
    root = etree.HTML(page, etree.HTMLParser(huge_tree=False, no_network=True))
    if root is None:
        return
    bases = root.xpath("//base/@href")
    base = (markup.resolve(address, bases[0]) if bases else "") or address
    links = [link for link in root.iter("link") if _is_feed(link.get("rel"), link.get("type"))]
    links.sort(
        key=lambda link: bool(_COMMENTS.search(link.get("title", "") + link.get("href", "")))
    )
    for link in links:
        if where := markup.resolve(base, link.get("href", "")):
            yield where


def _is_feed(rel: str | None, kind: str | None) -> bool:
    mime = (kind or "").partition(";")[0].strip().lower()
    return "alternate" in (rel or "").lower().split() and mime in _TYPES
