from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from tilstede.core.ready import make
from tilstede.core.seal import Sealed
from tilstede.intake import head_start, imports
from tilstede.networks.kit import ahead, registry
from tilstede.networks.kit.contract import Seen
from tilstede.networks.kit.prepared import Prepared
from tilstede.posts import models
from tilstede.record import read as record
from tilstede.record import verify

pytestmark = pytest.mark.django_db

FIRST = 1_700_000_000_000_000_000


def tweet(n: int, *, picture: bool = False) -> dict[str, object]:
    """A tweet of Fjordvik kommune, as an archive holds it."""
    media = [
        {
            "type": "photo",
            "url": "https://t.co/bilde",
            "media_url_https": f"https://pbs.twimg.com/media/bilde{n}.png",
            "id_str": str(n),
        }
    ]
    told: dict[str, object] = {
        "id_str": str(FIRST + n),
        "full_text": f"Melding {n} om ferja" + (" https://t.co/bilde" if picture else ""),
        "created_at": "Wed Nov 15 10:05:00 +0000 2023",
        "lang": "no",
        "entities": {"media": media} if picture else {},
        "extended_entities": {"media": media} if picture else {},
    }
    return {"tweet": told}


def archive(
    path: Path, tweets: list[dict[str, object]], pictures: dict[int, bytes] | None = None
) -> Path:
    """An X archive with these tweets."""
    account = [
        {
            "account": {
                "accountId": "42",
                "username": "fjordvik_demo",
                "accountDisplayName": "Fjordvik",
            }
        }
    ]
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("data/manifest.js", 'window.__THAR_CONFIG = {"userInfo": {"accountId": "42"}}')
        out.writestr("data/account.js", "window.YTD.account.part0 = " + json.dumps(account))
        out.writestr("data/tweets.js", "window.YTD.tweets.part0 = " + json.dumps(tweets))
        for n, data in (pictures or {}).items():
            out.writestr(f"data/tweets_media/{FIRST + n}-bilde{n}.png", data)
    return path


@pytest.fixture
def picture(tmp_path: Path) -> bytes:
    path = tmp_path / "fjord.png"
    Image.new("RGB", (64, 48), "steelblue").save(path)
    return path.read_bytes()


def test_an_import_can_be_run_again_and_nothing_is_doubled(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.zip", [tweet(n) for n in range(50)])
    first = imports.import_paths([path])
    assert (first.read, first.taken, first.had, first.aside) == (50, 50, 0, 0)
    again = imports.import_paths([path])
    assert (again.read, again.taken, again.had, again.aside) == (50, 0, 50, 0)
    assert models.Post.objects.count() == 50
    assert verify.check().good


def test_a_folder_is_read_file_by_file_and_what_is_no_takeout_is_set_aside(tmp_path: Path) -> None:
    archive(tmp_path / "a.zip", [tweet(1)])
    (tmp_path / "notat.txt").write_text("Hugs å ringje.")
    deep = tmp_path / "meir"
    deep.mkdir()
    archive(deep / "b.zip", [tweet(1), tweet(2)])
    (deep / "øydelagd.zip").write_bytes(b"PK\x03\x04 and then nothing")
    tally = imports.import_paths([tmp_path])
    assert (tally.taken, tally.had) == (2, 1)
    assert tally.read == tally.taken + tally.had + tally.aside
    assert {item.where for item in tally.named} == {"notat.txt", "øydelagd.zip"}
    assert all(item.reason for item in tally.named)


def test_a_file_whose_name_is_no_text_stops_nothing(tmp_path: Path) -> None:
    strange = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff\x1b.txt"))
    strange.write_text("Hugs å ringje.")
    archive(tmp_path / "x.zip", [tweet(1)])
    tally = imports.import_paths([tmp_path, strange])
    assert (tally.taken, tally.aside) == (1, 2)
    assert {item.where for item in tally.named} == {"a\ufffd.txt"}


def test_an_import_is_an_event_with_its_counts(tmp_path: Path) -> None:
    imports.import_paths([archive(tmp_path / "x.zip", [tweet(1)])])
    *_, last = record.events(kinds=("imported",))
    about = json.loads(record.payload(last.number, "about") or b"")
    assert (about["read"], about["taken"], about["files"]) == (1, 1, ["x.zip"])


def test_pictures_come_along_and_a_damaged_one_does_not_stop_its_post(
    tmp_path: Path, picture: bytes
) -> None:
    path = archive(
        tmp_path / "x.zip",
        [tweet(1, picture=True), tweet(2, picture=True)],
        {1: picture, 2: picture},
    )
    data = bytearray(path.read_bytes())
    place = data.index(picture, data.index(picture) + 1) + len(picture) // 2
    data[place] ^= 0xFF  # the second picture no longer has the checksum that the archive says
    path.write_bytes(data)
    tally = imports.import_paths([path])
    assert (tally.taken, tally.left["media"]) == (2, 1)
    assert models.Media.objects.count() == 1
    assert record.payload(1, "media.0") == picture
    assert verify.check().good


def test_read_ahead_gives_what_reading_gives(
    tmp_path: Path, picture: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive(
        tmp_path / "x.zip", [tweet(n, picture=n == 7) for n in range(2_500)], {7: picture}
    )
    export = registry.get("x").open_export(path)
    assert export is not None
    plain = [
        (item.post, item.raw, make(item.post)) for item in export.items() if isinstance(item, Seen)
    ]
    export.close()
    found, files = [], []
    with ahead.Reader(path) as reader:
        head = reader.head()
        assert (head.network, head.account) == ("x", "42")
        for batch, _done, _total in reader.batches():
            seen = [item for item in batch if isinstance(item, Prepared)]
            sealed = [(item, item.raw) for item in seen if isinstance(item.raw, Sealed)]
            found.extend((item.post(), raw.payload(), item.ready) for item, raw in sealed)
            files.extend(one.path.read_bytes() for item in seen for one in item.attachments)
    assert found == plain
    assert files == [picture]
    monkeypatch.setattr(head_start, "LARGE", 0)
    assert imports.import_paths([path]).new == 2_500
    assert models.Media.objects.count() == 1


def test_what_is_begun_with_the_command_is_what_the_import_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive(tmp_path / "x.zip", [tweet(n) for n in range(20)])
    monkeypatch.setattr(head_start, "LARGE", 0)
    head_start.begin(["--preview", str(path)])
    head_start.begin([str(tmp_path / "gone.zip"), str(path)])
    begun = head_start._begun[path]
    assert imports.import_paths([path]).new == 20
    assert begun._process.returncode is not None  # it was this one that read, and it has ended
    assert not head_start._begun


def test_a_large_file_that_is_no_takeout_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "notes.bin"
    path.write_bytes(b"\x00nothing of the kind")
    small = imports.import_paths([path])
    monkeypatch.setattr(head_start, "LARGE", 0)
    large = imports.import_paths([path])
    assert large.named == small.named
    assert (large.aside, large.read) == (1, 1)


def test_a_takeout_that_breaks_off_keeps_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive(tmp_path / "x.zip", [tweet(n) for n in range(3_000)])
    text = path.read_bytes()
    middle = text.index(f"Melding {1_500} ".encode())
    path.write_bytes(text[:middle] + b"\0" * 9 + text[middle + 9 :])
    monkeypatch.setattr(head_start, "LARGE", 0)
    tally = imports.import_paths([path])
    assert tally.aside >= 1
    assert tally.read == tally.taken + tally.had + tally.aside
    assert models.Post.objects.count() == tally.new
    assert verify.check().good


def test_threads_comes_along_in_instagrams_takeout(tmp_path: Path) -> None:
    path = tmp_path / "instagram-fjordvik-2026-11-22.zip"
    root = "your_instagram_activity"
    pictures = [{"media": [{"uri": "a.jpg", "creation_timestamp": 1_700_000_000, "title": "Tur"}]}]
    said = [{"media": [{"uri": "", "creation_timestamp": 1_700_000_005, "title": "Hei"}]}]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{root}/media/posts_1.json", json.dumps(pictures))
        threads = json.dumps({"text_post_app_text_posts": said})
        archive.writestr(f"{root}/threads/threads_and_replies.json", threads)
    assert [one.tally.new for one in imports.preview([path])] == [2]
    assert imports.import_paths([path]).new == 2
    assert set(models.Post.objects.values_list("network", flat=True)) == {"instagram", "threads"}
