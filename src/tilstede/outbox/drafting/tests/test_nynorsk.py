"""A machine's draft in nynorsk keeps what it must not touch, and goes nowhere before a person has edited it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from tests.servers.program import in_ci

from tilstede.office.models import User
from tilstede.outbox.drafting import asking, handing, nynorsk, writing
from tilstede.outbox.drafting.content import Content, Item, Poll
from tilstede.outbox.drafting.models import Manuscript
from tilstede.outbox.drafting.tests.staff import draft, judge, person
from tilstede.outbox.tests.conftest import MORNING, Desk, desk, place, sample

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not nynorsk.is_installed() and not in_ci(), reason="apertium-nno-nob is not installed"
    ),
]

__all__ = ["desk", "place", "sample"]

BOKMAAL = "Jeg vet ikke hva dere synes. Kom på møtet i kveld!"
LATER = MORNING + timedelta(minutes=5)


@pytest.fixture
def kari() -> User:
    return person("Kari")


def begun(kari: User, content: Content) -> Manuscript:
    return writing.begin(author=kari, now=MORNING, content=content)


def edit(manuscript: Manuscript, content: Content, kari: User) -> None:
    manuscript.refresh_from_db()
    base = manuscript.revision
    writing.save(manuscript.key, content, base=base, author=kari, now=LATER)
    manuscript.refresh_from_db()


def stops(manuscript: Manuscript, content: Content) -> bool:
    answer = asking.ask(manuscript, content, [])
    return "machine-draft" in {one.check.id for one in answer.found if one.stops}


def test_bokmaal_becomes_nynorsk_with_vi_and_infinitives_in_e() -> None:
    assert nynorsk.draft("Vi vil ikke komme. Hva synes du?") == "Vi vil ikkje komme. Kva synest du?"


def test_names_stay_as_they_are() -> None:
    names = (
        "#TryggSkolevei",
        "#ikkeKjør",
        "@kari_nes@sosial.example",
        "@ikke.example",
        "https://www.fjordvik.example/hva-skjer?ikke=1&jeg=2",
        "post@ikke.example",
        "Qzaqz",
        "Qzzqz",
    )
    made = nynorsk.draft_all([f"Jeg liker {name}, ikke sant?" for name in names])
    assert made == [f"Eg liker {name}, ikkje sant?" for name in names]


def test_several_texts_are_kept_apart_with_all_that_is_no_word() -> None:
    odd = ["", "  \n", "🌊🌊", "[hei] {x} ^a$ \\ <b> / * @", "^jeg<prn>$"]
    lines = "\n  Jeg kommer.\nHun kommer ikke.\n\nHva skjer?  "
    *made, told, hashtag = nynorsk.draft_all([*odd, lines, "ikke #jeg"])
    assert told == "\n  Eg kjem.\nHo kjem ikkje.\n\nKva skjer?  "
    assert hashtag == "ikkje #jeg"
    signs = [[sign for sign in text if not sign.isalpha()] for text in odd]
    assert [[sign for sign in text if not sign.isalpha()] for text in made] == signs


def test_too_long_is_refused() -> None:
    with pytest.raises(nynorsk.NotDrafted, match="too-long"):
        nynorsk.draft("a" * (nynorsk.LONGEST + 1))


def test_where_it_is_not_installed_it_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not nynorsk.is_installed()
    with pytest.raises(nynorsk.NotDrafted, match="missing"):
        nynorsk.draft("Jeg")


@pytest.mark.parametrize(
    ("does", "code"),
    [("sleep 60 & wait", "too-slow"), ("cat >&2; exit 1", "failed"), ("", "failed")],
)
def test_a_program_that_fails_is_told_of_and_ended(
    does: str, code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "apertium"
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(nynorsk, "_SECONDS", 0.3)
    with pytest.raises(nynorsk.NotDrafted, match=code):
        nynorsk.draft("Jeg")


def test_all_words_of_a_draft_are_told(kari: User) -> None:
    content = Content(
        parts=("Jeg kommer ikke", ""),
        title="Hva skjer",
        warning="Ikke les",
        media=(Item(file="a", alt="Jeg og hun"), Item(file="b", alt=""), Item(file="c")),
        poll=Poll(options=("Hvem", "Hva")),
        variants={"7": ("Ikke jeg",)},
        language="nb",
        tags=("ikke",),
    )
    made = nynorsk.in_nynorsk(content)
    assert made.parts == ("Eg kjem ikkje", "")
    assert (made.title, made.warning) == ("Kva skjer", "Ikkje les")
    assert [item.alt for item in made.media] == ["Eg og ho", "", None]
    assert made.poll == Poll(options=("Kven", "Kva"))
    assert made.variants == {"7": ("Ikkje eg",)}
    assert (made.language, made.tags) == ("nn", ("ikke",))


def test_it_stops_until_a_person_has_changed_a_word(kari: User) -> None:
    manuscript = begun(kari, Content(parts=(BOKMAAL,), language="nb"))
    made = nynorsk.make(manuscript, author=kari, now=MORNING).wording
    assert made.machine
    manuscript.refresh_from_db()
    standing = writing.standing(manuscript)
    assert stops(manuscript, standing)
    page = Content(parts=standing.parts, language="nn", page="https://www.fjordvik.example/m")
    assert stops(manuscript, page), "an address is no editing"
    parted = Content(parts=tuple(standing.parts[0].split(". ", 1)), language="nn")
    assert not stops(manuscript, parted), "a sign was taken away"
    assert not stops(manuscript, Content(parts=("Eg veit ikkje kva de synest.",), language="nn"))
    assert not stops(manuscript, Content(parts=(BOKMAAL,), language="nb"))


def test_what_the_machine_leaves_as_it_was_is_a_persons_still(kari: User) -> None:
    manuscript = begun(kari, Content(parts=("Takk for praten!",)))
    assert not nynorsk.make(manuscript, author=kari, now=MORNING).wording.machine


def test_it_is_not_handed_over(desk: Desk) -> None:
    writer = person("Ola", "communicator")
    manuscript = draft(desk, writer, BOKMAAL)
    nynorsk.make(manuscript, author=writer, now=MORNING)
    manuscript.refresh_from_db()
    with pytest.raises(handing.NotHanded, match="Read it, and make it yours"):
        handing.hand(manuscript, by=writer.get_username(), now=LATER)
    words = writing.standing(manuscript).parts[0].replace("Kom på", "Kom til")
    edit(manuscript, Content(parts=(words,), language="nn"), writer)
    manuscript.refresh_from_db()
    judge(manuscript, writer)
    assert handing.hand(manuscript, by=writer.get_username(), now=LATER, at_once=True)


def test_what_stands_beside_the_text_is_read_too(desk: Desk) -> None:
    writer = person("Ola", "communicator")
    manuscript = draft(desk, writer, BOKMAAL)
    told = Content(parts=(BOKMAAL,), language="nb", title="Hva skjer?", warning="Ferje")
    edit(manuscript, told, writer)
    nynorsk.make(manuscript, author=writer, now=MORNING)
    manuscript.refresh_from_db()
    made = writing.standing(manuscript)
    words = made.parts[0].replace("Kom på", "Kom til")
    edit(manuscript, msgspec.structs.replace(made, parts=(words,)), writer)
    judge(manuscript, writer)
    with pytest.raises(handing.NotHanded, match="A machine wrote these words"):
        handing.hand(manuscript, by=writer.get_username(), now=LATER, at_once=True)
    answer = asking.ask(manuscript, writing.standing(manuscript), [])
    (one,) = [one for one in answer.found if one.check.id == "machine-words"]
    assert (one.finding.place, one.finding.found) == ("title", "Kva skjer?"), "it left the warning"
    by = writer.get_username()
    writing.confirm(manuscript.key, one.check.id, one.finding.key, by=by, now=LATER)
    assert handing.hand(manuscript, by=by, now=LATER, at_once=True)


def test_of_all_that_stands_beside_it_each_is_the_machines_until_it_is_changed(kari: User) -> None:
    content = Content(
        parts=("Takk for praten!",),
        language="nb",
        title="Hva skjer",
        media=(Item(file="a", alt="Jeg og hun"), Item(file="b", alt="")),
        poll=Poll(options=("Hvem", "Hva")),
    )
    manuscript = begun(kari, content)
    made = nynorsk.make(manuscript, author=kari, now=MORNING).wording
    manuscript.refresh_from_db()
    standing = writing.standing(manuscript)
    assert made.machine
    assert not stops(manuscript, standing), "the text is as a person wrote it"
    assert nynorsk.untouched(manuscript, standing) == {"Kva skjer", "Eg og ho", "Kven", "Kva"}
    changed = msgspec.structs.replace(standing, title="Kva skjer i kveld?", poll=None)
    assert nynorsk.untouched(manuscript, changed) == {"Eg og ho"}
