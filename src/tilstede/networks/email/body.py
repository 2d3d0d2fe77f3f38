"""What a letter holds: the words in it, and the files that came with them.

Source: RFC 2045–2049 (MIME), RFC 1847 and 8551 (signed and encrypted), RFC 2183 (what is attached), RFC 6522
(reports). The parts are read as a mail program shows them: of alternatives the plain one, the HTML one where there is
no plain one; several texts one after the other; all else as files. What is inside an attached letter stays inside it.
"""

from __future__ import annotations

import binascii
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.generator import BytesGenerator
from email.message import Message
from email.policy import compat32
from typing import Final

from tilstede.networks.email import flowed
from tilstede.networks.email.charsets import decoded
from tilstede.networks.email.headers import Headers, Refusal, words

#: More than any letter written by a person has.
MOST_PARTS: Final = 500
DEEPEST: Final = 60
_TEXTS: Final = frozenset({"text/plain", "text/html"})
_SIGNATURES: Final = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
_SECRET: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_INLINE_PGP: Final = re.compile(r"^-----BEGIN PGP (MESSAGE|SIGNED MESSAGE)-----\s*$", re.M)
_ENDINGS: Final = {
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "text/html": ".html",
    "message/delivery-status": ".txt",
    "application/pgp-encrypted": ".pgp",
}
_MIME: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_NAMED: Final = re.compile(r"name\b", re.IGNORECASE)
_UNSAFE: Final = re.compile(r"[/\\:\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class File:
    """A part that is a file. ``name``: as the writer's program calls it; ``alt``: a description, where there is one."""

    part: Message
    name: str
    mime: str
    alt: str | None = None

    def content(self) -> bytes:
        """The file's bytes; of broken base64 as much as can be read."""
        return content(self.part)


@dataclass(frozen=True, slots=True)
class Words:
    """A text of the letter, plain, as HTML, or the same in both."""

    plain: str = ""
    html: str = ""


@dataclass(slots=True)
class Body:
    """The words one after the other, and the files. ``odd``: codes of what had to be mended."""

    odd: dict[str, None]
    words: list[Words] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    parts: int = 0


def read(message: Message, odd: dict[str, None]) -> Body:
    """:raises Refusal: nested deeper than anything real."""
    body = Body(odd)
    _take(message, body, 0)
    for text in body.words:
        if found := _INLINE_PGP.search(text.plain):
            odd["encrypted" if found[1] == "MESSAGE" else "signed"] = None
    return body


def _take(part: Message, body: Body, depth: int) -> None:
    if depth > DEEPEST:
        raise Refusal("too-deep", f"parts within parts, more than {DEEPEST} deep")
    body.parts += 1
    if body.parts > MOST_PARTS:
        body.odd["parts-left-out"] = None
        return
    kind = _kind(part)
    if not part.is_multipart() or kind.startswith("message/"):
        _take_leaf(part, kind, body)
    elif kind == "multipart/alternative":
        _take_alternatives(part, body, depth)
    else:
        _note(part, kind, body)
        for inner in _children(part):
            _take(inner, body, depth + 1)


def _kind(part: Message) -> str:
    kind = part.get_content_type()
    return kind if _MIME.fullmatch(kind) else "application/octet-stream"


def _children(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (inner for inner in payload if isinstance(inner, Message))


def _note(part: Message, kind: str, body: Body) -> None:
    """What the container tells of its content."""
    if kind == "multipart/signed":
        body.odd["signed"] = None
    elif kind == "multipart/encrypted":
        body.odd["encrypted"] = None
    elif kind == "multipart/report" and "delivery-status" in str(part.get("content-type")).lower():
        body.odd["bounce"] = None


def _take_alternatives(part: Message, body: Body, depth: int) -> None:
    """The same words in several forms: each form is read by itself, and what is no text is a file."""
    before, found = body.words, Words()
    for inner in _children(part):
        body.words = []
        _take(inner, body, depth + 1)
        plain = "\n\n".join(one.plain for one in body.words if one.plain.strip())
        html = "\n".join(one.html for one in body.words if one.html)
        found = Words(found.plain or plain, found.html or html)
    body.words = [*before, found]


def _take_leaf(part: Message, kind: str, body: Body) -> None:
    headers = Headers(part, body.odd)
    if kind.startswith("multipart/"):  # without parts: its boundary is missing
        body.odd["broken-mime"] = None
        kind = "text/plain"
    shown = headers.word("content-disposition")
    unnamed = shown == "inline" or not _name(part, body.odd)
    if kind in _TEXTS and shown != "attachment" and unnamed:
        _take_text(part, kind, body)
        return
    if kind in _SIGNATURES:
        body.odd["signed"] = None
    elif kind in _SECRET:
        sealed = "signed-data" not in headers.raw("content-type").lower()
        body.odd["encrypted" if sealed else "signed"] = None
    body.files.append(_file(part, kind, headers, body.odd))


def _take_text(part: Message, kind: str, body: Body) -> None:
    text = decoded(content(part), _parameter(part, "charset"), body.odd)
    if kind == "text/html":
        body.words.append(Words(html=text))
        return
    if _parameter(part, "format").lower() == "flowed":
        text = flowed.unfolded(text, delsp=_parameter(part, "delsp").lower() == "yes")
    body.words.append(Words(plain=text))


def _parameter(part: Message, name: str) -> str:
    """Of the part's Content-Type."""
    try:
        value = part.get_param(name, "")
    except (ValueError, TypeError, IndexError):  # the standard library on broken parameters
        return ""
    return str(value[2]) if isinstance(value, tuple) else str(value or "")


def content(part: Message) -> bytes:
    """A part's own bytes, its transfer encoding undone. Of an attached letter the letter, its lines ended by CRLF."""
    if part.is_multipart():
        target = io.BytesIO()
        writer = BytesGenerator(target, False, policy=compat32.clone(linesep="\r\n"))
        for inner in _children(part):
            writer.flatten(inner)
        return target.getvalue()
    try:
        data = part.get_payload(decode=True)
    except (ValueError, binascii.Error):
        data = None
    if isinstance(data, bytes):
        return data
    return str(part.get_payload()).encode("utf-8", "surrogateescape")


def _file(part: Message, kind: str, headers: Headers, odd: dict[str, None]) -> File:
    name = _name(part, odd)
    described = headers.text("content-description")
    fallback = kind.replace("/", "-") + _ENDINGS.get(kind, "")
    alt = described if described and described != name and kind.startswith("image/") else None
    return File(part, name or fallback, kind, alt)


def _name(part: Message, odd: dict[str, None]) -> str:
    """What the file is called (RFC 2183, 2231), also by programs that put an encoded word where none may stand."""
    if not _NAMED.search(f"{part.get('content-type')} {part.get('content-disposition')}"):
        return ""
    try:
        given = part.get_filename("") or ""
    except (
        ValueError,
        LookupError,
        TypeError,
        IndexError,
    ):  # the standard library on broken parameters
        given = ""
    return _UNSAFE.sub("_", words(given, odd)).strip(" .")[:200]
