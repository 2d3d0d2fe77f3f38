"""What a writer waits for in the browser: from the check's being asked for a draft to its answer's being seen."""

from __future__ import annotations

import shutil
from typing import Any, Final

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, sync_playwright
from tests.journeys.site import CHROMIUM

from bench import posts
from bench.plan import NotMeasured
from bench.sides.serving import running
from tilstede.office.models import Grant, User

#: Channels that the draft is written for, as far as there are so many.
_CHANNELS: Final = 3
_WARMING: Final = 5
#: Milliseconds, between the letters of somebody who thinks: each is answered before the next comes.
_PATIENCE: Final = 20_000
#: Milliseconds after which what was asked about the text as a whole is answered.
_SETTLED: Final = 2_000
#: Notes when each answer has come, and when the browser has drawn it.
_WATCH: Final = """() => {
  window.seen = []
  const place = document.getElementById('checked')
  new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => {
    const asked = performance.getEntriesByType('resource').filter(one => one.name.endsWith('/check')).at(-1)
    window.seen.push([asked.responseEnd - asked.startTime, performance.now() - asked.responseEnd])
  }))).observe(place, { childList: true })
}"""


def typing(letters: int) -> dict[str, Any]:
    """Seconds until the answer was there, until it was drawn, and both, for each letter typed in the composer of the
    demo that was loaded in this side's data folder."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise NotMeasured("Chromium is missing; on Debian: apt-get install chromium")
    address, cookie = _draft()
    with running() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        site = f"http://127.0.0.1:{port}"
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
        page = context.new_page()
        page.goto(f"{site}{address}", wait_until="networkidle")
        seen = _typed(page, letters + _WARMING)[_WARMING:]
        browser.close()
    answered = [answer / 1000 for answer, _drawn in seen]
    drawn = [taken / 1000 for _answer, taken in seen]
    both = [sum(pair) for pair in zip(answered, drawn, strict=True)]
    return {"seconds": sum(both), "answered": answered, "drawn": drawn, "both": both}


def _draft() -> tuple[str, str]:
    """A new draft of one who may write for all channels: its address, and the cookie of who is signed in."""
    grants = Grant.objects.filter(right=Grant.Right.COMMUNICATOR, channel=None)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.filter(pk__in=grants.values("user"))[0])
    answer = client.post("/en/publish/drafts/new")
    return answer["Location"], client.cookies[settings.SESSION_COOKIE_NAME].value


def _typed(page: Page, letters: int) -> list[tuple[float, float]]:
    """A text of usual length for several channels, and then letter by letter: what `_WATCH` saw."""
    for box in page.locator("input[name=account]").all()[:_CHANNELS]:
        box.check()
    (made,) = posts.some(0, 1, 1)
    page.locator("#part-1").fill(made.text)
    page.wait_for_timeout(_SETTLED)
    page.evaluate(_WATCH)
    page.locator("#part-1").press("End")
    for place in range(letters):
        page.keyboard.press("a" if place % 6 else " ")
        page.wait_for_function("least => window.seen.length > least", arg=place, timeout=_PATIENCE)
    seen: list[tuple[float, float]] = page.evaluate("window.seen")
    return seen
