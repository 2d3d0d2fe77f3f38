"""LinkedIn's little text, read as its grammar has it, and not by what tilstede writes it with: a sign that should have
been escaped ends the text there, as it does at LinkedIn."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

RESERVED = frozenset("\\|{}@[]()<>#*_~")


@dataclass
class Little:
    """``shown``: what a reader sees. ``tags``: the hashtags that work. ``kept``: as LinkedIn hands it out again."""

    shown: str = ""
    kept: str = ""
    tags: list[str] = field(default_factory=list)


def read(text: str) -> Little:
    found, at = Little(), 0
    while at < len(text):
        sign = text[at]
        if sign == "\\" and text[at + 1 : at + 2] in RESERVED:
            found.shown += text[at + 1]
            found.kept += text[at : at + 2]
            at += 2
        elif sign in RESERVED:
            end = _element(text, at, found)
            if not end:
                return found
            at = end
        else:
            found.shown += sign
            found.kept += sign
            at += 1
    return found


def _element(text: str, at: int, found: Little) -> int:
    """Where a template, a hashtag or a mention ends; 0 where there is none."""
    if tag := re.compile(r"\{hashtag\|\\#\|((?:[^\\|{}@\[\]()<>#*_~]|\\.)+)\}").match(text, at):
        name = re.sub(r"\\(.)", r"\1", tag[1])
    elif tag := re.compile(r"#([^\W_]+)").match(text, at):
        name = tag[1]
    elif mention := re.compile(r"@\[([^\]]+)\]\(urn:li:\w+:\w+\)").match(text, at):
        found.shown += mention[1]
        found.kept += mention[0]
        return mention.end()
    else:
        return 0
    found.shown += f"#{name}"
    found.tags.append(name)
    found.kept += "{hashtag|\\#|" + re.sub(r"_", r"\\_", name) + "}"
    return tag.end()
