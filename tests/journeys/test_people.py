"""A colleague is invited, joins, gets a second factor and a passkey, and comes in by each, in a real browser."""

from __future__ import annotations

import os
import re
import subprocess
import time
from base64 import b32decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.journeys.axe import violations
from tests.journeys.prepared import COMMAND
from tests.journeys.site import Site, administrator
from tests.journeys.test_pages import NARROW, WIDE
from tests.servers import absence, oidc
from tests.servers.program import Absent, free_port, wait_for_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "ferja-gaar-kvart-kvarter"
TESTBED = Path(__file__).parents[2] / ".testbed"
_numbers = count(1)


@pytest.fixture
def local(site: Site) -> Site:
    """The site under a name: passkeys are for names, not for numbers."""
    return replace(site, url=site.url.replace("127.0.0.1", "localhost"))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty browser of someone who reads English, on a narrow screen."""
    context = browser.new_context(locale="en-GB", viewport={"width": NARROW, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def colleague(local: Site) -> tuple[str, str]:
    """A new person's e-mail, and the path that the person joins by."""
    email = f"kollega-{next(_numbers)}@fjordvik.example"
    told = local.run("people", "add", email, "--name", "Kari Nes", "--right", "communicator")
    return email, urlsplit(told.split()[-1]).path


def join(page: Page, site: Site, path: str) -> None:
    """Choose a password."""
    page.goto(site.url + path)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("The new password once more").fill(PASSWORD)
    page.get_by_role("button", name="Choose password and sign in").click()
    expect(page.get_by_role("heading", name="My sign-in")).to_be_visible()


def sign_in(page: Page, site: Site, email: str, password: str = PASSWORD) -> None:
    page.goto(f"{site.url}/sign-in?next=/my-sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_load_state()


def show_again(page: Page) -> None:
    """The password once more, before something important."""
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def demand_no_fault(page: Page) -> None:
    """Nothing a machine can find, on a narrow screen and a wide one."""
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        assert [(page.url, *one) for one in violations(page)] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


class Authenticator:
    """What a browser's telephone or fingerprint reader would be, made by its developer tools (WebAuthn domain of the
    DevTools protocol)."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.tools: CDPSession = context.new_cdp_session(page)
        self.tools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self.tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.number = made["authenticatorId"]

    def keys(self) -> int:
        told = self.tools.send("WebAuthn.getCredentials", {"authenticatorId": self.number})
        return len(told["credentials"])

    def recognise(self, person: bool) -> None:
        """Whether the finger on it is from now on the right one."""
        told = {"authenticatorId": self.number, "isUserVerified": person}
        self.tools.send("WebAuthn.setUserVerified", told)


def test_a_passkey_is_added_and_used_alone_and_as_a_second_factor(
    page: Page, local: Site, colleague: tuple[str, str]
) -> None:
    email, path = colleague
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    telephone = Authenticator(page.context, page)
    join(page, local, path)
    page.get_by_role("link", name="Add a passkey").click()
    show_again(page)
    demand_no_fault(page)
    page.get_by_label("Name").fill("Telefonen min")
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".codes li")).to_have_count(10)
    demand_no_fault(page)
    assert telephone.keys() == 1
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("Telefonen min")).to_be_visible()
    demand_no_fault(page)
    sign_out(page)

    page.goto(f"{local.url}/sign-in?next=/my-sign-in")
    demand_no_fault(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator(".lead")).to_have_text(email)
    sign_out(page)

    sign_in(page, local, email)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    demand_no_fault(page)
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.locator(".lead")).to_have_text(email)

    page.get_by_role("link", name="Remove Telefonen min").click()
    page.get_by_role("link", name="Use a passkey").click()
    demand_no_fault(page)
    page.get_by_role("button", name="Use a passkey").click()
    # The key answers in its own time.
    expect(page.get_by_role("button", name="Remove")).to_be_visible()
    demand_no_fault(page)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Only a password stands between")).to_be_visible()
    assert said == [], "nothing against our own content policy"
    sign_out(page)
    sign_in(page, local, email)
    expect(page.get_by_role("heading", name="My sign-in")).to_be_visible()


def test_a_passkey_that_does_not_know_the_finger_lets_nobody_in(
    page: Page, local: Site, colleague: tuple[str, str]
) -> None:
    telephone = Authenticator(page.context, page)
    join(page, local, colleague[1])
    page.get_by_role("link", name="Add a passkey").click()
    show_again(page)
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".codes li")).to_have_count(10)
    sign_out(page)
    telephone.recognise(person=False)
    page.goto(f"{local.url}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")
    demand_no_fault(page)
    assert page.goto(f"{local.url}/my-sign-in") is not None
    assert "/sign-in?next=" in page.url


def test_an_app_is_connected_and_its_codes_asked_for(
    page: Page, local: Site, colleague: tuple[str, str]
) -> None:
    email, path = colleague
    page.goto(local.url + path)
    demand_no_fault(page)
    join(page, local, path)
    page.get_by_role("link", name="Connect an app").click()
    demand_no_fault(page)
    show_again(page)
    demand_no_fault(page)
    picture = page.locator("img.qr")
    assert picture.evaluate("it => it.complete && it.naturalWidth > 0"), (
        "our own policy lets it be seen"
    )
    app = TOTP(b32decode(page.locator("code").inner_text()), 6, SHA1(), 30)
    page.get_by_label("The code that the app shows").fill(app.generate(int(time.time())).decode())
    page.get_by_role("button", name="Connect").click()
    code = page.locator(".codes li").first.inner_text()
    page.goto(f"{local.url}/my-sign-in")
    sign_out(page)

    sign_in(page, local, email)
    page.get_by_label("Code").fill("000000")
    page.keyboard.press("Enter")
    expect(page.locator(".ds-validation-message:visible")).to_have_text(
        "That did not work. Try again."
    )
    demand_no_fault(page)
    page.get_by_label("Code").fill(app.generate(int(time.time()) + 30).decode())
    page.keyboard.press("Enter")
    expect(page.locator(".lead")).to_have_text(email)
    sign_out(page)
    sign_in(page, local, email)
    page.get_by_label("Code").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_text("9 left")).to_be_visible()


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus, which must be seen."""
    told = """() => { const it = document.activeElement, style = getComputedStyle(it)
        const label = it.labels?.[0]?.innerText ?? it.getAttribute('aria-label') ?? it.innerText ?? ''
        return [label.trim(), style.outlineStyle !== 'none' || style.boxShadow !== 'none'] }"""
    for _step in range(120):
        page.keyboard.press("Tab")
        found, seen = page.evaluate(told)
        if found.startswith(name):
            assert seen, f"{name}: focus is not seen"
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def test_an_administrator_invites_a_colleague_with_the_keyboard_alone(
    page: Page, local: Site, browser: Browser
) -> None:
    leader = administrator()
    email = f"kollega-{next(_numbers)}@fjordvik.example"
    sign_in(page, local, leader["email"], leader["password"])
    page.goto(f"{local.url}/en/setup/people")
    _tab_to(page, "Invite somebody")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Invite somebody").wait_for()
    _tab_to(page, "E-mail")
    page.keyboard.type(email)
    _tab_to(page, "archivist")
    page.keyboard.press("Space")
    _tab_to(page, "Invite")
    page.keyboard.press("Enter")
    address = page.get_by_label("Address").input_value()
    demand_no_fault(page)

    other = browser.new_context(locale="en-GB")
    hers = other.new_page()
    join(hers, local, urlsplit(address).path)
    expect(hers.locator("#rights + ul")).to_contain_text("archivist")
    other.close()

    page.goto(f"{local.url}/en/setup/people")
    page.get_by_role("link", name=email).click()
    demand_no_fault(page)
    _tab_to(page, "Close out")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("can no longer sign in")
    demand_no_fault(page)


def test_a_team_is_made_and_given_a_right(page: Page, local: Site) -> None:
    leader = administrator()
    sign_in(page, local, leader["email"], leader["password"])
    page.goto(f"{local.url}/en/setup/teams")
    demand_no_fault(page)
    page.get_by_label("Name of the team").fill("Vakta")
    page.get_by_role("button", name="Make a team").click()
    demand_no_fault(page)
    page.get_by_label("Person").select_option(label="Torunn Eikeland")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_label("Right", exact=True).select_option("approver")
    page.get_by_role("button", name="Give the right").click()
    expect(page.get_by_role("status")).to_have_text("The right is given.")
    demand_no_fault(page)
    page.get_by_role("link", name="Remove the team").click()
    demand_no_fault(page)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("There are no teams")).to_be_visible()


def test_signing_in_needs_no_script_and_nothing_from_elsewhere(
    browser: Browser, local: Site
) -> None:
    leader = administrator()
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    sign_in(page, local, leader["email"], leader["password"])
    expect(page.get_by_role("heading", name="My sign-in")).to_be_visible()
    assert {url for url in asked if not url.startswith((local.url, "data:"))} == set()
    kept = {cookie["name"]: cookie for cookie in context.cookies()}
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in kept.values())
    assert set(kept) <= {"sessionid", "csrftoken", "messages"}
    context.close()


@contextmanager
def _by_provider(site: Site, folder: Path) -> Iterator[Site]:
    """The same installation, where only the identity provider lets people in."""
    port = free_port()
    url = f"http://localhost:{port}"
    with oidc.running(TESTBED, folder / "log", back=f"{url}/sign-in/with/oidc/back") as provider:
        environment = {
            **site.environment,
            "PORT": str(port),
            "TILSTEDE_SIGN_IN": "oidc",
            "TILSTEDE_OIDC_ISSUER": provider.issuer,
            "TILSTEDE_OIDC_CLIENT": oidc.CLIENT,
            "TILSTEDE_OIDC_SECRET": oidc.SECRET,
            "TILSTEDE_OIDC_NAME": "Fjordvik ID",
        }
        with (folder / "serve.log").open("w") as log:
            server = subprocess.Popen([COMMAND, "serve"], env=environment, stdout=log, stderr=log)
            try:
                wait_for_port(port)
                yield replace(site, url=url, environment=environment)
            finally:
                server.terminate()
                server.wait(20)


@pytest.mark.server
def test_where_only_the_provider_is_open_it_lets_people_in_and_an_operator_helps_on_the_day_it_is_down(
    page: Page, local: Site, tmp_path: Path
) -> None:
    leader = administrator()
    try:
        with _by_provider(local, tmp_path) as site:
            page.goto(f"{site.url}/sign-in?next=/my-sign-in")
            assert page.get_by_label("Password").count() == 0
            demand_no_fault(page)
            page.get_by_role("link", name="Sign in with Fjordvik ID").click()
            page.get_by_placeholder("Enter any login").fill("leiar")
            page.get_by_placeholder("and password").fill("x")
            page.get_by_role("button", name=re.compile("Sign-in")).click()
            page.get_by_role("button", name="Continue").click()
            expect(page.locator(".lead")).to_have_text(leader["email"])
            demand_no_fault(page)
            sign_out(page)
            link = site.run("people", "link", leader["email"]).split()[-1]
            page.goto(site.url + urlsplit(link).path)
            demand_no_fault(page)
            page.get_by_role("button", name="Go on").click()
            page.get_by_label("E-mail").fill(leader["email"])
            page.get_by_label("Password").fill(leader["password"])
            page.get_by_role("button", name="Sign in", exact=True).click()
            expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    except Absent as error:
        absence.end(error)


def test_two_administrators_who_close_each_other_out_at_once_leave_one(tmp_path: Path) -> None:
    environment = {**os.environ, "TILSTEDE_DATA": str(tmp_path), "LANG": "en"}
    people = [f"leiar-{number}@fjordvik.example" for number in (1, 2)]

    def start(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [COMMAND, *words],
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    start("init", "--no-input", "--email", people[0]).communicate(timeout=120)
    made = start("people", "add", people[1], "--right", "administrator").communicate(timeout=120)[0]
    _let_join(environment, made.split()[-1])
    for _round in range(3):
        running = [start("people", "close", email) for email in people]
        said = [process.communicate(timeout=120)[1] for process in running]
        assert sorted(process.returncode for process in running) == [0, 1], said
        assert any("no administrator" in line for line in said)
        for email in people:
            start("people", "reopen", email).communicate(timeout=120)


def _let_join(environment: dict[str, str], link: str) -> None:
    """The invited person chooses a password, on a page."""
    port = free_port()
    place = {**environment, "PORT": str(port)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([COMMAND, "serve"], env=place, **quiet)
    try:
        wait_for_port(port)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            path = urlsplit(link).path
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).text)
            assert token
            chosen = {"password1": PASSWORD, "password2": PASSWORD, "csrfmiddlewaretoken": token[1]}
            assert client.post(path, data=chosen).status_code == 302
    finally:
        server.terminate()
        server.wait(20)
