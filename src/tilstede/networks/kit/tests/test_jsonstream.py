"""Splitting a JSON list: the elements the json module sees, and no bad one stops the rest."""

from __future__ import annotations

import contextlib
import io
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.networks.kit.containers import BrokenJson, UnreadableMember
from tilstede.networks.kit.jsonstream import Broken, elements

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)
tweets = st.fixed_dictionaries({"tweet": values})


class Drops(io.RawIOBase):
    """A stream that hands over its bytes in pieces of the given sizes."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data = io.BytesIO(data)
        self._size = size

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._data.read(min(size, self._size) if size >= 0 else self._size)


def split(text: str | bytes, **options: Any) -> list[bytes | Broken]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(elements(io.BytesIO(data), **options))


def sound(items: list[bytes | Broken]) -> list[Any]:
    """What decodes of what was yielded."""
    found = []
    for item in items:
        try:
            found.append(json.loads(item))  # type: ignore[arg-type]
        except (ValueError, TypeError):
            continue
    return found


def test_an_empty_list_has_no_elements() -> None:
    assert split("window.YTD.deleted_tweets.part0 = [ ]") == []


@given(
    st.one_of(st.lists(values), st.lists(tweets, min_size=1, max_size=30)),
    st.sampled_from([None, 1, 2]),
    st.booleans(),
    st.sampled_from(["", "window.YTD.tweets.part0 = ", "\ufeff", " \n"]),
    st.integers(1, 300),
)
def test_the_elements_are_those_the_json_module_sees(
    items: list[Any], indent: int | None, ascii_only: bool, prefix: str, size: int
) -> None:
    text = prefix + json.dumps(items, indent=indent, ensure_ascii=ascii_only)
    got = list(elements(Drops(text.encode("utf-8", "replace"), size), window=64))  # type: ignore[arg-type]
    assert sound(got) == items


@given(st.lists(tweets, min_size=1, max_size=20), st.dictionaries(st.text(), values, max_size=3))
def test_a_member_of_an_object_is_found_wherever_it_lies(
    items: list[Any], around: dict[str, Any]
) -> None:
    around.pop("orderedItems", None)
    text = json.dumps({**around, "orderedItems": items, "after": [1]})
    assert sound(split(text, key="orderedItems", window=64)) == items


@given(st.data())
def test_one_broken_element_costs_at_most_itself(data: st.DataObject) -> None:
    """A stretch of one element is overwritten with noise; all but that one come through."""
    items = [{"tweet": {"id": str(n), "text": data.draw(st.text())}} for n in range(12)]
    texts = [json.dumps(item, indent=2) for item in items]
    hurt = data.draw(st.integers(1, 10))
    at = data.draw(st.integers(len('{\n  "tweet": '), len(texts[hurt]) - 1))
    noise = data.draw(st.text(alphabet='{}[]",:\\\x00a', min_size=1, max_size=5))
    texts[hurt] = texts[hurt][:at] + noise + texts[hurt][at + data.draw(st.integers(0, 9)) :]
    got = sound(split("[" + ",\n".join(texts) + "]", window=1024))
    expected = items[:hurt] + items[hurt + 1 :]
    assert [item for item in got if item in expected] == expected


def test_what_was_skipped_is_said_with_its_place() -> None:
    text = '[{"tweet": {"a": "cut}}, {"tweet": {"a": "b"}}, {"tweet": 2}]'
    assert split(text) == [Broken(1, "broken-json"), b'{"tweet": {"a": "b"}}', b'{"tweet": 2}']


def test_a_list_that_breaks_off_says_where() -> None:
    whole = '[{"tweet": 1}, {"tweet": 2}'
    assert split(whole) == [b'{"tweet": 1}', b'{"tweet": 2}', Broken(27, "cut-off")]
    assert split(whole + ', {"tweet": {"te') == [
        b'{"tweet": 1}',
        b'{"tweet": 2}',
        Broken(29, "cut-off"),
    ]


def test_a_bracket_too_many_ends_nothing() -> None:
    got = split('[{"tweet": 1}], {"tweet": 2}}, {"tweet": 3}]; garbage')
    assert sound(got) == [{"tweet": 1}, {"tweet": 2}, {"tweet": 3}]


def test_bytes_that_are_not_utf8_pass_through_to_whoever_decodes() -> None:
    assert split(b'[{"tweet": "\xff"}, {"tweet": 2}]') == [b'{"tweet": "\xff"}', b'{"tweet": 2}']


def test_lone_surrogates_and_control_characters_pass_through() -> None:
    items = [rb'{"tweet": "\ud83d"}', b'{"tweet": "\x00"}', b'{"tweet": 3}']
    assert split(b"[" + b",".join(items) + b"]") == items


def test_nesting_without_bottom_is_one_broken_element() -> None:
    deep = b"[" * 200_000 + b"]" * 200_000
    got = split(b'[{"tweet": 1}, ' + deep + b', {"tweet": 2}]')
    assert got == [b'{"tweet": 1}', Broken(15, "broken-json"), b'{"tweet": 2}']


@pytest.mark.parametrize(
    "text",
    [
        b'[{"tweet": 1},' + b'{"tweet":' * 20_000,
        b'[{"tweet": 1}' + b', {"tweet": {"a": 2}' * 20_000,
        b'[{"tweet": 1}' + b', {"tweet": "a}' * 20_000,
        b"[" * 1_000_000,
        b"[" + b"}]" * 1_000_000,
        b'["' + b"\\" * 5_000_000,
        b'{"a":' * 1_000_000,
        b"[" + b"\xff" * 5_000_000,
    ],
)
def test_no_text_takes_forever(text: bytes) -> None:
    """Each of these took minutes where time grew with the square of the size."""
    begun = time.process_time()
    with contextlib.suppress(BrokenJson):
        assert sum(1 for _ in elements(io.BytesIO(text), window=1 << 16)) <= 200_000
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("text", ["", "null", "<html>", '{"a": 1}', "window.YTD.x = {", "\ufeff"])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(BrokenJson):
        split(text)


@pytest.mark.parametrize(
    "text", ["[]", '{"a": [1]}', '{"orderedItems": {}}', '{"a": "x', '{"a" 1}']
)
def test_an_object_without_the_member_is_refused(text: str) -> None:
    with pytest.raises(BrokenJson):
        split(text, key="orderedItems")


def test_an_element_of_fifty_megabytes_is_one_element() -> None:
    long = json.dumps({"tweet": {"text": "æ\\n" * 4_000_000}}).encode()
    assert len(long) > 32_000_000
    got = split(b'[{"tweet": 1},' + long + b',{"tweet": 2}]')
    assert [len(item) for item in got] == [12, len(long), 12]


def test_a_brace_that_never_closes_in_a_large_file_costs_one_element() -> None:
    good = json.dumps({"tweet": {"text": "a" * 1000}}).encode()
    text = b'[{"tweet": {"a": 1}' + b",\n" + b",\n".join([good] * 100) + b"]"
    got = split(text, window=1024)
    assert got == [Broken(1, "broken-json"), *[good] * 100]


class _Damaged(io.RawIOBase):
    """A stream that cannot be read beyond a place."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._data:
            raise UnreadableMember("damaged")
        size = min(len(buffer), len(self._data), 4)
        buffer[:size], self._data = self._data[:size], self._data[size:]
        return size


@pytest.mark.parametrize("key", [None, "items"])
def test_what_lies_before_a_damaged_place_comes_first(key: str | None) -> None:
    text = b'[{"n":1},{"n":2},{"n":'
    damaged = io.BufferedReader(_Damaged(text if key is None else b'{"items":' + text))
    found = elements(damaged, key=key)
    assert [next(found), next(found)] == [b'{"n":1}', b'{"n":2}']
    with pytest.raises(UnreadableMember, match="damaged"):
        next(found)


def test_where_nothing_can_be_read_the_damage_is_told() -> None:
    with pytest.raises(UnreadableMember, match="damaged"):
        elements(io.BufferedReader(_Damaged(b'{"items"')), key="items")
