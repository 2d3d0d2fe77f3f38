"""What a post carries beside its words: pictures, films, a link's card, another post.

Source: the lexicons app.bsky.embed.* (2026). Pictures and films are named by their digest; the bytes lie at the
author's own server, unchanged, and the application shows copies that it has made smaller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from tilstede.core.post import Link, Media, MediaKind
from tilstede.networks.bluesky import names
from tilstede.networks.bluesky.reading import Odd, counted, line, mended, part, parts
from tilstede.networks.kit import webvtt

_PREFIX: Final = "app.bsky.embed."
_GET_BLOB: Final = "/xrpc/com.atproto.sync.getBlob?"
#: collection of what can be shown like a post -> its page in the application.
_PAGES: Final = {
    "app.bsky.feed.generator": "https://bsky.app/profile/{did}/feed/{rkey}",
    "app.bsky.graph.list": "https://bsky.app/profile/{did}/lists/{rkey}",
    "app.bsky.graph.starterpack": "https://bsky.app/starter-pack/{did}/{rkey}",
}


@dataclass(frozen=True, slots=True)
class Carried:
    """What is carried. ``quote``: address of the post that is shown."""

    media: tuple[Media, ...] = ()
    links: tuple[Link, ...] = ()
    quote: str = ""


def blob_address(pds: str, did: str, cid: str) -> str:
    """Where the bytes of that digest lie."""
    return f"{pds}{_GET_BLOB}{urlencode({'did': did, 'cid': cid})}" if pds and cid else ""


def server_in(url: str) -> str:
    """The author's server, where an address is of `blob_address`'s kind."""
    base, found, _ = url.partition(_GET_BLOB)
    return base if found else ""


class Reader:
    """Reads what one author's posts carry. ``pds``: the author's server, ``""`` where it is not known."""

    def __init__(self, did: str, pds: str, odd: Odd) -> None:
        self._did = did
        self._pds = pds
        self._odd = odd

    def read(self, embed: Any, view: Any) -> Carried:
        """``view``: the same as the application shows it, for addresses of pictures where no server is known."""
        embed, view = part(embed), part(view)
        kind = str(embed.get("$type", "")).removeprefix(_PREFIX)
        if kind == "recordWithMedia":
            inner = self.read(embed.get("media"), view.get("media"))
            return Carried(
                inner.media, inner.links, self._quoted(part(embed, "record", "record")).quote
            )
        if kind == "record":
            return self._quoted(part(embed, "record"))
        if kind == "external":
            return Carried(links=self._card(part(embed, "external")))
        return Carried(media=tuple(self._media(kind, embed, view)))

    def _quoted(self, reference: dict[str, Any]) -> Carried:
        record = names.record(line(reference.get("uri"), self._odd))
        if record is None:
            return Carried()
        if page := _PAGES.get(record.collection):
            return Carried(links=(Link(url=page.format(did=record.did, rkey=record.rkey)),))
        return Carried(quote=record.uri)

    def _card(self, card: dict[str, Any]) -> tuple[Link, ...]:
        url = line(card.get("uri"), self._odd)
        return (Link(url=url, title=line(card.get("title"), self._odd)),) if url else ()

    def _media(self, kind: str, embed: dict[str, Any], view: dict[str, Any]) -> list[Media]:
        if kind == "video":
            film = self._medium("video", embed.get("video"), embed, view.get("playlist"))
            return [film, *map(self._track, parts(embed.get("captions")))]
        shown = parts(view.get("images") or view.get("items"))
        return [
            self._medium(
                "image",
                one.get("image"),
                one,
                shown[place].get("fullsize") if place < len(shown) else "",
            )
            for place, one in enumerate(parts(embed.get("images") or embed.get("items")))
        ]

    def _track(self, captions: dict[str, Any]) -> Media:
        """The captions in one language. Where no server is known, only that there are some."""
        blob = part(captions, "file")
        cid = line(part(blob, "ref").get("$link") or blob.get("cid"), self._odd)
        return Media(kind="file", mime=webvtt.MIME, url=blob_address(self._pds, self._did, cid))

    def _medium(self, kind: MediaKind, blob: Any, about: dict[str, Any], shown: Any) -> Media:
        size, blob = part(about, "aspectRatio"), part(blob)
        cid = line(part(blob, "ref").get("$link") or blob.get("cid"), self._odd)
        return Media(
            alt=mended(about.get("alt"), self._odd) or None,  # the key must be there, empty or not
            height=counted(size.get("height")),
            kind=kind,
            mime=line(blob.get("mimeType"), self._odd),
            url=blob_address(self._pds, self._did, cid) or line(shown, self._odd),
            width=counted(size.get("width")),
        )
