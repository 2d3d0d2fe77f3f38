"""What a search means: which posts are hits, and what is marked in them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.core.match import Document, Passage, highlight, matches
from tilstede.core.query import Field, Marked, Near, Numbered, Words, parse, with_leaves

POST = Document(
    ["Åpent møte om NAV", "Kommunen inviterer til e-post-kurs. Nav og nabo, kurs for alle!"],
    marks=frozenset({"a7", "lnb", "hlink"}),
    number=12,
    at=datetime(2026, 1, 31, 12, tzinfo=UTC),
)


@pytest.mark.parametrize(
    "query",
    [
        "åpent",
        "ÅPENT",
        "A\u030apent møte",
        "kommun*",
        '"åpent møte"',
        '"e post"',
        "e-post",
        "e-po*",
        '"om na"*',
        "=NAV",
        "=Nav",
        '="Nav og"',
        '="post-kurs"',
        "møte OR buss",
        "møte -buss",
        "since:2026-01-31 until:2026-01-31",
        "om NEAR/2 kommunen",  # the separator between two texts counts as a word
        "kurs NEAR/3 kurs",
        "kurs ONEAR/3 nabo",
        "nabo ONEAR/0 kurs",
        "(buss OR nav) NEAR/0 (om OR bil)",
        "møte NEAR/5 nav NEAR/5 kommunen",
        '"nav og nabo"~0',
        '"kurs nabo nav"~1',
    ],
)
def test_hits(query: str) -> None:
    assert matches(parse(query), POST)


@pytest.mark.parametrize(
    "query",
    [
        "apent",
        "kommune",
        '"møte åpent"',
        '"nav kommunen"',  # no phrase across two texts
        "=nav",
        "=åpent",
        "=NA",
        '="nav og"',
        '="post kurs"',
        "møte buss",
        "møte -nav",
        "since:2026-02",
        "until:2026-01-30",
        "om NEAR/1 kommunen",
        "kurs NEAR/2 kurs",
        "åpent NEAR åpent",
        "nabo ONEAR/3 nav",
        "nabo ONEAR/0 nav",
        '"åpent nav"~0',
    ],
)
def test_no_hits(query: str) -> None:
    assert not matches(parse(query), POST)


def test_fields_are_looked_up_first() -> None:
    tree = parse("from:x")
    with pytest.raises(TypeError, match="from:x"):
        matches(tree, POST)
    assert isinstance(tree, Field)
    assert matches(Marked(tree, ("a6", "a7")), POST)
    assert not matches(Marked(tree, ("a6",)), POST)
    assert not matches(Marked(tree, ()), POST)
    assert matches(Numbered(tree, frozenset({12})), POST)
    assert not matches(Numbered(tree, frozenset({13})), POST)
    looked_up = with_leaves(
        parse("møte -from:x"), lambda leaf: Marked(leaf, ("a6",)) if leaf == tree else leaf
    )
    assert matches(looked_up, POST)


WORDS = st.lists(st.sampled_from("abc"), min_size=1, max_size=2).map(tuple)
PARTS = st.lists(
    st.lists(WORDS.map(Words), min_size=1, max_size=2).map(tuple), min_size=2, max_size=3
)


@given(st.lists(st.sampled_from("abcd"), max_size=9), PARTS, st.integers(0, 4), st.booleans())
def test_near_is_what_trying_everything_finds(
    words: list[str], parts: list[tuple[Words, ...]], distance: int, ordered: bool
) -> None:
    passage = Passage(words)
    found = any(
        all(
            one.end <= two.start or (not ordered and two.end <= one.start)
            for number, one in enumerate(runs)
            for two in runs[number + 1 :]
        )
        and all(max(run.start for run in runs) - run.end <= distance for run in runs)
        for runs in product(
            *(
                [run for part in alternatives for run in passage.find(part)]
                for alternatives in parts
            )
        )
    )
    near = Near(tuple(parts), distance, ordered)
    post = Document([" ".join(words)], marks=frozenset(), number=0, at=POST.at)
    assert matches(near, post) == found


def test_near_many_of_the_same_in_a_long_post_is_quick() -> None:
    post = Document(["og " * 16_000], marks=frozenset(), number=0, at=POST.at)
    assert matches(parse(" NEAR/100 ".join(["og"] * 6)), post)
    assert not matches(parse(" NEAR/100 ".join(["og"] * 5 + ["i"])), post)
    post = Document([("og i " * 5 + "å " * 100) * 145], marks=frozenset(), number=0, at=POST.at)
    assert matches(parse(" NEAR/100 ".join(["og"] * 5)), post)
    assert not matches(parse(" NEAR/100 ".join(["og"] * 6)), post)
    assert not matches(
        parse("(og OR x) NEAR/100 og* NEAR/100 " + " NEAR/100 ".join(["og"] * 4)), post
    )


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("møte", "Åpent [møte], åpne MØTER: e-post til NAV"),
        ("MØTE*", "Åpent [møte], åpne [MØTER]: e-post til NAV"),
        ('"åpent møte"', "[Åpent møte], åpne MØTER: e-post til NAV"),
        ('åp* "åpent møte"', "[Åpent møte], [åpne] MØTER: e-post til NAV"),
        ("epost OR e-post", "Åpent møte, åpne MØTER: [e-post] til NAV"),
        ("=nav", "Åpent møte, åpne MØTER: e-post til NAV"),
        ("=NAV til", "Åpent møte, åpne MØTER: e-post [til] [NAV]"),
        ("åpent NEAR til", "[Åpent] møte, åpne MØTER: e-post [til] NAV"),
        ("møte -nav since:2026 from:x", "Åpent [møte], åpne MØTER: e-post til NAV"),
    ],
)
def test_highlight(query: str, marked: str) -> None:
    written = "Åpent møte, åpne MØTER: e-post til NAV"
    fragments = highlight(written, parse(query))
    assert "".join(fragment.text for fragment in fragments) == written
    shown = "".join(f"[{part}]" if is_hit else part for part, is_hit in fragments)
    assert shown == marked


def test_highlight_where_accents_were_typed_apart() -> None:
    assert highlight("A\u030apen", parse("åpen")) == [("A\u030apen", True)]
    assert highlight("", parse("a")) == []
