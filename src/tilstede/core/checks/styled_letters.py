"""Signs of mathematics, circled and wide letters used as bold or italic type."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

import regex

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.places import pieces

_STYLED: Final = (
    "\U0001d400-\U0001d7ff"  # mathematical
    "\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f172-\U0001f17d\U0001f180-\U0001f189"  # squared, circled
    "\u24b6-\u24e9\uff21-\uff3a\uff41-\uff5a\u210a-\u2113\u211b-\u211d"
)
_ROW: Final = regex.compile(rf"[{_STYLED}](?:[ \u00a0]?[{_STYLED}])+")


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for piece in pieces(draft):
        if piece.text.isascii():
            continue
        for hit in _ROW.finditer(piece.text):
            yield Finding(
                check=CHECK.id,
                place=piece.place,
                part=piece.part,
                start=hit.start(),
                end=hit.end(),
                found=hit[0],
                instead=(_plain(hit[0]),),
                values={"plain": _plain(hit[0])},
            )


def _plain(styled: str) -> str:
    """The same in common letters. Squared and white circled capitals have no common form in Unicode's own tables."""
    plain = unicodedata.normalize("NFKC", styled)
    return "".join(_unboxed(letter) for letter in plain)


def _unboxed(letter: str) -> str:
    name = unicodedata.name(letter, "")
    boxed = name.startswith(("SQUARED LATIN", "NEGATIVE SQUARED LATIN", "NEGATIVE CIRCLED LATIN"))
    return name[-1] if boxed else letter


CHECK = Check(
    id="styled-letters",
    level="advice",
    source="Unicode 15, blocks 1D400–1D7FF, 2460–24FF, 1F100–1F1FF, FF00–FFEF: signs of their own, not type faces",
    title=gettext_noop("Letters that are no letters"),
    advice=gettext_noop(
        "These are signs of mathematics or signs in boxes, made to look like bold or italic letters. Screen readers"
        " pass over them or read each sign's long name, and search does not find them. Write: {plain}"
    ),
    look=_look,
)
