from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from tilstede.core.post import Media
from tilstede.networks.kit.contract import Attachment
from tilstede.rooms.follow.tests import scene

pytestmark = pytest.mark.usefixtures("life")


def test_a_picture_comes_small_and_as_it_was(client: Client) -> None:
    number = scene.number(3)
    small = client.get(f"/thumb/{number}/0")
    assert small.headers["Content-Type"] == "image/webp"
    assert Image.open(BytesIO(small.content)).format == "WEBP"
    original = client.get(f"/media/{number}/0")
    assert original.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(original.content)).size == (900, 600)


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
    path = tmp_path / "file"
    path.write_bytes(data)
    attached = Attachment(0, lambda: path, mime, len(data))
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


def test_pictures_of_a_withdrawn_post_are_gone_with_it(client: Client, tmp_path: Path) -> None:
    number = scene.number(3)
    assert client.get(f"/thumb/{number}/0").status_code == 200
    scene.withdraw(3)
    assert client.get(f"/thumb/{number}/0").status_code == 404
    assert client.get(f"/media/{number}/0").status_code == 404
