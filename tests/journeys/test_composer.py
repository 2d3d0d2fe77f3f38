"""A draft is written in a real browser on a narrow screen: checked while it is typed, by two at once, and not lost when
the browser dies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
import yaml
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from tests.journeys.axe import faults
from tests.journeys.site import DEMO, Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW, WIDE = 360, 1280
#: A browser that dies sends nothing as it goes.
_DIES = "addEventListener('visibilitychange', event => event.stopImmediatePropagation(), true)"


def _person(right: str) -> dict[str, Any]:
    users = yaml.safe_load((DEMO / "body.yaml").read_text())["users"]
    return next(user for user in users if right in user["rights"])


def _signed_in(browser: Browser, site: Site, right: str) -> BrowserContext:
    context = browser.new_context(locale="en-GB", viewport={"width": NARROW, "height": 900})
    person, page = _person(right), context.new_page()
    page.goto(f"{site.url}/sign-in?next=/publish/drafts")
    page.get_by_label("E-mail").fill(person["email"])
    page.get_by_label("Password").fill(person["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Drafts")).to_be_visible()
    return context


@pytest.fixture
def torunn(browser: Browser, site: Site) -> Iterator[Page]:
    context = _signed_in(browser, site, "communicator")
    yield context.pages[0]
    context.close()


@pytest.fixture
def gunnvor(browser: Browser, site: Site) -> Iterator[Page]:
    context = _signed_in(browser, site, "administrator")
    yield context.pages[0]
    context.close()


def _begin(page: Page) -> None:
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.get_by_label("What do you want to say?")).to_be_visible()


def _saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Saved")


def _demand_no_fault(page: Page) -> None:
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert faults(page) == []
    page.emulate_media(color_scheme="light")


def _picture() -> dict[str, Any]:
    target = BytesIO()
    Image.new("RGB", (64, 40), "steelblue").save(target, "JPEG")
    return {"name": "kai.jpg", "mimeType": "image/jpeg", "buffer": target.getvalue()}


def test_a_post_is_written_from_a_telephone(torunn: Page) -> None:
    said: list[str] = []
    torunn.on("console", lambda message: said.append(message.text))
    _begin(torunn)
    text = torunn.get_by_label("What do you want to say?")
    torunn.get_by_label("Mastodon fjordvik@").check()
    text.press_sequentially("Ferja er i rute.", delay=10)
    expect(torunn.locator("#count")).to_contain_text("484 left")
    _saved(torunn)
    text.press("Control+Enter")
    expect(text).to_be_visible()
    torunn.locator("#upload").set_input_files(files=[_picture()])
    finding = torunn.locator(".finding.stops", has_text="has no description")
    expect(finding).to_be_visible()
    _demand_no_fault(torunn)
    finding.get_by_role("link", name=re.compile("Go there")).click()
    expect(torunn.get_by_label("Describe the picture")).to_be_focused()
    torunn.get_by_label("Describe the picture").fill("Ferja ved kai i blått ljos")
    expect(finding).to_have_count(0)
    expect(torunn.locator(".preview-card .badge")).to_have_text("ALT")
    _saved(torunn)
    torunn.reload()
    expect(torunn.get_by_label("What do you want to say?")).to_have_value("Ferja er i rute.")
    expect(torunn.locator("#recovery")).to_be_hidden()
    assert said == [], "nothing against our own content policy"


def test_two_who_write_at_once_lose_nothing(torunn: Page, gunnvor: Page) -> None:
    _begin(torunn)
    gunnvor.goto(torunn.url)
    torunn.get_by_label("What do you want to say?").fill("Ferja går frå Fjordvik.")
    _saved(torunn)
    gunnvor.get_by_label("What do you want to say?").fill("Ferja står i Storevik.")
    beside = gunnvor.locator("#beside")
    expect(beside).to_contain_text("Torunn Eikeland has saved other words")
    beside.get_by_role("link").click()
    expect(gunnvor.get_by_text("Gunnvor Eidsnes wrote")).to_be_visible()
    _demand_no_fault(gunnvor)
    gunnvor.get_by_label("Text").fill("Ferja går frå Fjordvik, og står i Storevik.")
    gunnvor.get_by_role("button", name="Save").click()
    expect(gunnvor.get_by_label("What do you want to say?")).to_be_visible()
    expect(gunnvor.locator("#recovery")).to_be_hidden()  # her words were kept, too
    torunn.reload()
    text = torunn.get_by_label("What do you want to say?")
    expect(text).to_have_value("Ferja går frå Fjordvik, og står i Storevik.")
    torunn.get_by_role("link", name="Earlier wordings").click()
    expect(torunn.get_by_role("link", name=re.compile("^Wording"))).to_have_count(4)


def test_a_browser_that_dies_loses_nothing(torunn: Page) -> None:
    _begin(torunn)
    address = torunn.url

    def refuse(route: Route) -> None:
        route.abort()

    torunn.route("**/save", refuse)
    torunn.get_by_label("What do you want to say?").fill("Dette rakk aldri fram.")
    expect(torunn.locator("#count")).to_be_visible()
    context = torunn.context
    with pytest.raises(Error, match="crash"):
        torunn.goto("chrome://crash")
    again = context.new_page()
    again.goto(address)
    expect(again.get_by_label("What do you want to say?")).to_have_value("")
    again.get_by_role("button", name="Put them back").click()
    expect(again.get_by_label("What do you want to say?")).to_have_value("Dette rakk aldri fram.")
    expect(again.locator("#recovery")).to_be_hidden()


def test_what_was_sent_and_never_came_is_kept_though_a_colleague_has_saved(
    torunn: Page, gunnvor: Page
) -> None:
    _begin(torunn)
    address, text = torunn.url, torunn.get_by_label("What do you want to say?")
    gunnvor.goto(address)
    form = re.compile(r"/publish/drafts/[0-9a-f]+$")
    torunn.route(form, lambda route: None)
    text.fill("Stoppa på vegen.")
    torunn.evaluate("setTimeout(() => composer.requestSubmit()), setTimeout(() => stop(), 300), 0")
    _saved(torunn)  # somebody has stopped it, so the page goes on saving
    torunn.unroute(form)
    torunn.route(form, lambda route: route.abort())
    torunn.route("**/save", lambda route: route.abort())
    text.fill("Dette kom aldri fram.")
    torunn.get_by_role("button", name="Save", exact=True).click()
    torunn.wait_for_url("chrome-error://**")
    gunnvor.reload()
    gunnvor.get_by_label("What do you want to say?").fill("Ein kollega sine ord.")
    _saved(gunnvor)
    torunn.unroute(form)
    torunn.goto(address)
    expect(torunn.locator("#recovery")).to_be_visible()
    torunn.evaluate(_DIES)
    text.fill("Dette heller ikkje.")
    torunn.goto(address)
    torunn.get_by_role("button", name="Leave them out").click()
    torunn.unroute("**/save")
    torunn.get_by_role("button", name="Put them back").click()
    expect(torunn.locator("#part-1")).to_have_value("Dette kom aldri fram.")
    expect(torunn.get_by_text("Ein kollega sine ord.").first).to_be_visible()
    torunn.get_by_role("button", name="Save", exact=True).click()
    expect(text).to_have_value("Dette kom aldri fram.")
    expect(torunn.locator("#recovery")).to_be_hidden()
