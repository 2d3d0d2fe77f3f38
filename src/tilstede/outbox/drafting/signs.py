"""What in a draft could make one think twice. Signs help the writer to answer; they never answer, except for the body's
own list of topics that a second person must see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal

from tilstede.core.text import tokens
from tilstede.core.topics import place
from tilstede.outbox import must_see, subtitles
from tilstede.outbox.drafting import files
from tilstede.outbox.drafting.asking import Asked
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.models import File

Kind = Literal["personal", "case", "figure", "topic"]

#: Beginnings of words that tell of somebody's case; bokmål, nynorsk, English.
_CASES: Final = (
    *(
        "saksnummer",
        "saksnr",
        "saksbehand",
        "sakshandsam",
        "enkeltvedtak",
        "vedtak",
        "klage på",
        "klagen",
    ),
    *(
        "anmeld",
        "meld til politi",
        "melding til barnevern",
        "barnevern",
        "tilsynssak",
        "varslingssak",
    ),
    *(
        "personalsak",
        "rettssak",
        "domstol",
        "søksmål",
        "pasient",
        "diagnose",
        "case number",
        "complaint",
        "lawsuit",
    ),
)
#: A number that says how much of something: with a unit, per cent or a magnitude.
_FIGURE: Final = re.compile(
    r"\b\d[\d .,\u00a0]*\s?(?:%|prosent\b|per ?cent\b|kr\b|kroner\b|NOK\b|million\w*|milliard\w*|mill\.|mrd\.?)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Sign:
    """``found``: the words it is about."""

    kind: Kind
    found: str


def of(content: Content, found: Sequence[Asked]) -> list[Sign]:
    """All signs, each once. ``found``: what the checks say of the draft."""
    every = chain(
        (Sign("topic", word) for word in topics(content)),
        _personal(found),
        _cases(content),
        _figures(content),
    )
    return list(dict.fromkeys(every))


def topics(content: Content) -> list[str]:
    """The must-see topics that it is about."""
    return must_see.topics(chain(_texts(content), _captions(content)))


def _captions(content: Content) -> Iterator[str]:
    """What is said in its films."""
    keys = [track.file for item in content.media for track in item.captions]
    rows = File.objects.filter(key__in=keys) if keys else ()
    return (subtitles.said(files.data(row)) for row in rows)


def _personal(found: Iterable[Asked]) -> Iterator[Sign]:
    """What tells something of somebody, also where it was said that it may stand."""
    return (Sign("personal", one.finding.found) for one in found if one.check.personal)


def _cases(content: Content) -> Iterator[Sign]:
    for text in map(tokens, _texts(content)):
        for words in map(tokens, _CASES):
            if start := place(words, text):
                yield Sign("case", " ".join(text[start - 1 : start - 1 + len(words)]))


def _figures(content: Content) -> Iterator[Sign]:
    """Figures, where nothing leads to where they are from."""
    texts = list(_texts(content))
    if content.page or any("://" in text for text in texts):
        return iter(())
    return (Sign("figure", hit[0].strip()) for text in texts for hit in _FIGURE.finditer(text))


def _texts(content: Content) -> Iterator[str]:
    yield from (content.title, content.warning, *content.parts)
    for parts in content.variants.values():
        yield from parts
    yield from content.poll.options if content.poll else ()
    yield from (item.alt for item in content.media if item.alt)
    yield from content.tags
    yield content.page
