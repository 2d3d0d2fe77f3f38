"""Strictly or loosely read, an object is the same; what is odd in one field costs no more than that field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilstede.networks.kit.conformance import cases
from tilstede.networks.kit.hostile import mutated
from tilstede.networks.mastodon import activity
from tilstede.networks.mastodon.answers import READER
from tilstede.networks.mastodon.network import network
from tilstede.networks.mastodon.reading import Refusal, load
from tilstede.networks.mastodon.tests import archives

CASES = [case for case in cases(Path(__file__).parent) if not case.refusal]
API = [case for case in CASES if case.name.startswith("api-")]
ARCHIVE = [case for case in CASES if case.name.startswith("archive-")]
STATUS = json.loads(next(case.raw for case in CASES if case.name == "api-media"))


@given(st.data())
@settings(max_examples=300)
def test_a_status_is_the_same_read_strictly_and_loosely(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(API))
    raw = data.draw(mutated(case.raw, case.mime))
    strict = READER.strict(raw)
    if strict is not None:
        assert strict == READER.loose(load(raw))


@given(st.data())
@settings(max_examples=300)
def test_an_activity_is_the_same_read_strictly_and_loosely(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(ARCHIVE))
    raw = data.draw(mutated(case.raw, case.mime))
    try:
        strict = activity.read_own(raw, case.context)
    except Refusal as refusal:
        with pytest.raises(Refusal, match=refusal.reason):
            _loosely(raw, case.context)
    else:
        assert strict is None or strict == _loosely(raw, case.context)


def _loosely(raw: bytes, context: dict[str, str]) -> object:
    try:
        return activity.read(load(raw), context)
    except Refusal as error:
        raise Refusal(error.reason, error.reason) from error


@pytest.mark.parametrize(
    ("changed", "field", "value"),
    [
        ({"id": 114}, "sensitive", STATUS["sensitive"]),
        ({"media_attachments": None}, "media", ()),
        ({"media_attachments": {"type": "image", "url": "https://a.example/1.png"}}, "media", 1),
        ({"mentions": None, "tags": None, "emojis": None}, "tags", ()),
        ({"mentions": "ingen"}, "mentions", ()),
        ({"poll": []}, "poll", None),
        ({"card": "nei", "quote": [1]}, "quote_of", ""),
        ({"sensitive": 1}, "sensitive", False),
        ({"sensitive": None}, "sensitive", False),
        ({"language": 5}, "language", ""),
        ({"language": "en"}, "language", "en"),
        ({"language": "en", "id": f"1795356900{'f1' * 16}"}, "language", ""),
        ({"edited_at": 1700000000}, "edited", None),
        ({"content": None, "spoiler_text": 7}, "warning", ""),
        ({"reblog": []}, "repost_of", ""),
        ({"visibility": None}, "visibility", "followers"),
        ({"visibility": ["public"]}, "visibility", "followers"),
        ({"tags": [{"name": 2026}, "streng", None]}, "tags", ("2026",)),
    ],
    ids=str,
)
def test_a_field_of_another_kind_costs_no_more_than_the_field(
    changed: dict[str, Any], field: str, value: Any
) -> None:
    """Servers of Mastodon's kin are less strict about kinds than Mastodon is."""
    post = network.parse(json.dumps(STATUS | changed).encode(), "application/json", {})
    found = getattr(post, field)
    assert (len(found) if isinstance(value, int) and field == "media" else found) == value
    assert post.aliases[0] == STATUS["uri"]


def test_numbers_for_names_are_read_strictly() -> None:
    """Ids as numbers are common enough that they need not go the long way."""
    strict = READER.strict(json.dumps(STATUS | {"id": 114, "in_reply_to_id": 113}).encode())
    assert strict is not None
    assert strict.id == 114


def test_bytes_that_are_no_text_are_refused_where_nobody_looks_too() -> None:
    raw = json.dumps(STATUS | {"unused": "X"}).encode().replace(b'"X"', b'"\xff"')
    with pytest.raises(Refusal, match="not UTF-8"):
        network.parse(raw, "application/json", {})


def test_the_archives_own_way_of_writing_is_read_strictly() -> None:
    for item in (
        archives.note(1, "Hei"),
        archives.picture_note(2),
        archives.boost(3, "https://a.example/1"),
    ):
        assert activity.read_own(json.dumps(item).encode(), {}) is not None
