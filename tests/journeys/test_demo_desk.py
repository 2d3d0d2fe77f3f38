"""The demo's desk is laid out once, nothing on it is empty, and one comes all the way from a thought to a post."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.axe import faults
from tests.journeys.prepared import COMMAND, Demo
from tests.journeys.site import Site, communicator

pytestmark = pytest.mark.slow

TABLES = ("record_event", "drafting_tryout", "drafting_topic", "drafting_campaign", "drafting_slot")


def _desk(data: Path) -> tuple[Counter[str], dict[str, int]]:
    """Drafts by state, and rows by table."""
    with closing(sqlite3.connect(data / "tilstede.sqlite3")) as database:
        states = Counter(
            row[0] for row in database.execute("SELECT state FROM drafting_manuscript")
        )
        rows = {
            name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES
        }
    return states, rows


def test_a_demo_that_is_begun_again_has_the_same_desk(demo: Demo, tmp_path: Path) -> None:
    data = demo.copied(tmp_path / "data")
    states, rows = _desk(data)
    assert states == {"writing": 2, "planned": 1, "asked": 1, "dropped": 1}
    assert all(rows.values())
    environment = {**os.environ, "TILSTEDE_DATA": str(data)}
    environment.pop("TILSTEDE_ORIGIN", None)
    subprocess.run(
        [COMMAND, "demo", "--load-only"], env=environment, check=True, capture_output=True
    )
    assert _desk(data) == (states, rows)


@pytest.mark.browser
def test_who_tries_the_demo_can_write_a_post_and_publish_it_by_hand(
    browser: Browser, site: Site
) -> None:
    context = browser.new_context(locale="en-GB", viewport={"width": 360, "height": 780})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page, person = context.new_page(), communicator()
    page.goto(f"{site.url}/sign-in?next=/publish/drafts")
    page.get_by_label("E-mail").fill(person["email"])
    page.get_by_label("Password").fill(person["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Write", exact=True).click()
    page.get_by_label("What do you want to say?").fill("Kvar ser du stjernene best?")
    page.get_by_label("Mastodon fjordvik@").check()
    page.get_by_role("button", name="On to publishing").click()
    page.get_by_role("group", name="Could this harm someone?").get_by_label(
        "No", exact=True
    ).check()
    page.get_by_role("group", name="Is it a try-out?").get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Answer and publish").click()
    expect(page.get_by_role("status").first).to_contain_text("publish it by hand")
    page.get_by_role("link", name="Publish it by hand").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "Kvar ser du stjernene best?"
    assert faults(page) == []
    page.get_by_label("Its address").fill("https://sosial.fjordvik.example/@fjordvik/77")
    page.get_by_role("button", name="It is published", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("recorded as published")
    context.close()
