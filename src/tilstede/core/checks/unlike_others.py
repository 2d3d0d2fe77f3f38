"""Reads unlike the conversation it joins: by its words, and by how it is built.

Two numbers, both of which can be told in words: how much likelier the words are among people than in an office
(`reading.talk`), and how far the draft is from the middle of the others (`reading.shape`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.reading import form, shape, talk

#: An office's words on the whole, when the mean word is this much likelier there (natural logarithm).
_OFFICE: Final = -0.5
#: Words that must be known before anything is said of them.
_KNOWN: Final = 10
#: Posts of others before they are a crowd.
_CROWD: Final = 5
#: How far from its middle is outside, on the whole and in one measure.
_FAR: Final = 0.5
_OUTSIDE: Final = 0.8
#: Measures that are told, the worst first.
_WORST: Final = 2

#: What is said of a measure that is far above the others', or far below.
_ABOVE: Final = {
    "length": gettext_noop(
        "It is longer than what others write here: {has} words, where the middle one of theirs has {usual}."
    ),
    "sentence": gettext_noop(
        "Its sentences are longer than those of others here: {has} words each, where theirs have {usual}."
    ),
    "long": gettext_noop(
        "Its words are longer than those of others here: {has} of 100 have more than six letters, and {usual} of"
        " theirs."
    ),
    "tags": gettext_noop("It has more tags than others use here: {has}, where {usual} is usual."),
}
_BELOW: Final = {
    "speaks": gettext_noop("Others here say “I” and “we”; in this draft nobody speaks."),
    "spoken_to": gettext_noop("Others here say “you” to each other; this draft speaks to nobody."),
    "asks": gettext_noop("Others here ask something; this draft does not."),
}


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    written = form.of(draft)
    yield from _words(draft, around, written)
    if len(around.others) >= _CROWD:
        yield from _shape(draft, around, written)


def _words(draft: Draft, around: Around, written: str) -> Iterator[Finding]:
    told = talk.score(draft.parts, written, around.others)
    if told and told.words >= _KNOWN and told.mean < _OFFICE and told.away:
        yield Finding(
            check=CHECK.id,
            values={"away": _row(told.away), "nearer": _row(told.nearer)},
        )


def _shape(draft: Draft, around: Around, written: str) -> Iterator[Finding]:
    sides = shape.compare(draft.parts, around.others, written)
    if shape.distance(sides) < _FAR:
        return
    told = [(side, advice) for side in sides if (advice := _advice(side))]
    for side, advice in told[:_WORST]:
        yield Finding(
            check=CHECK.id,
            advice=advice,
            values={"has": round(side.has), "usual": round(side.usual)},
        )


def _advice(side: shape.Side) -> str:
    if side.off < _OUTSIDE:
        return ""
    return (_ABOVE if side.place > 1 / 2 else _BELOW).get(side.name, "")


def _row(words: tuple[str, ...]) -> str:
    return ", ".join(words) or "–"


CHECK = Check(
    id="unlike-others",
    level="advice",
    source="the advice that tilstede is founded on: be like the others, speak like the others; our own measurement, in"
    " docs/checks.md",
    title=gettext_noop("Unlike what others write"),
    advice=gettext_noop(
        "It reads more like an office than like people. Words that make it so: {away}. Words that pull the other way:"
        " {nearer}."
    ),
    look=_look,
)
