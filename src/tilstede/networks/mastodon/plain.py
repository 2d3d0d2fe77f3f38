"""The HTML that Mastodon itself writes, read without a parser.

Its text formatter (docs.joinmastodon.org/spec/activitypub#sanitization, 2026) knows paragraphs, line breaks and
links, of which the hidden parts stand in spans. Most statuses hold nothing else. What this reads, it reads as
`markup` does; whatever it does not know for certain, it leaves to it.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from tilstede.core.post import Link
from tilstede.networks.mastodon.links import shown

#: White space that is no space, and all that `core.text.clean` or a parser would change or report.
_SPECIAL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e\ufffe\uffff]")
#: A link, alone or as the mention of an account: the span around it, attributes, content.
_LINK = re.compile(
    r'(<span class="h-card"(?: translate="no")?>)?'
    r'<a((?: [a-z]++="[^"<>]*+")++)>'
    r'([^<>]*+(?:<span(?: class="[a-z]*+")?>[^<>]*+</span>[^<>]*+)*+)'
    r"</a>(?(1)</span>)"
)
_ATTRIBUTE = re.compile(r' ([a-z]++)="([^"]*+)"')
_SPAN = re.compile(r"<[^>]*+>")
_SPACES = re.compile(" {2,}")
_LINE_ENDS = re.compile(" *\n *")
_REFERENCES: Final = frozenset({"mention hashtag", "u-url mention"})
_WEB: Final = ("https://", "http://")
_LEAST: Final = 20  #: characters of an address that is surely more than its beginning and what may be cut off its end
_PIECES: Final = 4  #: from one text between links to the next, in what `_LINK` splits


class Rendered(NamedTuple):
    """``quote``: the address in the "RE: …" line that stands in for a quoted post, left out of the text."""

    text: str
    links: tuple[Link, ...]
    quote: str


class _Unsure(Exception):
    """Something else than what Mastodon writes."""


def render(html: str) -> Rendered | None:
    """What a reader sees; None when it is for `markup` to say."""
    if not html.isprintable() and _SPECIAL.search(html):
        return None
    links: dict[str, Link] = {}
    try:
        text = _laid_out(_written(html, links))
    except _Unsure:
        return None
    return Rendered(text, tuple(links.values()), "")


def _written(html: str, links: dict[str, Link]) -> str:
    inside = html.startswith("<p>") and html.endswith("</p>")
    body = html[3:-4] if inside else html
    if "<a " not in body:
        return _running(body, inside=inside)
    pieces = _LINK.split(body)
    written = [_running(pieces[0], inside=inside)]
    for place in range(1, len(pieces), _PIECES):
        _, attributes, label, after = pieces[place : place + _PIECES]
        written += (_link(attributes, label, links), _running(after, inside=inside))
    return "".join(written)


def _running(html: str, *, inside: bool) -> str:
    """The text between two links, with line breaks. ``inside``: it lies in paragraphs."""
    if "<" in html:
        if "<br" in html:
            html = html.replace("<br />", "\n").replace("<br>", "\n").replace("<br/>", "\n")
        if inside:
            html = html.replace("</p><p>", "\n\n")
        if "<" in html:
            raise _Unsure
    return _decoded(html)


def _decoded(text: str) -> str:
    if "&" not in text:
        return text
    text = text.replace("&lt;", "<").replace("&gt;", ">")
    text = text.replace("&quot;", '"').replace("&#39;", "'")
    if text.count("&") != text.count("&amp;"):
        raise _Unsure
    return text.replace("&amp;", "&")


def _link(attributes: str, label: str, links: dict[str, Link]) -> str:
    """The text of a link: by far the most are mentions, hashtags, and addresses that say where they lead."""
    if "<" in label:
        label = _SPAN.sub("", label)
    named = dict(found := _ATTRIBUTE.findall(attributes))
    if len(named) != len(found):
        raise _Unsure
    href, classes = named.get("href", ""), named.get("class", "")
    if classes in _REFERENCES:
        return _decoded(label)
    if label == href and not classes and len(href) > _LEAST and href.startswith(_WEB):
        address = _decoded(href)
        if " " not in address and address.isprintable():
            links.setdefault(address, Link(url=address))
            return address
    return shown(_decoded(label), _decoded(href), classes, links)


def _laid_out(text: str) -> str:
    """White space as a page shows it: one space between words, none at the ends of a line."""
    if "  " in text:
        text = _SPACES.sub(" ", text)
    if " \n" in text or "\n " in text:
        text = _LINE_ENDS.sub("\n", text)
    text = text.strip(" \n")
    if "\n\n\n" in text:  # how many there are depends on which of them paragraphs made
        raise _Unsure
    return text
