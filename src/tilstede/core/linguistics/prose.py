"""The words of a post as its author wrote them, without addresses, handles and signs."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: No more of a text than this is read, in characters and in words: language shows early.
MOST_CHARACTERS: Final = 2_000
MOST_WORDS: Final = 120
#: No word is read further than this, in characters.
LONGEST: Final = 40
#: With fewer words than this beside them, hashtags are read too; with fewer, no language is sure.
FEW: Final = 3

#: Beyond this in Unicode are the scripts in which a letter can be a word.
_LETTER_IS_WORD: Final = "\u2e7f"

_LETTERS = re.compile(r"[^\W\d_]+(?:'(?=[^\W\d_]))?")
_NO_PROSE = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|[\w.+-]{0,64}@[\w.-]+(?:@[\w.-]+)?"
    r"|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:com|de|dk|eu|fi|io|is|net|no|org|se|tv|uk)\b(?:/\S*)?",
    re.IGNORECASE,
)
#: No address or handle is without one of these.
_SIGN = re.compile(r"\.[\w-]|[@:]")
_TAG = re.compile(r"#(\w+)")
_HUMP = re.compile(r"(?<=[^\W\d_])(?=[A-ZÆØÅÄÖÁČĐŊŠŦŽ][a-zæøåäöáčđŋšŧž])|_")


def words(text: str) -> list[str]:
    """The words in order; none when all are single letters.

    Those of hashtags count only where there is little else, parted at capitals.
    """
    text = unicodedata.normalize("NFC", _without_addresses(text[:MOST_CHARACTERS]))
    text = text.replace("’", "'")
    found = _LETTERS.findall(_TAG.sub(" ", text))
    if len(found) < FEW:
        found = _LETTERS.findall(_TAG.sub(lambda tag: f" {_HUMP.sub(' ', tag[1])} ", text))
    found = [word[:LONGEST] for word in found[:MOST_WORDS]]
    return found if any(len(word) > 1 or word > _LETTER_IS_WORD for word in found) else []


def _without_addresses(text: str) -> str:
    """An address or a handle holds one of three signs and no space, so few pieces need the slow look."""
    if not _SIGN.search(text):
        return text
    return " ".join(
        [
            _NO_PROSE.sub(" ", piece) if "." in piece or "@" in piece or ":" in piece else piece
            for piece in text.split()
        ]
    )
