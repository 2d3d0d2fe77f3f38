"""A member of staff signs in and looks after a source, in a real browser, with a real feed on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.axe import violations
from tests.journeys.site import Site, administrator

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Biblioteket i Fjordvik</title>
<id>urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6</id><updated>2026-10-01T10:00:00Z</updated>
<author><name>Biblioteket</name></author>
<entry><title>Ope laurdag</title><id>urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a</id>
<updated>2026-10-01T10:00:00Z</updated><content type="text">Vi held ope til kl. 16.</content></entry></feed>
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Tests keep quiet."""


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "feed.xml").write_text(FEED)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/feed.xml"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB")
    yield context.new_page()
    context.close()


def sign_in(page: Page, site: Site) -> None:
    person = administrator()
    page.goto(f"{site.url}/en/sources")
    page.get_by_role("link", name="Sign in for staff").click()
    page.get_by_label("E-mail").fill(person["email"])
    page.get_by_label("Password").fill(person["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_staff_follow_pause_resume_and_stop(page: Page, site: Site, feed: str) -> None:
    sign_in(page, site)
    page.get_by_role("link", name="Follow along").click()
    page.get_by_label("Address of a profile or a feed").fill(feed)
    page.get_by_role("button", name="Follow", exact=True).click()
    assert (
        page.get_by_role("status").inner_text() == "Biblioteket i Fjordvik is followed from now on."
    )
    site.run("capture")
    page.reload()
    source = page.locator("li.panel", has_text="Biblioteket i Fjordvik")
    assert "Read without trouble" in source.inner_text()
    source.get_by_role("button", name="Pause").click()
    assert "Paused" in source.inner_text()
    assert violations(page) == []
    source.get_by_role("button", name="Read again").click()
    source.get_by_role("button", name="Stop following").click()
    assert "No longer followed" in source.inner_text()
    page.goto(f"{site.url}/en/search?q=laurdag+%22Ope+laurdag%22")
    assert page.locator("article", has_text="Vi held ope til kl. 16.").count() == 1
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("link", name="Sign in for staff").is_visible()


def test_what_cannot_be_followed_is_explained(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.get_by_role("link", name="Follow along").click()
    page.get_by_label("Address of a profile or a feed").fill("http://127.0.0.1:9/feed.xml")
    page.get_by_role("button", name="Follow", exact=True).click()
    assert page.locator(".ds-validation-message").is_visible()
    assert (
        page.get_by_label("Address of a profile or a feed").input_value()
        == "http://127.0.0.1:9/feed.xml"
    )
