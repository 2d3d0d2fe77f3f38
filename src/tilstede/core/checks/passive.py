"""Sentences that do not say who does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.reading import form, verbs
from tilstede.core.checks.reading.prose import Word, sentences

#: From the first word of a passive of two words to the second, at most.
_REACH: Final = 5

#: From a sentence's words, the first and last of each passive.
_Reader = Callable[[Sequence[Word]], Iterator[tuple[Word, Word]]]


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    reader = _READERS.get(form.of(draft))
    if reader is None:
        return
    for part, text in enumerate(draft.parts):
        for sentence in sentences(text):
            for first, last in reader(sentence.words):
                found = text[first.start : last.end]
                yield Finding(
                    check=CHECK.id,
                    place="text",
                    part=part,
                    start=first.start,
                    end=last.end,
                    found=found,
                    values={"found": found},
                )


def _bokmal(words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    for word in words:
        if word.text.islower() and verbs.is_s_passive(word.text):
            yield word, word
    yield from _with_participle(words, verbs.named("bli"), "nb")


def _nynorsk(words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    after_modal = False
    for word in words:
        if word.text.islower() and verbs.is_st_passive(word.text, after_modal=after_modal):
            yield word, word
        small = word.text.casefold()
        after_modal = small in verbs.named("modal") or (
            after_modal and small not in verbs.named("between")
        )
    yield from _with_participle(words, verbs.named("verte"), "nn")


def _with_participle(
    words: Sequence[Word], helpers: frozenset[str], written: str
) -> Iterator[tuple[Word, Word]]:
    for place, word in enumerate(words):
        small = word.text.casefold()
        reach = _REACH if small in helpers else 1 if small in verbs.named("been") else 0
        if reach:
            for last in _after(words, place, reach):
                if last.text in verbs.named("new_clause"):
                    break
                if verbs.is_participle(last.text, written):
                    yield word, last
                    break


def _after(words: Sequence[Word], place: int, reach: int) -> Iterator[Word]:
    """The words that follow it, up to a comma or another sign."""
    for before, word in pairwise(words[place : place + 1 + reach]):
        if word.start != before.end + 1:
            return
        yield word


def _english(words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    for place, word in enumerate(words):
        if word.text.casefold() in verbs.named("en.be"):
            near = [*_after(words, place, 3), None]
            for last, following in pairwise(near[:3]):
                if last and _english_done(last.text, following.text if following else ""):
                    yield word, last
                    break


def _english_done(word: str, following: str) -> bool:
    """Whether it is done, and not what somebody is. By whom tells that it is done: «are inspired by»."""
    if word in verbs.named("en.adjective") and following != "by":
        return False
    if word.startswith("un") or (word == "used" and following == "to"):
        return False
    return word in verbs.named("en.participle") or (word.endswith("ed") and len(word) > 3)


_READERS: Final[dict[str, _Reader]] = {"nb": _bokmal, "nn": _nynorsk, "en": _english}

CHECK = Check(
    id="passive",
    level="advice",
    source="common advice on clear language; an s-passive stands in 17 of 100 sentences of official reports, and in 2"
    " to 5 of 100 that people write themselves (measured 22 November 2026)",
    title=gettext_noop("Nobody does it"),
    advice=gettext_noop("“{found}” does not say who does it. If it is you, say “we” or “I”."),
    look=_look,
)
