"""Every page in a real browser: for everyone, on any screen, with nothing fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.axe import faults
from tests.journeys.site import Site

Pages = dict[str, str]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW, WIDE = 360, 1280
#: CSS pixels: a screen of 1280 at 400 % (WCAG 1.4.10).
REFLOW = 320


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="nn-NO")
    yield opened
    opened.close()


def view(browser: Browser, **options: Any) -> Page:
    """A new page with these options."""
    return browser.new_context(locale="nn-NO", **options).new_page()


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_no_page_has_a_fault_that_a_machine_can_find(
    browser: Browser, site: Site, pages: Pages, width: int
) -> None:
    page = view(browser, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    found = []
    for name, path in pages.items():
        page.goto(site.url + path)
        page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
        found += [(name, *fault) for fault in faults(page)]
    page.context.close()
    assert found == []


def test_nothing_is_wider_than_the_screen(browser: Browser, site: Site, pages: Pages) -> None:
    page = view(browser)
    for name, path in pages.items():
        page.goto(site.url + path)
        for width in (2000, WIDE, 700, NARROW, REFLOW):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
    page.context.close()


def test_on_a_narrow_screen_the_tables_of_the_api_are_read_without_going_sideways(
    browser: Browser, site: Site
) -> None:
    page = view(browser, viewport={"width": REFLOW, "height": 900})
    page.goto(f"{site.url}/api/")
    hidden = "[...document.querySelectorAll('.scroll')].map(it => it.scrollWidth - it.clientWidth)"
    assert page.evaluate(hidden) == [0, 0, 0]
    assert page.locator("#fault td").last.inner_text() == "Noko gjekk gale hos oss"
    page.context.close()


def test_nothing_is_fetched_from_elsewhere_and_no_rule_of_ours_is_broken(
    context: BrowserContext, site: Site, pages: Pages
) -> None:
    page = context.new_page()
    asked: set[str] = set()
    said: list[str] = []
    page.on("request", lambda request: asked.add(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for name, path in pages.items():
        if name != "sign-in":  # its form needs a cookie against forgery
            page.goto(site.url + path, wait_until="networkidle")
    elsewhere = {
        url for url in asked if urlsplit(url).scheme != "data" and not url.startswith(site.url)
    }
    assert elsewhere == set()
    assert [line for line in said if "status of 4" not in line] == []
    assert context.cookies() == []


def test_the_font_and_the_icons_are_our_own(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.goto(site.url + "/", wait_until="networkidle")
    assert page.evaluate("document.fonts.check('16px Inter', 'æøå')")
    assert page.locator(".post .icon").first.evaluate("it => it.getBoundingClientRect().width") > 10


def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    context: BrowserContext, site: Site
) -> None:
    page = context.new_page()
    page.goto(site.url + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "ds-skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.goto(site.url + "/")
    wanted = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, select, summary')]
            .filter(it => it.checkVisibility() && it.tabIndex >= 0).length"""
    )
    seen: list[tuple[int, bool]] = []
    while len({place for place, _ in seen}) < wanted and len(seen) < 2 * wanted:
        page.keyboard.press("Tab")  # a date has several stops
        seen.append(
            page.evaluate(
                """() => { const it = document.activeElement, style = getComputedStyle(it);
                    return [[...document.querySelectorAll('*')].indexOf(it),
                            style.outlineStyle !== 'none' || style.boxShadow !== 'none'] }"""
            )
        )
    places = [place for place, _ in seen]
    assert places == sorted(places), "focus moves in reading order"
    assert len(set(places)) == wanted, "every control is reached once"
    assert all(visible for _, visible in seen), "focus is always seen"


def test_all_works_without_script(browser: Browser, site: Site) -> None:
    page = view(browser, java_script_enabled=False, viewport={"width": NARROW, "height": 900})
    page.goto(site.url + "/nn/")
    page.locator("summary", has_text="Avgrens lista").click()
    page.get_by_label("Nettverk").select_option("x")
    page.get_by_role("button", name="Vis", exact=True).click()
    assert "network=x" in page.url
    assert (
        page.locator("article").count() == page.locator("article", has_text="@kystmin_demo").count()
    )
    page.get_by_role("link", name="Eldre innlegg").click()
    assert "network=x" in page.url
    page.locator(".site-menu-box > summary").click()
    page.get_by_role("link", name="Søk", exact=True).click()
    page.get_by_label("Kva leitar du etter?").fill("ferje")
    page.keyboard.press("Enter")
    assert page.locator("mark").first.inner_text().casefold() == "ferje"
    page.get_by_role("link", name="Innlegget med tråd og bevis").first.click()
    page.get_by_role("heading", name="Bevis").wait_for()
    assert page.locator("form.verify").is_hidden()
    page.context.close()


def test_a_reader_changes_language_and_stays_on_the_page(
    context: BrowserContext, site: Site
) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/search?q=ferje")
    assert page.locator("html").get_attribute("lang") == "nn"
    page.get_by_role("link", name="English").click()
    assert page.url == f"{site.url}/en/search?q=ferje"
    page.get_by_role("link", name="Posts", exact=True).click()
    assert page.url == f"{site.url}/en/"


def test_a_mistake_in_a_search_is_mended_with_one_click(
    context: BrowserContext, site: Site
) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/search?q=fra:ordforar+ferje")
    assert page.locator(".where mark").inner_text().startswith("fra:ordforar")
    page.get_by_role("link", name="from:ordforar ferje").click()
    assert page.locator("article").count() > 0


def test_a_post_is_checked_here_and_now(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/nn/post/{site.number('is:edited')}")
    page.get_by_role("button", name="Kontroller her og no").click()
    page.locator("output[data-state=good]").wait_for(timeout=20_000)
