from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys import prepared
from tests.journeys import site as sites
from tests.journeys.prepared import Demo
from tests.journeys.site import CHROMIUM, Site
from tests.servers import absence


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo, loaded; to be copied."""
    return prepared.demo(tmp_path_factory)


@pytest.fixture(scope="session")
def site(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo, served."""
    data = demo.copied(tmp_path_factory.mktemp("site"))
    with sites.served(data, destroyed=demo.destroyed) as running:
        yield running


@pytest.fixture(scope="session")
def pages(site: Site) -> dict[str, str]:
    """The path of every kind of page, by name."""
    return site.pages()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium. Closed after each module: Playwright keeps an event loop in the thread for as long as one is
    open, and Django then refuses the database to the tests that follow."""
    chromium = shutil.which("chromium")
    if chromium is None:
        absence.end("Chromium is missing; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        yield opened
        opened.close()
