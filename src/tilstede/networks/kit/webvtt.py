"""The words of captions: what is said in a film, as its author wrote it down, to be searched and read.

Source: WebVTT, w3.org/TR/webvtt1 (2019), sections 4.1 and 4.2.2.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from tilstede.core.text import clean

MIME: Final = "text/vtt"
_TAG: Final = re.compile(r"<[^>]*>")
_SPACE: Final = re.compile(r"\s+")


def words(data: bytes) -> str:
    """A line for each cue, without times, styles and notes; a line that stands on, in cue after cue, is told once."""
    text, _odd = clean(data.decode("utf-8-sig", "replace"))
    lines: list[str] = []
    for line in _spoken(text):
        if line not in lines[-2:]:
            lines.append(line)
    return "\n".join(lines)


def _spoken(text: str) -> Iterator[str]:
    for block in text.split("\n\n"):
        lines = block.split("\n")
        times = next((place for place, line in enumerate(lines) if "-->" in line), len(lines))
        for line in lines[times + 1 :]:
            if said := _SPACE.sub(" ", html.unescape(_TAG.sub("", line))).strip():
                yield said
