"""The search language: what is understood, and how what is not is told."""

from __future__ import annotations

import string
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.core.query import (
    MESSAGES,
    And,
    Exact,
    Field,
    Near,
    Not,
    Or,
    Period,
    QueryError,
    Words,
    parse,
    render,
    visible,
    wanted,
)
from tilstede.core.query.build import MAX_DEPTH, MAX_STEMS, MAX_TERMS
from tilstede.core.query.parse import MAX_LENGTH


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("Åpent MØTE", "(åpent AND møte)"),
        ("and or not near", "(and AND or AND not AND near)"),
        ("And Or AND.", "(and AND or AND and)"),
        ("a b OR c AND d", "((a AND b) OR (c AND d))"),
        ("a (b OR c) d", "(a AND (b OR c) AND d)"),
        ("a OR (b OR (c OR d))", "(a OR b OR c OR d)"),
        ("a NOT b ANDNOT c -d AND NOT e", "(a AND NOT b AND NOT c AND NOT d AND NOT e)"),
        ("a ANDNOT NOT b", "(a AND b)"),
        ("a -(b c)", "(a AND NOT (b AND c))"),
        ("-(-a)", "a"),
        ("NOT NOT NOT a b", "(NOT a AND b)"),
        (
            '"åpent møte" «hei du» “ja da” „nei” ”jo”',
            '("åpent møte" AND "hei du" AND "ja da" AND nei AND jo)',
        ),
        ("kommun* #sko* e-po*", '(kommun* AND sko* AND "e po*")'),
        ('"åpent mø*" "ny sko"*', '("åpent mø*" AND "ny sko*")'),
        ("e-post NAV's", '("e post" AND "nav s")'),
        ("https://www.nrk.no/a/1.2", '"nrk no a 1 2"'),
        ("kl. 12:30", '(kl AND "12 30")'),
        ("東京*", '"東 京"'),
        ("a NEAR b", "(a NEAR/10 b)"),
        ("a ONEAR b", "(a ONEAR/10 b)"),
        ("a NEAR/3 b NEAR/3 c", "(a NEAR/3 b NEAR/3 c)"),
        ("NOT a NEAR/3 b c", "(NOT (a NEAR/3 b) AND c)"),
        ('(a OR "b c") NEAR/2 de* e', '(((a OR "b c") NEAR/2 de*) AND e)'),
        ('"a b"~4', "(a NEAR/4 b)"),
        ('"a b c"~4', "(a NEAR/5 b NEAR/5 c)"),
        ('=NAV ="Oslo  Kommune" =#IS!', '(="NAV" AND ="Oslo  Kommune" AND ="IS")'),
        ("from:@Fjordvik to:x in:12", "(from:fjordvik AND to:x AND in:12)"),
        ('FROM:"Kari Nordmann"', 'from:"kari nordmann"'),
        ("language:NN lang:zh_Hant", "(lang:nn AND lang:zh-hant)"),
        ("has:image is:Reply -has:alt", "(has:image AND is:reply AND NOT has:alt)"),
        ("after:2026 before:2026-01-31", "(since:2026 AND until:2026-01-31)"),
        ("since:2026 -a", "(since:2026 AND NOT a)"),
        ("network:mastodon", "network:mastodon"),
    ],
)
def test_understood(typed: str, meaning: str) -> None:
    tree = parse(typed)
    assert render(tree) == meaning
    assert render(parse(meaning)) == meaning


def test_the_tree() -> None:
    assert parse('a "b cd*" -=D from:e f NEAR (g OR h)') == And(
        (
            Words(("a",)),
            Words(("b", "cd"), prefix=True),
            Not(Exact("D", ("d",))),
            Field("from", "e"),
            Near(((Words(("f",)),), (Words(("g",)), Words(("h",)))), 10, stated=False),
        )
    )
    assert parse("a OR b") == Or((Words(("a",)), Words(("b",))))


def test_a_day_begins_and_ends_in_the_zone_of_the_body() -> None:
    zone = ZoneInfo("Europe/Oslo")
    assert parse("since:2026-07-01", zone=zone) == Period(
        "since", "2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)
    )
    for value, after in [
        ("2026-01-31", datetime(2026, 1, 31, 23, tzinfo=UTC)),
        ("2026-12", datetime(2026, 12, 31, 23, tzinfo=UTC)),
        ("2025", datetime(2025, 12, 31, 23, tzinfo=UTC)),
    ]:
        assert parse(f"until:{value}", zone=zone) == Period("until", value, after)


def test_only_networks_there_are() -> None:
    assert parse("network:X", networks=lambda: {"x", "mastodon"}) == Field("network", "x")
    with pytest.raises(QueryError) as caught:
        parse("network:mastadon", networks=lambda: {"x", "mastodon"})
    assert caught.value.suggestion == "network:mastodon"


@pytest.mark.parametrize(
    ("typed", "code", "found", "suggestion"),
    [
        ("", "empty", "", ""),
        (" ", "empty", " ", ""),
        ("a NEER/5 b", "unknown-operator", "NEER/5", "NEAR/5"),
        ("a ONER/5 b", "unknown-operator", "ONER/5", "ONEAR/5"),
        ("a NEAR5 b", "unknown-operator", "NEAR5", "NEAR/5"),
        ("TV/2", "unknown-operator", "TV/2", '"TV/2"'),
        ("a && b", "unknown-operator", "&&", "AND"),
        ("a | b", "unknown-operator", "|", "OR"),
        ("ord~2", "unknown-operator", "ord~2", "ord"),
        ('"a b"^3', "unknown-operator", '"a b"^3', '"a b"'),
        ("a NEAR/x b", "bad-distance", "NEAR/x", "NEAR/10"),
        ("a ONEAR/ b", "bad-distance", "ONEAR/", "ONEAR/10"),
        ("a NEAR/101 b", "bad-distance", "NEAR/101", "NEAR/100"),
        ('"a b"~', "bad-distance", '"a b"~', '"a b"~10'),
        ('"a"~3', "phrase-of-one", '"a"~3', ""),
        ("a NEAR NOT b", "near-operand", "NOT", ""),
        ("a NEAR -b", "near-operand", "-", ""),
        ("a NEAR from:b", "near-operand", "from:b", ""),
        ("a NEAR =B", "near-operand", "=B", ""),
        ("a NEAR (b c)", "near-operand", "(b c)", ""),
        ("(a NEAR b) NEAR c", "near-operand", "(a NEAR b)", ""),
        ("a NEAR/2 b NEAR/3 c", "near-mixed", "NEAR/3", ""),
        ("a NEAR/2 b ONEAR/2 c", "near-mixed", "ONEAR/2", ""),
        ("lagn:nn", "unknown-field", "lagn:nn", "lang:nn"),
        ("author:kari", "unknown-field", "author:kari", "from:kari"),
        ("Obs: viktig", "unknown-field", "Obs:", '"Obs:"'),
        ("has:picture", "unknown-value", "has:picture", "has:image"),
        ("has:imagee", "unknown-value", "has:imagee", "has:image"),
        ("is:deleted", "unknown-value", "is:deleted", "is:withdrawn"),
        ("is:frog", "unknown-value", "is:frog", ""),
        ("lang:nynorsk", "bad-language", "lang:nynorsk", "lang:nn"),
        ("from: x", "empty-value", "from:", ""),
        ('from:""', "empty-value", 'from:""', ""),
        ("has:(link OR image)", "value-list", "has:", ""),
        ("since:31.1.2026", "bad-date", "since:31.1.2026", "since:2026-01-31"),
        ("until:2026-02-30", "bad-date", "until:2026-02-30", ""),
        ("since:0000", "bad-date", "since:0000", ""),
        ("since:9999", "bad-date", "since:9999", ""),
        ("(a", "open-paren", "(", ""),
        ("(a (b)", "open-paren", "(", ""),
        ("(", "open-paren", "(", ""),
        ("a)", "close-paren", ")", ""),
        ("a ()", "empty-group", "()", ""),
        ('a "b c', "open-quote", '"b c', '"b c"'),
        ("a AND", "operand-missing", "AND", ""),
        ("OR a", "operand-missing", "OR", ""),
        ("a AND AND b", "operand-missing", "AND", ""),
        ("(a OR) b", "operand-missing", "OR", ""),
        ("NOT", "operand-missing", "NOT", ""),
        ("a NEAR", "operand-missing", "NEAR", ""),
        ("-a", "only-negation", "-a", ""),
        ("-a NOT b", "only-negation", "-a NOT b", ""),
        ("a OR -b", "only-negation", "-b", ""),
        ("a -(-b -c)", "only-negation", "-(-b -c)", ""),
        ("k*", "stem-too-short", "k*", ""),
        ("*", "stem-too-short", "*", ""),
        ("kom*ne", "star-place", "kom*ne", ""),
        ("*kommune", "star-place", "*kommune", ""),
        ('"kom* styre"', "star-place", '"kom* styre"', ""),
        ("Oslo – Bergen", "no-word", "–", ""),
        ("🎉", "no-word", "🎉", ""),
        ('from:"a\0b"', "bad-character", "\0", ""),
        ("ferje\x1b[31m", "bad-character", "\x1b", ""),
        ("a\x7f\x9f", "bad-character", "\x7f", ""),
        ("\udce6", "bad-character", "\udce6", ""),
        ('=""', "no-word", "=", ""),
        ("=!", "no-word", "=!", ""),
    ],
)
def test_told_what_is_wrong(typed: str, code: str, found: str, suggestion: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(typed)
    error = caught.value
    assert (error.code, error.found, error.suggestion) == (code, found, suggestion)
    assert typed[error.start : error.end] == found
    assert "{" not in error.message


def test_a_character_nobody_sees_is_named_and_shown() -> None:
    with pytest.raises(QueryError) as caught:
        parse('from:"a\0b"')
    assert caught.value.message.startswith("U+0000 stands here")
    assert visible('from:"a\0b\x1b"') == 'from:"a\ufffdb\ufffd"'


def test_what_parts_words_may_be_a_tab_or_a_line_end() -> None:
    assert render(parse("a\tb\nc\r\nd\x0be\x0cf\x85g")) == "(a AND b AND c AND d AND e AND f AND g)"


def test_a_suggestion_in_place_of_what_was_found_is_understood() -> None:
    for typed in ("a NEER/5 b", "lagn:nn", "since:31.1.2026", 'a "b c', "a && b", "TV/2 a"):
        with pytest.raises(QueryError) as caught:
            parse(typed)
        error = caught.value
        parse(typed[: error.start] + error.suggestion + typed[error.end :])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("a" * (MAX_LENGTH + 1), "too-long"),
        ("a " * (MAX_TERMS + 1), "too-many-terms"),
        ("ab* " * (MAX_STEMS + 1), "too-many-stems"),
        ("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), "too-deep"),
        (" NEAR ".join("a" * 7), "near-too-many"),
        ("(a OR b OR c OR d OR e) NEAR " * 2 + "(a OR b OR c OR d OR e)", "near-too-many"),
        ('"a b c d e f g"~3', "near-too-many"),
    ],
)
def test_limits(typed: str, code: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(typed)
    assert caught.value.code == code


def test_the_largest_searches_are_understood() -> None:
    parse("a " * MAX_TERMS)
    parse("NOT " * 1_240 + "a b")
    parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH)
    with pytest.raises(QueryError):
        parse("(" * MAX_LENGTH)


def test_only_what_is_wanted_is_marked() -> None:
    assert list(wanted(parse("a (b OR c) -d"))) == [
        Words(("a",)),
        Words(("b",)),
        Words(("c",)),
    ]


SIGNS = st.sampled_from(
    [*list('()"“”«»-*=~^/:& '), " AND ", " OR ", " NOT ", " NEAR/3 ", "from:", "is:"]
)


@given(
    st.lists(SIGNS | st.text(string.ascii_letters + "æå1", max_size=3), max_size=30).map("".join)
)
def test_anything_typed_is_either_understood_or_explained(typed: str) -> None:
    try:
        meaning = render(parse(typed))
    except QueryError as caught:
        error = caught
    else:
        assert render(parse(meaning)) == meaning
        return
    assert error.code in MESSAGES
    assert 0 <= error.start <= error.end <= len(typed)
    assert error.message


def outcome(typed: str) -> object:
    """The tree, or what is wrong."""
    try:
        return parse(typed)
    except QueryError as error:
        return error.code, error.found, error.suggestion


PLAIN = st.text(min_size=1, max_size=4) | st.sampled_from(
    [
        "from:kari",
        "from:",
        "is:reply",
        "is:frog",
        "lagn:nn",
        "http://a",
        "since:2026",
        "a:b:c",
        ":b",
    ]
)


@given(st.lists(PLAIN, min_size=1, max_size=4).map(" ".join))
def test_what_is_plain_needs_no_grammar_and_means_the_same(typed: str) -> None:
    # the space in front keeps it from being taken for plain
    if typed.strip():
        assert outcome(f" {typed}") == outcome(typed)


def test_every_message_belongs_to_an_error() -> None:
    """Each code is told of above or in `test_limits`."""
    source = Path(__file__).read_text("utf-8")
    assert [code for code in MESSAGES if f'"{code}"' not in source] == []
