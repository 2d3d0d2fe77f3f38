"""Words in capital letters only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

import simplemma

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.reading.lists import read
from tilstede.core.checks.reading.prose import Word, sentences

#: Letters of a word that is read as shouted, at least.
_SHORTEST: Final = 4
#: Beside these a word is a tag, or a name that programs use.
_TECHNICAL: Final = frozenset("#_")
#: So many words in a row are shouted, however short.
_ROW: Final = 3
_FORMS: Final = ("nb", "nn", "en")


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for part, text in enumerate(draft.parts):
        for sentence in sentences(text):
            for first, last in _shouted(text, sentence.words):
                yield Finding(
                    check=CHECK.id,
                    place="text",
                    part=part,
                    start=first.start,
                    end=last.end,
                    found=text[first.start : last.end],
                    values={"found": text[first.start : last.end]},
                )


def _shouted(text: str, words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    """The first and last of each row of shouted words; a row has one at least that is a common word."""
    row: list[Word] = []
    for word in words:
        if row and text[row[-1].end : word.start].strip():
            yield from _ends(row)
            row = []
        if _is_capitals(text, word):
            row.append(word)
        else:
            yield from _ends(row)
            row = []
    yield from _ends(row)


def _ends(row: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    if _is_shouted(row):
        yield row[0], row[-1]


def _is_shouted(row: Sequence[Word]) -> bool:
    return any(len(row) >= _ROW or len(one.text) >= _SHORTEST for one in row if _is_common(one))


def _is_capitals(text: str, word: Word) -> bool:
    beside = text[max(0, word.start - 1) : word.start] + text[word.end : word.end + 1]
    return word.text.isupper() and len(word.text) > 1 and not _TECHNICAL.intersection(beside)


def _is_common(word: Word) -> bool:
    return word.text not in _names() and simplemma.is_known(word.text.lower(), lang=_FORMS)


@cache
def _names() -> frozenset[str]:
    return frozenset(str(read("shortened")["capitals"]).split())


CHECK = Check(
    id="shouting",
    level="advice",
    source="networks' own help on capital letters and screen readers; 4 of 100 posts that people write themselves have"
    " such a word (measured 22 November 2026)",
    title=gettext_noop("Capital letters only"),
    advice=gettext_noop(
        "“{found}” reads as shouting, is slow to read, and may be spelt out letter by letter to those who listen. Write"
        " it in small letters."
    ),
    look=_look,
)
