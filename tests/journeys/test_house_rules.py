"""House rules adopted, an answer hidden by one of them, and the appeal of whoever wrote it, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.axe import faults
from tests.journeys.site import DEMO, Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW, WIDE = 360, 1280
CITIZEN = "network:mastodon -from:fjordvik is:reply"


@pytest.fixture
def enter(browser: Browser, site: Site) -> Iterator[Callable[[str], Page]]:
    """Signs somebody with that right in; "": a stranger. On a telephone's width."""
    opened: list[BrowserContext] = []

    def make(right: str) -> Page:
        view = {"width": NARROW, "height": 780}
        context = browser.new_context(locale="en-GB", viewport=view)  # type: ignore[arg-type]  # such a mapping
        opened.append(context)
        page = context.new_page()
        if right:
            users = yaml.safe_load((DEMO / "body.yaml").read_text())["users"]
            person = next(user for user in users if right in user["rights"])
            page.goto(f"{site.url}/sign-in?next=/publish/moderation")
            page.get_by_label("E-mail").fill(person["email"])
            page.get_by_label("Password").fill(person["password"])
            page.get_by_role("button", name="Sign in", exact=True).click()
        return page

    yield make
    for context in opened:
        context.close()


def _demand_no_fault(page: Page) -> None:
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 780})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert faults(page) == []


def _adopt(page: Page) -> None:
    page.get_by_role("link", name="Write the house rules").first.click()
    _demand_no_fault(page)
    page.get_by_role("button", name="Save the proposal").press("Enter")
    page.get_by_label("Who adopted them").fill("Kommunestyret, sak 12/26")
    _demand_no_fault(page)
    page.get_by_role("button", name="They are adopted").press("Enter")
    expect(page.get_by_text("Kommunestyret, sak 12/26")).to_be_visible()
    _demand_no_fault(page)


def _hide(page: Page, site: Site, number: int) -> None:
    page.goto(f"{site.url}/en/publish/moderation/posts/{number}")
    page.get_by_role("link", name=re.compile("^fjordvik@")).press("Enter")
    for name in ("Hide", "3. Share nothing private"):
        page.get_by_label(re.compile(f"^{re.escape(name)}")).focus()
        page.keyboard.press("Space")
    page.get_by_label("Why, in your own words").fill("Adressa til naboen.")
    page.get_by_label("I do it myself").check()
    _demand_no_fault(page)
    page.get_by_role("button", name="Decide").press("Enter")
    expect(page.get_by_text("done by hand")).to_be_visible()
    _demand_no_fault(page)


def _ask(page: Page, site: Site, address: str) -> None:
    page.goto(f"{site.url}/en/house-rules")
    page.get_by_role("link", name="Ask, or have it looked at again").press("Enter")
    _demand_no_fault(page)
    page.get_by_label("The address of what you wrote").fill(address)
    page.get_by_role("button", name="Look it up").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Rule 3: Share nothing private")
    page.get_by_label("Why should it be looked at again?").fill("Eg skreiv om mi eiga adresse.")
    page.get_by_label("Your name").fill("Ola")
    page.get_by_label("How do we reach you?").fill("ola@example.no")
    _demand_no_fault(page)
    page.get_by_role("button", name="Send", exact=True).press("Enter")
    expect(page.get_by_text(re.compile(r"Your number is 20\d\d-\d+"))).to_be_visible()


def test_a_rule_a_decision_an_appeal_and_its_answer(
    enter: Callable[[str], Page], site: Site
) -> None:
    leader, communicator, citizen = enter("administrator"), enter("communicator"), enter("")
    asked: dict[str, Any] = {"q": CITIZEN, "limit": 1}
    (post,) = httpx.get(f"{site.url}/api/v1/posts", params=asked, timeout=60).json()["posts"]
    _adopt(leader)
    _hide(communicator, site, int(post["id"]))
    _ask(citizen, site, post["content"]["url"])
    communicator.goto(f"{site.url}/en/publish/moderation")
    _demand_no_fault(communicator)
    communicator.locator("#waiting ~ * a").first.click()
    expect(communicator.get_by_text("somebody else must look at it again")).to_be_visible()
    leader.goto(communicator.url)
    leader.get_by_label("The decision was wrong").check()
    leader.get_by_label("What the person is told").fill("Det var di eiga adresse.")
    _demand_no_fault(leader)
    leader.get_by_role("button", name="Answer", exact=True).press("Enter")
    expect(leader.get_by_text("Det var di eiga adresse.")).to_be_visible()
    _demand_no_fault(leader)
    citizen.goto(f"{site.url}/en/house-rules/figures")
    expect(citizen.get_by_role("row", name=re.compile("Mastodon 3 1 0 0 1"))).to_be_visible()
    _demand_no_fault(citizen)
