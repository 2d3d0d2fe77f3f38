"""What goes in comes out, hashed as the format says, and cannot be changed."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError

from tilstede.core import merkle, packing
from tilstede.core.canonical import dumps
from tilstede.record import files, keys, read, store
from tilstede.record.append import Entry, append, begin, load_edge, next_number

NOW = datetime(2026, 11, 22, 13, 29, 11, 123456, tzinfo=UTC)
POST = b'{"text":"Kommunestyret m\xc3\xb8tes torsdag."}'

pytestmark = pytest.mark.django_db


def seen(text: bytes = POST, raw: bytes = b"<item/>" * 20) -> Entry:
    return Entry("seen", {"raw": raw, "post": text})


class TestAppend:
    def test_the_first_call_creates_the_log(self):
        assert next_number() == 1
        assert append([seen()], now=NOW) == 1
        about = json.loads(read.payload(0, "about"))
        assert about["origin"] == "log.fjordvik.example"
        assert about["verifier"] == str(keys.verifier("log.fjordvik.example"))
        assert keys.path().stat().st_mode & 0o777 == 0o600

    def test_begin_creates_it_once(self):
        begin(now=NOW)
        begin(now=NOW)
        assert read.size() == 1

    def test_numbers_are_consecutive(self):
        assert append([seen(), seen()], now=NOW) == 1
        assert append([seen()], now=NOW) == 3
        assert next_number() == 4
        assert [event.number for event in read.events()] == [0, 1, 2, 3]

    def test_what_went_in_comes_out(self):
        number = append([seen()], now=NOW)
        assert read.payload(number, "post") == POST
        assert read.payload(number, "raw") == b"<item/>" * 20
        assert read.payload(number, "media.0") is None
        assert read.event(number).at == NOW.replace(microsecond=123000)
        assert read.event(99) is None

    def test_the_leaf_is_the_hash_of_the_canonical_entry(self):
        number = append([seen()], now=NOW)
        event, payloads = read.event(number), read.payloads(number)
        digests = {
            role: hashlib.sha256(payload.salt + payload.content).hexdigest()
            for role, payload in payloads.items()
        }
        entry = dumps(
            {
                "v": 1,
                "time": "2026-11-22T13:29:11.123Z",
                "number": number,
                "kind": "seen",
                "digests": digests,
            }
        )
        assert event.entry == entry
        assert event.digests == digests
        assert event.leaf == hashlib.sha256(b"\0" + entry).digest()

    def test_salts_differ(self):
        number = append([seen(), seen()], now=NOW)
        assert read.event(number).digests["post"] != read.event(number + 1).digests["post"]

    @pytest.mark.parametrize(
        "entry",
        [
            Entry("invented", {"post": b""}),
            Entry("seen", {}),
            Entry("seen", {'po"st': b""}),
            Entry("seen", {f"media.{place}": b"" for place in range(65)}),
        ],
    )
    def test_refuses_what_has_no_form(self, entry):
        with pytest.raises(ValueError):
            append([entry], now=NOW)

    def test_refuses_a_time_without_zone(self):
        with pytest.raises(ValueError, match="zone"):
            append([seen()], now=NOW.replace(tzinfo=None))

    def test_refuses_another_origin(self, settings, forget_tail):
        append([seen()], now=NOW)
        forget_tail()
        settings.ORIGIN = "log.elsewhere.example"
        with pytest.raises(ImproperlyConfigured, match=r"created as 'log\.fjordvik\.example'"):
            append([seen()], now=NOW)

    def test_makes_a_name_when_none_is_set(self, settings):
        settings.ORIGIN = ""
        begin(now=NOW)
        origin = json.loads(read.payload(0, "about"))["origin"]
        assert origin.startswith("tilstede-")
        append([seen()], now=NOW)

    def test_refuses_an_impossible_name(self, settings):
        settings.ORIGIN = "log + fjordvik"
        with pytest.raises(ImproperlyConfigured, match="plus"):
            begin(now=NOW)


@pytest.mark.django_db(transaction=True)
def test_refuses_to_write_outside_a_transaction():
    with pytest.raises(TransactionManagementError):
        append([seen()], now=NOW)


class TestTree:
    def test_the_edge_follows_over_many_batches(self, forget_tail):
        for count in (1, 254, 1, 1, 300, 700):
            append([seen(raw=b"x")] * count, now=NOW)
        size = read.size()
        leaves = store.leaves(0, size)
        assert load_edge(size).root() == merkle.root_of(leaves)
        assert store.tile(0, 1) == leaves[256 * 32 : 512 * 32]
        assert store.tile(0, size // 256) is None
        forget_tail()
        append([seen()], now=NOW)
        assert load_edge(size + 1).root() == merkle.root_of(store.leaves(0, size + 1))

    def test_a_rolled_back_batch_leaves_no_trace(self):
        append([seen()] * 10, now=NOW)
        with transaction.atomic():
            append([seen()] * 300, now=NOW)
            transaction.set_rollback(True)
        assert append([seen()] * 300, now=NOW) == 11
        size = read.size()
        assert load_edge(size).root() == merkle.root_of(store.leaves(0, size))


class TestLarge:
    def test_a_large_payload_becomes_a_file(self):
        large = bytes(range(256)) * 1025
        number = append([seen(raw=large)], now=NOW)
        payload = read.payloads(number)["raw"]
        assert payload.path.read_bytes() == large
        assert payload.size == len(large)
        assert payload.digest == read.event(number).digests["raw"]
        assert read.payload(number, "raw") == large
        assert dict(read.stream(after=number - 1))[read.event(number)]["raw"] == large

    def test_a_path_is_copied(self, tmp_path):
        source = tmp_path / "picture.jpg"
        source.write_bytes(b"small")
        number = append([Entry("fetched", {"about": b"{}", "media.0": source})], now=NOW)
        source.unlink()
        assert read.payload(number, "media.0") == b"small"
        assert read.payloads(number)["media.0"].path is not None

    def test_a_failed_copy_leaves_no_draft(self, tmp_path):
        with pytest.raises(FileNotFoundError):
            append([Entry("fetched", {"media.0": tmp_path / "absent"})], now=NOW)
        assert list((files.folder() / "drafts").iterdir()) == []

    def test_files_without_a_row_are_swept(self):
        append([seen(raw=b"x" * 300_000)], now=NOW)
        kept = set(files.names())
        files.keep(b"salt", b"orphan")
        files.sweep(kept.__contains__)
        assert set(files.names()) == kept


class TestRead:
    def test_streams_by_kind_and_role(self):
        append([seen(), Entry("gone", {"about": b"{}"}), seen()], now=NOW)
        assert [event.kind for event, _ in read.stream()] == ["key", "seen", "gone", "seen"]
        assert [found for _, found in read.stream(kinds=["gone"])] == [{"about": b"{}"}]
        assert [found for _, found in read.stream(after=2, roles=["post"])] == [{"post": POST}]

    def test_reads_posts_and_times_of_scattered_events(self):
        append([seen(b"%d" % place) for place in range(1200)], now=NOW)
        wanted = list(range(1, 1201, 2))
        assert read.current_posts(wanted) == {number: b"%d" % (number - 1) for number in wanted}
        assert read.times([1, 7])[7] == NOW.replace(microsecond=123000)

    def test_tells_the_sizes_of_what_is_held_and_when_it_last_grew(self):
        assert read.newest() is None
        number = append([seen(), seen(b"to")], now=NOW)
        assert read.newest() == NOW.replace(microsecond=123000)
        assert read.sizes([number + 1, 99]) == {(number + 1, "post"): 2, (number + 1, "raw"): 140}

    def test_limits(self):
        append([seen()] * 5, now=NOW)
        assert [event.number for event in read.events(after=1, limit=2)] == [2, 3]
        assert [event.number for event in read.events(kinds=["key"])] == [0]


class TestAppendOnly:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE record_event SET time = 0",
            "DELETE FROM record_event",
            "UPDATE record_payload SET size = 0",
            "DELETE FROM record_payload",
            "UPDATE record_tile SET level = 9",
            "DELETE FROM record_tile",
            "INSERT INTO record_destruction (payload, event) VALUES (1, 1)",
        ],
    )
    def test_the_database_refuses(self, statement):
        append([seen()] * 300, now=NOW)
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    def test_replacing_is_refused_too(self):
        append([seen()], now=NOW)
        if connection.vendor != "sqlite":
            pytest.skip("SQLite's own")
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("REPLACE INTO record_event SELECT * FROM record_event WHERE number = 1")


class TestPacking:
    @pytest.mark.parametrize("data", [b"", b"a", b"a" * 1000, bytes(range(256))])
    def test_unpacks_what_it_packed(self, data):
        codec, stored = packing.pack(data)
        assert packing.unpack(codec, len(data), stored) == data
        assert len(stored) <= len(data)

    def test_says_what_is_wrong(self):
        with pytest.raises(ValueError):
            packing.unpack(packing.ZSTD, 10, b"nonsense")
        with pytest.raises(ValueError, match="codec"):
            packing.unpack(9, 10, b"")


def test_time_is_cut_not_rounded():
    append([seen()], now=NOW + timedelta(microseconds=900))
    assert read.event(1).entry.count(b"11.124Z") == 1


_PLAIN = (
    '{"aliases":["x:1700000000000000000"],"author":{"handle":"fjordvik","id'
    '":"1"},"form":"archive","network":"x","text":"Ferja er i rute igjen."}'
)
_PACKED = "KLUv/SNRYvkQjJUBAPOBBSQPVH+Tzf7c3Z59v31zP4wgEVrREiQI/DFyPgGJe1ZG5/EeFEj9pqfiv0adiL4D"


def test_what_the_first_dictionary_packed_can_always_be_read() -> None:
    """Were the dictionary changed, every record made with it would be lost."""
    packed = base64.b64decode(_PACKED)
    assert packing.unpack(packing.ZSTD, len(_PLAIN), packed) == _PLAIN.encode()
