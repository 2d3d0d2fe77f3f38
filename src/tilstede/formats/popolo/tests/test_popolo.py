"""Popolo out and in again, and as others write it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given

from tilstede.core.directory import check
from tilstede.core.directory.entries import PARTS, Directory, plain
from tilstede.core.tests.directories import directories, patient
from tilstede.formats.popolo.read import read
from tilstede.formats.popolo.write import write

THEIRS: dict[str, Any] = {
    "organizations": [
        {"id": "storting", "name": "Stortinget", "classification": "legislature"},
        {"id": "party/v", "name": "Venstre", "classification": "party"},
    ],
    "persons": [
        {
            "id": "3d70c3d4",
            "name": "Kari Nordmann",
            "identifiers": [{"scheme": "wikidata", "identifier": "Q42"}],
            "contact_details": [
                {"type": "twitter", "value": "karinordmann"},
                {"type": "email", "value": "kari@stortinget.example"},
            ],
            "links": [{"url": "https://facebook.com/kari", "note": "facebook"}, {"url": "x"}],
        },
        {"id": "none", "name": "Uten Rolle", "links": [{"url": "https://x.com/uten"}]},
    ],
    "memberships": [
        {
            "person_id": "3d70c3d4",
            "organization_id": "storting",
            "on_behalf_of_id": "party/v",
            "role": "Member",
            "start_date": "2013",
            "end_date": "2017-02",
        }
    ],
}


def directory(data: bytes) -> Directory:
    reading = read(data)
    found, problems = check.read(reading.written, reading.problems)
    assert not problems, problems
    return found


@patient
@given(directories())
def test_what_goes_out_comes_in(given_: Directory) -> None:
    found = directory(write(given_))
    for part in PARTS:
        mine, theirs = found.part(part), given_.part(part)
        assert sorted(map(str, map(plain, mine))) == sorted(map(str, map(plain, theirs))), part


def test_what_others_write_becomes_entries() -> None:
    found = directory(json.dumps(THEIRS).encode())
    assert [body.kind for body in found.bodies] == ["legislature", "party"]
    assert [(role.id, role.title.nb) for role in found.roles] == [("storting/member", "Member")]
    (holder,) = found.holders
    assert (holder.person, holder.party, holder.wikidata) == ("Kari Nordmann", "Venstre", "Q42")
    assert (str(holder.since), str(holder.until)) == ("2013-01-01", "2017-02-28")
    assert [(one.found.address, one.capacity, one.show) for one in found.accounts] == [
        ("https://x.com/karinordmann", "personal", False),
        ("https://www.facebook.com/kari", "personal", False),
    ]


def test_what_is_no_popolo_is_refused() -> None:
    for data, code in ((b"{", "syntax"), (b"[]", "not-fields"), (b"\xff", "encoding")):
        assert read(data).problems[0].code == code
    assert read(b"[" * 100_000).problems[0].code == "too-deep"
    assert read(b'{"persons": 3, "posts": [1, {"id": 2}]}').problems == []
