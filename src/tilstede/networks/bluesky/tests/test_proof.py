"""What is kept with a post proves it, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilstede.networks.bluesky import export, facets, names, proof, words
from tilstede.networks.bluesky.car import Car
from tilstede.networks.bluesky.reading import Refusal
from tilstede.networks.bluesky.repository import Repository

CASE = Path(__file__).parent / "cases" / "signed-edited.raw.json"
OTHER_KEY = "did:key:zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc"


@pytest.fixture
def item() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(CASE.read_bytes())
    return found


def checked(item: dict[str, Any], key: str = "") -> proof.Checked:
    return proof.check(json.dumps(item).encode(), key)


def test_it_holds(item: dict[str, Any]) -> None:
    found = checked(item)
    assert (found.uri, found.cid) == (item["record"]["uri"], item["record"]["cid"])
    assert found.key == item["proof"]["key"]
    assert found.rev == item["proof"]["rev"]


def test_other_words_are_caught(item: dict[str, Any]) -> None:
    item["record"]["value"]["text"] += "!"
    with pytest.raises(proof.Unproven, match="content id"):
        checked(item)


def test_another_address_is_caught(item: dict[str, Any]) -> None:
    item["record"]["uri"] = item["record"]["uri"][:-1] + "z"
    with pytest.raises(proof.Unproven, match="another record there"):
        checked(item)


def test_another_account_is_caught(item: dict[str, Any]) -> None:
    uri = item["record"]["uri"]
    item["record"]["uri"] = uri.replace(uri.split("/")[2], "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa")
    with pytest.raises(proof.Unproven, match="another account"):
        checked(item)


def test_another_key_is_caught(item: dict[str, Any]) -> None:
    for key in (OTHER_KEY, "did:key:zQ3sh", "did:key:", "x"):
        with pytest.raises(proof.Unproven, match="not signed"):
            checked(item, key)


def test_a_tree_that_stops_short_is_caught(item: dict[str, Any]) -> None:
    item["proof"]["nodes"] = []
    with pytest.raises(proof.Unproven, match="do not reach"):
        checked(item)


def test_a_post_that_stands_is_not_proved_gone(item: dict[str, Any]) -> None:
    with pytest.raises(proof.Unproven, match="the tree has it"):
        checked({"gone": item["record"]["uri"], "proof": item["proof"]})


def test_without_a_proof_nothing_is_proved(item: dict[str, Any]) -> None:
    del item["proof"]
    with pytest.raises(proof.Unproven, match="no proof"):
        checked(item)


@settings(max_examples=200, derandomize=True, database=None)
@given(st.data())
def test_no_change_of_a_byte_passes(data: st.DataObject) -> None:
    """Whatever byte is changed: refused in words, or it says the very same of the very same record."""
    raw = bytearray(CASE.read_bytes())
    whole = proof.check(bytes(raw))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] = data.draw(st.integers(32, 126))
    try:
        found = proof.check(bytes(raw), whole.key)
    except proof.Unproven:
        return
    assert (found.uri, found.cid) == (whole.uri, whole.cid)


@settings(max_examples=300, derandomize=True, database=None)
@given(st.binary(max_size=400), st.booleans())
def test_bytes_that_are_no_repository(data: bytes, begun: bool) -> None:
    head = b"\x3a\xa2eroots\x81\xd8*X%\x00" if begun else b""
    with pytest.raises(Refusal):
        list(Repository(Car(head + data)).entries())


def test_a_file_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "repo.car"
    path.write_bytes(b"\x3a\xa2eroots" + bytes(80))
    with pytest.raises(ValueError, match=r"CAR|CBOR|commit"):
        export.open_export(path)


_PARTS = st.sampled_from(
    [
        "Hei ",
        "æøå 🎉 ",
        "https://fjordvik.example/sak?a=(b) ",
        "@borger.bsky.social ",
        "@ingen ",
        "#vatn ",
        "#2026 ",
        "(https://x.example/) ",
        "👩‍👩‍👧‍👦",
        "\n",
        "a@b.no ",
        "e#f ",
    ]
)


@settings(max_examples=200, derandomize=True, database=None)
@given(st.lists(_PARTS, max_size=12).map("".join))
def test_what_is_sent_reads_as_it_was_written(text: str) -> None:
    """Facets that we make leave every word where it was."""
    found = facets.facets(text, lambda handle: "did:plc:x" if "." in handle else "")
    data = text.encode()
    for one in found:
        data[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode()
    read = words.read({"text": text, "facets": found}, {})
    assert read.text == text
    assert ("borger.bsky.social" in read.mentions) == ("@borger.bsky.social" in text)
    assert ("vatn" in read.tags) == ("#vatn" in text)


@pytest.mark.parametrize("key", ["3m5zlbdwjbk2e", "3jqcnnnap5c2a"])
def test_a_key_holds_its_time(key: str) -> None:
    moment = names.moment(key)
    assert moment is not None
    assert names.tid(moment).startswith(key[:11])


@pytest.mark.parametrize(
    "key", ["", "self", "zzzzzzzzzzzzz", "3m5zlbdwjbk2", "2222222222222", "3m5zlbdwjbk2É"]
)
def test_other_keys_hold_none(key: str) -> None:
    assert names.moment(key) is None
