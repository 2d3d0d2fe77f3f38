"""Searches as SQLite's FTS5 writes them."""

from __future__ import annotations

from itertools import product

from tilstede.core.query import Near, Words
from tilstede.posts.search.plan import Term


class Fts5:
    """https://www.sqlite.org/fts5.html#full_text_query_syntax"""

    def words(self, words: Words) -> Term:
        return Term(f"text : {_phrase(words)}")

    def near(self, near: Near) -> Term:
        """FTS5 counts the words between as we do, but lets two parts share a word, and knows no order."""
        found = [
            f"text : NEAR({' '.join(map(_phrase, choice))}, {near.distance})"
            for choice in product(*near.parts)
        ]
        return Term(found[0] if len(found) == 1 else self.any_of(found), _is_exact(near))

    def marked(self, marks: tuple[str, ...]) -> str:
        found = [f'marks : "{mark}"' for mark in marks] or [_NOTHING]
        return found[0] if len(found) == 1 else self.any_of(found)

    def all_of(self, terms: list[str]) -> str:
        return f"({' AND '.join(terms)})"

    def any_of(self, terms: list[str]) -> str:
        return f"({' OR '.join(terms)})"

    def but_not(self, term: str, unwanted: list[str]) -> str:
        return f"({term} NOT {unwanted[0] if len(unwanted) == 1 else self.any_of(unwanted)})"


_NOTHING = 'marks : "_"'


def _phrase(words: Words) -> str:
    return f'"{" ".join(words.tokens)}"{" *" if words.prefix else ""}'


def _is_exact(near: Near) -> bool:
    return not near.ordered and not any(
        _may_meet(word, other)
        for number, part in enumerate(near.parts)
        for others in near.parts[number + 1 :]
        for word in part
        for other in others
    )


def _may_meet(words: Words, others: Words) -> bool:
    """Whether one and the same word of a post could belong to both."""
    return any(
        one == two or (starts and two.startswith(one)) or (ends and one.startswith(two))
        for one, starts in _endings(words)
        for two, ends in _endings(others)
    )


def _endings(words: Words) -> list[tuple[str, bool]]:
    *whole, last = words.tokens
    return [*((word, False) for word in whole), (last, words.prefix)]
