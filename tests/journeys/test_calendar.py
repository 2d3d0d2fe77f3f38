"""A draft gets a time in a real browser: refused where there is none, moved from the keyboard and by dragging."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import yaml
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.axe import faults
from tests.journeys.site import DEMO, Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW, WIDE = 360, 1280
#: The month in which the clocks are set forward, in the night to the 28th.
MONTH = "/publish/calendar?view=month&at=2027-03-01"


@pytest.fixture
def torunn(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", viewport={"width": WIDE, "height": 900})
    users = yaml.safe_load((DEMO / "body.yaml").read_text())["users"]
    person = next(user for user in users if "communicator" in user["rights"])
    page = context.new_page()
    page.goto(f"{site.url}/sign-in?next=/publish/drafts")
    page.get_by_label("E-mail").fill(person["email"])
    page.get_by_label("Password").fill(person["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Drafts")).to_be_visible()
    yield page
    context.close()


def _demand_no_fault(page: Page) -> None:
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    assert faults(page) == []
    page.emulate_media(color_scheme="light")
    page.evaluate("document.querySelectorAll('main details').forEach(it => it.open = false)")


def _day(page: Page, day: str) -> Locator:
    return page.locator(f'[data-day="{day}"]')


def _plan(page: Page) -> None:
    """A draft with a channel, in the hour that does not exist, and then in the one after."""
    page.get_by_role("button", name="Write", exact=True).click()
    page.get_by_label("Mastodon fjordvik@").check()
    page.get_by_label("What do you want to say?").fill("Klokka er stilt i natt.")
    page.get_by_role("button", name="Plan").click()
    page.get_by_label("Day").first.fill("2027-03-28")
    page.get_by_label("Time of day").first.fill("02:30")
    page.get_by_role("button", name="Plan").click()
    expect(page.get_by_role("alert")).to_contain_text("there is no 02:30")
    _demand_no_fault(page)
    page.get_by_role("button", name="Take 03:30").click()
    expect(page.get_by_text("Its time is 28.03.2027 at 03:30.")).to_be_visible()


def test_a_post_is_planned_and_moved(torunn: Page, site: Site) -> None:
    said: list[str] = []
    torunn.on("console", lambda message: said.append(message.text))
    _plan(torunn)
    torunn.goto(site.url + MONTH)
    tile = _day(torunn, "2027-03-28").locator(".post-tile")
    expect(tile).to_contain_text("03:30")
    _demand_no_fault(torunn)
    move = tile.locator("summary")
    move.focus()
    move.press("Enter")
    tile.get_by_label("Day", exact=True).fill("2027-03-30")
    tile.get_by_role("button", name="Move it").press("Enter")
    moved = _day(torunn, "2027-03-30").locator(".post-tile")
    expect(moved).to_contain_text("03:30")
    expect(torunn).to_have_url(re.compile("at=2027-03-01"))
    moved.drag_to(_day(torunn, "2027-03-31"))
    expect(_day(torunn, "2027-03-31").locator(".post-tile")).to_contain_text("03:30")
    assert said == [], "nothing against our own content policy"
