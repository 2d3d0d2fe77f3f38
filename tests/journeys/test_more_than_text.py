"""In a real browser: a machine's draft is edited before it can go, a question becomes a picture, partners get a kit."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import faults
from tests.journeys.keys import Keys
from tests.journeys.site import DEMO, Site
from tests.servers.program import in_ci
from tilstede.outbox.drafting import nynorsk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW, WIDE = 360, 1280


@pytest.fixture
def writer(browser: Browser, site: Site) -> Iterator[Page]:
    """One who writes for the body, with a telephone."""
    context = browser.new_context(locale="en-GB", viewport={"width": NARROW, "height": 900})
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


def demand_no_fault(page: Page) -> None:
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert faults(page) == []


@pytest.mark.skipif(
    not nynorsk.is_installed() and not in_ci(), reason="apertium-nno-nob is not installed"
)
def test_a_machines_draft_waits_for_a_person_and_becomes_a_picture(writer: Page) -> None:
    writer.get_by_role("button", name="Write", exact=True).click()
    text = writer.get_by_label("What do you want to say?")
    text.fill("Vi bygger en ny bru. Hva synes du om den? #NyBru")
    writer.get_by_role("button", name="Make a first draft in nynorsk").click()
    expect(text).to_have_value(re.compile("Kva synest du om .* #NyBru$"))
    stopped = writer.locator(".finding.stops", has_text="A machine's draft")
    expect(stopped).to_be_visible()
    text.press("Control+End")
    text.press_sequentially(" Skriv til oss!", delay=10)
    expect(stopped).to_have_count(0)

    writer.get_by_role("button", name="Make a picture of a question or a quotation").click()
    expect(writer.get_by_label("The question, or the quotation")).to_have_value(
        re.compile("^Kva synest")
    )
    writer.get_by_role("button", name="Show the picture").click()
    expect(writer.locator("img.placard-picture")).to_have_js_property("naturalWidth", 1200)
    demand_no_fault(writer)
    writer.get_by_role("button", name="Put it in the draft").click()
    described = writer.get_by_label("Describe the picture for who cannot see it")
    expect(described).to_have_value(re.compile("Kva synest du om"))


def test_partners_get_a_kit_by_a_link(writer: Page, browser: Browser, site: Site) -> None:
    writer.goto(f"{site.url}/publish/kits")
    writer.get_by_label("What it is about").fill("Ny bru over fjorden")
    demand_no_fault(writer)
    writer.get_by_role("button", name="Make it").click()
    writer.get_by_label("Text in nynorsk").fill("Kva synest du om den nye brua?")
    writer.get_by_label("Text in English").fill("What do you think of the new bridge?")
    writer.get_by_role("button", name="Save").first.click()
    demand_no_fault(writer)
    keys = Keys(writer)
    harm = writer.get_by_role("group", name="Could this harm someone?")
    keys.choose(harm.get_by_label("No", exact=True))
    keys.enter(writer.get_by_role("button", name="Open it to those who have the link"))
    link = writer.locator('a[href*="/publish/shared/"]').get_attribute("href")
    partner = browser.new_context(locale="nn-NO").new_page()
    partner.goto(str(link))
    expect(partner.get_by_text("What do you think of the new bridge?")).to_be_visible()
    demand_no_fault(partner)
    with partner.expect_download() as download:
        partner.get_by_role("link", name="zip").click()
    assert download.value.suggested_filename == "ny-bru-over-fjorden.zip"
    partner.context.close()
    writer.goto(f"{site.url}/publish/balance")
    expect(writer.get_by_role("heading", level=1)).to_contain_text("nynorsk")
    demand_no_fault(writer)
