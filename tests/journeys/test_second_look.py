"""Could it do harm? A refusal, a stand-in's approval on a telephone and a try-out's verdict, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.axe import faults
from tests.journeys.site import DEMO, Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW, WIDE = 360, 1280


def _person(right: str) -> dict[str, Any]:
    users = yaml.safe_load((DEMO / "body.yaml").read_text())["users"]
    return next(user for user in users if right in user["rights"])


@pytest.fixture
def enter(browser: Browser, site: Site) -> Iterator[Callable[[str], Page]]:
    """Signs somebody with that right in; "": a stranger. On a telephone's width."""
    opened: list[BrowserContext] = []

    def make(right: str) -> Page:
        context = browser.new_context(
            locale="en-GB", viewport={"width": NARROW, "height": 780}, has_touch=True
        )
        opened.append(context)
        page = context.new_page()
        if right:
            person = _person(right)
            page.goto(f"{site.url}/sign-in?next=/publish/drafts")
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
    page.emulate_media(color_scheme="light")


def _write(page: Page, text: str) -> None:
    page.get_by_role("button", name="Write", exact=True).click()
    page.get_by_label("What do you want to say?").fill(text)
    page.get_by_label("Mastodon fjordvik@").check()
    page.get_by_role("button", name="On to publishing").click()
    expect(page.get_by_role("heading", name="Think it through")).to_be_visible()


def _doubt(page: Page, *, trial: str = "No") -> None:
    """With the keyboard alone."""
    harm = page.get_by_role("group", name="Could this harm someone?")
    harm.get_by_label("I am not sure").focus()
    page.keyboard.press("Space")
    group = page.get_by_role("group", name="Is it a try-out?")
    group.get_by_label(trial, exact=True).focus()
    page.keyboard.press("Space")


def test_a_refusal_comes_back_and_a_stand_in_lets_the_next_wording_out(
    enter: Callable[[str], Page],
) -> None:
    writer, colleague, stranger = enter("communicator"), enter("administrator"), enter("")
    _write(writer, "Vedtaket om skulen er klart.")
    expect(writer.get_by_text("About somebody's case:")).to_be_visible()
    assert writer.locator("form :checked").count() == 0, "nothing is ticked beforehand"
    _doubt(writer)
    _demand_no_fault(writer)
    writer.get_by_role("button", name="Answer and publish").press("Enter")
    expect(writer.get_by_role("heading", name="Ask a second person")).to_be_visible()
    _demand_no_fault(writer)
    writer.get_by_role("button", name="Ask a colleague").press("Enter")

    expect(writer.get_by_text("A second person is asked.")).to_be_visible()
    colleague.reload()
    colleague.get_by_role("link", name=re.compile("waits? for your answer")).click()
    colleague.get_by_role("link", name=re.compile("Vedtaket om skulen")).first.click()
    colleague.get_by_label("Not like this").check()
    colleague.get_by_role("button", name="Answer").click()
    expect(colleague.get_by_text("Say what should be otherwise.").first).to_be_visible()
    _demand_no_fault(colleague)
    colleague.get_by_label("What should be otherwise?").fill("Det er ikkje vedteke enno.")
    colleague.get_by_role("button", name="Answer").press("Enter")
    expect(colleague.get_by_role("status")).to_contain_text("sees what you said")

    writer.reload()
    expect(writer.get_by_text("Det er ikkje vedteke enno.")).to_be_visible()
    writer.get_by_label("What do you want to say?").fill("Skulen blir avgjord på torsdag.")
    writer.get_by_role("button", name="On to publishing").click()
    _doubt(writer)
    writer.get_by_role("button", name="Answer and publish").click()
    writer.get_by_label("Name").fill("Per i Storevik")
    writer.get_by_role("button", name="Make a link").click()
    address = writer.get_by_label("The link").input_value()

    stranger.goto(address)
    expect(stranger.get_by_text("Skulen blir avgjord på torsdag.")).to_be_visible()
    _demand_no_fault(stranger)
    stranger.get_by_label("It may go out").tap()
    stranger.get_by_label("Your name").fill("Per Storevik")
    stranger.get_by_role("button", name="Answer").tap()
    expect(stranger.get_by_role("heading", name="Thank you")).to_be_visible()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name="Nothing to answer")).to_be_visible()


def test_a_try_out_gets_its_verdict(enter: Callable[[str], Page], site: Site) -> None:
    page = enter("communicator")
    page.goto(f"{site.url}/publish/try-outs")
    page.get_by_role("link", name="Begin a try-out").click()
    page.get_by_label("a service").check()
    page.get_by_label("Name").fill("Spør ordføraren")
    page.get_by_label("What do you believe?").fill("Unge spør meir i ein kanal dei har frå før.")
    page.get_by_label("Until when is it tried?").fill(str(date.today() + timedelta(days=30)))
    _demand_no_fault(page)
    page.get_by_role("button", name="Begin", exact=True).press("Enter")
    page.get_by_role("link", name="Spør ordføraren").click()
    _demand_no_fault(page)
    page.get_by_label("What was found?").fill("Tolv spurde, mot to før.")
    page.get_by_label("it stays").check()
    public = enter("")
    public.goto(f"{site.url}/en/kontoer/")
    expect(public.get_by_text("Spør ordføraren", exact=False)).to_be_visible()
    _demand_no_fault(public)
    page.get_by_role("button", name="Keep what was found").press("Enter")
    expect(page.get_by_text("Tolv spurde, mot to før.")).to_be_visible()
    _demand_no_fault(page)
    public.goto(f"{site.url}/en/kontoer/")
    expect(public.get_by_text("Spør ordføraren", exact=False)).to_have_count(0)
