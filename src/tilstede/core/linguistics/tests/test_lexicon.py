from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langidentify import Language, Model

from tilstede.core.linguistics import lexicon as module
from tilstede.core.linguistics.lexicon import (
    COUNTED,
    HOME,
    LISTED,
    NUMBERS,
    SEQUENCES,
    Lexicon,
    forms,
    lexicon,
)

NAMES = {"nb": "no"}


def said(word: str) -> np.ndarray:
    return lexicon().look_up([word])[1][0]


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load_lite([Language.from_string(NAMES.get(code, code)) for code in HOME])


def column(model: Model, code: str) -> int:
    names = [language.iso_code for language in model.languages]
    return names.index(NAMES.get(code, code))


@pytest.mark.parametrize("code", HOME)
def test_the_files_are_read_as_their_own_loader_reads_them(model: Model, code: str) -> None:
    own = column(model, code)
    for mine, table in (
        (module._words_of(code), model.topwords_table),
        (module._sequences_of(code), model.get_table(5)),
    ):
        kept = {key: entry for key, entry in table.items() if isinstance(entry, tuple)}
        theirs = {key: dict(zip(*entry, strict=True)) for key, entry in kept.items()}
        numbers = {key: entry[own] for key, entry in theirs.items() if own in entry}
        assert len(mine) > 5_000
        assert mine.keys() == numbers.keys()
        assert [mine[key] for key in numbers] == pytest.approx(list(numbers.values()), abs=1e-5)


@pytest.mark.parametrize("word", ["representantar", "kommune", "the", "och"])
def test_a_listed_word_is_as_common_as_the_lists_say(model: Model, word: str) -> None:
    table = dict(zip(*model.topwords_table[word], strict=True))
    numbers = np.array([table.get(column(model, code), -13.0) for code in HOME])
    assert said(word)[LISTED] == 1
    assert said(word)[NUMBERS] == pytest.approx(1.32 * (numbers - numbers.max()))


@pytest.mark.parametrize(("word", "wrong"), [("ikkje", "nb"), ("hvordan", "nn")])
def test_a_word_of_one_form_speaks_against_the_other(word: str, wrong: str) -> None:
    numbers = dict(zip(HOME, said(word)[NUMBERS].tolist(), strict=True))
    assert numbers[wrong] < -5.4


@pytest.mark.parametrize("word", ["ordførerkandidat", "brøyting", "skolen", "lærar"])
def test_sequences_count_for_those_who_have_them(model: Model, word: str) -> None:
    found = [word[i : i + 5] for i in range(len(word) - 4)]
    known = [
        dict(zip(*model.get_table(5)[part], strict=True))
        for part in found
        if part in model.get_table(5)
    ]
    floor = model.min_log_prob
    wanted = [sum(one.get(column(model, code), floor) - floor for one in known) for code in HOME]
    assert said(word)[COUNTED] == len(known) > 0
    assert said(word)[SEQUENCES] == pytest.approx(wanted)


def test_a_compound_is_as_common_as_its_tail_but_is_not_listed() -> None:
    assert said("kommunestyrerepresentantar")[LISTED] == 0
    assert said("kommunestyrerepresentantar")[NUMBERS] == pytest.approx(
        said("representantar")[NUMBERS] * 0.26 / 1.32
    )


def test_an_unknown_word_says_nothing_by_itself() -> None:
    assert not said("qqqq").any()


@given(st.lists(st.text(alphabet="abdeiklnrstvøå'", min_size=1, max_size=12), min_size=1))
@settings(max_examples=50)
def test_a_word_says_the_same_whatever_was_looked_up_before(words: list[str]) -> None:
    together = lexicon().look_up(words)[1]
    assert (together == np.array([said(word) for word in words])).all()


def test_words_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 64)
    small = Lexicon()
    for start in range(0, 1000, 100):
        words = [
            f"kommune{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}"
            for number in range(start, start + 100)
        ]
        places, rows = small.look_up([*words, *words])
        assert (rows == lexicon().look_up([*words, *words])[1]).all()
        assert (places[:100] == places[100:]).all()
        assert len(set(places.tolist())) == len(set(words))


def test_the_forms_speak_against_the_other_form_only() -> None:
    assert {HOME[index] for index in forms().values()} == {"nb", "nn"}
    assert all(word == word.lower() and word.isalpha() for word in forms())
