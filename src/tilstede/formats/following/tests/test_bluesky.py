from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import regex
from hypothesis import given
from hypothesis import strategies as st

from tilstede.formats.following import bluesky

MADE = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
OWNER = "did:plc:fjordvik"
#: The AT Protocol's "TID", syntax (2026).
TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")


def records(name: str, about: str, members: list[str]) -> list[dict[str, dict[str, str]]]:
    written = bluesky.write(OWNER, name, about, members, made=MADE)
    return list(json.loads(written)["records"])


def of(kind: str, found: list[dict[str, dict[str, str]]]) -> list[dict[str, str]]:
    return [one["value"] for one in found if one["value"]["$type"] == f"app.bsky.graph.{kind}"]


@given(st.text(min_size=1), st.text())
def test_names_are_as_long_as_the_lexicons_allow(name: str, about: str) -> None:
    found = records(name, about, ["did:plc:a"])
    [kept], [pack] = of("list", found), of("starterpack", found)
    assert len(kept["name"].encode()) <= 64
    assert len(regex.findall(r"\X", pack["name"])) <= 50
    assert len(regex.findall(r"\X", pack["description"])) <= 300


def test_keys_are_tids_and_follow_from_what_they_are_of() -> None:
    some, more = records("x", "", ["did:plc:a"]), records("y", "", ["did:plc:b", "did:plc:a"])
    keys = {one["uri"]: one["uri"].rpartition("/")[2] for one in more}
    assert len(set(keys.values())) == 4
    assert all(TID.fullmatch(key) for key in keys.values())
    assert {one["uri"] for one in some} < set(keys)


def test_a_pack_holds_no_more_than_the_app_shows_and_somebody() -> None:
    many = [f"did:plc:{number}" for number in range(151)]
    assert of("starterpack", records("x", "", many)) == []
    assert len(of("listitem", records("x", "", many))) == 151
    assert of("starterpack", records("x", "", [])) == []
