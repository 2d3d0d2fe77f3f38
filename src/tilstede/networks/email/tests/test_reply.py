"""The newest words of a letter: own cases first, then collections of real letters with an answer key."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tilstede.networks.email import markup, reply
from tilstede.networks.email.parse import parse
from tilstede.networks.email.tests.bundles import unpacked

#: What a letter says -> what its writer wrote this time.
_CASES = {
    "gmail": (
        "Takk for svar!\n\nMvh Kari\n\nman. 3. mar. 2026 kl. 10:15 skrev Fjordvik kommune <\n"
        "post@fjordvik.example>:\n\n> Hei Kari\n> Vi har fått brevet",
        "Takk for svar!\n\nMvh Kari",
    ),
    "gmail without an empty line": (
        "Takk for svar!\nman. 3. mar. 2026 kl. 10:15 skrev Fjordvik <post@fjordvik.example>:\n> Hei",
        "Takk for svar!",
    ),
    "gmail of old": (
        "Ja\n\n2026-03-03 10:15 GMT+01:00 Fjordvik <post@fjordvik.example>:\n\n> Hei",
        "Ja",
    ),
    "thunderbird, nynorsk": (
        "Takk!\n\nDen 03.03.2026 10:15, skreiv Fjordvik kommune:\n> Hei",
        "Takk!",
    ),
    "thunderbird, bokmål": ("Takk!\n\nDen 3. mars 2026 skrev Fjordvik kommune:\n> Hei", "Takk!"),
    "iphone": (
        "Hei, sjå vedlegg.\n\nSendt fra min iPhone\n\n> 3. mars 2026 kl. 10:15 skrev Fjordvik "
        "<post@fjordvik.example>:\n> \n> Hei Kari",
        "Hei, sjå vedlegg.",
    ),
    "apple mail": (
        "Ja.\n\nDen 3. mars 2026 kl. 10:15 skrev Fjordvik <post@fjordvik.example>:\n\nHei",
        "Ja.",
    ),
    "outlook on the web": (
        "Ja takk\n________________________________\nFra: Fjordvik <post@fjordvik.example>\n"
        "Sendt: tirsdag 3. mars 2026 10:15\nTil: Kari Nes <kari@nes.example>\nEmne: SV: Søknad\n\nHei",
        "Ja takk",
    ),
    "outlook, nynorsk": (
        "Ja takk\n\nFrå: Fjordvik\nSendt: tysdag 3. mars 2026 10:15\nTil: Kari\nEmne: Søknad\n\nHei",
        "Ja takk",
    ),
    "outlook, with a copy": (
        "Nei\n\n*Fra:* Fjordvik\n*Sendt:* 3. mars\n*Til:* Kari\n*Kopi:* Ola\n*Emne:* Søknad\n\nHei",
        "Nei",
    ),
    "outlook of old": (
        "Nei.\n\n-----Opprinnelig melding-----\nFra: Fjordvik\nSendt: 3. mars\n\nHei",
        "Nei.",
    ),
    "outlook for ios": (
        "Flott!\n\nHent Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n"
        "Fra: post@fjordvik.example\nSendt: Tuesday, March 3, 2026\nTil: Kari\nEmne: Svar\n\nHei",
        "Flott!",
    ),
    "signature": ("Hei\n\nHelsing Kåre\n-- \nKåre Nes\ntlf 99 99 99 99", "Hei\n\nHelsing Kåre"),
    "answers below the quote": (
        "Den 3. mars 2026 skrev Fjordvik:\n> Når?\n\nI går.\n\nOla",
        "I går.\n\nOla",
    ),
    "answers between the quotes": (
        "Den 03.03.2026 10:15, skrev Fjordvik:\n> Når?\nI går.\n> Kvar?\nVed kaia.",
        "> Når?\nI går.\n> Kvar?\nVed kaia.",
    ),
}
#: Letters of which nothing may be left out.
_WHOLE = {
    "a date and a verb": "Eg skreiv til dykk 3. mars 2026 og fekk ikkje svar. Kvifor?\n\nKåre",
    "a word that headers have": "Fra: i går til i morgon ventar eg.\nTil: den det gjeld.\n\nKåre",
    "a question about a quote": "> Kommunen skal svara utan opphald\n\nKva tyder dette?",
    "a quote alone": "> Berre eit sitat",
    "passed on": "Sjå her.\n\n---------- Forwarded message ---------\nFra: A\nDate: B\nTo: C\n\nTilbod",
    "a line": "Først.\n--------------------------------\nSå.",
    "a list": "- ein\n- to\n-- tre",
    "nothing": "",
}


@pytest.mark.parametrize(("text", "shown"), _CASES.values(), ids=_CASES)
def test_what_is_quoted_is_left_out(text: str, shown: str) -> None:
    assert reply.newest(text) == (shown, True)


@pytest.mark.parametrize("text", _WHOLE.values(), ids=_WHOLE)
def test_what_a_person_wrote_stays(text: str) -> None:
    assert reply.newest(text) == (text, False)


def test_a_letter_made_to_be_slow_is_not() -> None:
    begun = time.monotonic()
    for text in (
        "Den " * 20_000,
        "skrev " * 20_000,
        "a@b " * 20_000,
        "> " * 20_000,
        "On 2026\n" * 20_000,
    ):
        reply.newest(text)
        reply.newest(text.replace(" ", "\n"))
        reply.newest(f"{text[:300]} wrote\n" * 200)
    assert time.monotonic() - begun < 10


def test_letters_with_an_answer_key(shared: Callable[[str], Path], tmp_path: Path) -> None:
    """Discourse's collection; docs/networks.md tells the share, and why the others differ."""
    found = unpacked(shared("corpus/email/discourse_trimmer.tar.gz"), tmp_path)
    letters = sorted((found / "emails").iterdir())
    right = [
        one.name
        for one in letters
        if reply.newest(_text(one))[0].strip() == _text(found / "trimmed" / one.name).strip()
    ]
    assert (len(right), len(letters)) == (55, 64)


def test_letters_of_programs(shared: Callable[[str], Path], tmp_path: Path) -> None:
    """Talon's collection: every program's answer says "Hello" in one way or another."""
    found = unpacked(shared("corpus/email/talon.tar.gz"), tmp_path)
    letters = sorted((found / "standard_replies").glob("*.eml"))
    shown = {one.name: parse(one.read_bytes(), "archive").post.text for one in letters}
    assert {name: text for name, text in shown.items() if len(text.split()) > 4} == {}
    assert len(shown) >= 12


def test_html_of_programs(shared: Callable[[str], Path], tmp_path: Path) -> None:
    found = unpacked(shared("corpus/email/talon.tar.gz"), tmp_path)
    pages = sorted((found / "html_replies").glob("*.html"))
    shown = {one.name: reply.newest(markup.render(_text(one)).text)[0] for one in pages}
    assert {" ".join(text.split()) for text in shown.values()} == {"Hi. I am fine. Thanks, Alex"}
    assert len(shown) == 9


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
