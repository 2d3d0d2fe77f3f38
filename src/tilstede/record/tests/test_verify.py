"""The full check finds every kind of change, and says which."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tilstede.record import checkpoint, files, read, triggers, verify
from tilstede.record.append import Entry, append
from tilstede.record.errors import RecordBroken

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def record():
    """A record of 600 events with two checkpoints, whose triggers are gone."""
    append([Entry("seen", {"post": b"p%d" % n, "raw": b"r" * 100}) for n in range(300)], now=NOW)
    checkpoint.make(now=NOW)
    append([Entry("seen", {"post": b"p", "raw": b"r" * 100}) for _ in range(298)], now=NOW)
    append([Entry("fetched", {"about": b"{}", "media.0": b"m" * 300_000})], now=NOW)
    checkpoint.make(now=NOW)
    with connection.cursor() as cursor:
        for statement in triggers.drop(connection.vendor):
            cursor.execute(statement)


def change(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        assert cursor.rowcount > 0


def fault() -> verify.Fault:
    found = verify.check().fault
    assert found is not None
    return found


def test_an_empty_record_is_in_order():
    assert verify.check() == verify.Report()


def test_a_whole_record_is_in_order(record):
    calls = []
    report = verify.check(lambda done, total: calls.append((done, total)))
    assert report.good
    assert (report.size, report.payloads, report.tiles, report.checkpoints) == (600, 1199, 2, 2)
    assert report.root == checkpoint.latest().root
    assert calls == [(500, 600), (600, 600)]


@pytest.mark.parametrize(
    ("statement", "code", "number"),
    [
        ("UPDATE record_event SET time = time + 1 WHERE number = 7", "changed-event", 7),
        ("UPDATE record_event SET kind = 'edited' WHERE number = 7", "changed-event", 7),
        ("UPDATE record_event SET digests = '{}' WHERE number = 7", "stray-payload", 7),
        ("UPDATE record_event SET digests = 'x' WHERE number = 7", "changed-event", 7),
        ("UPDATE record_event SET digests = '[]' WHERE number = 7", "changed-event", 7),
        (
            "UPDATE record_event SET digests = replace(digests, ',', ', ') WHERE number = 7",
            "changed-event",
            7,
        ),
        ("UPDATE record_event SET time = 1234567890123456789 WHERE number = 7", "unreadable", -1),
        ("DELETE FROM record_event WHERE number = 7", "missing-event", 7),
        ("UPDATE record_payload SET role = 'row' WHERE id = 7 * 64", "missing-payload", 7),
        ("UPDATE record_payload SET size = 1 WHERE id = 7 * 64 + 1", "changed-payload", 7),
        ("UPDATE record_payload SET codec = 0 WHERE id = 7 * 64 + 1", "changed-payload", 7),
        ("UPDATE record_payload SET codec = 1 WHERE id = 7 * 64", "changed-payload", 7),
        ("UPDATE record_payload SET codec = 7 WHERE id = 7 * 64", "changed-payload", 7),
        ("UPDATE record_payload SET id = id + 1 WHERE id = 7 * 64 + 1", "changed-payload", 7),
        ("DELETE FROM record_payload WHERE id = 7 * 64", "missing-payload", 7),
        ("DELETE FROM record_payload", "missing-payload", 0),
        (
            "INSERT INTO record_payload SELECT id + 9, 'row', salt, codec, size, data"
            " FROM record_payload WHERE id = 7 * 64",
            "stray-payload",
            7,
        ),
        (
            "INSERT INTO record_payload SELECT 600 * 64, 'row', salt, codec, size, data"
            " FROM record_payload WHERE id = 7 * 64",
            "stray-payload",
            600,
        ),
        ("DELETE FROM record_tile WHERE number = 1", "missing-tile", -1),
        (
            "UPDATE record_tile SET hashes = (SELECT hashes FROM record_tile WHERE number = 0)",
            "changed-tile",
            -1,
        ),
        ("UPDATE record_tile SET root = hashes", "changed-tile", -1),
        (
            "INSERT INTO record_tile (level, number, hashes, root)"
            " SELECT 5, number, hashes, root FROM record_tile",
            "stray-tile",
            -1,
        ),
        ("UPDATE record_checkpoint SET size = 302 WHERE size = 301", "bad-checkpoint", -1),
        ("UPDATE record_checkpoint SET size = 601 WHERE size = 600", "cut-off", -1),
        ("UPDATE record_checkpoint SET note = 'x'", "bad-checkpoint", -1),
        (
            "UPDATE record_checkpoint SET note = replace(note, 'fjordvik', 'fjardvik')",
            "bad-checkpoint",
            -1,
        ),
        (
            "INSERT INTO record_destruction (payload, event) VALUES (7 * 64, 7)",
            "not-destroyed",
            -1,
        ),
        ("UPDATE record_payload SET role = 'bout' WHERE id = 0", "missing-payload", 0),
    ],
)
def test_finds_the_change(record, statement, code, number):
    change(statement)
    found = fault()
    assert (found.code, found.number) == (code, number), found
    assert found.text


def test_finds_a_record_cut_off_at_its_end(record):
    change("DELETE FROM record_event WHERE number >= 550")
    change("DELETE FROM record_payload WHERE id >= 550 * 64")
    assert fault().code == "cut-off"
    assert "600" in fault().text
    assert "550" in fault().text


@given(
    place=st.integers(0, 10**9), event=st.integers(0, 598), column=st.sampled_from(["salt", "data"])
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_finds_any_changed_byte_of_a_payload(record, place, event, column):
    with connection.cursor() as cursor:
        sql = f"SELECT {column} FROM record_payload WHERE id = %s"
        cursor.execute(sql, [event * 64])
        kept = bytes(cursor.fetchone()[0])
        changed = bytearray(kept)
        changed[place % len(kept)] ^= 1 + place % 255
        sql = f"UPDATE record_payload SET {column} = %s WHERE id = %s"
        cursor.execute(sql, [bytes(changed), event * 64])
        found = fault()
        cursor.execute(sql, [kept, event * 64])
    assert (found.code, found.number) == ("changed-payload", event)


def test_finds_a_changed_file(record):
    path = read.payloads(599)["media.0"].path
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"x")
    assert (fault().code, fault().number) == ("changed-payload", 599)
    path.unlink()
    assert fault().code == "missing-file"
    assert str(path) in fault().text
    path.write_bytes(data)
    assert verify.check().good
    assert files.path(bytes.fromhex(read.event(599).digests["media.0"])) == path


def test_a_payload_is_not_excused_by_a_list_alone(record):
    """The row that lists it must point at an event that names it."""
    append([Entry("destroyed", {"about": b'{"payloads":{"8":["post"]}}'})], now=NOW)
    change("DELETE FROM record_payload WHERE id = 7 * 64")
    change("INSERT INTO record_destruction (payload, event) VALUES (7 * 64, 600)")
    assert fault().code == "missing-payload"


def test_finds_a_rewritten_record_signed_with_the_true_key(record):
    """All is changed to fit, from the payload to the tiles; the older checkpoint still tells."""
    for table in ("event", "payload", "tile"):
        change(f"DELETE FROM record_{table}")
    change("DELETE FROM record_checkpoint WHERE size = 600")
    append([Entry("seen", {"post": b"another history"})] * 400, now=NOW)
    checkpoint_text = checkpoint.latest().text
    assert checkpoint_text
    assert fault().code == "rewritten"
    with pytest.raises(RecordBroken):
        checkpoint.make(now=NOW)
