"""What leaves the stream, in a real browser, on another site, through a real mail server."""

from __future__ import annotations

import email
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, Page

from tests.journeys import site as sites
from tests.journeys.axe import violations
from tests.journeys.prepared import COMMAND, Demo
from tests.journeys.site import Site
from tests.journeys.test_staff import Quiet, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KARI = "kari.strand@tut.example"
WAIT = 60  #: seconds for the worker to come round


class Postman:
    """A mail server that hands over what it is given."""

    def __init__(self) -> None:
        self.letters: Queue[EmailMessage] = Queue()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        letter = email.message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.put(letter)
        return "250 OK"


@pytest.fixture(scope="module")
def own(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation of its own: its worker reads, sends and makes tables."""
    data = demo.copied(tmp_path_factory.mktemp("outputs"))
    with sites.served(data, destroyed=demo.destroyed) as running:
        yield running


@pytest.fixture
def postman(own: Site) -> Iterator[Postman]:
    made = Postman()
    server = Controller(made, hostname="127.0.0.1", port=own.mail_port)
    server.start()
    yield made
    server.stop()


@contextmanager
def working(site: Site) -> Iterator[None]:
    """While the worker works."""
    with (Path(site.environment["TILSTEDE_DATA"]) / "work.log").open("w") as log:
        worker = subprocess.Popen([COMMAND, "work"], env=site.environment, stdout=log, stderr=log)
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(30)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Without script: none of this needs any."""
    context = browser.new_context(
        locale="en-GB", java_script_enabled=False, viewport={"width": 360, "height": 900}
    )
    yield context.new_page()
    context.close()


def address(letter: EmailMessage, name: str) -> str:
    part = letter.get_body(("plain",))
    found = re.search(rf"\S+/subscribe/{name}/\S+", str(part.get_content()) if part else "")
    assert found
    return found[0]


def test_mail_is_asked_for_confirmed_and_stopped(own: Site, postman: Postman, page: Page) -> None:
    page.goto(f"{own.url}/en/?network=mastodon")
    page.locator("summary", has_text="Follow these posts").click()
    page.get_by_role("link", name="By e-mail", exact=True).click()
    assert "You get the posts narrowed to: Mastodon." in page.inner_text("main")
    page.get_by_label("E-mail").fill(KARI)
    page.get_by_role("button", name="Send me a mail to confirm").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Look in your mailbox"
    with working(own):
        letter = postman.letters.get(timeout=WAIT)
    assert letter["To"] == KARI
    page.goto(address(letter, "confirm"))
    page.get_by_role("button", name="Yes, send them").click()
    assert "You will get new posts" in page.inner_text("h1")
    assert page.context.cookies() == []
    page.goto(address(letter, "confirm"))
    assert "no longer good" in page.inner_text("h1")
    data = Path(own.environment["TILSTEDE_DATA"])
    for path in data.glob("*.log"):
        assert KARI not in path.read_text()
    for path in data.glob("*.sqlite3*"):
        assert KARI.encode() not in path.read_bytes()


def test_somebody_asks_to_be_taken_off_and_is_answered(
    own: Site, browser: Browser, page: Page
) -> None:
    page.goto(f"{own.url}/en/remove-me")
    page.get_by_label("What should be taken off?").fill(f"{own.url}/post/3")
    page.get_by_label("Why?").fill("It is about me.")
    page.get_by_label("How do we reach you?").fill(KARI)
    page.get_by_role("button", name="Send", exact=True).click()
    found = re.search(r"Your number is (\S+)\.", page.inner_text("main"))
    assert found
    assert page.context.cookies() == []
    staff = browser.new_context(locale="en-GB").new_page()
    sign_in(staff, own)
    staff.goto(f"{own.url}/en/removals")
    staff.get_by_role("link", name=found[1]).click()
    assert "It is about me." in staff.inner_text("main")
    assert violations(staff) == []
    staff.get_by_label("taken off", exact=True).check()
    staff.get_by_label("What the person is told").fill("Personopplysningsloven")
    staff.get_by_role("button", name="Decide").click()
    assert "The decision is recorded" in staff.inner_text("main")
    staff.context.close()


def test_the_tables_of_a_month_are_made_and_can_be_taken(
    own: Site, browser: Browser, page: Page
) -> None:
    with working(own):
        folder = Path(own.environment["TILSTEDE_DATA"]) / "open-data"
        until = time.monotonic() + WAIT
        while len(list(folder.glob("*.json"))) < 3 and time.monotonic() < until:
            time.sleep(0.2)
    for width in (360, 1280):
        shown = browser.new_page(viewport={"width": width, "height": 900}, locale="en-GB")
        shown.goto(f"{own.url}/en/data/")
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(shown) == []
        shown.close()
    page.goto(f"{own.url}/en/data/")
    link = page.get_by_role("link", name=re.compile("^Parquet of")).first.get_attribute("href")
    answer = page.request.get(own.url + str(link))
    assert answer.body()[:4] == b"PAR1"


@pytest.fixture
def elsewhere(own: Site, tmp_path: Path) -> Iterator[str]:
    """Another site, with our embed and our front page in frames."""
    frames = "".join(
        f'<iframe title="{name}" src="{own.url}{path}" width="360" height="600"></iframe>'
        for name, path in (("embed", "/en/embed?network=x"), ("front", "/en/"))
    )
    (tmp_path / "index.html").write_text(f"<!doctype html><title>x</title>{frames}")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join(10)


def test_another_site_shows_the_embed_and_nothing_else_of_ours(
    own: Site, elsewhere: str, page: Page
) -> None:
    page.goto(elsewhere, wait_until="networkidle")
    embed = page.frame_locator("iframe[title=embed]")
    assert embed.locator("article").count() > 0
    assert page.frame_locator("iframe[title=front]").locator("article").count() == 0
    embed.get_by_role("link", name="All posts, with search and proofs").click()
    page.wait_for_url(f"{own.url}/en/?network=x")


def test_on_paper_there_are_posts_and_no_menus(own: Site, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(locale="en-GB")
    for path in (
        "/en/",
        f"/en/post/{own.number('has:image network:mastodon')}",
        "/en/body/NO-BRC-310100013",
    ):
        page.goto(own.url + path)
        page.emulate_media(media="print")
        hidden = ".site-menus, .narrowing, .take-along, .site-foot, .pages"
        for element in page.locator(hidden).all():
            assert not element.is_visible()
        page.emulate_media(media="screen")
    page.close()
