"""LinkedIn's *little* text: what the words of a post are written in, where signs of its own must be escaped.

One that is not ends the post there, and nothing says so. A hashtag is written as a template, since that holds for any
letters; a sign that is escaped is shown as it is. Comments are plain text and have nothing to do with this.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format (May 2026).
"""

from __future__ import annotations

import re
from typing import Final

#: A hashtag as people write it: not in the middle of a word or an address, and more than a number.
TAG: Final = re.compile(r"(?<![\w#＃&/\\])#(?=\w*[^\W\d_])(\w+)")
_RESERVED: Final = re.compile(r"[\\|{}@\[\]()<>#*_~]")
_ESCAPED: Final = re.compile(r"\\([\\|{}@\[\]()<>#*_~])")
_WRITTEN: Final = re.compile(
    r"\\(?P<sign>[\\|{}@\[\]()<>#*_~])"
    r"|\{hashtag\|\\?(?P<mark>[#＃])\|(?P<tag>(?:\\.|[^\\|{}]){0,3000})\}"
    r"|@\[(?P<name>(?:\\.|[^\\\]]){0,300})\]\(urn:li:(?:\\.|[^\\)]){0,300}\)",
    re.DOTALL,
)


def escape(text: str) -> str:
    """The words as LinkedIn wants them: it will show these, and the hashtags in them work."""
    written, done = [], 0
    for found in TAG.finditer(text):
        written += [_plain(text[done : found.start()]), r"{hashtag|\#|", _plain(found[1]), "}"]
        done = found.end()
    return "".join([*written, _plain(text[done:])])


def unescape(written: str) -> str:
    """The words as LinkedIn shows them; of a mention the name. What is no little text stays as it is."""
    return _WRITTEN.sub(_shown, written)


def _plain(text: str) -> str:
    return _RESERVED.sub(r"\\\g<0>", text)


def _shown(found: re.Match[str]) -> str:
    if found["sign"]:
        return found["sign"]
    if found["mark"]:
        return found["mark"] + _ESCAPED.sub(r"\1", found["tag"])
    return _ESCAPED.sub(r"\1", found["name"])
