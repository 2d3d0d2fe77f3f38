"""What a reader meets first, on any screen, on paper and in colours of their own; and what it weighs."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import axe
from tests.journeys.axe import faults
from tests.journeys.site import Site, administrator
from tests.journeys.test_pages import NARROW, WIDE, view

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: Bytes over the wire for the first page, everything that belongs to it included.
HEAVIEST = 150_000


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("page_name", ["post-long-thread", "post-thread", "post-picture"])
def test_the_post_asked_for_is_on_the_first_screen(
    browser: Browser, site: Site, pages: dict[str, str], width: int, page_name: str
) -> None:
    page = view(browser, viewport={"width": width, "height": 740})
    page.goto(site.url + pages[page_name])
    text = page.locator("article:has(h1) .post-text").first
    box = text.bounding_box()
    assert box is not None
    assert box["y"] < 740 - 60, "at least two lines of it"
    page.context.close()


def test_the_thread_before_a_post_opens_without_script(browser: Browser, site: Site) -> None:
    page = view(browser, java_script_enabled=False)
    page.goto(f"{site.url}/nn/post/{site.number('from:ungdomsrad is:reply')}")
    page.locator("summary", has_text="tidlegare i tråden").click()
    assert page.locator(".thread-before article").first.is_visible()
    page.context.close()


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_first_page_is_light(browser: Browser, site: Site, width: int) -> None:
    page = view(browser, viewport={"width": width, "height": 900})
    told: dict[str, int] = {}
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    address: dict[str, str] = {}
    devtools.on(
        "Network.responseReceived",
        lambda seen: address.update({seen["requestId"]: seen["response"]["url"]}),
    )
    devtools.on(
        "Network.loadingFinished",
        lambda done: told.update({address[done["requestId"]]: int(done["encodedDataLength"])}),
    )
    page.goto(site.url + "/", wait_until="networkidle")
    page.context.close()
    assert len(told) > 4
    assert sum(told.values()) < HEAVIEST, told


_LAYOUT = """() => new Promise(done => {
    let shifted = 0, largest = null
    const add = one => { if (!one.hadRecentInput) shifted += one.value }
    new PerformanceObserver(list => list.getEntries().forEach(add))
        .observe({ type: 'layout-shift', buffered: true })
    new PerformanceObserver(list => { largest = list.getEntries().at(-1).element })
        .observe({ type: 'largest-contentful-paint', buffered: true })
    setTimeout(() => done({ shifted, largest: largest && largest.closest('main') ? largest.tagName : '' }), 500)
})"""


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_first_page_stands_still_and_begins_with_words(
    browser: Browser, site: Site, width: int
) -> None:
    """What Lighthouse asks of a page, but for times, which depend on the machine."""
    page = view(browser, viewport={"width": width, "height": 900})
    answers: dict[str, Any] = {}
    page.on("response", lambda answer: answers.update({answer.url: answer}))
    page.goto(site.url + "/", wait_until="networkidle")
    seen = page.evaluate(_LAYOUT)
    assert seen["shifted"] < 0.1, "the page moves while it is read"
    assert seen["largest"] in ("P", "H1"), (
        "the largest thing on the first screen is words, not a picture"
    )
    assert page.locator("meta[name=description]").get_attribute("content")
    assert page.locator("script").count() == 0
    for url, answer in answers.items():
        headers = answer.headers
        if answer.request.resource_type in ("document", "stylesheet"):
            assert headers.get("content-encoding") == "gzip", url
        if "/static/" in url or "/own/" in url:
            assert "max-age=" in headers["cache-control"], url
    unsized = "all => all.filter(it => !it.getAttribute('width')).length"
    assert page.locator(".post img").evaluate_all(unsized) == 0
    page.context.close()


def styles(page: Page, selector: str, name: str) -> set[str]:
    """A property of everything a selector finds."""
    asked = "(all, name) => all.map(it => getComputedStyle(it)[name])"
    return set(page.locator(selector).evaluate_all(asked, name))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_the_reader_s_own_colours_it_is_seen_where_one_is(
    browser: Browser, site: Site, scheme: Any
) -> None:
    page = view(browser, forced_colors="active", color_scheme=scheme)
    page.goto(f"{site.url}/nn/")
    current = styles(page, ".site-menu a[aria-current]", "borderBottomColor")
    others = styles(page, ".site-menu a:not([aria-current])", "borderBottomColor")
    ground = styles(page, "body", "backgroundColor")
    assert others == ground
    assert current.isdisjoint(ground)
    assert styles(page, ".site-mark", "stroke").isdisjoint(ground)
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_a_post_is_black_on_white_with_its_address_and_without_what_acts(
    browser: Browser, site: Site, pages: dict[str, str], scheme: Any
) -> None:
    page = view(browser, color_scheme=scheme)
    page.goto(site.url + pages["post-picture"])
    page.emulate_media(media="print")
    assert styles(page, "main p, main dd, main h1", "color") == {"rgb(0, 0, 0)"}
    assert styles(page, "body", "backgroundColor") == {"rgb(255, 255, 255)"}
    for selector in ("nav", "form", "button", ".buttons"):
        assert not any(it.is_visible() for it in page.locator(selector).all()), selector
    assert page.locator("article a[rel]", has_text="Originalen").first.is_visible()
    page.context.close()


def test_no_page_for_staff_has_a_fault_that_a_machine_can_find(
    browser: Browser, site: Site
) -> None:
    page = view(browser, reduced_motion="reduce")
    axe.begin(page)
    person = administrator()
    page.goto(f"{site.url}/sign-in")
    page.locator("input[name=login]").fill(person["email"])
    page.locator("input[name=password]").fill(person["password"])
    page.locator("main button[type=submit]").click()
    found = []
    for name, path in site.staff_pages().items():
        page.goto(site.url + path)
        for width in (NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": 900})
            found += [(name, width, *fault) for fault in faults(page)]
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.context.close()
    assert found == []
