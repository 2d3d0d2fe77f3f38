"""A channel's public feed, for reading without a key or a login: its fifteen newest videos.

Source: www.youtube.com/feeds/videos.xml as served (2026): Atom with Media RSS. An entry's ``updated`` follows the
counters, so it tells of no edit; absence from the feed is never a deletion.

The cursor::

    feed      the ids that stood in it last time
    newest    as in `channel`, kept for when a key is given
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from tilstede.core.post import Media, Post
from tilstede.networks.kit.contract import (
    Batch,
    Found,
    Item,
    Missing,
    NotFound,
    NotUnderstood,
    Seen,
    SetAside,
    Source,
)
from tilstede.networks.kit.jsonfields import Fields, Refusal, mended, moment_of
from tilstede.networks.kit.profiles import youtube as profile
from tilstede.networks.youtube import draft, names

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_YT: Final = "{http://www.youtube.com/xml/schemas/2015}"
_MEDIA: Final = "{http://search.yahoo.com/mrss/}"
_MOST: Final = 5 << 20
_HOSTS: Final = ("youtube.com", "www.youtube.com", "m.youtube.com")


def recognise(address: str, http: Http, feed: str) -> Found | None:
    """The channel that an address is of: its own page or its feed; a playlist is left to the feeds.

    :raises NetworkError: it cannot be read now.
    """
    page = _page_of(address)
    if not page:
        return None
    try:
        channel = names.channel_in(page) or profile.read(page, http, feed=feed).stable_id
    except (NotFound, NotUnderstood):
        return None
    root = _root(http.get(feed + channel, max_bytes=_MOST).content)
    name = " ".join((root.findtext(f"{_ATOM}title") or "").split())
    handle = page.rpartition("/@")[2] if "/@" in page else ""
    author = draft.author(channel, name=mended(name, {}), handle=handle)
    return Found(draft.NETWORK, names.channel_page(channel), author, title=author.name)


def _page_of(address: str) -> str:
    """The address of a channel, written out; ``""`` when it is none."""
    address = address.strip()
    if "//" not in address:
        address = f"https://{address}"
    scheme, _, rest = address.partition("://")
    host, _, path = rest.partition("/")
    first = path.partition("/")[0].partition("?")[0]
    known = first.startswith("@") or first in ("channel", "c", "user")
    if scheme not in ("http", "https") or host.lower() not in _HOSTS:
        return ""
    if known:
        kept = 1 if first.startswith("@") else 2
        steps = path.partition("?")[0].split("/")[:kept]
        return f"{names.SITE}/{'/'.join(steps)}"
    channel = names.channel_in(address) if first == "feeds" else ""
    return names.channel_page(channel) if channel else ""


def fetch(source: Source, channel: str, http: Http, feed: str) -> Iterator[Batch]:
    """:raises NetworkError:"""
    root = _root(http.get(feed + channel, max_bytes=_MOST).content)
    context = {"channel": channel, "handle": _handle(source)}
    items: list[Item] = []
    here: list[str] = []
    for entry in root.iter(f"{_ATOM}entry"):
        raw = bytes(etree.tostring(entry, method="c14n", exclusive=True, with_tail=False))
        try:
            post = entry_post(raw, context)
        except Refusal as error:
            items.append(SetAside(feed + channel, error.reason, error.detail))
            continue
        here.append(names.video_in(post.aliases[0]))
        items.append(Seen(raw, draft.XML, post, post.aliases[0]))
    before = source.cursor.get("feed", [])
    if before and here and not set(before) & set(here):
        items.append(_rolled_over(items))
    yield Batch(tuple(items), {**source.cursor, "feed": here or before})


def _rolled_over(items: list[Item]) -> Missing:
    """What lies between the last reading and this one was never in the feed when we looked."""
    times = [one.post.published for one in items if isinstance(one, Seen) and one.post.published]
    return Missing(None, min(times, default=None), "rolled-over")


def _handle(source: Source) -> str:
    return source.access.handle if source.access else ""


def _root(content: bytes) -> Any:
    """:raises NotUnderstood: it is no feed."""
    try:
        return _parsed(content)
    except Refusal as error:
        raise NotUnderstood(f"the channel's feed is no feed: {error.detail}") from error


def _parsed(content: bytes) -> Any:
    """:raises Refusal: it is no XML, or declares entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refusal("broken-xml", f"not readable as XML: {error}") from error
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise Refusal("bomb", "it declares entities")
    return root


def entry_post(raw: bytes, context: Mapping[str, str]) -> Post:
    """``context``: the ``channel``, its ``handle`` and ``avatar``. :raises Refusal:"""
    entry = _parsed(raw)
    odd: dict[str, None] = {}
    told = Fields(_texts(entry), odd)
    video = told.line("video")
    if not names.VIDEO.fullmatch(video):
        raise Refusal("no-id", "an entry that is no video")
    text, published = told.text("description"), moment_of(told.line("published"))
    if published is None:
        odd["date-missing"] = None
    writer = draft.author(
        told.line("channel") or context.get("channel", ""),
        name=told.line("name"),
        handle=context.get("handle", ""),
        avatar=context.get("avatar", ""),
    )
    picture = told.line("picture")
    return Post(
        aliases=(names.video(video),),
        author=writer,
        form="feed",
        links=draft.links(text),
        media=(draft.film(video), *([Media(kind="image", url=picture)] if picture else [])),
        network=draft.NETWORK,
        odd=tuple(odd),
        parser=draft.PARSER,
        published=published,
        text=text,
        title=told.line("title"),
        url=names.watch(video),
    )


def _texts(entry: Any) -> dict[str, str]:
    """What stands in the elements that are read."""
    group = entry.find(f"{_MEDIA}group")
    thumbnail = None if group is None else group.find(f"{_MEDIA}thumbnail")
    described = None if group is None else group.findtext(f"{_MEDIA}description")
    return {
        "video": entry.findtext(f"{_YT}videoId") or "",
        "channel": entry.findtext(f"{_YT}channelId") or "",
        "title": entry.findtext(f"{_ATOM}title") or "",
        "name": entry.findtext(f"{_ATOM}author/{_ATOM}name") or "",
        "published": entry.findtext(f"{_ATOM}published") or "",
        "description": described or "",
        "picture": "" if thumbnail is None else thumbnail.get("url") or "",
    }
