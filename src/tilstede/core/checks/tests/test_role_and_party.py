"""Near an election, what sounds as if a party spoke."""

from __future__ import annotations

import pytest

from tilstede.core.checks.kit import Around, Draft, Medium
from tilstede.core.checks.role_and_party import CHECK

PARTIES = ("Fjordlista", "Høyre", "Grøn framtid")


def _found(text: str, *, election: bool = True) -> list[str]:
    around = Around(election=election, parties=PARTIES)
    return [one.found for one in CHECK.look(Draft(parts=(text,)), around)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Stem på Fjordlista!", {"Fjordlista", "Stem på"}),
        ("Les vallovnadene våre.", {"vallovnadene"}),
        ("Vi i Grøn framtid vil ha ferje.", {"Grøn framtid"}),
        ("Come and vote  for us", {"vote  for"}),
        ("Valgkampen er i gang", {"Valgkampen"}),
    ],
)
def test_what_a_party_would_say_is_found(text: str, found: set[str]) -> None:
    assert set(_found(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "Hugs å røyste innan måndag.",
        "Vallokala er opne til klokka ni.",
        "Bruk høyre side av vegen.",
        "Ei grøn framtid for fjorden.",
        "Høyrehanda",
        "Det blir stemning på kaia.",
    ],
)
def test_what_the_office_says_is_left_alone(text: str) -> None:
    assert _found(text) == []


def test_when_no_election_is_near_nothing_is_asked() -> None:
    assert _found("Stem på Fjordlista!", election=False) == []


def test_without_parties_the_words_are_found() -> None:
    around = Around(election=True)
    assert [one.found for one in CHECK.look(Draft(parts=("Røyst på oss",)), around)] == ["Røyst på"]


def test_titles_options_and_what_pictures_show_are_words_too() -> None:
    shown = Medium(name="kai.jpg", kind="picture", alt="Folk fra Høyre på kaia")
    draft = Draft(
        parts=("Kva meiner du?",), title="Fjordlista", options=("Stem på",), media=(shown,)
    )
    found = CHECK.look(draft, Around(election=True, parties=PARTIES))
    assert [one.place for one in found] == ["title", "option", "medium"]
