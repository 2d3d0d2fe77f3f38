"""What a browser fetches that comes to tilstede's front page for the first time."""

from __future__ import annotations

import shutil
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright
from tests.journeys.site import CHROMIUM

from bench.plan import NotMeasured
from bench.sides.serving import running

_ITSELF = ("data", "blob", "chrome")  #: addresses that nothing is fetched for


def first_visit() -> dict[str, Any]:
    """Bytes over the wire, the heads of the answers included; and how many requests, to whom."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise NotMeasured("Chromium is missing; on Debian: apt-get install chromium")
    asked: list[str] = []
    weights: list[int] = []
    with running() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.on("Network.requestWillBeSent", lambda seen: asked.append(seen["request"]["url"]))
        devtools.on(
            "Network.loadingFinished",
            lambda done: weights.append(int(done["encodedDataLength"])),
        )
        page.goto(f"http://127.0.0.1:{port}/", wait_until="networkidle")
        browser.close()
    sent = [url for url in map(urlsplit, asked) if url.scheme not in _ITSELF]
    others = sum(url.netloc != f"127.0.0.1:{port}" for url in sent)
    return {"seconds": 0, "bytes": sum(weights), "requests": len(sent), "others": others}
