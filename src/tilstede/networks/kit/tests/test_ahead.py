"""The reader ahead when one of the two sides dies; that it reads right is held by the imports' tests."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tilstede.networks.kit import ahead
from tilstede.networks.kit.contract import Attachment
from tilstede.networks.kit.prepared import Prepared

_BATCHES = 4

#: Begins to read, then dies without a word while the other side waits to be asked for more.
_DYING = """
import os, sys, time
from pathlib import Path
from tilstede.networks.kit import ahead
reader = ahead.Reader(Path(sys.argv[1])).__enter__()
reader.head()
next(reader.batches())
print(reader._process.pid, flush=True)
time.sleep(1)
os.kill(os.getpid(), 9)
"""


def _note(number: int) -> dict[str, object]:
    me = "https://sosial.fjordvik.example/users/fjordvik"
    note = {
        "id": f"{me}/statuses/{number}",
        "type": "Note",
        "published": "2026-10-01T09:00:00Z",
        "attributedTo": me,
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
        "content": f"<p>Melding {number}</p>",
        "attachment": [
            {
                "type": "Document",
                "mediaType": "image/png",
                "url": f"/media_attachments/{number}.png",
            }
        ],
    }
    return {"type": "Create", "actor": me, "published": note["published"], "object": note}


@pytest.fixture(scope="module")
def takeout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Mastodon archive of more batches than may wait, with pictures in the first."""
    path = tmp_path_factory.mktemp("ahead") / "mastodon.zip"
    me = "https://sosial.fjordvik.example/users/fjordvik"
    with zipfile.ZipFile(path, "w") as out:
        actor = {"id": me, "type": "Person", "preferredUsername": "fjordvik"}
        out.writestr("actor.json", json.dumps(actor))
        items = [_note(number) for number in range(_BATCHES * ahead.BATCH)]
        out.writestr(
            "outbox.json", json.dumps({"type": "OrderedCollection", "orderedItems": items})
        )
        for number in range(3):
            out.writestr(f"media_attachments/{number}.png", b"\x89PNG")
    return path


def test_files_asked_of_a_process_that_has_died_are_refused_one_and_all(takeout: Path) -> None:
    with ahead.Reader(takeout) as reader:
        assert reader.head().network == "mastodon"
        batch, _done, _total = next(reader.batches())
        files = [one for item in batch if isinstance(item, Prepared) for one in item.attachments]
        assert len(files) == 3
        reader._process.kill()
        reader._process.wait()
        assert all(_refused(file) for file in files)


def _refused(file: Attachment) -> bool:
    try:
        return not file.path
    except ahead.Broken as error:
        return "ended" in str(error)


def test_a_message_cut_off_by_a_death_is_the_end() -> None:
    assert ahead._receive(io.BytesIO(b"\0\0\0\x09half")) is None
    assert ahead._receive(io.BytesIO(b"\0\0")) is None


def test_nobody_reads_on_for_a_writer_that_has_died(takeout: Path) -> None:
    words = [sys.executable, "-c", _DYING, str(takeout)]
    died = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False)
    reader = int(died.stdout)
    until = time.monotonic() + 20
    while _lives(reader):
        assert time.monotonic() < until, "the reading process stays behind"
        time.sleep(0.1)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"  # ended, though nobody has asked how
