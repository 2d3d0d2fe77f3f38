"""What is said in a film, as its captions have it."""

from __future__ import annotations

import re
from typing import Final

#: Times and numbers of cues, and what a track begins with: nobody reads them.
_FRAME: Final = re.compile(
    r"\AWEBVTT.*$|^(?:\d+\n)?(?:\d+:)?\d{2}:\d{2}[.,]\d{3}[ \t]*-->.*$", re.M
)
_MARKUP: Final = re.compile(r"<[^<>]*>")


def said(track: bytes) -> str:
    """The words of a WebVTT or SRT track, a cue's lines as one: who reads them reads on."""
    text = track.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    cues = re.split(r"\n\s*\n", _FRAME.sub("", text))
    words = (" ".join(_MARKUP.sub("", cue).split()) for cue in cues)
    return "\n".join(filter(None, words))
