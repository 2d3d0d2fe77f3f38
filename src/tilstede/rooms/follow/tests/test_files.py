from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest
from django.test import Client
from PIL import Image

from tilstede.core.post import Media
from tilstede.intake import reparse
from tilstede.intake.tests import notes, scene
from tilstede.posts import read, thumbs
from tilstede.record import checkpoint

pytestmark = pytest.mark.usefixtures("life")


def test_a_picture_comes_small_and_as_it_was(client: Client) -> None:
    number = scene.number(3)
    small = client.get(f"/thumb/{number}/0")
    assert small.headers["Content-Type"] == "image/webp"
    assert Image.open(BytesIO(small.content)).format == "WEBP"
    original = client.get(f"/media/{number}/0")
    assert original.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(original.content)).size == (900, 600)


def test_the_small_copy_follows_its_picture_to_another_place(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes.install(monkeypatch, 1)
    monkeypatch.setattr(thumbs, "_folder", lambda: tmp_path / "thumbs")
    pictures = [scene.picture(tmp_path, colour, (8, 8)) for colour in ("red", "blue")]
    attached = tuple(replace(one, position=place) for place, one in enumerate(pictures))
    seen = notes.network.seen(
        1, "Kai", media=["red.png", "blue.png"], more={"media": ["blue.png", "red.png"]}
    )
    scene.take(msgspec.structs.replace(seen, attachments=attached))
    number = read.by_alias("note:1")

    def reds() -> list[bool]:
        found = []
        for place in (0, 1):
            small = Image.open(BytesIO(client.get(f"/thumb/{number}/{place}").content))
            pixel = small.convert("RGB").getpixel((0, 0))
            assert isinstance(pixel, tuple)
            found.append(pixel[0] > pixel[2])
        return found

    assert reds() == [True, False]
    notes.install(monkeypatch, 2)
    assert reparse.reparse("notes").changed == 1
    assert reds() == [False, True]


@pytest.mark.parametrize(
    ("mime", "data"),
    [
        (
            "image/svg+xml",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        ),
        ("text/html", b"<script>alert(1)</script>"),
        ("application/pdf", b"%PDF-1.7"),
    ],
)
def test_what_could_act_is_only_ever_a_file_to_save(
    client: Client, tmp_path: Path, mime: str, data: bytes
) -> None:
    attached = scene.attached(tmp_path / "file", mime, data)
    scene.take(scene.seen(60, "Sjå her.", attached, media=(Media(kind="image"),)))
    number = scene.number(60)
    answer = client.get(f"/media/{number}/0")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert client.get(f"/thumb/{number}/0").status_code == 404


@pytest.mark.parametrize("path", ["/media/{}/7", "/thumb/{}/7", "/media/99999/0", "/thumb/99999/0"])
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(path.format(scene.number(3))).status_code == 404


@pytest.mark.parametrize("kind", ["thumb", "media"])
def test_a_picture_is_kept_for_a_minute_and_then_asked_for_by_its_tag(
    client: Client, kind: str
) -> None:
    path = f"/{kind}/{scene.number(3)}/0"
    whole = client.get(path)
    assert whole.headers["Cache-Control"] == "public, max-age=60, s-maxage=60"
    again = client.get(path, headers={"if-none-match": whole.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("Cache-Control", "Content-Security-Policy", "Access-Control-Allow-Origin", "ETag"):
        assert again.headers[name] == whole.headers[name]
    other = client.get(path, headers={"if-none-match": '"other"'})
    assert other.content == whole.content


def test_pictures_of_a_withdrawn_post_are_gone_with_it(client: Client, tmp_path: Path) -> None:
    number = scene.number(3)
    assert client.get(f"/thumb/{number}/0").status_code == 200
    scene.withdraw(3)
    assert client.get(f"/thumb/{number}/0").status_code == 404
    assert client.get(f"/media/{number}/0").status_code == 404


def bundle(client: Client, number: int) -> ZipFile:
    answer = client.get(f"/post/{number}/bundle")
    assert answer.headers["Content-Type"] == "application/zip"
    assert f'filename="tilstede-{number}.zip"' in answer.headers["Content-Disposition"]
    chunks: Iterable[bytes] = answer.streaming_content  # type: ignore[assignment]  # not asynchronous here
    return ZipFile(BytesIO(b"".join(chunks)))


def test_the_bundle_of_a_post_holds_by_itself(client: Client, tmp_path: Path) -> None:
    bundle(client, scene.number(2)).extractall(tmp_path / "out")
    done = subprocess.run(
        [sys.executable, "-I", "verify.py"], cwd=tmp_path / "out", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_bundle_holds_every_public_wording_and_no_decision(client: Client) -> None:
    number = scene.number(2)
    scene.decide("withheld", number)
    scene.decide("released", number)
    checkpoint.make(now=scene.NOW)
    names = bundle(client, number).namelist()
    assert sum(name.endswith("/post.json") for name in names) == 2
    assert not [name for name in names if "about" in name and "events/0/" not in name]


def test_what_was_for_followers_only_stays_out_of_the_bundle(client: Client) -> None:
    scene.take(scene.seen(61, "Berre for vener.", visibility="followers"))
    scene.take(scene.seen(61, "For alle.", edited=scene.NOW))
    checkpoint.make(now=scene.NOW)
    held = bundle(client, scene.number(61))
    assert not [name for name in held.namelist() if b"Berre for vener" in held.read(name)]


def offers(client: Client, number: int) -> bool:
    """Whether the page of a post offers its bundle."""
    return f'href="/post/{number}/bundle"' in client.get(f"/post/{number}").content.decode()


def test_a_bundle_is_offered_when_there_is_one_and_it_holds_the_words_shown(client: Client) -> None:
    scene.take(scene.seen(61, "Berre for vener.", visibility="followers"))
    checkpoint.make(now=scene.NOW)
    scene.take(scene.seen(61, "For alle.", edited=scene.NOW))
    number = scene.number(61)
    assert client.get(f"/post/{number}/bundle").status_code == 404
    assert not offers(client, number)
    assert "newer than the last checkpoint" in client.get(f"/en/post/{number}").content.decode()
    checkpoint.make(now=scene.NOW)
    assert bundle(client, number).namelist()
    assert offers(client, number)
    scene.take(scene.seen(61, "For alle og einkvar.", edited=scene.NOW))
    assert not offers(client, number)


def test_a_post_that_is_not_signed_yet_has_no_bundle(client: Client) -> None:
    scene.take(scene.seen(62, "Nett no."))
    assert client.get(f"/post/{scene.number(62)}/bundle").status_code == 404


def test_any_site_may_read_what_is_public(client: Client) -> None:
    number = scene.number(3)
    size = checkpoint.make(now=scene.NOW).size
    paths = [f"/media/{number}/0", f"/thumb/{number}/0", f"/post/{number}/bundle"]
    paths += [
        "/log/checkpoint",
        f"/log/checkpoint/{size}",
        "/log/keys",
        f"/log/tile/0/000.p/{size}",
    ]
    for path in paths:
        answer = client.get(path, headers={"Origin": "https://avis.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*", path
        assert not answer.cookies
        answer.close()


def test_what_is_withheld_is_shared_with_no_other_site(client: Client) -> None:
    number = scene.number(3)
    scene.decide("withheld", number)
    client.force_login(scene.staff())
    for path in (f"/media/{number}/0", f"/thumb/{number}/0", f"/post/{number}", "/"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_pictures_are_not_packed_once_more(client: Client) -> None:
    path = f"/thumb/{scene.number(3)}/0"
    assert "Content-Encoding" not in client.get(path, headers={"accept-encoding": "gzip"}).headers
