"""Every page in a real browser: for everyone, on any screen, with nothing fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys import axe
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


@dataclass
class Met:
    """What was met on a walk through every page. ``wide``: the pages that are wider than a screen, with its width;
    ``asked``: every address that was fetched; ``said``: on the browser's console."""

    faults: list[Any] = field(default_factory=list)
    wide: list[tuple[str, int]] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    cookies: list[Any] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.asked.add(request.url))
        context.on("console", lambda message: self.said.append(message.text))
        context.on("weberror", lambda found: self.said.append(str(found.error)))

    def look(self, name: str, page: Page) -> None:
        """At the page that is open, as it comes and with all unfolded."""
        for width in (2000, WIDE, 700, NARROW, REFLOW):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                self.wide.append((name, width))
        page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
        for width in (NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": 900})
            self.faults += [(name, width, *fault) for fault in faults(page)]


@pytest.fixture(scope="module")
def met(browser: Browser, site: Site, pages: Pages) -> Met:
    """Each page is opened once; the form to sign in last, since it needs a cookie against forgery."""
    found = Met()
    page = view(browser, reduced_motion="reduce")
    axe.begin(page)
    found.listen(page.context)
    for name in sorted(pages, key=lambda name: name == "sign-in"):
        if name == "sign-in":
            found.cookies = page.context.cookies()
        page.goto(site.url + pages[name])
        found.look(name, page)
        page.wait_for_load_state("networkidle")
    page.context.close()
    return found


def test_no_page_has_a_fault_that_a_machine_can_find(met: Met) -> None:
    assert met.faults == []


def test_nothing_is_wider_than_the_screen(met: Met) -> None:
    assert met.wide == []


def test_nothing_is_fetched_from_elsewhere_and_no_rule_of_ours_is_broken(
    met: Met, site: Site
) -> None:
    elsewhere = {
        url for url in met.asked if urlsplit(url).scheme != "data" and not url.startswith(site.url)
    }
    assert elsewhere == set()
    assert [line for line in met.said if "status of 4" not in line] == []
    assert met.cookies == []


def test_on_a_narrow_screen_the_tables_of_the_api_are_read_without_going_sideways(
    browser: Browser, site: Site
) -> None:
    page = view(browser, viewport={"width": REFLOW, "height": 900})
    page.goto(f"{site.url}/api/")
    hidden = "[...document.querySelectorAll('.scroll')].map(it => it.scrollWidth - it.clientWidth)"
    assert page.evaluate(hidden) == [0, 0, 0]
    assert page.locator("#fault td").last.inner_text() == "Noko gjekk gale hos oss"
    page.context.close()


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
