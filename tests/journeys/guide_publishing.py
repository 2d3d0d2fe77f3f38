"""The pictures of the guide's first post: written, thought through, looked at by another, and published by hand."""

from __future__ import annotations

from typing import NamedTuple

from playwright.sync_api import Browser, Page

from tests.journeys import guide_pictures
from tests.journeys.site import Site, communicator

PICTURES = ("write", "harm", "ask", "second", "by-hand", "sent")


class Words(NamedTuple):
    """A post, and what its writer is unsure of."""

    text: str
    note: str
    stand_in: str


PAGE = "https://www.fjordvik.example/nordlys"
WORDS = {
    "nb": Words(
        "Fredag klokka ni slukker vi gatelysene i en time. Da får nordlyset skinne. Hvor ser du stjernene best?",
        "Noen kan bli redde i mørket.",
        "Iben i Sundvik",
    ),
    "nn": Words(
        "Fredag klokka ni sløkkjer vi gatelysa i ein time. Då får nordlyset skine. Kvar ser du stjernene best?",
        "Nokon kan bli redde i mørkret.",
        "Iben i Sundvik",
    ),
    "en": Words(
        "On Friday at nine we turn off the street lights for an hour, and let the northern lights shine."
        " Where do you see the stars best?",
        "Somebody may be afraid of the dark.",
        "Iben in Sundvik",
    ),
}
#: As the account's server would give it, but for its last figure.
ADDRESS = "https://sosial.fjordvik.example/@fjordvik/11560000000000000"
#: Pixels: of most pages, which have one column, and of a telephone.
NARROW, TELEPHONE = 880, 390


def take(browser: Browser, site: Site, language: str) -> None:
    """Write a post as the demo's communicator, and keep a picture of each step."""
    context = browser.new_context(viewport=guide_pictures.WINDOW, locale=language)
    page = context.new_page()
    _sign_in(page, site, language)
    _write(page, site, language)
    draft = page.url
    _keep(page, language, "write", guide_pictures.WINDOW["width"])
    page.locator("button[name=do][value=harm]").click()
    _ask(page, language)
    link = page.locator("#address").input_value()
    _answer(browser, link, language)
    _publish(page, draft, language)
    context.close()


def _write(page: Page, site: Site, language: str) -> None:
    page.goto(f"{site.url}/{language}/publish/drafts")
    page.locator("form[action$='/new'] button").first.click()
    page.locator("#part-1").fill(WORDS[language].text)
    page.locator("#language").select_option(language)
    page.locator("input[name=page]").fill(PAGE)
    page.locator("input[name=account]").first.check()
    page.locator(".preview-card").first.wait_for()
    page.locator("h1").click()  # out of the field
    page.wait_for_timeout(1_500)  # what was typed is checked and saved
    page.evaluate("scrollTo(0, 0)")


def _ask(page: Page, language: str) -> None:
    """The harm test with a no, as most posts have it; then a doubt, and whom to ask."""
    page.locator("input[name=harm][value=none]").check()
    page.locator("input[name=trial][value=no]").check()
    _keep(page, language, "harm")
    page.locator("input[name=harm][value=unsure]").check()
    page.locator("main form.panel details summary").first.click()
    page.locator("[name=note]").fill(WORDS[language].note)
    page.locator("main form.panel button[type=submit]").click()
    page.wait_for_load_state("networkidle")
    page.locator("[name=name]").fill(WORDS[language].stand_in)
    _keep(page, language, "ask")
    page.locator("button[name=whom][value=stand-in]").click()


def _answer(browser: Browser, link: str, language: str) -> None:
    """The stand-in's yes, on a telephone."""
    context = browser.new_context(locale=language)
    page = context.new_page()
    page.goto(link)
    page.wait_for_load_state("networkidle")
    _keep(page, language, "second", TELEPHONE)
    page.locator("input[type=radio][value=yes]").check()
    page.locator("[name=name]").fill(WORDS[language].stand_in)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state("networkidle")
    context.close()


def _publish(page: Page, draft: str, language: str) -> None:
    """By hand, as the demo's accounts are; then how it went."""
    page.goto(f"{draft}/sent")
    page.locator("#going a").first.click()
    page.wait_for_load_state("networkidle")
    _keep(page, language, "by-hand")
    page.locator("[name=address]").first.fill(ADDRESS + str(list(WORDS).index(language)))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(f"{draft}/sent")
    _keep(page, language, "sent")


def _keep(page: Page, language: str, name: str, width: int = NARROW) -> None:
    page.set_viewport_size({"width": width, "height": guide_pictures.WINDOW["height"]})
    guide_pictures.keep(page, language, name, part="main")
    page.set_viewport_size(guide_pictures.WINDOW)


def _sign_in(page: Page, site: Site, language: str) -> None:
    person = communicator()
    page.goto(f"{site.url}/{language}/sign-in")
    page.locator("input[name=login]").fill(person["email"])
    page.locator("input[name=password]").fill(person["password"])
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
