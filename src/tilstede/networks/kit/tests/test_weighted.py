"""The weighted length against the known rules, and against what must hold for every text."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.networks.kit.weighted import length

URL = 23
#: Pieces with a known length, each of which stands by itself between spaces.
KNOWN = {
    "hei": 3,
    "æøå": 3,
    "café": 4,
    "cafe\u0301": 4,
    "日本語": 6,
    "한국": 4,
    "©": 1,
    "©\ufe0f": 2,
    "™": 2,
    "–": 1,
    "«ja»": 4,
    "€": 2,
    "#️⃣": 2,
    "1⃣": 2,
    "👾": 2,
    "🙋🏽": 2,
    "👨‍🎤": 2,
    "👨‍👩‍👧‍👦": 2,
    "🇳🇴": 2,
    "🇳🇴🇸🇪": 4,
    "🇦🇦": 4,
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f": 2,
    "❤️": 2,
    "‼": 2,
    "https://www.fjordvik.no/sak/1": URL,
    "http://fjordvik.no": URL,
    "fjordvik.kommune.no": URL,
    "post@fjordvik.no": 16,
    "@fjordvik": 9,
    "#ferje": 6,
    "t.d.": 4,
    "kl.12": 5,
    "https://t.co/x": URL,
    "https://fjordvik.no/(a)": URL,
    "(https://fjordvik.no)": URL + 2,
    "https://localhost": 17,
}


@pytest.mark.parametrize(("text", "expected"), KNOWN.items(), ids=ascii)
def test_known(text: str, expected: int) -> None:
    assert length(text, URL) == expected


@given(st.lists(st.sampled_from(sorted(KNOWN)), max_size=12))
def test_pieces_between_spaces_add_up(pieces: list[str]) -> None:
    expected = sum(KNOWN[piece] for piece in pieces) + max(len(pieces) - 1, 0)
    assert length(" ".join(pieces), URL) == expected


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    """It has a length, the same in every normal form, and none without characters."""
    counted = length(text, URL)
    assert counted == length(unicodedata.normalize("NFC", text), URL)
    assert counted == length(unicodedata.normalize("NFD", text), URL)
    assert (counted == 0) == (text == "")


@given(st.text(st.characters(max_codepoint=0x24F, exclude_characters=".©®"), max_size=60))
def test_latin_letters_count_one_each(text: str) -> None:
    assert length(text, URL) == len(unicodedata.normalize("NFC", text))


def test_a_long_domain_under_an_unknown_ending_is_never_counted_short() -> None:
    written = "https://www.fjordvik.example/side"
    assert length(written, URL) == len(written)
    assert length("https://a.example", URL) == URL


def test_its_makers_own_cases(shared: Callable[[str], Path]) -> None:
    """twitter-text's conformance suite, version 3 (emoji count two)."""
    yaml = pytest.importorskip("yaml")
    cases = yaml.safe_load(shared("corpus/api/x/twitter_text/validate.yml").read_text())["tests"]
    names = ("WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest")
    found = [case for name in names for case in cases[name]]
    assert len(found) == 24
    for case in found:
        assert length(case["text"], URL) == case["expected"]["weightedLength"], case["description"]
