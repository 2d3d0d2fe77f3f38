"""A citizen finds who speaks for the place, what was said when, and puts two side by side, without script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(params=[360, 1280])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    size = {"width": request.param, "height": 900}
    context = browser.new_context(java_script_enabled=False, viewport=size, locale="en-GB")
    yield context.new_page()
    context.close()


def test_from_the_place_to_the_mayor_and_what_was_said_in_office(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/en/find")
    page.get_by_label("Municipality, number or county").fill("fjordvik")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Fjordvik municipality").wait_for()
    page.get_by_role("link", name="Mayor", exact=True).first.click()
    page.get_by_role("heading", name="Mayor", exact=True).wait_for()
    assert page.locator(".chart-bar").count() == 2
    page.locator("main").get_by_role("link", name="Amund Storevik").first.click()
    assert "/person/amund-storevik" in page.url
    titles = page.locator(".post-office").all_inner_texts()
    assert any("Mayor" in title for title in titles)
    page.get_by_role("link", name="Deputy mayor").first.click()
    page.get_by_role("heading", name="Deputy mayor").wait_for()


def test_the_body_filter_is_shared_as_an_address(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/en/bodies")
    page.locator("main").get_by_role("link", name="Fjordvik youth council").click()
    page.get_by_role("link", name="All posts, with filters").click()
    assert page.url.endswith("?body=fjordvik-ungdomsrad")
    assert page.locator("article").count() > 0
    faces = page.locator("article .post-by").all_inner_texts()
    assert {name.split("\n")[0] for name in faces} == {"Ungdomsrådet i Fjordvik"}


def test_two_are_put_side_by_side(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/en/compare")
    page.get_by_label("What is it about?").fill("ferj*")
    page.get_by_label("Name 1").fill("body:NO-BRC-310100021")
    page.get_by_label("Name 2").fill("Amund Storevik")
    page.get_by_role("button", name="Put side by side").click()
    assert page.locator(".sides-by-side > section").count() == 2
    assert page.locator(".chart svg").count() == 2


def test_what_was_withdrawn_can_be_asked_for_with_one_click(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/en/changes")
    letter = page.get_by_role("link", name="Ask for access to it as it was").first
    assert (letter.get_attribute("href") or "").startswith("mailto:")
    page.get_by_role("link", name="What was changed").first.click()
    assert "#versions" in page.url
