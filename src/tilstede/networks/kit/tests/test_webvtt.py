"""The words of captions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tilstede.networks.kit import webvtt

_TRACK = """\ufeffWEBVTT - Formannskapet

STYLE
::cue { color: white }

NOTE Skrive av tenesta

1
00:00:01.000 --> 00:00:04.000 align:start
<v Ordføraren>Velkomne til <i>møte</i>.

00:00:04.000 --> 00:00:07.500
Velkomne til møte.
Sak 1 &amp; sak 2

00:08.000 --> 00:09.000


00:09.000 --> 00:10.000
Bassenget
"""


def test_what_is_said_and_nothing_else() -> None:
    said = "Velkomne til møte.\nSak 1 & sak 2\nBassenget"
    assert webvtt.words(_TRACK.encode()) == said
    assert webvtt.words(_TRACK.replace("\n", "\r\n").encode()) == said


@given(st.binary())
def test_whatever_comes_gives_words_that_can_be_kept(data: bytes) -> None:
    webvtt.words(data).encode()


def test_no_captions_at_all() -> None:
    assert webvtt.words(b"") == ""
    assert webvtt.words(b"<html>Log in</html>") == ""
