"""What cannot be seen, heard, fitted or followed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.core.checks import disguise, link_broken
from tilstede.core.checks.kit import Around, Length
from tilstede.core.checks.tests.looks import findings, found, medium
from tilstede.core.post import Visibility


@pytest.mark.parametrize(
    "alt",
    [
        *(
            None,
            " ",
            "IMG_1234.jpg",
            "bilde",
            "Et bilde",
            "Bilete 3",
            "ferje.png",
            "DSC_0012",
            "Image",
        ),
        *("Skjermbilde 2026-11-23", "Logo", "🙂", "...", "Screenshot (2)", "Illustrasjonsfoto.jpg"),
        *("test", "asdf", "TODO", "xxx", "null", "Ingen", "none", "Beskrivelse kommer"),
        *("Skildring kjem seinare", "Coming soon", "Lorem ipsum", "Ingen beskrivelse"),
    ],
)
def test_what_says_nothing_is_no_description(alt: str | None) -> None:
    assert findings("alt-text", media=(medium(alt=alt),))


@pytest.mark.parametrize(
    "alt",
    [
        "",
        "Ferja",
        "Bilde av ferja ved kaia",
        "Logoen til Fjordvik kommune",
        "P-plassen i 1950",
        "Ferja kjem",
    ],
)
def test_what_says_something_or_is_decorative(alt: str) -> None:
    assert not findings("alt-text", media=(medium(alt=alt),))


def test_a_files_name_is_no_description_but_its_words_may_be() -> None:
    assert findings("alt-text", media=(medium(name="kai_2.png", alt="kai_2"),))
    assert findings("alt-text", media=(medium(name="fjordvik-kai.png", alt="Fjordvik-kai"),))
    assert not findings(
        "alt-text", media=(medium(name="Kaia i Fjordvik.png", alt="Kaia i Fjordvik"),)
    )


@pytest.mark.parametrize(
    ("more", "stops"),
    [
        ({"kind": "film"}, True),
        ({"kind": "film", "sound": True}, True),
        ({"kind": "film", "sound": False}, False),
        ({"kind": "film", "captions": ("nn",)}, False),
        ({"kind": "sound"}, True),
        ({"kind": "sound", "captions": ("nn",)}, False),
        ({"kind": "picture"}, False),
        ({"kind": "file"}, False),
    ],
)
def test_what_is_heard_is_captioned(more: dict[str, object], stops: bool) -> None:
    assert bool(findings("captions", media=(medium(**more),))) is stops


def test_what_is_too_long_is_told_for_each_channel() -> None:
    lengths = (
        Length(channel="1", has=12, most=10),
        Length(channel="2", has=12, most=12),
        Length(channel="3", has=12, most=0),
    )
    (told,) = findings("too-long", "Ferja er inne", Around(lengths=lengths))
    assert (told.found, told.values["over"], told.values["channel"]) == ("ne", 2, "1")


def test_an_empty_part_is_told() -> None:
    told = findings("empty", parts=("Ferja går.", "\u200b \ufeff", "Ja"))
    assert [one.part for one in told] == [1]
    assert findings("empty", "\n")
    assert not findings("empty", "", media=(medium(),))
    assert not findings("empty", "", title="Kommunestyret")


@pytest.mark.parametrize(
    ("source", "seen_by", "answers", "stops"),
    [
        ("followers", None, True, True),
        ("followers", "followers", True, False),
        ("followers", "direct", True, False),
        ("direct", None, True, False),
        ("direct", "followers", True, True),
        ("direct", None, False, True),
        ("unlisted", None, False, False),
        (None, "public", False, False),
    ],
)
def test_what_few_could_see_is_told_to_no_more(
    source: Visibility | None, seen_by: Visibility | None, answers: bool, stops: bool
) -> None:
    told = findings("closed-source", "Ja", source=source, visibility=seen_by, answers=answers)
    assert bool(told) is stops


@pytest.mark.parametrize(
    "address",
    [
        "https://www.nrk.no",
        "https://nrk.no/a_(b)",
        "www.fjordvik.example",
        "https://blåbær.example/æ?ø=å#1",
        "http://localhost:8000/",
        "https://[2001:db8::1]/",
        "https://web.archive.org/web/2026/https://nrk.no",
        "https://a.example:443",
    ],
)
def test_an_address_that_can_be_one(address: str) -> None:
    assert not found("link-broken", f"Sjå {address}.")


@pytest.mark.parametrize(
    "address",
    [
        *("https//nrk.no", "http:/nrk.no", "htttp://nrk.no", "ttps://nrk.no", "https://www..no"),
        *(
            "https://https://nrk.no",
            "https://nrk",
            "https://nrk.no:99999",
            "https://-.no/x",
            "www,nrk.no",
        ),
    ],
)
def test_an_address_that_cannot(address: str) -> None:
    assert found("link-broken", f"Sjå {address} i dag") == [address]


def test_the_bodys_own_page_is_looked_at_and_words_about_addresses_are_not() -> None:
    assert findings("link-broken", links=("https//fjordvik.example",))
    assert not found("link-broken", "Adressa skal byrje med https:// – ikkje med www. noko")


@pytest.mark.parametrize(
    "text",
    [
        "👨‍👩‍👧 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️ 👩🏽‍🚀 🐈‍⬛ 1️⃣ 🏴‍☠️",
        "नमस्‍ते क्‍ष",
        "می‌خواهم",
        "שלום \u2067abc\u2069 \u200f!",
        "Tiếng Việt vô cùng",
        "Čáhput, šaddat, æøå ÆØÅ",
        "葛\U000e0100飾区",
        "Linje\n\tto\r\n",
    ],
)
def test_what_languages_and_emoji_need_is_no_disguise(text: str) -> None:
    assert not found("disguise", text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Fjordvik\u202eenummok", ["U+202E"]),
        ("a\u2067bc", ["U+2067"]),
        ("a\u202abc\nd\u202c", ["U+202A", "U+202C"]),
        ("hei\u200bdu\u00adder\ufeff", ["U+200B", "U+00AD", "U+FEFF"]),
        ("Fjord\u200dvik", ["U+200D"]),
        ("ok\U000e0041\U000e0042", ["U+E0041 U+E0042"]),
        ("z\u0301\u0302\u0303\u0304\u0305\u0306 hei", ["U+0305 U+0306"]),
        ("half\ud83d sign", ["U+D83D"]),
        ("nul\x00", ["U+0000"]),
        ("\u200eFjordvik\u200f", ["U+200E", "U+200F"]),
        ("x\ufe0f\ufe01\ufe02y", ["U+FE01 U+FE02"]),
    ],
)
def test_what_hides_or_turns_is_told_by_its_number(text: str, told: list[str]) -> None:
    assert found("disguise", text) == told


ODD = st.text(
    st.sampled_from(
        "ab \n\u0301\u202a\u202c\u202e\u2066\u2069\u200b\u200d\u200e😀\ufe0f\U000e0100\ud800"
    )
)


@given(ODD)
def test_without_what_is_told_nothing_turns_the_text(text: str) -> None:
    """What is left has every direction closed, and no half signs."""
    kept, at = "", 0
    for start, end in disguise.spans(text):
        kept, at = kept + text[at:start], max(at, end)
    kept += text[at:]
    assert not set(kept) & set("\u202e\u200b\ud800\u200e")
    for line in kept.split("\n"):
        assert line.count("\u202a") == line.count("\u202c")
        assert line.count("\u2066") == line.count("\u2069")


@given(
    st.from_regex(r"https://[a-z0-9]{1,20}(\.[a-z]{2,6}){1,3}(/[a-z0-9]{0,9}){0,3}", fullmatch=True)
)
def test_ordinary_addresses_are_addresses(address: str) -> None:
    assert link_broken.is_address(address)
