"""Searches as PostgreSQL's tsquery writes them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import prod

from tilstede.core.query import Near, Words
from tilstede.core.text import SEPARATOR
from tilstede.posts.search.plan import Term

#: More ways for words to be near each other than these are not spelt out.
_WAYS = 250


class Tsquery:
    """https://www.postgresql.org/docs/15/datatype-textsearch.html#DATATYPE-TSQUERY

    ``has_long`` tells whether any post has a word so often that its places are not all kept: then
    posts are found for phrases by their words alone, and looked at one by one.
    """

    def __init__(self, has_long: Callable[[], bool]) -> None:
        self.has_long = has_long

    def words(self, words: Words) -> Term:
        if len(words.tokens) > 1 and self.has_long():
            return Term(self._all_words(words), exact=False)
        return Term(_phrase(words))

    def near(self, near: Near) -> Term:
        """A tsquery knows only exact distances, so that each is an alternative."""
        steps = (near.distance + 1) * (1 if near.ordered else 2)
        ways = prod(len(part) for part in near.parts) * steps
        if len(near.parts) > 2 or ways > _WAYS or self.has_long():
            parts = [self.any_of([self._all_words(words) for words in part]) for part in near.parts]
            return Term(self.all_of(parts), exact=False)
        one, other = near.parts
        pairs = list(product(one, other)) + ([] if near.ordered else list(product(other, one)))
        return Term(
            self.any_of(
                [
                    f"{_phrase(first)} <{step}> {_phrase(second)}"
                    for first, second in pairs
                    for step in range(1, near.distance + 2)
                ]
            )
        )

    def marked(self, marks: tuple[str, ...]) -> str:
        return self.any_of(
            [f"'{SEPARATOR}{mark}'" for mark in marks] or [f"'{SEPARATOR}{SEPARATOR}'"]
        )

    def all_of(self, terms: list[str]) -> str:
        return f"({' & '.join(terms)})"

    def any_of(self, terms: list[str]) -> str:
        return f"({' | '.join(terms)})"

    def but_not(self, term: str, unwanted: list[str]) -> str:
        return f"({term} & !{self.any_of(unwanted)})"

    def _all_words(self, words: Words) -> str:
        *whole, last = words.tokens
        found = [_phrase(Words((word,))) for word in whole]
        return self.all_of([*found, _phrase(Words((last,), words.prefix))])


def _phrase(words: Words) -> str:
    quoted = " <-> ".join(f"'{token}'" for token in words.tokens)
    return f"({quoted}{':*' if words.prefix else ''})"
