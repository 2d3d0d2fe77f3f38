"""Plain text as Mastodon 4 writes it: paragraphs, links, mentions and hashtags (its TextFormatter, 2026)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

_TOKEN = re.compile(
    r"(?P<url>https?://[^\s<>«»]*[^\s<>«».,:;!?)])"
    r"|(?<![\w/])@(?P<user>\w+)@(?P<host>[\w.-]*\w)"
    r"|(?<![\w/&])#(?P<tag>\w*[^\W\d]\w*)"
)
_SHOWN = 30


@dataclass(frozen=True)
class Marked:
    """The HTML, and whom and what it names: handles ``name@host`` and tags as written."""

    html: str
    handles: tuple[str, ...]
    tags: tuple[str, ...]


def marked(text: str, host: str) -> Marked:
    """The text as the server ``host`` would mark it up."""
    handles, tags = [], []
    for found in _TOKEN.finditer(text):
        if found["user"]:
            handles.append(f"{found['user']}@{found['host']}")
        if found["tag"]:
            tags.append(found["tag"])
    paragraphs = [_paragraph(part, host) for part in text.split("\n\n")]
    return Marked("".join(paragraphs), tuple(dict.fromkeys(handles)), tuple(dict.fromkeys(tags)))


def _paragraph(text: str, host: str) -> str:
    pieces, last = [], 0
    for found in _TOKEN.finditer(text):
        pieces += [_plain(text[last : found.start()]), _link(found, host)]
        last = found.end()
    return "<p>" + "".join([*pieces, _plain(text[last:])]) + "</p>"


def _plain(text: str) -> str:
    return escape(text).replace("&#x27;", "&#39;").replace("\n", "<br />")


def _link(found: re.Match[str], host: str) -> str:
    if found["url"]:
        return address(found["url"])
    if found["user"]:
        return (
            f'<span class="h-card" translate="no"><a href="https://{found["host"]}/@{found["user"]}"'
            f' class="u-url mention">@<span>{found["user"]}</span></a></span>'
        )
    return (
        f'<a href="{tag_address(found["tag"], host)}" class="mention hashtag" rel="tag">'
        f"#<span>{found['tag']}</span></a>"
    )


def tag_address(tag: str, host: str) -> str:
    """The page of a hashtag."""
    return f"https://{host}/tags/{quote(tag.lower())}"


def address(url: str) -> str:
    """A link as Mastodon writes it: the scheme and what is over thirty characters are there, but hidden."""
    scheme, _, rest = url.partition("://")
    shown, hidden = rest[:_SHOWN], rest[_SHOWN:]
    shape = "ellipsis" if hidden else ""
    return (
        f'<a href="{escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{scheme}://</span><span class="{shape}">{escape(shown)}</span>'
        f'<span class="invisible">{escape(hidden)}</span></a>'
    )
