"""What holds for every check."""

from __future__ import annotations

import ast
import inspect
import string
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.core.checks import registry
from tilstede.core.checks.kit import Around, Check, Draft, Length, Medium
from tilstede.core.checks.tests.looks import medium

#: A draft in which as much as possible is wrong.
WORST = Draft(
    parts=(
        "Kari bur i Storgata 5 med fødselsnummer 15108695088, ring 412 34 567 eller kari@gmail.com.\u202e"
        " Konto 8601.11.17947, DUF 201605678910. Sjå https//nrk.no. Stem på oss!",
        "",
    ),
    media=(medium(), Medium(name="møte.mp4", kind="film")),
    source="followers",
    title="Kva skjer",
    machine=True,
    machine_words=frozenset({"Kva skjer"}),
)
AROUND = Around(lengths=(Length(channel="1", has=501, most=500),), election=True)


def test_what_stops_is_shown_before_what_advises() -> None:
    levels = [check.level for check in registry.every()]
    assert levels == sorted(levels, key=("must", "advice").index)
    assert len({check.id for check in registry.every()}) == len(registry.every())


@pytest.mark.parametrize("check", registry.every(), ids=lambda check: check.id)
def test_its_texts_are_marked_for_translation_and_tell_where_it_is_from(check: Check) -> None:
    assert check.source.strip()
    tree = ast.parse(Path(inspect.getfile(check.look)).read_text())
    marked = {
        ast.literal_eval(call.args[0])
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "gettext_noop"
    }
    assert {check.title, check.advice} <= marked


def test_what_is_found_fits_into_the_words_of_its_check() -> None:
    told = registry.look(WORST, AROUND)
    for finding in told:
        advice = registry.get(finding.check).advice
        fields = {name for _text, name, _spec, _how in string.Formatter().parse(advice) if name}
        assert fields <= set(finding.values), finding.check
        assert advice.format(**finding.values)
    assert {check.id for check in registry.musts()} <= {finding.check for finding in told}


def test_only_what_a_person_may_judge_can_be_confirmed() -> None:
    told = registry.look(WORST, AROUND)
    confirmed = frozenset(finding.key for finding in told)
    left = registry.stops(told, confirmed)
    never = {check.id for check in registry.musts() if not check.confirmable}
    assert {finding.check for finding in left} == never


@given(st.text(st.characters(), max_size=300), st.text(st.characters(), max_size=50))
def test_whatever_is_written_each_place_is_in_the_text(text: str, alt: str) -> None:
    """Half signs, nulls and all."""
    draft = Draft(parts=(text,), title=alt, options=(alt,), media=(medium(alt=alt),))
    for finding in registry.look(draft, AROUND):
        assert 0 <= finding.start <= finding.end
        assert len(finding.key) == 24
        if finding.place == "text":
            assert finding.end <= len(text)


@pytest.mark.parametrize(
    "odd",
    ["A.", "a.b@", "1 ", "12345 ", "alt-text", "Ab vei 1 bor ", "a\u200d", "\u202a", "http://"],
)
def test_what_is_long_and_odd_is_looked_through_at_once(odd: str) -> None:
    """No pattern goes back again and again: each of these once took minutes, or could."""
    text = odd * (5_000 // len(odd))
    draft = Draft(parts=(text,), media=(medium(alt=text),))
    begun = time.process_time()
    for check in registry.musts():
        list(check.look(draft, AROUND))
    assert time.process_time() - begun < 2


def test_checks_are_imported_when_they_are_asked_for() -> None:
    code = "import sys, tilstede.core.checks.registry; print(*sys.modules)"
    run = [sys.executable, "-c", code]
    assert "simplemma" not in subprocess.check_output(run, text=True).split()


def test_an_unknown_check_is_no_module() -> None:
    with pytest.raises(KeyError):
        registry.get("kit")
