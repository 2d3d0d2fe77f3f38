"""Staff edit the directory in a real browser: every page, the keyboard alone, two at once, a file, a handover."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import axe
from tests.journeys.axe import violations
from tests.journeys.installation import Installation
from tilstede.rooms.setup.directory.tests.conftest import FILE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EMAIL = "kari@fjordvik.example"
PAGES = {
    "setup": "/setup/",
    "guide": "/setup/first",
    "guide-body": "/setup/first/body",
    "guide-accounts": "/setup/first/accounts",
    "guide-leader": "/setup/first/leader",
    "guide-done": "/setup/first/done",
    "bodies": "/setup/directory/",
    "roles": "/setup/directory/roles/",
    "holders": "/setup/directory/holders/",
    "accounts": "/setup/directory/accounts/",
    "nothing-found": "/setup/directory/accounts/?q=nettby",
    "body-new": "/setup/directory/bodies/new",
    "body": "/setup/directory/bodies/{body}",
    "role": "/setup/directory/roles/{role}",
    "holder-new": "/setup/directory/holders/new?role=fjordvik/ordforar",
    "account-new": "/setup/directory/accounts/new",
    "remove": "/setup/directory/bodies/{body}/remove",
    "lookup": "/setup/directory/bodies/{body}/lookup",
    "file": "/setup/directory/file",
    "handover": "/setup/directory/handover",
}


class Town:
    """An installation with a small directory, served. ``password``: of its administrator."""

    def __init__(self, url: str, password: str) -> None:
        self.url = url
        self.password = password

    def enter(self, browser: Browser, **options: Any) -> Page:
        """A page of somebody who is signed in."""
        context = browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
        page = context.new_page()
        page.goto(f"{self.url}/en/sign-in")
        page.locator("input[type=email]").fill(EMAIL)
        page.locator("input[type=password]").fill(self.password)
        with page.expect_navigation():
            page.locator("main button[type=submit]").first.click()
        return page

    def pages(self, page: Page) -> dict[str, str]:
        """Every page, with the numbers of a body and a role."""
        numbers = {}
        for part, name in (("bodies", "Fjordvik kommune"), ("roles", "Ordfører")):
            page.goto(f"{self.url}/en/setup/directory/{part}/")
            href = (
                page.locator("main table")
                .get_by_role("link", name=name)
                .first.get_attribute("href")
            )
            numbers[{"bodies": "body", "roles": "role"}[part]] = str(href).rpartition("/")[2]
        return {name: path.format(**numbers) for name, path in PAGES.items()}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    place = Installation(folder / "data")
    told = place.run("init", "--no-input", "--name", "Fjordvik", "--email", EMAIL)
    found = re.search(r"Password \(shown only now\): (\S+)", told)
    assert found
    (folder / "katalog.yaml").write_text(FILE)
    place.run("setup", "import", str(folder / "katalog.yaml"))
    with place.served() as url:
        yield Town(url, found[1])


@pytest.fixture
def page(town: Town, browser: Browser) -> Iterator[Page]:
    opened = town.enter(browser)
    yield opened
    opened.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_no_page_has_a_fault_that_a_machine_can_find(
    town: Town, browser: Browser, width: int, scheme: Any
) -> None:
    size = {"width": width, "height": 900}
    page = town.enter(browser, viewport=size, color_scheme=scheme)
    axe.begin(page)
    faults = []
    for name, path in town.pages(page).items():
        page.goto(f"{town.url}/en{path}")
        page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        faults += [(name, *one) for one in violations(page)]
    page.context.close()
    assert faults == []


def test_the_keyboard_reaches_every_field_and_shows_where_it_is(page: Page, town: Town) -> None:
    for name in ("body", "handover", "file", "bodies"):
        page.goto(f"{town.url}/en{town.pages(page)[name]}")
        wanted = page.evaluate(
            """() => [...document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary)')]
                .filter(it => it.checkVisibility() && it.tabIndex >= 0 && it.type != 'hidden').length"""
        )
        page.locator("main").focus()
        seen: list[tuple[int, bool]] = []
        while len({place for place, _shown in seen}) < wanted and len(seen) < 3 * wanted:
            page.keyboard.press("Tab")  # a day has several stops
            seen.append(
                page.evaluate(
                    """() => { const it = document.activeElement, style = getComputedStyle(it);
                        return [[...document.querySelectorAll('main *')].indexOf(it),
                                style.outlineStyle !== 'none' || style.boxShadow !== 'none'] }"""
                )
            )
        places = [place for place, _shown in seen]
        assert -1 not in places, f"{name}: every field comes before what is after the page"
        assert places == sorted(places), f"{name}: focus moves in reading order"
        assert all(shown for _place, shown in seen), f"{name}: focus is always seen"


def test_of_two_at_once_neither_loses_a_word(page: Page, town: Town, browser: Browser) -> None:
    address = f"{town.url}/en{town.pages(page)['body']}"
    other = town.enter(browser, java_script_enabled=False)
    page.goto(address)
    other.goto(address)
    other.get_by_label("Website", exact=True).fill("https://ny.fjordvik.example")
    saved(other, "Save")
    page.get_by_label("Website", exact=True).fill("https://www2.fjordvik.example")
    page.get_by_label("Short name", exact=True).fill("fjv")
    saved(page, "Save")
    assert page.locator("h1").inner_text() == "Two have changed this at once"
    assert violations(page) == []
    page.get_by_role("group", name="Website").get_by_label("Stands now").check()
    saved(page, "Save what is chosen")
    assert page.get_by_role("status").inner_text() == "Saved."
    assert page.get_by_label("Website", exact=True).input_value() == "https://ny.fjordvik.example"
    assert page.get_by_label("Short name", exact=True).input_value() == "fjv"
    other.context.close()


def test_a_file_goes_out_and_comes_back(page: Page, town: Town, tmp_path: Path) -> None:
    page.goto(f"{town.url}/en/setup/directory/file")
    with page.expect_download() as download:
        page.get_by_role("link", name="All of it (YAML)").click()
    file = tmp_path / "katalog.yaml"
    text = Path(download.value.path()).read_text()
    file.write_text(text.replace("roles:", "  - {id: nytt, name: {nb: Nytt organ}}\nroles:", 1))
    page.set_input_files("input[type=file]", file)
    saved(page, "Show what would change")
    page.locator("summary", has_text="1 is added").click()
    assert "Nytt organ (nytt)" in page.locator("main").inner_text()
    assert violations(page) == []
    saved(page, "Do it")
    assert "1 added, 0 changed, 0 removed" in page.get_by_role("status").inner_text()


def test_an_office_is_handed_over(page: Page, town: Town) -> None:
    page.goto(f"{town.url}/en{town.pages(page)['role']}")
    page.get_by_role("link", name="Somebody new takes over").click()
    page.get_by_label("First day of the new one").fill("2026-12-01")
    page.get_by_label("Name of the new one").fill("Inga Strand")
    saved(page, "Show what will happen")
    assert "Ola Bakke holds it until 30 November 2026" in page.locator("main").inner_text()
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    saved(page, "Do it")
    assert (
        "Inga Strand holds the role from 1 December 2026."
        in page.get_by_role("status").inner_text()
    )


def saved(page: Page, button: str) -> None:
    """Press a button of the page and wait for the next."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=button, exact=True).click()
