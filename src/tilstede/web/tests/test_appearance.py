from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from PIL import Image

from tilstede.web import appearance

OURS = Path(appearance.__file__).parent / "static" / "vendor" / "theme.css"
CLEAN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><style>path{fill:#123}</style>'
    '<defs><path id="a" d="M0 0h8v8z"/></defs><use href="#a"/></svg>'
)


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """What was read is kept; each test begins anew."""
    for read in (appearance.theme, appearance.logo):
        read.cache_clear()
    yield
    for read in (appearance.theme, appearance.logo):
        read.cache_clear()


def put(path: Path, data: str | bytes) -> str:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return str(path)


def refused(read: Any) -> str:
    with pytest.raises(ImproperlyConfigured) as caught:
        read()
    return str(caught.value)


def test_black_on_white_is_the_most_there_is_and_grey_on_grey_is_none() -> None:
    assert appearance.contrast("000000", "ffffff") == pytest.approx(21)
    assert appearance.contrast("777777", "777777") == 1
    # The grey nearest below 4.5 : 1 on white, as WCAG's own examples have it.
    assert appearance.contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.005)


def test_the_pages_own_theme_passes_its_own_check(settings: Any) -> None:
    settings.THEME = str(OURS)
    theme = appearance.theme()
    assert theme is not None
    assert theme.kind == "text/css; charset=utf-8"


def test_a_theme_whose_words_cannot_be_read_is_refused_in_plain_words(
    settings: Any, tmp_path: Path
) -> None:
    pale = OURS.read_text().replace(
        "--ds-color-accent-text-subtle: #0f6582", "--ds-color-accent-text-subtle: #9fc1cd"
    )
    settings.THEME = put(tmp_path / "pale.css", pale)
    said = refused(appearance.theme)
    assert said.startswith("TILSTEDE_THEME: pale.css cannot be read by all: light: ")
    assert "accent-text-subtle on accent-background-default is 1.9" in said
    assert "below 4.5 to 1" in said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the colour “accent” is missing for light pages"),
        ("body { color: red }", "the colour “accent” is missing"),
        ("@import 'https://fonts.example/a.css';", "fetches something"),
        ("a { background: url(https://cdn.example/a.png) }", "fetches something"),
        (b"\xff\xfe", "no style sheet in UTF-8"),
    ],
)
def test_what_is_no_theme_is_refused(
    settings: Any, tmp_path: Path, text: str | bytes, why: str
) -> None:
    settings.THEME = put(tmp_path / "theme.css", text)
    assert why in refused(appearance.theme)


@pytest.mark.parametrize(("name", "read"), [("THEME", appearance.theme), ("LOGO", appearance.logo)])
def test_a_file_that_is_not_there_or_too_large_is_told_of(
    settings: Any, tmp_path: Path, name: str, read: Any
) -> None:
    setattr(settings, name, str(tmp_path / "none"))
    assert f"TILSTEDE_{name} is" in refused(read)
    assert "cannot be read: No such file" in refused(read)
    setattr(settings, name, put(tmp_path / "large", b"a" * 400_000))
    assert "large has 400,000 bytes" in refused(read)


def test_a_clean_drawing_is_taken(settings: Any, tmp_path: Path) -> None:
    settings.LOGO = put(tmp_path / "logo.svg", CLEAN)
    logo = appearance.logo()
    assert logo is not None
    assert logo.kind == "image/svg+xml"


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("<script>alert(1)</script>", "holds <script>"),
        ("<foreignObject/>", "holds <foreignObject>"),
        ('<path onload="alert(1)"/>', "runs something (onload)"),
        (
            '<a xmlns:x="http://www.w3.org/1999/xlink" x:href="javascript:alert(1)"/>',
            "leads elsewhere",
        ),
        ('<image href="https://cdn.example/a.png"/>', "leads elsewhere (href)"),
        ('<path fill="url(https://cdn.example/a)"/>', "fetches something"),
        ("<style>@import 'https://cdn.example/a.css'</style>", "style that fetches something"),
        ('<animate attributeName="href" to="javascript:alert(1)"/>', "holds <animate>"),
        ("<path", "is no SVG"),
    ],
)
def test_a_drawing_that_could_run_or_fetch_something_is_refused(
    settings: Any, tmp_path: Path, part: str, why: str
) -> None:
    settings.LOGO = put(tmp_path / "logo.svg", CLEAN.replace("<use", f"{part}<use"))
    assert why in refused(appearance.logo)


def test_entities_are_refused(settings: Any, tmp_path: Path) -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + CLEAN.replace("<use", "<title>&a;</title><use")
    settings.LOGO = put(tmp_path / "logo.svg", bomb)
    assert "entities" in refused(appearance.logo)


@pytest.mark.parametrize(("form", "kind"), [("PNG", "image/png"), ("WEBP", "image/webp")])
def test_a_picture_is_known_by_what_it_is_and_not_by_its_name(
    settings: Any, tmp_path: Path, form: str, kind: str
) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(drawn, form)
    settings.LOGO = put(tmp_path / "logo.txt", drawn.getvalue())
    logo = appearance.logo()
    assert logo is not None
    assert logo.kind == kind


def test_what_is_no_picture_or_far_too_wide_is_refused(settings: Any, tmp_path: Path) -> None:
    settings.LOGO = put(tmp_path / "logo.png", b"GIF89a")
    assert "is no SVG, PNG, WebP or JPEG" in refused(appearance.logo)
    drawn = io.BytesIO()
    Image.new("1", (2500, 10)).save(drawn, "PNG")
    settings.LOGO = put(tmp_path / "wide.png", drawn.getvalue())
    assert "is 2500 × 10 pixels" in refused(appearance.logo)


@pytest.mark.django_db
def test_pages_bear_the_body_s_own_colours_and_logo_from_its_own_domain(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.THEME, settings.LOGO = str(OURS), put(tmp_path / "logo.svg", CLEAN)
    page = client.get("/nn/about/privacy").content.decode()
    theme, logo = appearance.theme(), appearance.logo()
    assert theme is not None
    assert logo is not None
    assert f'href="/own/theme-{theme.digest}.css"' in page
    assert f'<img class="site-logo" src="/own/logo-{logo.digest}" alt="">' in page
    assert "vendor/theme.css" not in page
    for path, file in (
        (f"/own/theme-{theme.digest}.css", theme),
        (f"/own/logo-{logo.digest}", logo),
    ):
        answer = client.get(path)
        assert answer.content == file.data
        assert answer.headers["Content-Type"] == file.kind
        assert "immutable" in answer.headers["Cache-Control"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/own/logo-0123456789abcdef").status_code == 404


def test_the_limits_are_those_the_operator_is_told() -> None:
    told = (Path(settings.PACKAGE).parents[1] / "docs" / "operators.md").read_text()
    assert "60 kB" in told
    assert "4.5 to 1" in told
