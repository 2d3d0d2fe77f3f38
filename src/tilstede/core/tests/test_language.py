from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilstede.core.language import UNKNOWN, Language, declared, identify, identify_all

SENTENCES = {
    "nb": (
        "Jeg vet ikke hva jeg skal si.",
        "Når åpner biblioteket på lørdag?",
        "Husk å søke om barnehageplass innen 1. mars!",
        "Regjeringen legger frem statsbudsjettet i dag.",
        "HVORFOR BLIR IKKE VEIEN BRØYTET???",
        "@fjordvik@mastodon.example Hvor lenge er broen stengt? https://fjordvik.example/bro",
    ),
    "nn": (
        "Eg veit ikkje kva eg skal seie.",
        "Når opnar biblioteket på laurdag?",
        "Hugs å søkje om barnehageplass innan 1. mars!",
        "Regjeringa legg fram statsbudsjettet i dag, og eg er glad.",
        "KVIFOR BLIR IKKJE VEGEN BRØYTT???",
        "@fjordvik@mastodon.example Kor lenge er brua stengd? https://fjordvik.example/bru",
    ),
    "da": ("Jeg ved ikke, hvad jeg skal sige.", "Det er dejligt vejr i Fjordvik i dag."),
    "sv": ("Jag vet inte vad jag ska säga.", "Varför är vägen inte plogad än?"),
    "en": ("I don't know what to say.", "When does the library open on Saturday?"),
    "se": ("Mun in dieđe maid dadjat.", "Buorre beaivi, goas rahpasa girjerádju lávvordaga?"),
    "fi": ("En tiedä mitä sanoa.",),
    "is": ("Ég veit ekki hvað ég á að segja.",),
    "de": ("Ich weiß nicht, was ich sagen soll.",),
    "pl": ("Kiedy otwiera się biblioteka w sobotę?",),
    "so": ("Goorma ayuu furmaa maktabaddu maalinta Sabtida?",),
    "uk": ("Дякую за допомогу, коли відкривається бібліотека?",),
    "ru": ("Спасибо за помощь, когда открывается библиотека?",),
    "ar": ("متى تفتح المكتبة يوم السبت؟",),
    "fa": ("کتابخانه شنبه چه ساعتی باز می‌شود؟",),
    "ja": ("図書館は土曜日に何時に開きますか",),
}


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in SENTENCES.items() for text in texts]
)
def test_a_plain_post_is_known_and_sure(code: str, text: str) -> None:
    assert identify(text)[:2] == (code, True)


@pytest.mark.parametrize(
    "text",
    ["", " \n", "😀😀🎉", "12 345,- 67 %", "https://fjordvik.example/", "@ordforar", "#2026"],
)
def test_without_words_there_is_no_language(text: str) -> None:
    assert identify(text) is UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "Takk for praten",
        "Gratulerer med dagen!",
        "Er det sant?",
        "Kan vi få ny kai i år?",
    ],
)
def test_what_is_right_in_both_forms_is_norwegian_and_undecided(text: str) -> None:
    found = identify(text)
    assert found.code in {"nb", "nn"}
    assert not found.sure


@pytest.mark.parametrize("text", ["NAV", "Oslo", "Solveig Fjordvik", "ok", "Nei", "lol", "Hei!"])
def test_a_name_or_a_single_word_is_never_sure(text: str) -> None:
    assert not identify(text).sure


@pytest.mark.parametrize(
    "text",
    ["Æ e i Tromsø i dag, ka skjer?", "Æ veit itj ka æ ska si", "Hakke peiling på ka du meine"],
)
def test_dialect_is_undecided(text: str) -> None:
    assert not identify(text).sure


@pytest.mark.parametrize("text", ["Ferja går att", "Ferja går att i kveld", "Bua opnar att"])
def test_nynorsk_is_not_surely_swedish_for_one_word_they_share(text: str) -> None:
    found = identify(text)
    assert not (found.sure and found.code == "sv")


def test_the_deciding_words_are_told_the_weightiest_first() -> None:
    assert identify("Eg veit ikkje kvar brua er").words[0] == "ikkje"
    assert {"ikke", "hvor", "jeg"} <= set(identify("Jeg vet ikke hvor broen er").words)
    assert "ikkje" in identify("IKKJE parker framfor brua, skriv kommunen").words
    assert identify("En tiedä mitä sanoa.").words == ()


def test_hashtags_count_only_where_there_is_little_else() -> None:
    with_tags = identify("Eg veit ikkje kva eg skal seie #ThrowbackThursday #IceBucketChallenge")
    assert with_tags == identify("Eg veit ikkje kva eg skal seie")
    assert identify("#KvaMeinerDu #EgVeitIkkje").code == "nn"


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    beginning = "Eg veit ikkje kva eg skal seie om dette. " * 100
    assert identify(beginning + "the end " * 1_000_000) == identify(beginning)


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_any_text_has_an_answer_and_always_the_same(text: str) -> None:
    found = identify(text)
    assert isinstance(found, Language)
    assert found == identify(text)
    assert declared(found.code) in {found.code, ""}


#: Words of several languages and scripts, in capitals, in tags and addresses, and anything at all.
POSTS = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from([text for texts in SENTENCES.values() for text in texts])
        .map(str.split)
        .flatmap(st.sampled_from)
        | st.sampled_from(
            ["#FjordvikKommune", "x@fjordvik.example", "OK", "a", "漢", "😀", "ﬁn", "\n"]
        ),
        max_size=40,
    ).map(" ".join),
)


@given(st.lists(POSTS, max_size=40), st.lists(POSTS, max_size=3))
@settings(max_examples=100)
def test_what_a_text_is_judged_together_with_does_not_matter(
    texts: list[str], others: list[str]
) -> None:
    together = identify_all([*others, *texts, *others])[len(others) :][: len(texts)]
    assert together == [identify(text) for text in texts]


def test_more_texts_than_are_judged_together_keep_their_order() -> None:
    texts = [SENTENCES["nn"][0], SENTENCES["en"][0], "", SENTENCES["se"][0]] * 300
    assert [found.code for found in identify_all(iter(texts))] == ["nn", "en", "und", "se"] * 300


def test_several_threads_get_the_same_answers() -> None:
    texts = [
        f"{text} {number}" for texts in SENTENCES.values() for number, text in enumerate(texts)
    ]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(identify_all, [texts] * 16))
    assert all(found == answers[0] for found in answers)


def test_text_with_lone_surrogates_has_an_answer() -> None:
    assert identify("Eg veit ikkje \ud800 kva eg skal seie\udfff").code == "nn"


def test_nothing_is_loaded_before_it_is_needed() -> None:
    script = (
        "import sys, tilstede.core.language\n"
        "print([name for name in ('numpy', 'langidentify', 'py3langid') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("nb", "nb"),
        ("nb-NO", "nb"),
        ("nn_NO", "nn"),
        ("en-US", "en"),
        ("EN", "en"),
        ("nob", "nb"),
        ("sme", "se"),
        ("iw", "he"),
        ("zh-Hant-TW", "zh"),
        ("sma", "sma"),
        ("no", ""),
        ("no-NO", ""),
        ("qme", ""),
        ("und", ""),
        ("zxx", ""),
        ("", ""),
        ("english", ""),
        ("i-klingon", ""),
        ("12", ""),
    ],
)
def test_a_declared_tag_is_named_as_a_found_one(tag: str, code: str) -> None:
    assert declared(tag) == code


# --- accuracy, on material beside the checkout ------------------------------------------------------
POST = 140


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= POST else text[:POST].rsplit(" ", 1)[0]


def _table(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _posts(texts: Iterator[str]) -> list[str]:
    """Every third text, cut to a post; shorter than three words is no sentence."""
    posts = [_cut(text) for text in texts]
    return [post for post in posts if len(post) >= 15 and len(post.split()) >= 3][::3]


def _share(values: list[bool]) -> float:
    return sum(values) / len(values)


#: file, column, code, accuracy at least, sure at least, right among the sure at least
FLOORS = [
    ("ud_nb_dev.tsv.gz", "text", "nb", 0.955, 0.78, 0.99),
    ("ud_nn_dev.tsv.gz", "text", "nn", 0.935, 0.78, 0.99),
    ("ndt_offentlig_nb.tsv.gz", "text", "nb", 0.95, 0.78, 0.99),
    ("ndt_offentlig_nn.tsv.gz", "text", "nn", 0.92, 0.76, 0.985),
    ("sme_giella_train.tsv.gz", "text", "se", 0.99, 0.96, 0.999),
]


@pytest.mark.parametrize(("name", "column", "code", "right", "sure", "right_sure"), FLOORS)
def test_accuracy_on_treebanks(
    shared: Callable[[str], Path],
    name: str,
    column: str,
    code: str,
    right: float,
    sure: float,
    right_sure: float,
) -> None:
    texts = (row[column] for row in _table(shared(f"corpus/norsk/{name}")))
    found = [identify(text) for text in _posts(texts)]
    certain = [one.code == code for one in found if one.sure]
    assert _share([one.code == code for one in found]) >= right
    assert len(certain) / len(found) >= sure
    assert _share(certain) >= right_sure


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("nn", 0.95),
        ("da", 0.97),
        ("sv", 0.98),
        ("en", 0.99),
        ("de", 0.99),
        ("fi", 0.99),
        ("is", 0.98),
    ],
)
def test_accuracy_on_sentences_from_the_web(
    shared: Callable[[str], Path], code: str, right: float
) -> None:
    lines = shared(f"corpus/norsk/lingua_sentences/{code}.txt").read_text(encoding="utf-8")
    found = [identify(text) for text in _posts(iter(lines.splitlines()))]
    assert _share([one.code == code for one in found]) >= right
    assert _share([one.code == code for one in found if one.sure]) >= 0.98


def test_parallel_texts_are_told_apart_and_texts_alike_in_both_are_undecided(
    shared: Callable[[str], Path],
) -> None:
    pairs = list(_table(shared("corpus/norsk/noreg_no_parallell.tsv.gz")))
    for code, right in (("nb", 0.97), ("nn", 0.90)):
        texts = (pair[code] for pair in pairs if pair["nb"].lower() != pair["nn"].lower())
        assert _share([identify(text).code == code for text in _posts(texts)]) >= right
    alike = [identify(pair["nb"]) for pair in pairs if pair["nb"].lower() == pair["nn"].lower()]
    assert not any(found.sure and found.code in {"nb", "nn"} for found in alike)


def test_promises_of_a_government_are_bokmaal(shared: Callable[[str], Path]) -> None:
    lines = shared("corpus/norsk/hdo_lofter.jsonl").read_text(encoding="utf-8").splitlines()
    found = [identify(_cut(json.loads(line)["text"])) for line in lines]
    assert _share([one.code == "nb" for one in found]) >= 0.99
