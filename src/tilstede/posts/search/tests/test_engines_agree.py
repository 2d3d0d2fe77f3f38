"""The index and the matcher in memory hold each other to the same hits in the same order."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tilstede.core import match
from tilstede.core.post import Link, Media, Poll, Post, searchable
from tilstede.core.query import QueryError
from tilstede.posts import models
from tilstede.posts.search import facets, ranked, resolve, search
from tilstede.posts.search.tests.stored import (
    FJORDVIK,
    ORDFORAR,
    START,
    post,
    store,
    withdraw,
    withhold,
)

COMMON = ["på", "nav", "og", "post"]
WORDS = [*COMMON, *COMMON, "PÅ", "pa", "NAV", "Nav", "kommune", "kommunen", "e-post", "東京"]
SIGNS = [" ", " ", " ", " ", ", ", "!\n", " – ", "-", " #", "."]
MEDIA = [
    (),
    (Media(),),
    (Media(alt="NAV på kommune"),),
    (Media(kind="video"), Media(kind="file", mime="text/vtt", text="Nav og post på\nkommunen")),
]


@st.composite
def texts(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SIGNS)), max_size=12))
    text = "".join(word + sign for word, sign in words)
    return unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), text)


@st.composite
def posts(draw: st.DrawFn) -> list[Post]:
    made = []
    for number in range(draw(st.integers(1, 8))):
        author, network = draw(st.sampled_from([(FJORDVIK, "mastodon"), (ORDFORAR, "x")]))
        made.append(
            post(
                number,
                draw(texts()),
                author=author,
                network=network,
                published=START + timedelta(days=draw(st.sampled_from([0, 1, 2, 45, 400])) - 300),
                title=draw(st.just("") | texts()),
                links=draw(st.sampled_from([(), (Link(url="https://nav.example"),)])),
                media=draw(st.sampled_from(MEDIA)),
                poll=draw(st.sampled_from([None, None, Poll(options=("nav", "Å post"))])),
                reply_to=draw(st.sampled_from(["", "test:0", "test:1"])) if number > 1 else "",
                visibility=draw(st.sampled_from(["public", "public", "public", "followers"])),
            )
        )
    return made


STEMS = st.sampled_from(["på*", "komm*", "po*", "e-po*", "na*", "東京*"])
PHRASES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(
    lambda words: f'"{" ".join(words)}"'
)
PLAIN = st.sampled_from(WORDS) | STEMS | PHRASES
PART = PLAIN | st.tuples(PLAIN, PLAIN).map(lambda pair: f"({pair[0]} OR {pair[1]})")
NEAR = st.tuples(
    st.sampled_from(["NEAR", "ONEAR"]), st.integers(0, 3), st.lists(PART, min_size=2, max_size=3)
).map(lambda near: f" {near[0]}/{near[1]} ".join(near[2]))
SPREAD = st.tuples(
    st.lists(st.sampled_from(COMMON), min_size=2, max_size=3),
    st.integers(0, 3),
).map(lambda spread: f'"{" ".join(spread[0])}"~{spread[1]}')
EXACT = st.sampled_from(WORDS).map(lambda word: f"={word}") | PHRASES.map(
    lambda phrase: f"={phrase}"
)
AUTHORS = ["from:fjordvik", "from:ordforar_f", "network:x", "in:test:0", "in:test:1"]
KINDS = ["has:link", "has:image", "has:alt", "has:poll", "is:reply", "is:withdrawn"]
FIELDS = st.sampled_from([*AUTHORS, *KINDS, "since:2025-03-08", "until:2025-03", "since:2026"])
LEAVES = PLAIN | NEAR | SPREAD | EXACT | FIELDS


def joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """The same, with operators between and in front."""
    pairs = st.tuples(
        parts,
        st.sampled_from([" ", " AND ", " OR ", " ANDNOT ", " -", " NOT "]),
        parts,
        st.booleans(),
    )
    return pairs.map(
        lambda four: (
            f"({four[0]}){four[1]}({four[2]})" if four[3] else f"({four[0]}{four[1]}{four[2]})"
        )
    )


QUERIES = st.recursive(LEAVES, joined, max_leaves=5)


def expected(query: str, made: dict[int, Post], *, public: bool) -> list[int]:
    tree = resolve.tree_of(query)
    rows = models.Post.objects.filter(public=True) if public else models.Post.objects.all()
    return [
        row.number
        for row in rows.order_by("-key")
        if match.matches(
            tree,
            match.Document(
                () if row.gone else tuple(searchable(made[row.number])),
                marks=frozenset(row.marks.split()),
                number=row.number,
                at=row.at,
            ),
        )
    ]


@pytest.mark.slow
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_the_same_hits_in_the_same_order(stores: str, data: st.DataObject) -> None:
    made = data.draw(posts(), "posts")
    queries = data.draw(st.lists(QUERIES, min_size=8, max_size=12), "queries")
    with transaction.atomic():
        numbers = store(made)
        withdraw(*data.draw(st.sets(st.sampled_from(range(len(made))), max_size=2), "withdrawn"))
        withhold(*data.draw(st.sets(st.sampled_from(numbers), max_size=1), "withheld"))
        by_number = dict(zip(numbers, made, strict=True))
        for query in queries:
            for public in (True, False):
                try:
                    wanted = expected(query, by_number, public=public)
                except QueryError:
                    continue
                found = [hit.number for hit in search(query, public=public).hits]
                assert found == wanted, query
                if public:
                    assert {hit.number for hit in ranked(query, public=True).hits} == set(wanted)
                    assert facets(query, public=True).counted == len(wanted)
        transaction.set_rollback(True)
