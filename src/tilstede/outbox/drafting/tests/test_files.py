"""What goes out with a draft is what it says it is, and tells nothing that its maker did not mean to tell."""

from __future__ import annotations

import os
import struct
import subprocess
import textwrap
import tracemalloc
import zlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo
from tests.servers.program import in_ci

from tilstede.office.models import User
from tilstede.outbox.drafting import files, lettering, recordings, writing
from tilstede.outbox.drafting.files import Came, NotTaken
from tilstede.outbox.drafting.models import File, Manuscript

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture
def manuscript() -> Manuscript:
    kari = User.objects.create_user("kari@fjordvik.example", "et langt passord 1", name="Kari")
    return writing.begin(author=kari, now=NOW)


def take(manuscript: Manuscript, tmp_path: Path, data: bytes, name: str = "bilde.jpg") -> File:
    path = tmp_path / "came"
    path.write_bytes(data)
    return files.take(manuscript, Came(path, name), by="kari", now=NOW)


def photograph(*, turned: bool = False) -> bytes:
    picture = Image.new("RGB", (40, 20), "teal")
    exif = picture.getexif()
    exif[0x010F], exif[0x0110] = "Kamera AS", "K-1"
    exif.get_ifd(0x8769)[0xA431] = "SERIAL-42"
    exif.get_ifd(0x8825)[2] = (60.0, 23.0, 30.0)
    if turned:
        exif[0x0112] = 6
    target = BytesIO()
    picture.save(target, "JPEG", exif=exif, comment=b"hemmeleg")
    return target.getvalue()


@pytest.mark.parametrize("turned", [False, True])
def test_a_photograph_loses_place_camera_and_serial_number(
    manuscript: Manuscript, tmp_path: Path, turned: bool
) -> None:
    came = photograph(turned=turned)
    assert b"SERIAL-42" in came
    row = take(manuscript, tmp_path, came)
    assert row.removed == ["place", "camera", "serial", "notes"]
    kept = files.data(row)
    for secret in (b"SERIAL-42", b"Kamera AS", b"hemmeleg", b"Exif"):
        assert secret not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert not picture.getexif()
        assert picture.size == ((20, 40) if turned else (40, 20)), "it stands upright"
    assert (row.width, row.height) == picture.size
    assert files.kind(row) == "picture"


def test_a_picture_keeps_its_transparency_and_loses_its_texts(
    manuscript: Manuscript, tmp_path: Path
) -> None:
    target = BytesIO()
    notes = PngInfo()
    notes.add_text("Author", "Kari")
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(target, "PNG", pnginfo=notes)
    row = take(manuscript, tmp_path, target.getvalue(), "logo.png")
    assert row.removed == ["notes"]
    with Image.open(BytesIO(files.data(row))) as picture:
        assert picture.mode == "RGBA"
        assert b"Kari" not in files.data(row)


def test_what_moves_goes_on_moving(manuscript: Manuscript, tmp_path: Path) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    target = BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], comment=b"kari")
    row = take(manuscript, tmp_path, target.getvalue(), "ferje.gif")
    assert row.removed == ["notes"]
    with Image.open(BytesIO(files.data(row))) as picture:
        assert picture.n_frames == 3
        assert b"kari" not in files.data(row)


#: What can lie in a GIF beside its pictures, before its end and behind it.
NOTED = {
    "comment": (b"\x21\xfe\x08HEMMELEG\0", b""),
    "xmp": (
        b"\x21\xff\x0bXMP DataXMP<x>HEMMELEG</x>\x01" + bytes(range(255, -1, -1)) + b"\0",
        b"",
    ),
    "text": (b"\x21\x01\x0c" + bytes(12) + b"\x08HEMMELEG\0", b""),
    "loop": (b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\x08HEMMELEG\0", b""),
    "behind": (b"", b"HEMMELEG 60.39,5.32"),
}


@pytest.mark.parametrize("kind", NOTED)
def test_nothing_lies_in_what_moves_beside_its_frames(
    manuscript: Manuscript, tmp_path: Path, kind: str
) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    target = BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], duration=70, loop=4)
    clean = target.getvalue()
    before, behind = NOTED[kind]
    row = take(manuscript, tmp_path, clean[:-1] + before + clean[-1:] + behind, "ferje.gif")
    assert b"HEMMELEG" not in files.data(row)
    assert row.removed == ([] if kind == "loop" else ["notes"])
    with Image.open(BytesIO(files.data(row))) as picture:
        assert (picture.n_frames, picture.info["duration"]) == (3, 70)
    if kind != "loop":
        assert files.data(row) == clean, "every frame is as it came"
    with pytest.raises(NotTaken, match="broken"):
        take(manuscript, tmp_path, clean[:-4], "ferje.gif")


def test_two_hundred_megapixels_are_refused_before_they_are_decoded(
    manuscript: Manuscript, tmp_path: Path
) -> None:
    head = struct.pack(">IIBBBBB", 20_000, 10_000, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n"
    for name, content in ((b"IHDR", head), (b"IDAT", b""), (b"IEND", b"")):
        sum_ = zlib.crc32(name + content)
        data += struct.pack(">I", len(content)) + name + content + struct.pack(">I", sum_)
    with pytest.raises(NotTaken) as refused:
        take(manuscript, tmp_path, data)
    assert refused.value.code == "pixels"


@pytest.mark.skipif(
    not lettering.is_installed() and not in_ci(), reason="tesseract-ocr is not installed"
)
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "Kok vatnet i dag. Det gjeld alle som bur sør for ferjekaia, fram til onsdag klokka tolv",
            True,
        ),
        ("Kafé Ferja", False),
        ("", False),
    ],
)
def test_a_picture_of_text_is_told_by_its_words(
    manuscript: Manuscript, tmp_path: Path, words: str, told: bool
) -> None:
    poster = Image.new("RGB", (1_080, 1_080), "white")
    poster.paste(Image.linear_gradient("L").resize((1_080, 400)).convert("RGB"), (0, 680))
    lines = "\n".join(textwrap.wrap(words, 24))
    ImageDraw.Draw(poster).text((60, 60), lines, "black", ImageFont.load_default(64))
    target = BytesIO()
    poster.save(target, "PNG")
    assert take(manuscript, tmp_path, target.getvalue(), "plakat.png").text is told


def test_where_pictures_cannot_be_read_nothing_is_told_of_them(
    manuscript: Manuscript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert take(manuscript, tmp_path, photograph()).text is False


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown"),
        (b"<html><script>alert(1)</script>", "unknown"),
        (b"%PDF-1.7", "unknown"),
        (b"\xff\xd8\xff\xe0nothing more", "broken"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "heic"),
    ],
)
def test_the_content_says_what_it_is(
    manuscript: Manuscript, tmp_path: Path, data: bytes, code: str
) -> None:
    with pytest.raises(NotTaken) as refused:
        take(manuscript, tmp_path, data)
    assert refused.value.code == code
    assert not File.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\kari\\ferje.png", "ferje.jpg"),
        ("ferje\u202egpj.exe", "ferjegpj.jpg"),
        ("<img src=x onerror=alert(1)>.jpg", "img srcx onerroralert(1).jpg"),
        ("", "file.jpg"),
        ("...", "file.jpg"),
        ("bl\u0061\u030abær og fløte.jpeg", "blåbær og fløte.jpg"),
        ("a" * 300 + ".jpg", "a" * 100 + ".jpg"),
    ],
)
def test_a_hostile_name_is_made_harmless(name: str, kept: str) -> None:
    assert files.harmless(name, "image/jpeg") == kept


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of a film with sound, that says where it was made."""
    if not recordings.is_installed():
        if in_ci():
            pytest.fail("ffmpeg is missing; on Debian: apt-get install ffmpeg")
        pytest.skip("ffmpeg is missing")
    path = tmp_path_factory.mktemp("film") / "film.mov"
    subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=64x48:r=5"),
            *("-f", "lavfi", "-i", "sine=d=1", "-metadata", "location=+60.3913+005.3221/"),
            *("-metadata", "title=Hemmeleg", "-pix_fmt", "yuv420p", str(path)),
        ],
        check=True,
    )
    return path


def test_a_film_tells_its_length_and_that_it_has_sound_and_loses_its_place(
    manuscript: Manuscript, tmp_path: Path, film: Path
) -> None:
    assert b"60.3913" in film.read_bytes()
    row = take(manuscript, tmp_path, film.read_bytes(), "film.mov")
    assert (row.mime, row.sound, row.width) == ("video/quicktime", True, 64)
    assert row.seconds == pytest.approx(1, abs=0.2)
    assert row.removed == ["place", "notes"]
    assert b"60.3913" not in files.data(row)
    assert b"Hemmeleg" not in files.data(row)


def test_a_film_without_sound_is_known(manuscript: Manuscript, tmp_path: Path, film: Path) -> None:
    silent = tmp_path / "silent.mov"
    command = ["ffmpeg", "-v", "error", "-i", str(film), "-an", "-c", "copy", str(silent)]
    subprocess.run(command, check=True)
    assert take(manuscript, tmp_path, silent.read_bytes(), "film.mp4").sound is False
    assert (recordings.has_sound(silent), recordings.has_sound(film)) == (False, True)
    other = tmp_path / "notes.txt"
    other.write_text("no film")
    assert recordings.has_sound(other) is None


def test_without_ffmpeg_a_film_is_taken_and_that_nothing_was_removed_is_told(
    manuscript: Manuscript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    row = take(manuscript, tmp_path, b"\x00\x00\x00\x18ftypisom" + bytes(40), "film.mp4")
    assert (row.sound, row.seconds, row.removed) == (None, None, ["kept"])


def test_a_film_is_never_held_in_memory(
    manuscript: Manuscript, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # without ffmpeg the copying is ours
    path = tmp_path / "film.mp4"
    path.write_bytes(b"\x00\x00\x00\x18ftypisom")
    os.truncate(path, 30 << 20)
    tracemalloc.start()
    row = files.take(manuscript, Came(path, "film.mp4"), by="kari", now=NOW)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 << 20
    assert files.on_disk(row).stat().st_size == row.size == 30 << 20
    assert list((tmp_path / "data" / "cache").iterdir()) == []


def test_what_is_too_large_is_refused_unread_with_the_most_that_is_taken(
    manuscript: Manuscript, tmp_path: Path
) -> None:
    path = tmp_path / "film.mp4"
    path.touch()
    os.truncate(path, files.LARGEST + 1)
    with pytest.raises(NotTaken) as refused:
        files.take(manuscript, Came(path, "film.mp4"), by="kari", now=NOW)
    assert (refused.value.code, refused.value.most) == ("too-large", 100)


def test_what_is_large_lies_beside_the_database(manuscript: Manuscript, tmp_path: Path) -> None:
    noise = Image.effect_noise((900, 400), 90)
    target = BytesIO()
    noise.save(target, "PNG")
    row = take(manuscript, tmp_path, target.getvalue(), "stoy.png")
    assert row.content is None
    assert files.on_disk(row).stat().st_size == row.size


def test_what_is_small_is_a_file_when_it_is_asked_for(
    manuscript: Manuscript, tmp_path: Path
) -> None:
    row = take(manuscript, tmp_path, photograph())
    assert files.on_disk(row).read_bytes() == files.data(row)


def captions(manuscript: Manuscript, tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "came"
    path.write_bytes(data)
    row = files.take_captions(manuscript, Came(path, "nb.srt"), by="kari", now=NOW)
    assert (row.mime, row.name) == ("text/vtt", "nb.vtt")
    return files.data(row).decode()


def test_srt_becomes_webvtt(manuscript: Manuscript, tmp_path: Path) -> None:
    srt = "1\r\n00:00:01,000 --> 00:00:02,500\r\nFerja går.\r\n\r\n".encode("cp1252")
    srt += "2\r\n00:00:03,000 --> 00:00:04,000\r\nÅ nei.\r\n".encode("cp1252")
    told = captions(manuscript, tmp_path, srt)
    assert told.startswith("WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500\nFerja går.\n")
    assert "Å nei." in told


def test_webvtt_stays_as_it_is(manuscript: Manuscript, tmp_path: Path) -> None:
    vtt = "WEBVTT - Ferja\n\n00:01.000 --> 00:02.000 line:0\nHei, du\n"
    assert captions(manuscript, tmp_path, vtt.encode()) == vtt


def test_other_text_is_no_captions(manuscript: Manuscript, tmp_path: Path) -> None:
    with pytest.raises(NotTaken):
        captions(manuscript, tmp_path, b"Hei")
