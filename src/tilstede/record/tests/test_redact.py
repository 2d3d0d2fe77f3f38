"""What is lawfully destroyed is gone, and the record can still be checked."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from tilstede.record import checkpoint, files, read, redact, verify
from tilstede.record.append import Entry, append
from tilstede.record.tests.other import Other
from tilstede.record.tests.test_bundle import run, unpacked

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
ABOUT = {"by": "Kari Nordmann", "ground": "arkivlova § 13"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def post(django_capture_on_commit_callbacks):
    picture = b"\xff\xd8\xff" + bytes(300_000)
    post = Entry("seen", {"post": b'{"text":"my secret"}', "raw": b"<a/>", "media.0": picture})
    append([post], now=NOW)
    checkpoint.make(now=NOW)
    return 1


@pytest.fixture
def destroy(django_capture_on_commit_callbacks):
    def call(payloads):
        with django_capture_on_commit_callbacks(execute=True):
            return redact.destroy(payloads, about=ABOUT, now=NOW)

    return call


def test_the_payload_is_gone_and_the_record_is_whole(post, destroy):
    path = read.payloads(post)["media.0"].path
    event = destroy({post: ["post", "media.0"]})
    assert read.payload(post, "post") is None
    assert read.payload(post, "raw") == b"<a/>"
    assert not path.exists()
    assert read.is_destroyed(post)
    assert set(read.event(post).digests) == {"post", "raw", "media.0"}
    about = json.loads(read.payload(event, "about"))
    assert about == {**ABOUT, "payloads": {"1": ["media.0", "post"]}}
    report = verify.check()
    assert report.good, report.fault
    assert report.destroyed == 2


def test_a_bundle_says_what_is_absent(post, destroy, tmp_path):
    destroy({post: ["raw"]})
    checkpoint.make(now=NOW)
    code, said = run(unpacked([post], tmp_path / "bundle"))
    assert code == 0, said
    assert "Event 1: not in this bundle, and so not checked: raw." in said
    assert said.endswith(
        "The proof holds for what is in the bundle, but not all is there: see above.\n"
    )


def test_there_is_no_bundle_of_words_that_are_destroyed(post, destroy, tmp_path):
    destroy({post: ["post"]})
    checkpoint.make(now=NOW)
    with pytest.raises(LookupError, match="no words of a post in event 0, 1"):
        unpacked([post], tmp_path / "bundle")


def test_other_payloads_stay_under_lock(post, destroy):
    destroy({post: ["post"]})
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM record_payload WHERE id = 66")


def test_files_of_a_crash_are_swept(post, destroy):
    picture = read.payloads(post)["media.0"].path
    orphan, _ = files.keep(b"salt", b"left by a crash")
    destroy({post: ["raw"]})
    assert picture.exists()
    assert not files.path(orphan).exists()


@pytest.mark.parametrize(
    "payloads",
    [{}, {0: ["about"]}, {1: []}, {1: ["about"]}, {1: ["post", "about"]}, {99: ["post"]}],
)
def test_refuses(post, payloads):
    with pytest.raises(ValueError):
        redact.destroy(payloads, about=ABOUT, now=NOW)
    assert read.size() == 2


def test_twice_is_refused_and_so_is_the_event_that_tells_of_it(post, destroy):
    event = destroy({post: ["post"]})
    for payloads in ({post: ["post"]}, {event: ["about"]}):
        with pytest.raises(ValueError):
            destroy(payloads)


def test_the_bytes_are_nowhere_in_the_data_folder(tmp_path):
    """Not in free pages, not in the write-ahead log: looked for in every file of a real data folder."""
    other = Other(tmp_path, "log.departementet.example")
    secret = secrets.token_hex(16)  # random, so that packing leaves it as it is
    other("seen", NOW.timestamp(), secret)
    assert holds(tmp_path, secret)
    other("destroy", NOW.timestamp(), 1)
    assert not holds(tmp_path, secret)
    assert "fault=None" in other("check", NOW.timestamp())


def holds(folder, text: str) -> bool:
    return any(text.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())
