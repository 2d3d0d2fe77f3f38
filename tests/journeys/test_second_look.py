"""Could it do harm? A refusal, a stand-in's approval on a telephone and a try-out's verdict, in a real browser; all but
the stand-in's by the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.axe import faults
from tests.journeys.keys import Keys
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


def _write(keys: Keys, text: str) -> None:
    page = keys.page
    keys.enter(page.get_by_role("button", name="Write", exact=True))
    keys.write(page.get_by_label("What do you want to say?"), text)
    keys.tick(page.get_by_label("Mastodon fjordvik@"))
    keys.enter(page.get_by_role("button", name="On to publishing"))
    expect(page.get_by_role("heading", name="Think it through")).to_be_visible()


def _doubt(keys: Keys) -> None:
    harm = keys.page.get_by_role("group", name="Could this harm someone?")
    keys.choose(harm.get_by_label("I am not sure"))
    group = keys.page.get_by_role("group", name="Is it a try-out?")
    keys.choose(group.get_by_label("No", exact=True))


def test_a_refusal_comes_back_and_a_stand_in_lets_the_next_wording_out(
    enter: Callable[[str], Page],
) -> None:
    writer, colleague, stranger = enter("communicator"), enter("administrator"), enter("")
    keys, theirs = Keys(writer), Keys(colleague)
    _write(keys, "Vedtaket om skulen er klart.")
    expect(writer.get_by_text("About somebody's case:")).to_be_visible()
    assert writer.locator("form :checked").count() == 0, "nothing is ticked beforehand"
    _demand_no_fault(writer)
    _doubt(keys)
    keys.enter(writer.get_by_role("button", name="Answer and publish"))
    expect(writer.get_by_role("heading", name="Ask a second person")).to_be_visible()
    _demand_no_fault(writer)
    keys.enter(writer.get_by_role("button", name="Ask a colleague"))

    expect(writer.get_by_text("A second person is asked.")).to_be_visible()
    colleague.reload()
    theirs.enter(colleague.get_by_role("link", name=re.compile("waits? for your answer")))
    theirs.enter(colleague.get_by_role("link", name=re.compile("Vedtaket om skulen")).first)
    theirs.choose(colleague.get_by_label("Not like this"))
    theirs.enter(colleague.get_by_role("button", name="Answer"))
    expect(colleague.get_by_text("Say what should be otherwise.").first).to_be_visible()
    _demand_no_fault(colleague)
    theirs.write(colleague.get_by_label("What should be otherwise?"), "Det er ikkje vedteke enno.")
    theirs.enter(colleague.get_by_role("button", name="Answer"))
    expect(colleague.get_by_role("status")).to_contain_text("sees what you said")

    writer.reload()
    expect(writer.get_by_text("Det er ikkje vedteke enno.")).to_be_visible()
    text = writer.get_by_label("What do you want to say?")
    keys.write(text, "Skulen blir avgjord på torsdag.")
    keys.enter(writer.get_by_role("button", name="On to publishing"))
    _doubt(keys)
    keys.enter(writer.get_by_role("button", name="Answer and publish"))
    keys.write(writer.get_by_label("Name"), "Per i Storevik")
    keys.enter(writer.get_by_role("button", name="Make a link"))
    _let_through(stranger, writer.get_by_label("The link").input_value())
    writer.reload()
    expect(writer.get_by_role("heading", level=1)).to_contain_text("handed to the outbox")


def _let_through(stranger: Page, address: str) -> None:
    """The stand-in's answer, on a telephone."""
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
    page, public = enter("communicator"), enter("")
    keys = Keys(page)
    page.goto(f"{site.url}/publish/try-outs")
    keys.enter(page.get_by_role("link", name="Begin a try-out"))
    keys.choose(page.get_by_label("a service"))
    keys.write(page.get_by_label("Name"), "Spør biblioteket")
    believed = "Unge spør meir i ein kanal dei har frå før."
    keys.write(page.get_by_label("What do you believe?"), believed)
    keys.day(page.get_by_label("Until when is it tried?"), date.today() + timedelta(days=30))
    _demand_no_fault(page)
    keys.enter(page.get_by_role("button", name="Begin", exact=True))
    keys.enter(page.get_by_role("link", name="Spør biblioteket"))
    _demand_no_fault(page)
    keys.write(page.get_by_label("What was found?"), "Tolv spurde, mot to før.")
    keys.choose(page.get_by_label("it stays"))
    public.goto(f"{site.url}/en/kontoer/")
    expect(public.get_by_text("Spør biblioteket", exact=False)).to_be_visible()
    _demand_no_fault(public)
    keys.enter(page.get_by_role("button", name="Keep what was found"))
    expect(page.get_by_text("Tolv spurde, mot to før.")).to_be_visible()
    _demand_no_fault(page)
    public.goto(f"{site.url}/en/kontoer/")
    expect(public.get_by_text("Spør biblioteket", exact=False)).to_have_count(0)
