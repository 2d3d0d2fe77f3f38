"""Captions as they come, made into WebVTT, which is what networks take.

Sources: WebVTT, w3.org/TR/webvtt1 (2019), 4.1; SRT as its own program writes it (SubRip 1.50): the same cues with a
comma before the thousandths.
"""

from __future__ import annotations

import re
from typing import Final

from tilstede.core.text import clean
from tilstede.outbox.drafting.taking import NotTaken

#: Bytes of captions; a film of three hours has a tenth of it.
LARGEST: Final = 2 << 20
_TIME: Final = r"(?:\d{1,3}:)?\d{2}:\d{2}[.,]\d{3}"
_CUE: Final = re.compile(rf"^({_TIME})[ \t]*-->[ \t]*({_TIME})(.*)$", re.MULTILINE)


def webvtt(data: bytes) -> bytes:
    """:raises NotTaken: there is not one cue in it."""
    text, _odd = clean(_decoded(data))
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not _CUE.search(text):
        raise NotTaken("captions")
    if not text.startswith("WEBVTT"):
        text = f"WEBVTT\n\n{_CUE.sub(_pointed, text)}"
    return f"{text}\n".encode()


def _decoded(data: bytes) -> str:
    """Old SRT files are in the letters of Western Windows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _pointed(cue: re.Match[str]) -> str:
    began, ended = (moment.replace(",", ".") for moment in cue.groups()[:2])
    return f"{began} --> {ended}"
