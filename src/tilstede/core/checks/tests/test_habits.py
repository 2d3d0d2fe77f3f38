"""Advice on a draft beside what the account wrote before, and what others write."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tilstede.core.checks import voice
from tilstede.core.checks.kit import Around, Draft, Earlier, Form
from tilstede.core.checks.tests.looks import findings

OWN = frozenset({"fjordvik.kommune.no"})
TALK = (
    "Hei! Er det noen her som vet når ferja går?",
    "Jeg tror den går klokka ti. Har du sjekket?",
    "Takk! Du er snill. Skal vi ta den sammen?",
    "Ja, jeg blir med. Når møtes vi?",
    "Er dere der? Jeg ser dere ikke.",
)
OFFICE = (
    "Departementet forutsetter at kommunene innenfor gjeldende rammer ivaretar hensynet til forvaltning av statlige"
    " virkemidler, og at virksomheten reguleres av forskrift."
)


def earlier(*texts: str, form: str = "nb", links: tuple[str, ...] = ()) -> tuple[Earlier, ...]:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return tuple(
        Earlier(number=number, at=at, text=text, form=form, links=links)
        for number, text in enumerate(texts, 7)
    )


def forms(nb: int, nn: int, share: float = 0.25) -> Around:
    return Around(earlier=earlier(*["Hei"] * nb) + earlier(*["Hei"] * nn, form="nn"), share=share)


def test_who_never_asks_is_told_so() -> None:
    quiet = Around(earlier=earlier(*["Vi har vedtatt det."] * 10))
    assert findings("no-question", "Vi har gjort det.", quiet)
    assert not findings("no-question", "Hva synes du?", quiet)
    assert not findings("no-question", "Stem her", quiet, options=("Ja", "Nei"))
    asked = Around(earlier=earlier(*["Vi har vedtatt det."] * 9, "Hva nå?"))
    assert not findings("no-question", "Vi har gjort det.", asked)
    assert not findings("no-question", "Hei.", Around(earlier=earlier("Hei")))


def test_a_question_mark_in_an_address_asks_nothing() -> None:
    around = Around(earlier=earlier(*["Se https://nrk.no/?a=1"] * 10))
    assert findings("no-question", "Se https://nrk.no/?b=2", around)


def test_links_to_own_pages_only() -> None:
    own = Around(
        own_hosts=OWN, earlier=earlier(*["a"] * 6, links=("https://www.fjordvik.kommune.no/a",))
    )
    told = findings("own-links", "Sjå https://fjordvik.kommune.no/b", own)
    assert [dict(one.values) for one in told] == [{"own": 7, "links": 7}]
    assert not findings("own-links", "Sjå https://nrk.no/b", own)
    others = Around(
        own_hosts=OWN, earlier=earlier(*["a"] * 6, links=("https://notfjordvik.kommune.no",))
    )
    assert not findings("own-links", "Sjå https://fjordvik.kommune.no/b", others)


def test_what_is_told_on_the_network_alone() -> None:
    matter = (
        "Vi stenger svømmehallen i to uker fordi taket lekker, og alle som har kjøpt kort, får pengene igjen i dag,"
        " uten å søke om det."
    )
    assert findings("no-own-page", matter, Around(own_hosts=OWN))
    assert not findings("no-own-page", matter, Around(own_hosts=OWN), answers=True)
    assert not findings("no-own-page", matter, Around(own_hosts=OWN), links=("https://nrk.no",))
    assert not findings("no-own-page", "God helg!", Around(own_hosts=OWN))


@pytest.mark.parametrize(
    ("nb", "nn", "form", "needed"),
    [
        (24, 6, "nb", (3, 5)),
        (24, 6, "nn", None),
        (15, 15, "nb", None),
        (30, 0, "nb", (10, 10)),
        (6, 24, "nn", (3, 5)),
        (3, 0, "nb", None),
        (24, 6, "en", None),
        (24, 6, "", (3, 5)),
    ],
)
def test_how_many_of_the_next_should_be_in_the_other_form(
    nb: int, nn: int, form: Form, needed: tuple[int, int] | None
) -> None:
    told = findings("form-balance", "Vi vet ikke hva dere vil.", forms(nb, nn), form=form)
    assert [(one.values["needed"], one.values["next"]) for one in told] == (
        [needed] if needed else []
    )


def test_without_an_aim_no_form_is_asked_for() -> None:
    assert not findings("form-balance", "Hei", forms(30, 0, share=0), form="nb")


def test_the_form_it_says_and_the_form_it_is_in() -> None:
    text = "Eg veit ikkje korleis det gjekk, men vi kjem att i morgon."
    told = findings("form-mismatch", text, form="nb")
    assert told[0].values["seems"] == "nynorsk"
    assert not findings("form-mismatch", text, form="nn")
    assert not findings("form-mismatch", text)
    assert not findings("form-mismatch", "Takk for praten", form="nn")


def test_an_answer_is_in_the_form_of_who_asked() -> None:
    asked = Around(answered="nn")
    assert findings("answer-form", "Hei", asked, form="nb", answers=True)
    assert not findings("answer-form", "Hei", asked, form="nn", answers=True)
    assert not findings("answer-form", "Hei", asked, form="nb")
    assert not findings("answer-form", "Hei", Around(answered="en"), form="nb", answers=True)


def test_what_reads_like_an_office_is_told_with_its_words() -> None:
    (told,) = findings("unlike-others", OFFICE, form="nb")
    assert "statlige" in str(told.values["away"])
    assert not findings("unlike-others", " ".join(TALK), form="nb")
    assert not findings("unlike-others", OFFICE, form="en")


def test_what_is_built_unlike_the_others_is_told_by_two_measures_at_most() -> None:
    told = findings("unlike-others", OFFICE, Around(others=TALK), form="nb")
    assert len(told) == 3
    assert told[1].advice
    assert int(told[1].values["has"]) > int(told[1].values["usual"])
    assert not findings("unlike-others", TALK[1], Around(others=TALK), form="nb")


def test_figures_can_be_opened() -> None:
    around = Around(
        own_hosts=OWN,
        earlier=earlier("Hva synes du?", "Vi åpner brua https://nrk.no/a", "Brua er stengt."),
    )
    draft = Draft(
        parts=("Jeg åpner brua. Kommer du? https://fjordvik.kommune.no/b https://nrk.no/c",),
        form="nb",
    )
    told = {one.id: one for one in voice.figures(draft, around)}
    assert (told["personal-draft"].value, told["personal-draft"].of) == (2, 2)
    assert told["personal-draft"].counted == ((None, "Jeg åpner brua."), (None, "Kommer du?"))
    assert told["questions-draft"].counted == ((None, "Kommer du?"),)
    assert (told["links-draft"].value, told["links-draft"].of) == (1, 2)
    assert told["personal-posts"].counted == ((7, "du"), (8, "Vi"))
    assert told["questions-posts"].counted == ((7, "Hva synes du?"),)
    assert told["questions-posts"].rest[1] == (9, "Brua er stengt.")
    assert told["links-posts"].counted == ((8, "https://nrk.no/a"),)
    assert told["links-draft"].rest == ((None, "https://fjordvik.kommune.no/b"),)
    assert all(one.of == len(one.counted) + len(one.rest) for one in told.values())
    assert told["others-draft"].value <= told["others-draft"].of


def test_a_post_of_no_sure_form_is_read_as_what_it_seems_to_be() -> None:
    around = Around(earlier=earlier("Vi vet ikke hva dere mener om dette.", form=""))
    told = {one.id: one for one in voice.figures(Draft(parts=("",)), around)}
    assert told["personal-posts"].counted == ((7, "Vi, dere"),)


def test_what_has_no_tables_of_words_says_so() -> None:
    told = voice.figures(Draft(parts=("We opened it.",), form="en"), Around())
    assert (told[0].of, "nynorsk only" in told[0].how) == (0, True)


def test_figures_of_nothing_are_nothing_of_nothing() -> None:
    told = voice.figures(Draft(parts=("",)), Around())
    assert {(one.value, one.of, one.counted) for one in told} == {(0, 0, ())}
    assert [one.about for one in told] == ["draft"] * 4 + ["posts"] * 4
