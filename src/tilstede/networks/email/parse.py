"""A letter as it was received (message/rfc822) made into the common post. Knows no mailbox and no archive."""

from __future__ import annotations

import email
import hashlib
import mimetypes
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from tilstede.core.post import Author, Form, Link, Media, MediaKind, Post
from tilstede.core.text import clean
from tilstede.networks.email import body, markup, reply
from tilstede.networks.email.headers import Headers, Refusal, mid

PARSER: Final = "email/1"
MIME: Final = "message/rfc822"
#: Larger letters are counted and set aside.
MAX_BYTES: Final = 50_000_000
#: Of a longer text the beginning is shown; all of it stands in the letter.
MAX_TEXT: Final = 1 << 20
#: What letters that we sent ourselves say in ``User-Agent``: their text is shown to its last line.
AGENT: Final = "tilstede"
_LONG_AGO: Final = datetime(1970, 1, 2, tzinfo=UTC)
_AHEAD: Final = timedelta(hours=26)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_WEB: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'»*_]", re.IGNORECASE)
#: By the ending of a name, the same on every machine.
_TYPES: Final = mimetypes.MimeTypes()
_KINDS: Final[dict[str, MediaKind]] = {"image": "image", "video": "video", "audio": "audio"}
_SPAM_SCORE: Final = re.compile(r"\bSCL:[5-9]\b")
_PASSED_ON: Final = re.compile(r"\s*(?:VS|FW|Fwd|VB|WG|TR|RV|ENC)\s*:", re.IGNORECASE)
_NOBODY: Final = frozenset({"mailer-daemon", "postmaster"})


class Letter(NamedTuple):
    """A letter that was read: the post, and the files in the order of its media."""

    post: Post
    files: tuple[body.File, ...]


class _Shown(NamedTuple):
    """What a reader is shown of the letter's words."""

    text: str
    html: str
    links: tuple[Link, ...]


def parse(raw: bytes, form: Form) -> Letter:
    """:raises Refusal: it is no letter."""
    if len(raw) > MAX_BYTES:
        raise Refusal("too-large", f"{len(raw)} bytes, more than {MAX_BYTES}")
    odd: dict[str, None] = {}
    try:
        message = email.message_from_bytes(raw)
        headers = Headers(message, odd)
        author = _author(headers)
        content = body.read(message, odd)
        post = _post(raw, headers, author, content, form)
    except RecursionError:
        raise Refusal("too-deep", "parts within parts, deeper than can be read") from None
    if not (post.text or post.title or post.media):
        raise Refusal("empty", "no text, no subject, no file")
    return Letter(post, tuple(content.files))


def _post(raw: bytes, headers: Headers, author: Author, content: body.Body, form: Form) -> Post:
    odd = headers.odd
    root, parent = _thread(headers)
    _note_kind(headers, author.handle)
    shown = _shown(content, headers)
    return Post(
        aliases=(_name(raw, headers),),
        author=author,
        form=form,
        html=shown.html,
        language=_language(headers),
        links=_links(shown.text, shown.links, odd),
        media=tuple(_medium(one) for one in content.files),
        mentions=tuple(one.address for one in headers.addresses("to", "cc")),
        network="email",
        parser=PARSER,
        published=_published(headers),
        reply_to=parent,
        text=shown.text,
        thread=root,
        title=headers.text("subject"),
        visibility="direct",
        odd=tuple(odd),  # last: all that was mended by now
    )


def _author(headers: Headers) -> Author:
    """Who it says it is from; who handed it in where it does not say (RFC 5322, 3.6.2)."""
    for name in ("from", "sender", "return-path"):
        for found in headers.addresses(name):
            return Author(id=f"mailto:{found.address}", handle=found.address, name=found.name)
    raise Refusal("no-author", "no address it is from")


def _name(raw: bytes, headers: Headers) -> str:
    """The letter's own id; a digest of it where it has none."""
    given = headers.ids("message-id") or headers.raw("message-id").split()[:1]
    if given:
        return mid(given[0])
    parts = [headers.raw(name) for name in ("from", "to", "date", "subject")]
    head = "\n".join(" ".join(part.split()) for part in parts)
    _, _, rest = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    found = hashlib.sha256(head.encode("utf-8", "surrogatepass") + b"\n\n" + rest.rstrip())
    return f"email:{found.hexdigest()[:32]}"


def _thread(headers: Headers) -> tuple[str, str]:
    """The first letter of the thread and the one answered (RFC 5322, 3.6.4), ``""`` where there is none."""
    before, answered = headers.ids("references"), headers.ids("in-reply-to")
    parent = (answered or before[-1:] or [""])[0]
    root = (before or [parent])[0]
    return (mid(root) if root else ""), (mid(parent) if parent else "")


def _published(headers: Headers) -> datetime | None:
    """When it says that it was written; when it was received, where that cannot be."""
    said, received = headers.moment("date"), headers.received()
    if said is None:
        code = "date-unreadable" if headers.raw("date").strip() else "date-missing"
    elif said < _LONG_AGO:
        code = "date-early"
    elif received is not None and said > received + _AHEAD:
        code = "date-future"
    else:
        return said
    headers.odd[code] = None
    return received if received is not None and received >= _LONG_AGO else None


def _note_kind(headers: Headers, address: str) -> None:
    """What kind of letter it is besides one that a person wrote to us; see docs/networks.md."""
    scores = " ".join(headers.all("x-forefront-antispam-report")).upper()
    told = headers.word("auto-submitted")
    found = {
        "bounce": (headers.raw("return-path").strip() == "<>" and told != "no")
        or address.partition("@")[0] in _NOBODY,
        "auto-submitted": told not in ("", "no")
        or any(name in headers for name in ("x-autoreply", "x-autorespond"))
        or headers.word("precedence") == "auto_reply",
        "mailing-list": any(name in headers for name in ("list-id", "list-unsubscribe"))
        or headers.word("precedence") == "list",
        "spam": headers.word("x-spam-flag") == "yes"
        or headers.word("x-spam-status").startswith("yes")
        or _SPAM_SCORE.search(scores) is not None,
        "reply-elsewhere": _answered_elsewhere(headers, address),
    }
    headers.odd.update(dict.fromkeys(code for code, holds in found.items() if holds))


def _answered_elsewhere(headers: Headers, address: str) -> bool:
    wanted = [one.address for one in headers.addresses("reply-to")]
    return bool(wanted) and address not in wanted


def _shown(content: body.Body, headers: Headers) -> _Shown:
    """The newest words, with what is quoted left out; everything where the letter passes another one on."""
    odd = headers.odd
    whole = _is_whole(headers)
    texts: list[str] = []
    links: list[Link] = []
    pieces = []
    for one in content.words:
        rendered = markup.render(one.html, whole=whole) if one.html else None
        if rendered is not None:
            pieces.append(rendered.html)
        if rendered is None or one.plain.strip():
            texts.append(one.plain.strip("\r\n"))
            continue
        texts.append(rendered.text)
        links += rendered.links
        odd.update({"quote-left-out": None} if rendered.cut else {})
    text = _mended("\n\n".join(filter(None, texts)), odd).strip("\n").rstrip()
    return _Shown(_newest(text, odd, whole=whole), _mended("\n".join(pieces), odd), tuple(links))


def _is_whole(headers: Headers) -> bool:
    """Whether all of it is what it is about: it passes a letter on, a machine wrote it, or we did ourselves."""
    passed_on = _PASSED_ON.match(headers.text("subject")) is not None
    return passed_on or "bounce" in headers.odd or headers.raw("user-agent").startswith(AGENT)


def _newest(text: str, odd: dict[str, None], *, whole: bool) -> str:
    if len(text) > MAX_TEXT:
        odd["text-cut"] = None
        text = text[:MAX_TEXT]
    if not whole:
        text, cut = reply.newest(text)
        odd.update({"quote-left-out": None} if cut else {})
    return text


def _links(text: str, found: Iterable[Link], odd: dict[str, None]) -> tuple[Link, ...]:
    """The addresses in the words, and those behind them."""
    links = {link.url: Link(url=link.url, title=_mended(link.title, odd)) for link in found}
    for address in _WEB.findall(text):
        links.setdefault(address, Link(url=address))
    return tuple(links.values())


def _medium(one: body.File) -> Media:
    guessed = _TYPES.guess_type(one.name)[0] or one.mime
    mime = guessed if one.mime == "application/octet-stream" else one.mime
    kind = _KINDS.get(mime.partition("/")[0], "file")
    return Media(alt=one.alt, file=one.name, kind=kind, mime=mime)


def _language(headers: Headers) -> str:
    """As the writer's program declares it (RFC 3282)."""
    told = headers.raw("content-language").partition(",")[0].strip()
    return told if _LANGUAGE.fullmatch(told) else ""


def _mended(text: str, odd: dict[str, None]) -> str:
    whole, found = clean(text)
    odd.update(dict.fromkeys(found))
    return whole
