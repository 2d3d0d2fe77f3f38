"""A post as it was sent, beside what the network made of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from tilstede.core.post import Media, Post
from tilstede.networks.kit.outgoing import Outgoing

#: Where a network shows a full address as the handle alone.
_MENTION: Final = re.compile(r"(@[\w.-]+)@[\w.:-]+")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'»]", re.IGNORECASE)
_SPACE: Final = re.compile(r"\s+")


def differences(sent: Outgoing, found: Post) -> list[dict[str, str]]:
    """What is otherwise there, as rows of ``code``, ``sent`` and ``found``; spacing and the way of writing a letter
    (Unicode's normal forms) do not count."""
    return [
        {"code": code, "sent": ours, "found": theirs}
        for code, ours, theirs in (*_words(sent, found), *_media(sent, found), *_rest(sent, found))
    ]


def _words(sent: Outgoing, found: Post) -> Iterator[tuple[str, str, str]]:
    pairs = {
        "text": (sent.text, found.text),
        "title": (sent.title, found.title),
        "warning": (sent.warning, found.warning),
    }
    for code, (ours, theirs) in pairs.items():
        if code == "title" and not ours:
            continue  # the network made one of its own, as of the letter that is answered
        if _plain(ours) != _plain(theirs):
            yield code, ours, theirs
    addresses = {link.url.rstrip("/") for link in found.links}
    for address in _ADDRESS.findall(sent.text):
        if address.rstrip("/") not in addresses and address not in found.text:
            yield "link", address, ""


def _media(sent: Outgoing, found: Post) -> Iterator[tuple[str, str, str]]:
    shown = _sent_along(sent, found)
    if len(sent.media) != len(shown):
        yield "media", str(len(sent.media)), str(len(shown))
        return
    for ours, theirs in zip(sent.media, shown, strict=True):
        if _plain(ours.alt or "") != _plain(theirs.alt or ""):
            yield "alt", ours.alt or "", theirs.alt or ""


def _sent_along(sent: Outgoing, found: Post) -> list[Media]:
    """The media that were sent: to a film the network adds a still picture of it, and its captions are files."""
    shown = [one for one in found.media if one.mime != "text/vtt"]
    pictures = any(one.mime.startswith("image/") for one in sent.media)
    if any(one.kind == "video" for one in shown) and not pictures:
        return [one for one in shown if one.kind != "image"]
    return shown


def _rest(sent: Outgoing, found: Post) -> Iterator[tuple[str, str, str]]:
    if sent.language and _is_another(sent.language.casefold(), found.language.casefold()):
        yield "language", sent.language, found.language
    if sent.visibility != found.visibility and found.network != "email":  # a letter is never public
        yield "visibility", sent.visibility, found.visibility
    if sent.reply_to is not None and not found.reply_to:
        yield "reply", sent.reply_to.post.aliases[0], ""
    options = found.poll.options if found.poll else ()
    if sent.poll is not None and list(map(_plain, sent.poll.options)) != list(map(_plain, options)):
        yield "poll", ", ".join(sent.poll.options), ", ".join(options) or "–"


def _is_another(ours: str, theirs: str) -> bool:
    """A server that tells none (snac) says nothing against ours, nor one that knows Norwegian as one language (X):
    ``no`` is both written forms (ISO 639-3)."""
    return theirs not in ("", ours) and not (theirs == "no" and ours in ("nb", "nn"))


def _plain(text: str) -> str:
    bare = _MENTION.sub(r"\1", unicodedata.normalize("NFC", text))
    return _SPACE.sub(" ", bare).strip()
