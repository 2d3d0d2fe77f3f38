"""Cleaning and the one tokeniser."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.core import text

ANYTHING = st.text(alphabet=st.characters())  # lone surrogates too
LATIN = st.text(alphabet=st.characters(max_codepoint=0x2FF))


@pytest.mark.parametrize(
    ("raw", "kept", "odd"),
    [
        ("Hei på deg\n\tså", "Hei på deg\n\tså", ()),
        ("en\r\nto\rtre", "en\nto\ntre", ()),
        ("a\x00b\x1b[31m", "ab[31m", ("control-characters",)),
        ("a\x0bb\x85c", "a\nb\nc", ("control-characters",)),
        ("\ud83d\ude00", "😀", ()),
        ("a\ud83db\ude00", "a�b�", ("lone-surrogate",)),
        ("�", "�", ()),
        ("\u202egnp.exe", "\u202egnp.exe", ("bidi-override",)),
        ("A\u030a", "A\u030a", ()),
        ("\x07\ud800\u202d", "�\u202d", ("control-characters", "lone-surrogate", "bidi-override")),
    ],
)
def test_clean(raw: str, kept: str, odd: tuple[str, ...]) -> None:
    assert text.clean(raw) == (kept, odd)


@given(ANYTHING)
def test_clean_text_is_storable_and_stays_clean(raw: str) -> None:
    kept, _ = text.clean(raw)
    kept.encode()
    again, odd = text.clean(kept)
    assert again == kept
    assert set(odd) <= {"bidi-override"}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Åpent MØTE på rådhuset!", "åpent møte på rådhuset"),
        ("går gar", "går gar"),
        ("A\u030apent", "åpent"),
        ("e-post, NAV's og don’t", "e post nav s og don t"),
        ("#åpenhet @fjordvik_kommune", "åpenhet fjordvik kommune"),
        ("https://www.nrk.no/a/1.123?x=y", "nrk no a 1 123 x y"),
        ("se HTTP://nrk.no", "se nrk no"),
        ("Straße STRASSE µg", "strasse strasse μg"),
        ("kommune\xadstyre", "kommunestyre"),
        ("“Hei” – sa ❤️ hun 👩‍💻…", "hei sa hun"),
        ("東京都 ラーメン", "東 京 都 ラ ー メ ン"),
        ("สวัสดี", "ส วั ส ดี"),
        ("नमस्ते दुनिया", "नमस्ते दुनिया"),
        ("مرحبا بكم", "مرحبا بكم"),
        ("می‌خواهم", "میخواهم"),
        ("¶ § ½ 1.000,50 kr", "½ 1 000 50 kr"),
        ("čáhppes ŧ Đ", "čáhppes ŧ đ"),
        ("", ""),
    ],
)
def test_tokens(written: str, words: str) -> None:
    assert text.tokens(written) == words.split()


@given(ANYTHING | LATIN)
def test_spans_are_the_tokens_with_their_places(written: str) -> None:
    found = text.spans(written)
    assert [span.token for span in found] == text.tokens(written)
    ends = [0, *(span.end for span in found)]
    assert all(end <= span.start < span.end for end, span in zip(ends, found, strict=False))


@given(ANYTHING | LATIN)
def test_accents_typed_in_either_way_give_the_same_words(written: str) -> None:
    words = text.tokens(written)
    assert text.tokens(unicodedata.normalize("NFC", written)) == words
    assert text.tokens(unicodedata.normalize("NFD", written)) == words


@given(ANYTHING | LATIN)
def test_words_are_whole_for_the_databases(written: str) -> None:
    """Neither database's own splitting at ASCII signs can change what the tokeniser decided."""
    for word in text.tokens(written):
        assert word
        assert text.SEPARATOR not in word
        assert all(letter.isalnum() and not letter.isupper() for letter in word if letter.isascii())
        assert text.tokens(word) == [word]


def test_a_long_word_is_cut() -> None:
    word = "å" * 5_000
    assert text.tokens(word) == ["å" * text.LONGEST_WORD]
    assert text.spans(word) == [("å" * text.LONGEST_WORD, 0, 5_000)]


def test_pieces_are_kept_apart_in_the_index() -> None:
    assert text.index_text(["Ny skole", "", "Åpning i dag"]) == "ny skole ¶ ¶ åpning i dag"
    assert text.index_text([]) == ""


def test_no_more_than_the_first_words_are_indexed() -> None:
    pieces = ["ord " * 15_999, "a b"]
    words = text.index_text(pieces).split()
    assert len(words) == text.MAX_TOKENS
    assert words[-1] == text.SEPARATOR
    assert text.is_cut(pieces)
    assert not text.is_cut(["ord " * 15_998, "a"])
