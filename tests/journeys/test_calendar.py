"""A draft gets a time in a real browser: refused where there is none, moved from the keyboard and by dragging."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time

import pytest
import yaml
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.axe import faults
from tests.journeys.keys import Keys
from tests.journeys.site import DEMO, Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW, WIDE = 360, 1280
#: The month in which the clocks are set forward, in the night to the 28th.
MONTH = "/publish/calendar?view=month&at=2027-03-01"


@pytest.fixture
def torunn(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(
        locale="en-GB", viewport={"width": WIDE, "height": 900}, reduced_motion="reduce"
    )
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


def _plan(keys: Keys) -> None:
    """A draft with a channel, in the hour that does not exist, and then in the one after."""
    page = keys.page
    keys.enter(page.get_by_role("button", name="Write", exact=True))
    keys.write(page.get_by_label("What do you want to say?"), "Klokka er stilt i natt.")
    keys.tick(page.get_by_label("Mastodon fjordvik@"))
    keys.enter(page.get_by_role("button", name="Plan"))
    keys.day(page.get_by_label("Day").first, date(2027, 3, 28))
    keys.clock(page.get_by_label("Time of day").first, time(2, 30))
    keys.enter(page.get_by_role("button", name="Plan"))
    expect(page.get_by_role("alert")).to_contain_text("there is no 02:30")
    _demand_no_fault(page)
    keys.enter(page.get_by_role("button", name="Take 03:30"))
    expect(page.get_by_text("Its time is 28.03.2027 at 03:30.")).to_be_visible()


def test_a_post_is_planned_and_moved(torunn: Page, site: Site) -> None:
    said: list[str] = []
    torunn.on("console", lambda message: said.append(message.text))
    keys = Keys(torunn)
    _plan(keys)
    torunn.goto(site.url + MONTH)
    tile = _day(torunn, "2027-03-28").locator(".post-tile")
    expect(tile).to_contain_text("03:30")
    _demand_no_fault(torunn)
    keys.enter(tile.locator("summary"))
    keys.day(tile.get_by_label("Day", exact=True), date(2027, 3, 30))
    keys.enter(tile.get_by_role("button", name="Move it"))
    moved = _day(torunn, "2027-03-30").locator(".post-tile")
    expect(moved).to_contain_text("03:30")
    expect(torunn).to_have_url(re.compile("at=2027-03-01"))
    moved.drag_to(_day(torunn, "2027-03-31"))
    expect(_day(torunn, "2027-03-31").locator(".post-tile")).to_contain_text("03:30")
    assert said == [], "nothing against our own content policy"
