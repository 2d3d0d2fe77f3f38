"""A post of API v2, made into the common post."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from tilstede.core.post import Author, Link, Media, MediaKind, Poll, Post, Visibility
from tilstede.networks.x import times
from tilstede.networks.x.account import author_of
from tilstede.networks.x.answers import (
    Address,
    Entities,
    Includes,
    Medium,
    Single,
    Status,
    Vote,
    single_of,
)
from tilstede.networks.x.post import (
    PARSER,
    Cleaner,
    address_of,
    alias_of,
    aliases_of,
    first_written,
    language_of,
    names_of,
)
from tilstede.networks.x.tweet import ID, Refusal, Url
from tilstede.networks.x.wording import Wording, wording

_KINDS: Final[dict[str, MediaKind]] = {
    "photo": "image",
    "video": "video",
    "animated_gif": "video",
}
_MP4: Final = "video/mp4"
_MIMES: Final = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
_NAMES: Final = re.compile(r"(?:@\w{1,20}\s+)+")
_NONE: Final = Entities()


def status_post(raw: bytes) -> Post:
    """The post. ``raw``: with what belongs to it, as `answers.Parts.cut` makes it. :raises Refusal: it is none."""
    single, mended = single_of(raw)
    return _Translation(single, mended).post()


class _Translation:
    def __init__(self, single: Single, mended: tuple[str, ...]) -> None:
        self._status = single.data or Status()
        self._includes = single.includes or Includes()
        self._clear = Cleaner(mended)
        self._id = self._status.id or ""
        if not ID.fullmatch(self._id):
            raise Refusal("no-id", f"the id is {self._id[:40]!r}" if self._id else "no id")

    def post(self) -> Post:
        status, clear = self._status, self._clear
        author = self._author()
        versions = _versions(status.versions(), self._id)
        told = times.moment(status.created_at) if status.created_at else None
        written, strange = times.written(told, int(self._id))
        clear.note(strange)
        words = self._words()
        text, media, poll = clear(words.text), self._media(), self._poll()
        quoted = alias_of(status.referenced("quoted") or words.quoted)
        if not (text or media or quoted or poll):
            raise Refusal("empty", "no text and no pictures")
        entities = _entities(status)
        thread = status.conversation_id or ""
        return Post(
            aliases=aliases_of(versions, self._id),
            author=author,
            edited=written if versions[0] != self._id else None,
            form="api",
            language=language_of(status.lang),
            links=self._links(words.links, entities.urls),
            media=media,
            mentions=names_of(clear, [one.username for one in entities.mentions]),
            network="x",
            parser=PARSER,
            poll=poll,
            published=first_written(versions, self._id, written),
            quote_of=quoted,
            reply_to=alias_of(status.referenced("replied_to")),
            reply_to_author=clear(self._answered(entities)),
            repost_of=alias_of(status.referenced("retweeted")),
            sensitive=bool(status.possibly_sensitive),
            tags=names_of(clear, [one.tag for one in entities.hashtags]),
            text=text,
            thread=alias_of(thread) if thread != self._id else "",
            url=address_of("x.com", author.handle or "i", self._id),
            visibility=self._visibility(),
            odd=clear.odd(),  # the last to be asked: by now everything was cleaned
        )

    def _author(self) -> Author:
        found_id = self._status.author_id or ""
        if not ID.fullmatch(found_id):
            raise Refusal("no-author", "who wrote it is not told")
        user = self._includes.user(found_id)
        if user is None:
            return author_of(found_id, "", "")
        return author_of(
            found_id, user.username or "", user.name or "", user.profile_image_url or ""
        )

    def _visibility(self) -> Visibility:
        user = self._includes.user(self._status.author_id or "")
        scopes = self._status.scopes
        closed = bool(user and user.protected) or bool(scopes and scopes.followers)
        return "followers" if closed else "public"

    def _words(self) -> Wording:
        """Of a repost the words whole, where the repost itself has them cut."""
        original = self._includes.post(self._status.referenced("retweeted"))
        user = self._includes.user(original.author_id or "") if original else None
        if original is not None and user is not None and user.username:
            words = _wording(original, original.id or "")
            return words._replace(text=f"RT @{user.username}: {words.text}", quoted="")
        return _wording(self._status, self._id)

    def _answered(self, entities: Entities) -> str:
        """The handle of who is answered."""
        found_id = self._status.in_reply_to_user_id
        if not found_id:
            return ""
        named = (one.username for one in entities.mentions if one.id == found_id and one.username)
        user = self._includes.user(found_id)
        return next(named, (user.username or "") if user else "")

    def _media(self) -> tuple[Media, ...]:
        attached = self._status.attachments
        by_key = {one.media_key: one for one in self._includes.media if one.media_key}
        keys = attached.media_keys if attached else []
        return tuple([self._medium(by_key[key]) for key in keys if key in by_key])

    def _medium(self, medium: Medium) -> Media:
        films = [one for one in medium.variants if one.content_type == _MP4 and one.url]
        best = max(films, key=lambda one: one.bit_rate or 0, default=None)
        address = (best.url if best else None) or medium.url or medium.preview_image_url or ""
        ending = address.partition("?")[0].rpartition(".")[2].lower()
        return Media(
            alt=self._clear(medium.alt_text) if medium.alt_text is not None else None,
            height=_size(medium.height),
            kind=_KINDS.get(medium.type or "", "file"),
            mime=_MP4 if best else _MIMES.get(ending, ""),
            url=self._clear(address),
            width=_size(medium.width),
        )

    def _poll(self) -> Poll | None:
        attached = self._status.attachments
        wanted = attached.poll_ids if attached else []
        found = next((one for one in self._includes.polls if one.id in wanted), Vote())
        options = sorted(found.options, key=lambda one: one.position or 0)
        labels = tuple([self._clear(one.label) for one in options if one.label])
        closes = times.moment(found.end_datetime) if found.end_datetime else None
        return Poll(options=labels, closes=closes) if labels else None

    def _links(self, addresses: Iterable[str], urls: list[Address]) -> tuple[Link, ...]:
        titles = {one.expanded_url: one.title for one in urls if one.title}
        clear = self._clear
        return tuple(
            [Link(url=clear(one), title=clear(titles.get(one) or "")) for one in addresses]
        )


def _entities(status: Status) -> Entities:
    """Those of the whole text, where it is longer than what is shown first; pictures hang on the short one."""
    note = status.note()
    own = status.entities or _NONE
    if note is None or note.entities is None:
        return own
    more = note.entities
    return Entities(
        urls=[*more.urls, *(one for one in own.urls if one.media_key)],
        mentions=more.mentions or own.mentions,
        hashtags=more.hashtags or own.hashtags,
    )


def _wording(status: Status, own_id: str) -> Wording:
    note = status.note()
    urls = _entities(status).urls
    shown = [Url(one.url, one.expanded_url) for one in urls if not _is_picture(one)]
    pictures = [one.url for one in urls if _is_picture(one)]
    whole = (note.text if note else None) or status.text or ""
    return wording(whole.removeprefix(_hidden(status)), shown, pictures, own_id)


def _hidden(status: Status) -> str:
    """The names of those answered that X writes before the words and shows to nobody."""
    begins = status.display_text_range[0] if status.display_text_range else 0
    before = (status.text or "")[:begins] if 0 < begins <= len(status.text or "") else ""
    return before if _NAMES.fullmatch(before) else ""


def _is_picture(address: Address) -> bool:
    """It stands for a picture on this post or, where X does not say so, leads to one on a post."""
    parts = (address.expanded_url or "").rstrip("/").split("/")
    return bool(address.media_key) or (len(parts) > 6 and parts[-2] in ("photo", "video"))


def _versions(told: list[str], own_id: str) -> list[str]:
    found = [one for one in told if ID.fullmatch(one)]
    return list(dict.fromkeys(found)) if own_id in found else [own_id]


def _size(value: int | None) -> int:
    """Never below 0 or beyond what a database holds."""
    return value if value and 0 < value < 1 << 31 else 0
