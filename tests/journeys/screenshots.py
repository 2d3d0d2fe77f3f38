"""Pictures of every page, to be looked at: `make screenshots` writes them to build/screenshots, and those that the
guide shows, in each of its languages, to docs/guide."""

from __future__ import annotations

import shutil
import sys
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys import guide_pictures, guide_publishing, prepared
from tests.journeys.site import CHROMIUM, Site, administrator, served

TARGET = Path(__file__).resolve().parents[2] / "build" / "screenshots"
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
LANGUAGES = {"light": "nn", "dark": "nb"}


def main(only: str = "") -> None:
    """Load the demo, visit every page in each width and scheme, and once as staff; ``only`` `guide`: what it shows."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is missing; on Debian: apt-get install chromium")
    if only != "guide":
        shutil.rmtree(TARGET, ignore_errors=True)
        TARGET.mkdir(parents=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), destroyed=prepared.load(Path(folder))) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        pages = site.pages()
        for width, scheme in product(WIDTHS, SCHEMES):
            if only != "guide":
                _visit(browser, site, pages, width, scheme)
        for language in guide_pictures.LANGUAGES:
            _for_guide(browser, site, pages, language)
        for language in guide_pictures.LANGUAGES:
            guide_publishing.take(browser, site, language)
        browser.close()
    place = guide_pictures.GUIDE if only == "guide" else TARGET
    sys.stdout.write(f"pictures in {place}\n")


def _visit(browser: Browser, site: Site, pages: dict[str, str], width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=f"{LANGUAGES[scheme]}-NO",
    )
    page = context.new_page()
    for name, path in pages.items():
        page.goto(site.url + path)
        _shoot(page, f"{name}-{width}-{scheme}")
    _sign_in(page, site)
    for name, path in (site.staff_pages() | site.desk_pages()).items():
        page.goto(site.url + path)
        _shoot(page, f"{name}-{width}-{scheme}")
    context.close()


def _for_guide(browser: Browser, site: Site, pages: dict[str, str], language: str) -> None:
    context = browser.new_context(viewport=guide_pictures.WINDOW, locale=language)
    page = context.new_page()
    inside = site.staff_pages() | site.desk_pages()
    for name, shown in guide_pictures.PICTURES.items():
        if shown in inside and not context.cookies():
            _sign_in(page, site)
        page.goto(f"{site.url}/{language}{(pages | inside)[shown]}")
        page.wait_for_load_state("networkidle")
        part = "main" if name in guide_pictures.PARTS else ""
        guide_pictures.keep(page, language, name, part=part)
    context.close()


def _sign_in(page: Page, site: Site) -> None:
    person = administrator()
    page.goto(f"{site.url}/sign-in")
    page.locator("input[name=login]").fill(person["email"])
    page.locator("input[name=password]").fill(person["password"])
    page.locator("main button[type=submit]").click()


def _shoot(page: Page, name: str) -> None:
    """The whole page; pictures further down are fetched first."""
    page.evaluate("document.querySelectorAll('img').forEach(it => it.loading = 'eager')")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=TARGET / f"{name}.png", full_page=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
