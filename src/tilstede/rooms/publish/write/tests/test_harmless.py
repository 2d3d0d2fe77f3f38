"""What comes in hostile, hidden or too large is made harmless or refused, and told in plain words; without a script."""

from __future__ import annotations

import json
import re
import struct
import subprocess
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.servers.program import in_ci

from tilstede.office.models import Account
from tilstede.outbox.drafting import recordings
from tilstede.outbox.drafting.models import File
from tilstede.outbox.models import Telephone
from tilstede.record import read
from tilstede.rooms.publish.write.tests.test_composer import begin, content, page, send

pytestmark = pytest.mark.django_db


def test_hidden_signs_are_removed_by_a_button(kari: Client, mastodon: Account) -> None:
    key = begin(kari)
    told = {
        "account": mastodon.pk,
        "part": "Ferja \u202egår\u202c\u200b i dag",
        "title": "Fer\u00adja",
        "own": str(mastodon.pk),
        f"variant-{mastodon.pk}": "Ferja\u2060 går 👩\u200d🚀",
    }
    send(kari, key, **told)
    assert 'value="bare"' in page(kari, f"/publish/drafts/{key}")
    send(kari, key, "bare", **told)
    stands = content(key)
    assert (stands.parts, stands.title) == (("Ferja går i dag",), "Ferja")
    assert stands.variants[str(mastodon.pk)] == ("Ferja går 👩\u200d🚀",), (
        "a joiner that is needed stays"
    )
    assert 'value="bare"' not in page(kari, f"/publish/drafts/{key}")


def test_a_telephone_of_our_own_is_asked_about_once(kari: Client, mastodon: Account) -> None:
    key = begin(kari)
    told = {"part": "Per i resepsjonen: 57 65 20 00", "account": mastodon.pk}
    send(kari, key, **told)
    (ours,) = re.findall(r'value="(ours:[^"]+)"', page(kari, f"/publish/drafts/{key}"))
    send(kari, key, ours.replace("telephone:", "e-mail:"), **told)
    assert not Telephone.objects.exists()
    send(kari, key, ours, **told)
    assert 'value="ours:' not in page(kari, f"/publish/drafts/{key}")
    other = begin(kari)
    send(kari, other, part="Ring oss på +47 576 52 000, spør etter Per", account=mastodon.pk)
    assert 'value="ours:' not in page(kari, f"/publish/drafts/{other}"), "however it is written"
    assert "57 65 20 00" in page(kari, "/publish/telephones")
    row = Telephone.objects.get()
    assert kari.post(f"/publish/telephones/{row.pk}/take-off").status_code == 302
    assert 'value="ours:' in page(kari, f"/publish/drafts/{other}")
    numbers = [one.number for one in read.events(kinds=("decided",))]
    abouts = [json.loads(read.payload(one, "about") or b"") for one in numbers]
    assert [(one["number"], one["done"], one["by"]) for one in abouts] == [
        ("+4757652000", "added", "kari@fjordvik.example"),
        ("+4757652000", "taken off", "kari@fjordvik.example"),
    ]


def test_two_hundred_megapixels_are_refused_and_the_most_is_told(kari: Client) -> None:
    head = struct.pack(">IIBBBBB", 20_000, 10_000, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n"
    for name, held in ((b"IHDR", head), (b"IDAT", b""), (b"IEND", b"")):
        data += struct.pack(">I", len(held)) + name + held
        data += struct.pack(">I", zlib.crc32(name + held))
    key = begin(kari)
    send(kari, key, "files", files=[SimpleUploadedFile("himmel.png", data, "image/png")])
    assert "60 million is the most" in page(kari, f"/publish/drafts/{key}")
    assert content(key).media == ()


def test_a_hostile_name_and_a_place_are_taken_away_and_the_place_is_told(kari: Client) -> None:
    picture = Image.new("RGB", (8, 8), "teal")
    exif = picture.getexif()
    exif.get_ifd(0x8825)[2] = (60.0, 23.0, 30.0)
    target = BytesIO()
    picture.save(target, "JPEG", exif=exif)
    key = begin(kari)
    name = "..\\..\\<script>alert(1)</script>\u202egpj.exe"
    send(kari, key, "files", files=[SimpleUploadedFile(name, target.getvalue(), "text/html")])
    shown = page(kari, f"/publish/drafts/{key}")
    assert "taken out before anything is sent: where it was taken" in shown
    assert "<script>alert" not in shown
    row = File.objects.get()
    assert re.fullmatch(r"[\w ()]+\.jpg", row.name)
    assert b"Exif" not in bytes(row.content or b"")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A moment of a film with sound."""
    if not recordings.is_installed():
        if in_ci():
            pytest.fail("ffmpeg is missing; on Debian: apt-get install ffmpeg")
        pytest.skip("ffmpeg is missing")
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=64x48:r=5"),
            *("-f", "lavfi", "-i", "sine=d=1", "-pix_fmt", "yuv420p", str(path)),
        ],
        check=True,
    )
    return path


def test_a_film_without_sound_needs_no_captions_and_each_other_film_is_asked_about(
    kari: Client, mastodon: Account, film: Path
) -> None:
    silent, other = film.with_name("silent.mp4"), film.with_name("other.mp4")
    cut = ("ffmpeg", "-v", "error", "-y", "-i", str(film), "-c", "copy")
    subprocess.run([*cut, "-an", str(silent)], check=True)
    subprocess.run([*cut, "-t", "0.4", str(other)], check=True)
    key = begin(kari)
    files = [
        SimpleUploadedFile("møte.mp4", path.read_bytes(), "video/mp4")
        for path in (silent, film, other)
    ]
    send(kari, key, "files", part="Møtet", account=mastodon.pk, files=files)
    media = [item.file for item in content(key).media]
    told = {"part": "Møtet", "account": mastodon.pk, "medium": media}
    asked = stands(kari, key)
    assert len(asked) == len(set(asked)) == 2, "they have the same name, and are not the same"
    send(kari, key, asked[0], **told)
    assert stands(kari, key) == asked[1:]


def stands(browser: Client, key: str) -> list[str]:
    """What the buttons send that let captions be missing."""
    return re.findall(r'value="(stand:captions:[^"]+)"', page(browser, f"/publish/drafts/{key}"))
