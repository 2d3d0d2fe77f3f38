"""From nothing to a public stream: init, serve, work, and the guide in a real browser, within ten minutes."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import axe
from tests.journeys.axe import violations
from tests.journeys.installation import Installation, read
from tilstede.intake.lookups.tests import registers as made

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.server]

MINUTES = 60
FEED = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Nytt fra Fjordvik</title><link>https://www.fjordvik.example/</link>
<item><guid isPermaLink="false">ferje-1</guid><title>Ferja gaar att</title>
<description>Ferja over fjorden gaar som vanleg.</description><pubDate>Mon, 02 Nov 2026 09:00:00 GMT</pubDate></item>
</channel></rss>"""
#: What comes round every minute is due now.
_A_MINUTE_LATER = """
from django.utils import timezone
from tilstede.jobs.models import Round
Round.objects.update(due=timezone.now())
"""


@pytest.fixture
def registers() -> Iterator[made.Site]:
    """The public register, and the body's own feed beside it."""
    with made.registers() as site:
        site.pages["/feed.xml"] = made.Answer(FEED, headers={"Content-Type": "application/rss+xml"})
        yield site


@pytest.fixture
def town(tmp_path: Path, registers: made.Site) -> Installation:
    """An empty data folder."""
    return Installation(
        tmp_path / "data",
        TILSTEDE_ENHETSREGISTERET=registers.url("/enhet"),
        TILSTEDE_WIKIDATA=registers.url("/data"),
    )


class Walk:
    """Somebody who goes through the pages, and each page looked at on the way."""

    def __init__(self, page: Page) -> None:
        self.page = page
        axe.begin(page)
        self.acts = 0
        self.faults: list[Any] = []

    def fill(self, label: str, text: str) -> None:
        self.acts += 1
        self.page.get_by_label(label, exact=True).fill(text)

    def press(self, name: str) -> None:
        """A button or a link, reached by the keyboard; then the next page is looked at."""
        self.acts += 1
        main = self.page.locator("main")
        target = main.get_by_role("button", name=name, exact=True).or_(
            main.get_by_role("link", name=name, exact=True)
        )
        target.first.focus()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def look(self) -> None:
        for width in (360, 1280):
            self.page.set_viewport_size({"width": width, "height": 900})
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width
            self.faults += [(self.page.url, *one) for one in violations(self.page)]


def test_in_ten_minutes_there_is_a_public_stream(
    town: Installation, registers: made.Site, browser: Browser
) -> None:
    began = time.monotonic()
    told = town.run("init", "--no-input", "--name", "Fjordvik", "--email", "kari@fjordvik.example")
    password = re.search(r"Password \(shown only now\): (\S+)", told)
    assert password
    assert "/setup/first" in told
    worker = town.start("work")
    try:
        with town.served() as address:
            context = browser.new_context(locale="en-GB", reduced_motion="reduce")
            walk = Walk(context.new_page())
            _sign_in(walk, f"{address}/en/setup/first", password[1])
            _guide(walk, registers)
            _until_read(walk, town)
            assert "Ferja gaar att" in read(f"{address}/en/")
            context.close()
    finally:
        _end(worker)
    assert walk.faults == []
    assert time.monotonic() - began < 10 * MINUTES
    assert walk.acts <= 25, "what a person does: fields filled in and buttons pressed"


def _sign_in(walk: Walk, guide: str, password: str) -> None:
    walk.page.goto(guide)
    walk.page.locator("input[type=email]").fill("kari@fjordvik.example")
    walk.page.locator("input[type=password]").fill(password)
    walk.page.locator("main button[type=submit]").first.click()
    walk.acts += 3
    walk.page.goto(guide)
    walk.look()


def _guide(walk: Walk, registers: made.Site) -> None:
    walk.press("Begin")
    walk.fill("Organisation number or name", made.FJORDVIK)
    walk.press("Look it up")
    assert walk.page.get_by_label("Name", exact=True).input_value() == "Fjordvik kommune"
    walk.press("Save and go on")
    walk.fill("Addresses of your accounts", registers.url("/feed.xml"))
    walk.press("Save and go on")
    assert walk.page.get_by_label("Title", exact=True).input_value() == "Ordførar"
    walk.fill("Name", "Ola Bakke")
    walk.fill("In office since", "2023-10-05")
    walk.press("Save and go on")
    assert "Your stream is public" in walk.page.locator("h1").inner_text()


def _until_read(walk: Walk, town: Installation) -> None:
    """The worker follows the account and reads it; the page says when."""
    until = time.monotonic() + 2 * MINUTES
    while "Ferja gaar att" not in walk.page.content():
        assert time.monotonic() < until, walk.page.content()
        town.program(_A_MINUTE_LATER)
        walk.page.goto(walk.page.url.partition("/en/")[0] + "/en/")


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.communicate(timeout=30)
