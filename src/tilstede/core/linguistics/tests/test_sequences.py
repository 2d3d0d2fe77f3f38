from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from tilstede.core.linguistics.sequences import sequences

NAMES = {"no": "nb", "gug": "gn", "kik": "ki"}
SAID = (
    "Jeg vet ikke hva jeg skal si Eg veit ikkje kva eg skal seie Jag vet inte vad IKKE PARKER HER"
    " Mun in dieđe maid dadjat Когда открывается библиотека 図書館は土曜日に متى تفتح المكتبة ǅ ß İ ok"
)
WORDS = SAID.split()


@pytest.fixture(scope="module")
def identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)


def ranked(identifier: LanguageIdentifier, text: str) -> dict[str, float]:
    scale = 1 / math.sqrt(len(text.encode()))
    return {NAMES.get(label, label): scale * score for label, score in identifier.rank(text)}


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join), min_size=1))
@settings(max_examples=40)
def test_every_language_gets_the_number_py3langid_gives_it(
    identifier: LanguageIdentifier, texts: list[str]
) -> None:
    heard = sequences().hear(texts)
    for text, numbers in zip(texts, heard.tolist(), strict=True):
        wanted = ranked(identifier, text)
        wanted.pop("zxx")
        assert dict(zip(sequences().codes, numbers, strict=True)) == pytest.approx(wanted, rel=1e-5)


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=50)
)
@settings(max_examples=40)
def test_a_text_is_heard_as_if_it_were_alone(texts: list[str]) -> None:
    together = sequences().hear(texts)
    assert all(
        (sequences().hear([text])[0] == row).all()
        for text, row in zip(texts, together, strict=True)
    )
