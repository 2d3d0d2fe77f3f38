"""What is asked for at the root of every site."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client
from PIL import Image

from tilstede.web import appearance, at_root


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Nothing kept from a test with another logo."""
    yield
    appearance.logo.cache_clear()
    at_root.icon.cache_clear()


@pytest.fixture
def logo(tmp_path: Path, settings: Any) -> Path:
    appearance.logo.cache_clear()
    at_root.icon.cache_clear()
    settings.LOGO = str(tmp_path / "logo")
    return tmp_path / "logo"


def sizes(data: bytes) -> Any:
    with Image.open(io.BytesIO(data), formats=["ICO"]) as picture:
        return picture.info["sizes"]


def test_the_icon_is_our_mark_where_there_is_no_logo(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.headers["Content-Type"] == "image/x-icon"
    assert sizes(answer.content) == {(16, 16), (32, 32), (48, 48)}


def test_the_icon_is_the_body_s_logo(client: Client, logo: Path) -> None:
    Image.new("RGB", (120, 40), "#7a1f3d").save(logo, "PNG")
    answer = client.get("/favicon.ico")
    assert sizes(answer.content) == {(16, 16), (32, 32), (48, 48)}
    with Image.open(io.BytesIO(answer.content)) as picture:
        colours = picture.convert("RGBA")
    assert colours.getpixel((24, 24)) == (0x7A, 0x1F, 0x3D, 255)
    assert colours.getpixel((24, 1)) == (0, 0, 0, 0), "a wide logo is not stretched"


def test_a_drawing_stays_one_and_can_run_nothing(client: Client, logo: Path) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    logo.write_bytes(drawing)
    answer = client.get("/favicon.ico")
    assert (answer.content, answer.headers["Content-Type"]) == (drawing, "image/svg+xml")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_robots_read_all_that_is_public_and_no_page_for_staff(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    rules = RobotFileParser()
    rules.parse(answer.content.decode().splitlines())
    for path in (
        "/",
        "/nn/search?q=a",
        "/sources",
        "/kontoer/",
        "/post/7",
        "/data/",
        "/api/v1/posts",
    ):
        assert rules.can_fetch("*", path), path
    for path in ("/setup/", "/nn/setup/people", "/withheld", "/en/removals", "/sign-in"):
        assert not rules.can_fetch("*", path), path
