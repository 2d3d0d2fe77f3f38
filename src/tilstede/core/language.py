"""Which language a post is written in, how sure that is, and by which words.

Made for what Norwegian public bodies write and are asked in short posts: bokmål and nynorsk first, told
from Danish, Swedish and English; Northern Sámi; any other language coarsely. Five witnesses are weighed:

* how common each word is in each of the five languages, and the tail of a compound that is not listed
  («kommunestyrerepresentantar» by «representantar»): the word lists of langidentify lite (Apache-2.0);
* the five-letter sequences within words: langidentify lite;
* all languages against each other by byte sequences: py3langid (BSD-3-Clause, 140 languages);
* words that are right in one written form of Norwegian only: ``linguistics/norwegian.toml``;
* how many of the words none of the five know, which speaks for some other language.

The weights are a logistic regression over public Norwegian text (treebanks, Storting, norge.no), the
five-language parts of Leipzig Wortschatz and Northern Sámi, and were checked on sources left out of
it; ``tests/test_language.py`` holds the accuracy. The result depends on the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from threading import Lock
from typing import Final, NamedTuple

from tilstede.core.linguistics import prose


class Language(NamedTuple):
    """The language a text seems to be in.

    ``code``: BCP 47 (`nb nn da sv en se fi uk …`), ``und`` when the text holds no words.
    ``sure``: False must be shown as undecided. A text that is right in both bokmål and nynorsk
    («Takk for praten») has the likelier code and is not sure.
    ``words``: at most five words, the weightiest first, that tell it from the nearest of the other
    four; empty for languages beyond the five, which are not known by their words.
    """

    code: str
    sure: bool
    words: tuple[str, ...]


UNKNOWN: Final = Language("und", False, ())

#: Texts judged together: more gain little, and ask for memory.
_TOGETHER: Final = 500
_one_at_a_time = Lock()


def identify(text: str) -> Language:
    """The language of a post's text, of any length; addresses, handles and signs are passed over.

    Hashtags count only where there is little else, parted at capitals (#SpørMinisteren).
    """
    return identify_all([text])[0]


def identify_all(texts: Iterable[str]) -> list[Language]:
    """`identify` for each of many texts, several times as fast."""
    left = iter(texts)
    found: list[Language] = []
    while batch := list(islice(left, _TOGETHER)):
        found += _judged([prose.words(text) for text in batch])
    return found


def _judged(texts: list[list[str]]) -> list[Language]:
    # Not before it is needed, which a test holds: numpy and the two libraries behind it are nothing to most commands.
    from tilstede.core.linguistics.judgement import judge  # noqa: PLC0415 - numpy, only when a language is sought

    with _one_at_a_time:
        verdicts = iter(judge([words for words in texts if words]))
    return [Language._make(next(verdicts)) if words else UNKNOWN for words in texts]


# --- what a network says ----------------------------------------------------------------------------
#: Tags that declare no language: none, not told, several, X's own (qme: only media), and Norwegian
#: without its form, which leaves bokmål and nynorsk as open as before.
_UNDECLARED: Final = frozenset({"no", "nor", "und", "zxx", "mul", "mis", "art"})
_PRIVATE = re.compile("q[a-t][a-z]")
_PRIMARY = re.compile("[a-z]{2,3}")
#: Names in use that are not the shortest or present one (BCP 47 section 4.5; X's old ones).
_CANONICAL: Final = {
    "nob": "nb", "nno": "nn", "sme": "se", "dan": "da", "swe": "sv", "eng": "en", "deu": "de",
    "ger": "de", "fin": "fi", "isl": "is", "ice": "is", "fao": "fo", "fra": "fr", "fre": "fr",
    "spa": "es", "pol": "pl", "ukr": "uk", "rus": "ru", "ara": "ar", "som": "so", "nld": "nl",
    "dut": "nl", "in": "id", "iw": "he", "ji": "yi", "msa": "ms", "zho": "zh", "chi": "zh",
}  # fmt: skip


def declared(tag: str) -> str:
    """The language a network says a post is in (`Post.language`), as `identify` would name it.

    Region and script are left out: ``nb-NO`` is ``nb``, ``en_US`` ``en``. Empty when the tag tells
    nothing: no tag, a malformed one, ``und``, ``zxx``, private use (``qme``), and ``no``, which does
    not decide between nb and nn.
    """
    primary = re.split("[-_]", tag.strip().lower(), maxsplit=1)[0]
    primary = _CANONICAL.get(primary, primary)
    if not _PRIMARY.fullmatch(primary) or primary in _UNDECLARED or _PRIVATE.fullmatch(primary):
        return ""
    return primary
