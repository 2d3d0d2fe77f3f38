"""Words of strangers made fit for a page: escaped, in paragraphs, addresses made into links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import nh3
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]+", re.IGNORECASE)
_BREAK = re.compile(r"\n{2,}")
#: Signs that end a sentence more often than an address.
_TRAILING = ".,:;!?…'*_~"
_PAIRS = {")": "(", "]": "[", "}": "{"}
#: Stand for <mark> and </mark> while a text is on its way; taken out of the text beforehand.
_ON, _OFF = "\ue000", "\ue001"
_SIGNS = re.compile(f"[{_ON}{_OFF}]")

#: `nofollow`: no one's ranking is ours to lift; `ugc`: strangers' words; `noopener`: our page stays ours.
RELATION = "nofollow noopener ugc"
_TAGS = frozenset(
    [
        "p",
        "br",
        "a",
        "strong",
        "b",
        "em",
        "i",
        "ul",
        "ol",
        "li",
        "blockquote",
        "q",
        "cite",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "code",
        "sub",
        "sup",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "dl",
        "dt",
        "dd",
        "hr",
        "abbr",
        "time",
    ]
)

#: Characters of a post shown in a list; the rest is one link away.
LONGEST = 700
#: How much before the first hit is shown when it lies further into the text.
_LEAD = 200

Span = tuple[int, int]


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """The text in order as (words, "") and (words of an address, address)."""
    place = 0
    for found in _ADDRESS.finditer(text):
        words = _without_tail(found[0])
        if found.start() > place:
            yield text[place : found.start()], ""
        yield words, _SIGNS.sub("", words)
        place = found.start() + len(words)
    if place < len(text):
        yield text[place:], ""


def _without_tail(address: str) -> str:
    """The address without what belongs to the sentence around it."""
    while address[-1] in _TRAILING or (
        address[-1] in _PAIRS and address.count(address[-1]) > address.count(_PAIRS[address[-1]])
    ):
        address = address[:-1]
    return address


def linked(text: str) -> SafeString:
    """Plain text as HTML, with its addresses as links."""
    parts = [
        format_html('<a href="{}" rel="{}">{}</a>', address, RELATION, words)
        if address
        else escape(words)
        for words, address in pieces(text)
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped just above


def paragraphs(text: str, spans: Iterable[Span] = ()) -> SafeString:
    """Plain text as HTML paragraphs, hits marked; an empty line parts them, a line break stays one."""
    blocks = [block.strip("\n") for block in _BREAK.split(_signed(text, spans).strip())]
    made = [f"<p>{linked(block)}</p>".replace("\n", "<br>") for block in blocks if block.strip()]
    return _with_marks("".join(made))


def marked(text: str, spans: Iterable[Span] = ()) -> SafeString:
    """One line of plain text as HTML, hits marked."""
    return _with_marks(escape(_signed(text, spans)))


def _signed(text: str, spans: Iterable[Span]) -> str:
    """The text with a sign before and after each hit; signs of its own become spaces, so places keep."""
    text = _SIGNS.sub(" ", text)
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]}{_ON}{text[start:end]}{_OFF}{text[end:]}"
    return text


def _with_marks(html: str) -> SafeString:
    """A mark never spans paragraphs or links, since hits are words."""
    made = html.replace(_ON, "<mark>").replace(_OFF, "</mark>")
    return mark_safe(made)  # noqa: S308 - made by the functions above from escaped text


class Excerpt(NamedTuple):
    """The beginning of a text as HTML; ``cut``: there is more of it."""

    html: SafeString
    cut: bool


def excerpt(text: str, spans: Sequence[Span] = ()) -> Excerpt:
    """At most about LONGEST characters, cut between words, from the first hit where that lies later."""
    if len(text) <= LONGEST:
        return Excerpt(paragraphs(text, spans), cut=False)
    first = min((start for start, _end in spans), default=0)
    begin = _between_words(text, first - _LEAD) if first > LONGEST - _LEAD else 0
    end = _between_words(text, begin + LONGEST)
    before, after = "… " if begin else "", " …" if end < len(text) else ""
    moved = len(before) - begin
    inside = [
        (start + moved, stop + moved) for start, stop in spans if begin <= start and stop <= end
    ]
    return Excerpt(paragraphs(before + text[begin:end].rstrip() + after, inside), cut=True)


def _between_words(text: str, place: int) -> int:
    """The nearest place at or before this one where a word ends."""
    found = max(text.rfind(" ", 0, place), text.rfind("\n", 0, place))
    return found + 1 if found > place - 100 else place


def article(html: str) -> SafeString:
    """A stranger's markup with its headings, lists and links kept, and all else taken away.

    No pictures (they would be fetched from the stranger), no classes, ids or styles.
    """
    clean = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={"a": {"href"}, "time": {"datetime"}, "abbr": {"title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=RELATION,
    )
    return mark_safe(clean)  # noqa: S308 - cleaned just above
