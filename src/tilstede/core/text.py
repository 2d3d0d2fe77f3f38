"""Text as it is kept, and the words a search finds in it. One tokeniser for every engine.

A *word* is a run of letters, digits and the marks that belong to them, in any script, compared
without regard to case (Unicode default case folding) and to how accents were typed (NFC). All else
parts words, apostrophes, hyphens, full stops and underscores too: ``e-post`` is the phrase
"e post", ``NAV's`` is "nav s". æ, ø and å are letters of their own and are never folded to a and o;
nothing is stemmed, and nothing is too common to be found. The sign before a #tag or a @name is no
part of the word.

Scripts written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) are indexed letter by
letter, so that any stretch of them can be found as a phrase. Of a web address the words of host,
path and query are indexed; ``https://`` and ``www.`` are in every link and left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, NamedTuple

import regex

#: Raised whenever other words, marks, keys of names (`core.alias`) or witnesses (`core.decide`) come out than before:
#: all rows are then made anew.
VERSION: Final = 4
#: No more than this many words of a post are indexed (PostgreSQL keeps positions up to 16,383).
MAX_TOKENS: Final = 16_000
#: Stands between the pieces of a post in the index. Never a word, so no phrase reaches across it.
SEPARATOR: Final = "¶"
#: Longer words are cut to this many characters (PostgreSQL refuses words over 2,046 bytes).
LONGEST_WORD: Final = 300


class Span(NamedTuple):
    """A word and where it stands in the text as written, in characters."""

    token: str
    start: int
    end: int


# --- cleaning -------------------------------------------------------------------------------------
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e]")
_LINE_END = re.compile("\r\n?")
_LINE_BREAKING = re.compile("[\x0b\x0c\x85]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BIDI_OVERRIDE = re.compile("[\u202d\u202e]")


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """The text fit to be stored, and the codes of what was odd (see `core.post.Post.odd`).

    Line ends become ``\\n``; other control characters but the tab are removed (those that break a
    line become ``\\n``): ``control-characters``. Halves of a UTF-16 pair are joined; one without
    its other half becomes U+FFFD: ``lone-surrogate``. Characters that reverse the reading order
    stay, since they are what was written, and are reported: ``bidi-override``. Nothing else is
    changed, normalised or stripped.
    """
    if text.isprintable() or not _ODD.search(text):  # most texts are, which is found out sooner
        return text, ()
    odd = []
    text = _LINE_END.sub("\n", text)
    if _CONTROL.search(text):
        odd.append("control-characters")
        text = _CONTROL.sub("", _LINE_BREAKING.sub("\n", text))
    if _SURROGATE.search(text):
        joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if joined.count("\ufffd") > text.count("\ufffd"):
            odd.append("lone-surrogate")
        text = joined
    if _BIDI_OVERRIDE.search(text):
        odd.append("bidi-override")
    return text, tuple(odd)


# --- words ----------------------------------------------------------------------------------------
#: Inside a word but no part of it: soft hyphen, joiners, direction marks, variation selectors, and
#: the one mark (U+0345) that case folding would turn into a letter.
_UNSEEN = "\xad\u034f\u0345\u200c-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
_UNSEEN_RUN = re.compile(f"[{_UNSEEN}]+")
_MARK = rf"\p{{Mn}}\p{{Mc}}{_UNSEEN}"
_SPACELESS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_SPACELESS_LETTER = regex.compile(rf"[{_SPACELESS}]")
_WORD = regex.compile(
    rf"(?V1)[\p{{L}}\p{{N}}--[{_SPACELESS}]](?:[\p{{L}}\p{{N}}--[{_SPACELESS}]]|[{_MARK}])*"
    rf"|[\p{{L}}\p{{N}}][{_MARK}]*"
)
#: The same, five times faster, for texts where nothing could be a mark, unseen or spaceless.
_PLAIN_WORD = re.compile(r"[^\W_]+")
_NOT_PLAIN = re.compile(
    f"[{_UNSEEN}\u0300-\u036f\u0483-\u0489\u0591-\u1dff\u20d0-\u20ff\u2cef-\u2cf1\u2d7f-\U0010ffff]"
)
_ADDRESS_START = re.compile(r"https?://(?:www\.)?", re.ASCII | re.IGNORECASE)
#: Typographic signs and emoji: what most often keeps a text out of Latin-1, never part of a word.
_SIGN = (
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u2190-\u2426\u2500-\u2775\u2794-\u2bff"
    "\U0001f300-\U0001faff"
)
_SIGN_RUN = re.compile(f"[{_SIGN}][{_SIGN}\u200d\ufe0f]*")


def _fold(text: str) -> str:
    """Case and the way accents were typed, evened out; what cannot be seen, taken away."""
    composed = _UNSEEN_RUN.sub("", unicodedata.normalize("NFC", text))
    return unicodedata.normalize("NFC", composed.casefold())


def _latin_table() -> bytes:
    """For every Latin-1 character its folded form, or a space where it parts words."""
    table = bytearray(b" " * 256)
    for code in range(256):
        folded = _fold(chr(code))
        if _WORD.fullmatch(folded) and len(folded) == 1 and ord(folded) < 256:
            table[code] = ord(folded)
    return bytes(table)


_LATIN_TABLE = _latin_table()


def _latin_words(text: str) -> list[str] | None:
    """The words of a text in Latin-1, five times faster; None if it must go the long way."""
    try:
        coded = text.encode("latin-1")
    except UnicodeEncodeError:
        return None
    if 0xDF in coded or 0xB5 in coded:  # ß and µ fold to what Latin-1 has not
        return None
    return coded.translate(_LATIN_TABLE, b"\xad").decode("latin-1").split()


def _word_pattern(text: str) -> regex.Pattern[str] | re.Pattern[str]:
    return _WORD if _NOT_PLAIN.search(text) else _PLAIN_WORD


def tokens(text: str) -> list[str]:
    """The words of a text in order, folded, as both databases index them."""
    if ":" in text and "://" in text:  # a single sign is found ten times as fast
        text = _ADDRESS_START.sub(" ", text)
    words = _latin_words(text)
    if words is None:
        text = _SIGN_RUN.sub(" ", text)
        words = _latin_words(text)
    if words is None:
        folded = _fold(text)
        words = _word_pattern(folded).findall(folded)
    if len(text) > LONGEST_WORD:
        return [word[:LONGEST_WORD] for word in words]
    return words


def stands_alone(token: str) -> bool:
    """Whether it is a letter of a script written without spaces, which is always a word of its own."""
    return bool(_SPACELESS_LETTER.match(token))


def spans(text: str) -> list[Span]:
    """The words of `tokens`, each with its place in the text as written; for marking hits."""
    seen = _ADDRESS_START.sub(lambda start: " " * len(start[0]), text)
    return [
        Span(_fold(word[0])[:LONGEST_WORD], word.start(), word.end())
        for word in _word_pattern(seen).finditer(seen)
    ]


# --- a post in the index --------------------------------------------------------------------------
def sequence(pieces: Iterable[str]) -> list[str]:
    """The words of a post's texts in reading order, `SEPARATOR` between the texts, cut at the
    first `MAX_TOKENS`."""
    words: list[str] = []
    for number, piece in enumerate(pieces):
        if number:
            words.append(SEPARATOR)
        words += tokens(piece)
    return words[:MAX_TOKENS]


def index_text(pieces: Iterable[str]) -> str:
    """What the databases index of a post with these texts (`core.post.searchable`)."""
    return " ".join(sequence(pieces))


def is_cut(pieces: Iterable[str]) -> bool:
    """Whether a post has more words than are indexed; its page says so."""
    return sum(len(tokens(piece)) + 1 for piece in pieces) - 1 > MAX_TOKENS
