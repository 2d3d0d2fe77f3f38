"""From what a server tells to the common post. Source: PeerTube's OpenAPI description, 8.1.0 (22 November 2026)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from tilstede.core.post import Author, Media, Post, Visibility
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.peertube import names
from tilstede.networks.peertube.words import links, words

NETWORK: Final = "peertube"
PARSER: Final = "peertube/1"
JSON: Final = "application/json"

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
#: VideoPrivacySet: 1 public, 2 unlisted; 3 private, 4 for the server's own people, 5 with a password.
_VISIBILITY: Final[dict[int, Visibility]] = {1: "public", 2: "unlisted"}


def parse(raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
    """``context``: see `network.PeerTube.parse`. :raises Refusal:"""
    first, *tracks = parts(raw)
    item = Fields(load(first))
    if "uuid" in item and "name" in item:
        return video_post(item, [Fields(load(one), item.odd) for one in tracks], context)
    if "threadId" in item and not tracks:
        return comment_post(item, context)
    raise Refusal("not-a-post", "neither a video nor a comment")


def again(raw: bytes, post: Post) -> Post:
    """The server, and by which of its two names the writer is known, stand in the post. :raises Refusal:"""
    item = Fields(load(parts(raw)[0]))
    if "uuid" in item and "name" in item:
        account = item.object("account").line("url")
        named = "account" if account == post.author.id else ""
        return parse(raw, JSON, {"base": names.video_in(post.aliases[-1])[0], "as": named})
    host = names.numbering(post.aliases)
    return parse(raw, JSON, {"base": f"https://{host}" if host else "", "video": post.thread})


def joined(video: bytes, tracks: list[bytes]) -> bytes:
    """A video with its caption tracks as one list, each as it was received; as it is when there are none."""
    return b"[" + b",".join((video, *tracks)) + b"]" if tracks else video


def parts(raw: bytes) -> list[bytes]:
    """What `joined` made one. :raises Refusal: a list of nothing, or no list."""
    if raw.lstrip()[:1] != b"[":
        return [raw]
    try:
        several = msgspec.json.decode(raw, type=list[msgspec.Raw])
    except RecursionError:
        raise Refusal("too-deep", "nested too deeply") from None
    except msgspec.DecodeError as error:
        raise Refusal("broken-json", f"not valid JSON: {error}") from error
    if not several:
        raise Refusal("not-a-post", "an empty list")
    return [bytes(one) for one in several]


def author(told: Fields) -> Author:
    """A channel or an account. :raises Refusal: it has no address."""
    address, host = told.line("url"), told.line("host")
    if not names.host_of(address):
        raise Refusal("no-author", "who wrote it is not told")
    name = told.line("name")
    pictures = told.objects("avatars")
    picture = max(pictures, key=lambda one: one.number("width"), default=Fields({}))
    return Author(
        id=address,
        handle=f"{name}@{host}" if name and host else name,
        name=told.line("displayName"),
        url=address,
        avatar=picture.line("fileUrl"),
    )


def video_post(item: Fields, tracks: Iterable[Fields], context: Mapping[str, str]) -> Post:
    """``context``: ``base`` is the server's address; ``as``: ``account`` where the account is followed, not the
    channel. :raises Refusal:"""
    writer = author(item.object("account" if context.get("as") == "account" else "channel"))
    home = context.get("base") or _home(writer.id)
    uuid, short = item.line("uuid"), item.line("shortUUID")
    name = f"{home}/videos/watch/{uuid}"
    if not names.video_in(name)[1]:
        raise Refusal("no-id", "a video without an id")
    own = item.line("url") if names.host_of(item.line("url")) else name
    page = f"{home}/w/{short}" if short else own
    text = item.text("description") or item.text("truncatedDescription")
    published = item.time("publishedAt") or item.time("createdAt")
    if published is None:
        item.odd["date-missing"] = None
    return Post(
        aliases=names.unique(own, page, name),
        author=writer,
        form="api",
        language=_language(item.object("language")),
        links=links(text),
        media=(*_media(item, page, home), *(_track(one, home) for one in tracks)),
        network=NETWORK,
        odd=tuple(item.odd),
        parser=PARSER,
        published=published,
        sensitive=item.flag("nsfw"),
        tags=item.lines("tags"),
        text=text,
        title=item.line("name"),
        url=page,
        visibility=_VISIBILITY.get(item.object("privacy").number("id") or 1, "followers"),
        warning=item.line("nsfwSummary") if item.flag("nsfw") else "",
    )


def _home(address: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def _language(told: Fields) -> str:
    code = told.line("id")
    return code if _TAG.fullmatch(code) and code != "zxx" else ""


def _media(item: Fields, page: str, home: str) -> Iterable[Media]:
    yield Media(kind="video", url=page)
    pictures = item.objects("thumbnails")
    picture = max(pictures, key=lambda one: one.number("width"), default=Fields({}))
    path = item.line("previewPath", "thumbnailPath")
    if address := picture.line("fileUrl") or (f"{home}{path}" if path.startswith("/") else ""):
        width, height = picture.number("width"), picture.number("height")
        yield Media(kind="image", url=address, width=width, height=height)


def _track(told: Fields, home: str) -> Media:
    """:raises Refusal: captions that are nowhere."""
    path = told.line("captionPath")
    address = told.line("fileUrl") or (f"{home}{path}" if path.startswith("/") else "")
    if not address:
        raise Refusal("no-id", "captions without an address")
    return Media(kind="file", mime="text/vtt", url=address)


def comment_post(item: Fields, context: Mapping[str, str]) -> Post:
    """``context``: ``base``, and the ``video`` it stands under by its name. :raises Refusal:"""
    own, number = item.line("url"), item.number("id")
    host = names.host_of(context.get("base", ""))
    aliases = names.unique(own if names.host_of(own) else "", names.numbered(host, number))
    if not aliases or not number:
        raise Refusal("no-id", "a comment without its number or address")
    if item.flag("isDeleted") or "deletedAt" in item:
        raise Refusal("empty", "a comment that was deleted")
    said = words(item.text("text"))
    if not said.text.strip():
        raise Refusal("empty", "a comment without words")
    writer = author(item.object("account"))
    above = item.number("inReplyToCommentId")
    video = _video(item, context)
    published = item.time("createdAt")
    if published is None:
        item.odd["date-missing"] = None
    return Post(
        aliases=aliases,
        author=writer,
        form="api",
        html=said.html,
        links=said.links,
        network=NETWORK,
        odd=tuple(item.odd),
        parser=PARSER,
        published=published,
        reply_to=names.numbered(host, above) if above else video,
        text=said.text,
        thread=video,
        url=own if names.host_of(own) else "",
        visibility="followers" if item.flag("heldForReview") else "public",
    )


def _video(item: Fields, context: Mapping[str, str]) -> str:
    """The video's name: as its list told, else as the comment's own address begins."""
    if told := context.get("video", ""):
        return told
    base, uuid, _ = names.comment_in(item.line("url"))
    told = item.object("video").line("uuid")
    if told and told != uuid:
        base = context.get("base", "")
    return f"{base}/videos/watch/{told or uuid}" if base and (told or uuid) else ""
