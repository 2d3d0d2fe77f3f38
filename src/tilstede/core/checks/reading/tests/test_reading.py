"""Sentences, words and the lists of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.core.checks.reading import lists, persons, talk
from tilstede.core.checks.reading.prose import lix, sentences, words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hei! Er du der? Ja.", ["Hei!", "Er du der?", "Ja."]),
        ("Kl. 10 bl.a. i dag. Og i morgon.", ["Kl. 10 bl.a. i dag.", "Og i morgon."]),
        ("Den 22. november. Velkommen!", ["Den 22. november.", "Velkommen!"]),
        ("Kaffi, te osv. Kom no. Hei", ["Kaffi, te osv.", "Kom no.", "Hei"]),
        ("Overskrift\nTekst her", ["Overskrift", "Tekst her"]),
        ("Vi sa «Ja!» Og dro.", ["Vi sa «Ja!»", "Og dro."]),
        ("Se nrk.no. Eller @kari@skravl.no", ["Se", "Eller"]),
        ("… 😀 !", []),
    ],
)
def test_sentences(text: str, told: list[str]) -> None:
    found = [one.text for one in sentences(text)]
    assert [one.split(" ")[0] for one in found] == [one.split(" ")[0] for one in told]
    assert len(found) == len(told)


def test_an_address_is_no_words_and_still_part_of_what_is_shown() -> None:
    (told,) = sentences("Se https://nrk.no/en/to?tre=fire for mer")
    assert told.text == "Se https://nrk.no/en/to?tre=fire for mer"
    assert [word.text for word in told.words] == ["Se", "for", "mer"]
    assert not told.asks


@given(st.text(max_size=400))
def test_every_word_stands_where_it_is_said_to(text: str) -> None:
    for sentence in sentences(text):
        assert 0 <= sentence.start <= sentence.end <= len(text)
        for word in sentence.words:
            assert text[word.start : word.end] == word.text


def test_a_long_text_without_ends_is_read_quickly() -> None:
    assert len(words(["a.b@c " * 20_000])) >= 0
    assert len(sentences("((((" * 20_000 + ".")) == 0


def test_lix_is_words_per_sentence_and_long_words_in_percent() -> None:
    assert lix(["Eg bur her no. Kommunestyret møtest no."]) == pytest.approx(3.5 + 100 / 7)
    assert lix(["", "😀"]) == 0


def test_a_question_ends_in_its_mark() -> None:
    assert persons.questions(["Kjem du? (Eg spør.) Gjer du «det?» Ja?!"]) == [
        "Kjem du?",
        "Gjer du «det?»",
        "Ja?!",
    ]
    assert persons.questions(["Kjem du?😀", "Sjå https://nrk.no/?", "??"]) == ["Kjem du?😀"]


def test_nobody_speaks_in_a_form_without_a_list() -> None:
    assert persons.said(["I dag er du i byen"], persons.spoken_to("nb")) == ["du"]
    assert not persons.speaks("da")


@pytest.mark.parametrize("form", ["nb", "nn", "en"])
def test_no_list_says_two_things_of_the_same_words(form: str) -> None:
    spelt = [
        phrase.words
        for part in ("sure", "hint")
        for phrases in lists.officialese(form, part).values()
        for phrase in phrases
    ]
    assert sorted(spelt) == sorted(set(spelt))


@pytest.mark.parametrize(("form", "least"), [("nb", 120), ("nn", 120), ("en", 60)])
def test_the_lists_are_as_long_as_they_are_said_to_be(form: str, least: int) -> None:
    told = lists.read(f"officialese_{form}")
    assert len(told["sure"]) + len(told["hint"]) >= least
    assert all(len(entry.split(" / ")) <= 4 for entry in [*told["sure"].values()])


def test_what_the_conversation_says_is_peoples_word() -> None:
    before = talk.score(["Konsesjonen er her"], "nb")
    after = talk.score(["Konsesjonen er her"], "nb", ("Hva med konsesjonen?",) * 5)
    assert before
    assert after
    assert after.mean > before.mean
    assert talk.score(["the road"], "en") is None
