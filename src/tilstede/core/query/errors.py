"""What can be wrong with a search: a stable code, where, and what might have been meant."""

from __future__ import annotations

import re
from typing import Final

#: Control characters that part no words, and halves of a UTF-16 pair. Posts are cleaned of them (`core.text.clean`),
#: and not every database takes them.
UNSEEN: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")

#: code -> what it says, in English. Pages and the command line translate by code; the words in braces
#: are `QueryError.parameters`.
MESSAGES: Final[dict[str, str]] = {
    "bad-date": "“{found}” is no date. Write 2026-01-31, 2026-01 or 2026.",
    "bad-distance": "“{found}” must say how many words may stand between: NEAR/10, at most {limit}.",
    "bad-language": "“{found}” is no language code. Write nb, nn, en or another code of two or three letters.",
    "bad-character": "{name} stands here, a character that no text holds and nobody sees.",
    "close-paren": "This parenthesis closes nothing.",
    "empty": "There is nothing to search for.",
    "empty-group": "There is nothing between these parentheses.",
    "empty-value": "“{found}” must be followed by a value, without a space between.",
    "near-mixed": "Words near each other are joined by one and the same operator; “{found}” is another.",
    "near-operand": "Only words and phrases can be near each other, or several in parentheses with OR.",
    "near-too-many": (
        "These are too many words near each other: at most {parts} in a row, and {limit} combinations."
    ),
    "no-word": "“{found}” has neither letters nor digits, so it cannot be searched for.",
    "only-negation": "“{found}” only says what is not wanted; add something that is.",
    "open-paren": "This parenthesis is never closed.",
    "open-quote": "This quotation mark is never closed.",
    "operand-missing": "“{found}” needs something to search for on each side.",
    "phrase-of-one": "“{found}” is one word; words between can only be allowed in a phrase of several.",
    "star-place": "A star stands at the end of a word, for any ending: kommun*.",
    "stem-too-short": "“{found}” is too short: at least {limit} letters before the star.",
    "too-deep": "There are more than {limit} parentheses inside each other.",
    "too-long": "The search is longer than {limit} characters.",
    "too-many-stems": "There are more than {limit} words with a star.",
    "too-many-terms": "There are more than {limit} words, phrases and fields.",
    "unknown-field": "“{found}” is no field. The fields are {values}. In quotation marks it is text.",
    "unknown-operator": "“{found}” is no operator here. In quotation marks it is text.",
    "unknown-value": "“{found}” is not among the values of this field: {values}.",
    "value-list": "“{found}” takes one value at a time, without parentheses.",
}


class QueryError(ValueError):
    """A search that cannot be understood, or that would cost too much.

    ``start`` and ``end`` are places in the search as typed, in characters; ``found`` is what stands
    there; ``suggestion`` what could stand there instead, or ``""``.
    """

    def __init__(
        self, code: str, query: str, start: int, end: int, *, suggestion: str = "", **more: object
    ) -> None:
        self.code = code
        self.start = start
        self.end = end
        self.found = query[start:end]
        self.suggestion = suggestion
        self.parameters = {
            "found": self.found,
            **{name: str(value) for name, value in more.items()},
        }
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """In English."""
        return MESSAGES[self.code].format(**self.parameters)


def visible(query: str) -> str:
    """The search with a sign (U+FFFD) in place of each character that would not be seen, or would do something."""
    return UNSEEN.sub("\ufffd", query)
