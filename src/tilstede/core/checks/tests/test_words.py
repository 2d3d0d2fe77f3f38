"""Advice on the words of a draft."""

from __future__ import annotations

import pytest

from tilstede.core.checks.kit import Around
from tilstede.core.checks.tests.looks import findings, found, medium

LONG = " ".join(["ord"] * 26)


@pytest.mark.parametrize(
    ("form", "text", "said"),
    [
        ("nb", "Vi viser til brev vedrørende saken, i henhold til loven.", ["vedrørende", "i henhold til"]),
        ("nb", "Tiltaket ble iverksatt snarest mulig.", ["iverksatt", "snarest mulig"]),
        ("nn", "Vi set i verk tiltak i samsvar med lova.", ["set i verk", "i samsvar med"]),
        ("en", "We commenced prior to the meeting.", ["commenced", "prior to"]),
        ("nb", "I dag fikk jeg endelig sett den nye brua. Hva synes dere?", []),
        ("se", "Golbma čáppa nieidda", []),
    ],
)  # fmt: skip
def test_an_offices_words_are_told_with_what_to_say(form: str, text: str, said: list[str]) -> None:
    told = findings("officialese", text, form=form)
    assert [one.found for one in told] == said
    assert all(one.instead for one in told)
    assert all(text[one.start : one.end] == one.found for one in told)


def test_a_phrase_never_reaches_into_the_next_sentence() -> None:
    assert found("officialese", "Hva er det i? Henhold til det.") == []


def test_the_bodys_own_list_is_looked_at_too() -> None:
    around = Around(phrases={"nn": {"heilskapleg|,e løysing": "svar som heng saman"}})
    told = findings("officialese", "Ei heilskaplege løysing.", around, form="nn")
    assert [(one.found, one.instead) for one in told] == [
        ("heilskaplege løysing", ("svar som heng saman",))
    ]


def test_words_that_are_often_right_are_hints() -> None:
    assert found("officialese", "Vi ser på tiltak.") == []
    assert found("officialese-hint", "Vi ser på tiltak.") == ["tiltak"]


def test_long_sentences_are_told_one_by_one() -> None:
    told = findings("long-sentences", f"Kort. {LONG}. {LONG} igjen.")
    assert [one.values["words"] for one in told] == [26, 27]
    assert found("long-sentences", "\n".join([LONG[:-4]] * 3)) == []


def test_shortened_words_and_days_end_no_sentence() -> None:
    text = f"Kl. 10 den 22. november, bl.a. med dr. Bugge {' '.join(['og'] * 20)}."
    assert len(found("long-sentences", text)) == 1


def test_heavy_text_is_told_and_a_short_one_left_alone() -> None:
    heavy = "Departementet forutsetter gjennomføring av organisasjonsutviklingsprosesser i kommunesektoren "
    assert findings("readability", heavy) == []
    assert findings("readability", heavy * 2)[0].values["lix"] > 60
    assert (
        findings("readability", "Vi var på tur i går, og det var så fint at vi drar igjen i dag.")
        == []
    )


@pytest.mark.parametrize(
    ("form", "text", "said"),
    [
        ("nb", "Saken behandles i morgen.", ["behandles"]),
        ("nb", "Saken ble ikke behandlet i går.", ["ble ikke behandlet"]),
        ("nb", "Det finnes en buss, synes jeg. Kirkens og kirkes.", []),
        ("nb", "Han ble syk, og vi har behandlet saken.", []),
        ("nb", "Det har vært avholdt et møte, og han har vært svært syk.", ["vært avholdt"]),
        ("nb", "Han ble pågrepet. De bør godkjennes.", ["ble pågrepet", "godkjennes"]),
        ("nn", "Søknaden skal sendast i dag.", ["sendast"]),
        ("nn", "Dei kan bli utførte, og han skal vere sterkast. Det vart gjeve ut.", ["bli utførte", "vart gjeve"]),
        ("en", "We are used to it, but it is used by many.", ["is used"]),
        ("nn", "Vegen vart opna av statsråden.", ["vart opna"]),
        ("nn", "Det vart klart at hytta var fast og best.", []),
        ("en", "The road was opened by the minister.", ["was opened"]),
        ("en", "We are interested in this. I opened it.", []),
        ("en", "LIVE: it is back: @OFA opened it.", []),
        ("se", "Golbma čáppa nieidda", []),
    ],
)  # fmt: skip
def test_a_passive_says_not_who_does_it(form: str, text: str, said: list[str]) -> None:
    assert [one.found for one in findings("passive", text, form=form)] == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Husk fristen! VIKTIG BESKJED TIL ALLE", ["VIKTIG BESKJED TIL ALLE"]),
        ("Dette er VELDIG bra", ["VELDIG"]),
        ("NAV, NATO, UNESCO og KS møttes. #OPPTUR", []),
        ("HMNTZ og EMDG", []),
        ("FIRST_OPEN_REPORT", []),
        ("Møt opp NÅ", []),
    ],
)
def test_shouting(text: str, said: list[str]) -> None:
    assert found("shouting", text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Bra! 😀😀", []),
        ("Bra! 😀😃😄😁", ["😀😃😄😁"]),
        ("Vi 😀 gleder oss", ["😀"]),
        ("Vi gleder oss 😀 Hva med deg?", []),
        ("Familien 👨‍👩‍👧‍👦 🇳🇴", []),
        ("Trykk 1 eller 2, © 2026", []),
        ("Foto ™ ® © kommunen", []),
    ],
)
def test_emoji_are_counted_as_they_are_read_out(text: str, said: list[str]) -> None:
    assert found("emoji-rows", text) == said


def test_tags_of_several_words() -> None:
    assert found("hashtag-capitals", "#åpenbarforalle #ÅpenForAlle #kort #kommunestyre") == [
        "#åpenbarforalle"
    ]
    assert found("hashtag-capitals", "https://nrk.no/#åpenbarforalle") == []


def test_letters_made_of_signs_are_told_with_plain_ones() -> None:
    told = findings("styled-letters", "𝗩𝗶𝗸𝘁𝗶𝗴 beskjed: Ｈｅｉ og 🅷🅴🅸, 𝑥 = 2")
    assert [one.instead for one in told] == [("Viktig",), ("Hei",), ("HEI",)]


def test_a_picture_of_text() -> None:
    told = findings("picture-of-text", media=(medium(), medium(name="plakat.png", text=True)))
    assert [(one.part, one.found) for one in told] == [(1, "plakat.png")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ny bru! Les mer: https://nrk.no", ["Les mer"]),
        ("Les meir her 👉 https://nrk.no/a", ["Les meir her"]),
        ("Klikk her", ["Klikk her"]),
        ("Read more → www.nrk.no", ["Read more"]),
        ("Ta ein titt: https://nrk.no", ["Ta ein titt"]),
        ("Les mer om den nye brua: https://nrk.no", []),
        ("Spør oss om du vil ha mer informasjon", []),
        ("Mer informasjon: https://nrk.no", ["Mer informasjon"]),
        ("Her er hele talen: https://nrk.no", []),
    ],
)
def test_links_that_do_not_say_where_they_lead(text: str, said: list[str]) -> None:
    assert found("bare-link", text) == said
