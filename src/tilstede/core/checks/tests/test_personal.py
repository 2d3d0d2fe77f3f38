"""What is told of a person: numbers, homes, telephones, mail."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.no import fodselsnummer, kontonr

from tilstede.core.checks import duf_number, national_number
from tilstede.core.checks.kit import Around
from tilstede.core.checks.tests.looks import findings, found, medium


def controlled(nine: str) -> str:
    """With both control digits; draws that have none are passed over."""
    first = fodselsnummer.calc_check_digit1(nine)
    assume(len(first) == 1)
    second = fodselsnummer.calc_check_digit2(nine + first)
    assume(len(second) == 1)
    return nine + first + second


@st.composite
def national_numbers(draw: st.DrawFn) -> str:
    """Of people born from 1940 to 1999; some with a D-number, some made for tests."""
    day = draw(st.dates(date(1940, 1, 1), date(1999, 12, 31)))
    of_d = draw(st.sampled_from((0, 40)))
    made = draw(st.sampled_from((0, 80)))
    serial = draw(st.integers(0, 499))
    return controlled(f"{day.day + of_d:02}{day.month + made:02}{day:%y}{serial:03}")


@given(national_numbers(), st.sampled_from(("", " ", "-", "\u00a0", ".")))
def test_every_national_number_is_found_however_it_is_parted(number: str, parting: str) -> None:
    written = f"{number[:6]}{parting}{number[6:]}"
    assert found("national-number", f"Ho er fødd {written}, og ventar.") == [written]


@pytest.mark.parametrize(
    "parting", ["/", ",", ":", "_", "*", "·", "\t", "\n", "\u2011", "\u2009", "—", " / "]
)
@pytest.mark.parametrize("day", ["151086", "15.10.86", "15/10/86", "15.10.1986"])
def test_a_national_number_behind_its_day_of_birth(day: str, parting: str) -> None:
    written = f"{day}{parting}95088"
    assert found("national-number", f"Ho er fødd {written}, og ventar.") == [written]


@pytest.mark.parametrize("nought", ["０", "٠", "०", "𝟎", "𝟘"])
def test_numbers_are_told_by_what_their_digits_mean(nought: str) -> None:
    def written(plain: str) -> str:
        return "".join(chr(ord(nought) + int(one)) if one.isdecimal() else one for one in plain)

    for check, number in (
        ("national-number", "151086 95088"),
        ("telephone", "412 34 567"),
        ("account-number", "8601.11.17947"),
    ):
        assert found(check, f"Å, sjå {written(number)}!") == [written(number)]
    keycaps = "".join(f"{one}\ufe0f\u20e3" for one in "15108695088")
    assert found("national-number", f"Ho: {keycaps}")[0].startswith("1\ufe0f")
    assert not found("telephone", "Om lag 12 km² og 345 m³, 2026")


@given(national_numbers(), st.integers(1, 9), st.integers(0, 10))
def test_one_wrong_digit_and_it_is_none(number: str, more: int, place: int) -> None:
    wrong = f"{number[:place]}{(int(number[place]) + more) % 10}{number[place + 1 :]}"
    assert not national_number.is_number(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "15 10 86 950 88",
        "151086-95088",
        "4711 15108695088",
        "15.10.86 95088",
    ],
)
def test_a_national_number_in_groups(text: str) -> None:
    assert found("national-number", f"Sak om {text}.")


@pytest.mark.parametrize(
    "text", ["115108695088", "15108695077", "org.nr. 974 760 673", "2026/1234"]
)
def test_other_numbers_are_no_national_number(text: str) -> None:
    assert not found("national-number", text)


def test_descriptions_options_and_titles_are_looked_at_too() -> None:
    number = "15108695088"
    told = findings(
        "national-number",
        "Hei",
        title=number,
        options=("Ja", number),
        media=(medium(alt=f"Skjema med {number}"),),
    )
    assert [(one.place, one.part) for one in told] == [("title", 0), ("option", 1), ("medium", 0)]


def test_a_confirmation_holds_where_the_words_are_moved_and_not_for_others() -> None:
    before, after = (
        findings("national-number", text)[0] for text in ("15108695088", "Nr. 15108695088!")
    )
    assert before.key == after.key
    assert before.key != findings("national-number", "151086 95088")[0].key


@given(st.integers(1990, 2039), st.integers(0, 999_999))
def test_a_duf_number_is_told_by_its_control_digits(year: int, serial: int) -> None:
    digits = f"{year}{serial:06}"
    weighted = sum(a * int(b) for a, b in zip((4, 6, 3, 2, 4, 6, 3, 2, 7, 5), digits, strict=True))
    assert found("duf-number", f"DUF {digits}{weighted % 11:02}.") == [
        f"{digits}{weighted % 11:02}"
    ]
    assert not duf_number.is_number(f"{digits}{(weighted + 1) % 11:02}")


@given(st.integers(1000, 9999), st.integers(0, 99), st.integers(0, 9999))
def test_an_account_is_told_as_accounts_are_written(bank: int, kind: int, serial: int) -> None:
    ten = f"{bank}{kind:02}{serial:04}"
    last = next((d for d in "0123456789" if kontonr.is_valid(ten + d)), "")
    assume(last)
    written = f"{ten[:4]}.{ten[4:6]}.{ten[6:]}{last}"
    assert found("account-number", f"Betal til {written} i dag") == [written]
    assert not found("account-number", f"Sak {ten}{last} i dag")
    assert found("account-number", f"Kontonummeret er {ten}{last}.") == [ten + last]


def test_an_iban_is_told_once() -> None:
    assert found("account-number", "IBAN NO93 8601 11 17947") == ["NO93 8601 11 17947"]
    assert not found("account-number", "Kontoret har saksnummer 86011117947")


@pytest.mark.parametrize(
    "text", ["412 34 567", "41234567", "+47 412 34 567", "22 24 90 90", "004741234567"]
)
def test_a_telephone_number(text: str) -> None:
    assert found("telephone", f"Ring Kari på {text}!") == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Saksbehandler: 99887766",
        "Sakshandsamar 99887766",
        "Ring om saken: 99 88 77 66",
        "Sak: 99 88 77 66",
        "Journalist 99887766",
        "idag: 99887766",
        "Kunde: 99 88 77 66",
        "Medlem 99887766",
        "dokumentert 99887766",
        "tlf/99887766",
    ],
)
def test_a_word_that_begins_as_a_case_is_none(text: str) -> None:
    assert found("telephone", text)


@pytest.mark.parametrize(
    "text",
    [
        "kundenr. 41234567",
        "medlemsnummer: 412 34 567",
        "sak 41234567",
        "KID: 41234567",
        "ordre 41234567",
        "case no. 41234567",
        "23.11.2026 kl. 08.15",
        "2026–2027",
        "4000–3000 f.Kr.",
        "10 000 000 kr og 12.345.678 kr",
        "kr 41234567",
        "sak 2026/41234567",
        "https://fjordvik.example/sak/41234567",
        "#41234567",
        "saksnummer 41234567",
        "Ref.: 22242786",
        "800 12 345",
        "815 22 040",
        "112 og 116 117",
        "org.nr. 974 760 673",
    ],
)
def test_what_is_no_persons_telephone(text: str) -> None:
    assert not found("telephone", f"Sjå {text}")


def test_the_bodys_own_telephone_may_stand() -> None:
    own = Around(telephones=frozenset({"+4757652000"}))
    assert found("telephone", "Ring 57 65 20 00 eller 412 34 567", own) == ["412 34 567"]


def test_private_mail_is_told_and_the_bodys_is_not() -> None:
    text = "Skriv til kari.nordmann@gmail.com, ola@Hotmail.no, per@online.no eller post@fjordvik.example"
    assert found("e-mail", text) == ["kari.nordmann@gmail.com", "ola@Hotmail.no", "per@online.no"]
    assert found("e-mail", "(kari@yahoo.co.uk)") == ["kari@yahoo.co.uk"]
    assert not found(
        "e-mail", "post@mail.fjordvik.example, post@web.nrk.example, @kari@gmail.social"
    )


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Kari bor i Storgata 5, 5600 Fjordvik.", "Storgata 5, 5600 Fjordvik"),
        ("Ho bur i Karl Johans gate 22B no.", "Karl Johans gate 22B"),
        ("Naboen i Olav Tryggvasons gate 5 ringde.", "Olav Tryggvasons gate 5"),
        ("Familien flyttet til Fjellveien 12.", "Fjellveien 12"),
        ("Han budde heime i Kyrkjevegen 3.", "Kyrkjevegen 3"),
        ("She lives at Havnegata 7 C, and is well.", "Havnegata 7 C"),
    ],
)
def test_where_somebody_lives(text: str, address: str) -> None:
    assert found("home-address", text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "Rådhuset ligg i Storgata 5.",
        "Alle som bor i Storgata 5 må koke vannet.",
        "De som bor i Storgata 1–15 må koke vannet.",
        "Nytt bibliotek i Storgata 5. Hjemme best!",
        "Fjordvik sjukeheim, Kyrkjevegen 3: her bur det 40.",
        "Vegen er stengd i Fjelldalen 3 km frå der folk bur.",
        "Han bor i Bergen 2 dager i uka.",
    ],
)
def test_where_nobody_is_named_to_live(text: str) -> None:
    assert not found("home-address", text)
