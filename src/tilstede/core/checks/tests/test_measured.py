"""What the advice finds in texts it was not made from. The figures stand in docs/checks.md.

Looked at while the lists were made: every other document of the reports, and every other 50 sentences of the rest. The
other half is counted here; of blogs, which are few, all.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from tilstede.core.checks import registry
from tilstede.core.checks.kit import Around, Draft, Form
from tilstede.core.checks.reading import talk
from tilstede.core.checks.reading.prose import words

Read = Callable[[str, str], list[tuple[str, str]]]
#: Sentences in a made-up post, and known words it must have.
TOGETHER = 3
KNOWN = 10


@pytest.fixture(scope="module")
def texts(shared: Callable[[str], Path]) -> Read:
    """Document and sentence, of one kind of text in a file."""

    def read(name: str, genre: str) -> list[tuple[str, str]]:
        with gzip.open(shared(f"corpus/norsk/{name}.tsv.gz"), "rt", encoding="utf-8") as lines:
            rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            return [(row["doc"], row["text"]) for row in rows if row["genre"] == genre]

    return read


@pytest.fixture(scope="module")
def reports(texts: Read) -> list[str]:
    """Official reports (NOU) in bokmål, every other document from the second on."""
    told = texts("ndt_offentlig_nb", "NOU")
    counted = set(list(dict.fromkeys(doc for doc, _text in told))[1::2])
    return [text for doc, text in told if doc in counted]


@pytest.fixture(scope="module")
def blogs(texts: Read) -> list[str]:
    """What people write of themselves, in bokmål."""
    return [text for _doc, text in texts("ud_nb_dev", "blogg")]


def per_thousand(check: str, sentences: list[str], form: Form) -> float:
    """How often the check finds something in a thousand words."""
    look = registry.get(check).look
    found = sum(len(list(look(Draft(parts=(text,), form=form), Around()))) for text in sentences)
    return 1000 * found / len(words(sentences))


@pytest.mark.parametrize(
    ("check", "offices", "people"),
    [("officialese", 7.0, 0.3), ("officialese-hint", 18.0, 3.0), ("passive", 15.0, 6.0)],
)
def test_it_tells_offices_from_people(
    check: str, offices: float, people: float, reports: list[str], blogs: list[str]
) -> None:
    assert per_thousand(check, reports, "nb") > offices
    assert per_thousand(check, blogs, "nb") < people


def test_nynorsk_is_told_too(texts: Read) -> None:
    report = [text for _doc, text in texts("ud_nn_dev", "magasin")]
    people = [text for _doc, text in texts("ud_nn_dev", "blogg")]
    assert per_thousand("officialese", report, "nn") > 3
    assert per_thousand("officialese", people, "nn") < 0.5


@pytest.mark.parametrize(("written", "marked"), [("nb", "nn"), ("nn", "nb")])
def test_three_of_four_sentences_marked_as_the_other_form_are_told(
    shared: Callable[[str], Path], written: str, marked: Form
) -> None:
    with gzip.open(
        shared("corpus/norsk/noreg_no_parallell.tsv.gz"), "rt", encoding="utf-8"
    ) as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    texts = [row[written] for row in rows if row["nb"] != row["nn"]][::4]
    look = registry.get("form-mismatch").look
    told = sum(bool(list(look(Draft(parts=(text,), form=marked), Around()))) for text in texts)
    assert told > 0.75 * len(texts)


def test_words_of_people_score_higher_than_words_of_offices(
    reports: list[str], blogs: list[str]
) -> None:
    mine, theirs = _scores(blogs), _scores(reports)
    above = sum((a > b) + (a == b) / 2 for a in mine for b in theirs)
    assert above / (len(mine) * len(theirs)) > 0.96


def _scores(sentences: list[str]) -> list[float]:
    """Of posts made of sentences that follow each other."""
    last = len(sentences) - TOGETHER + 1
    posts = (sentences[at : at + TOGETHER] for at in range(0, last, TOGETHER))
    told = (talk.score(post, "nb") for post in posts)
    return [one.mean for one in told if one and one.words >= KNOWN]
