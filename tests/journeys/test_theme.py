"""A body's own colours and logo: built by the command operators are told, and looked at in a real browser."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys import axe
from tests.journeys import site as sites
from tests.journeys.axe import faults
from tests.journeys.prepared import Demo
from tests.journeys.site import Site
from tests.journeys.test_pages import NARROW, WIDE, view

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
CONFIG = Path(__file__).with_name("kyst.config.json")
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><style>path{fill:#7a1f3d}'
    "@media (prefers-color-scheme:dark){path{fill:#e7a3b8}}</style>"
    '<path d="M0 30 20 10l20 20 20-20 20 20 20-20 20 20v10H0z"/></svg>'
)
#: #7a1f3d, the colour the theme was asked for.
ACCENT = "rgb(122, 31, 61)"


@pytest.fixture(scope="module")
def themed(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo with another theme and a logo."""
    folder = tmp_path_factory.mktemp("theme")
    build = [sys.executable, ROOT / "frontend" / "build.py", CONFIG, folder / "kyst.css"]
    subprocess.run(build, check=True, capture_output=True, cwd=ROOT)
    (folder / "logo.svg").write_text(LOGO)
    settings = {
        "TILSTEDE_THEME": str(folder / "kyst.css"),
        "TILSTEDE_LOGO": str(folder / "logo.svg"),
    }
    data = demo.copied(folder / "data")
    with sites.served(data, destroyed=demo.destroyed, **settings) as running:
        yield running


def test_pages_in_other_colours_have_no_fault_either(browser: Browser, themed: Site) -> None:
    page = view(browser, reduced_motion="reduce")
    axe.begin(page)
    found = []
    for path in (
        "/",
        "/search?q=ferj*",
        "/sources",
        "/find?q=fjordvik",
        "/checkpoints",
        "/sign-in",
    ):
        page.goto(themed.url + path)
        for width in (NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": 900})
            found += [(path, width, *fault) for fault in faults(page)]
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.context.close()
    assert found == []


def test_the_colours_and_the_logo_are_the_body_s_own_and_from_its_own_domain(
    browser: Browser, themed: Site
) -> None:
    page = view(browser, color_scheme="light", viewport={"width": WIDE, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(themed.url + "/", wait_until="networkidle")
    edge = "it => getComputedStyle(it).borderTopColor"
    assert page.locator(".site").evaluate(edge) == ACCENT
    assert page.locator("img.site-logo").evaluate("it => it.complete && it.naturalWidth > 0")
    assert all(url.startswith((themed.url, "data:")) for url in asked)
    assert not any("vendor/theme.css" in url for url in asked)
    assert said == []
    page.context.close()
