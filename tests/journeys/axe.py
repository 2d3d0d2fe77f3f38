"""What axe finds wrong with the page that is open (WCAG 2.2 A and AA, and good practice)."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: The rules that colours can break.
COLOURS = ["color-contrast", "link-in-text-block"]

#: What is in order is not told: to write that down takes longer than to find it. What stands in a frame is a page too,
#: and looked at as one.
_RUN = """runOnly => axe.run({runOnly, resultTypes: ["violations"], iframes: false}).then(
    found => found.violations.map(one => [one.id, one.nodes.map(node => node.html)]))"""

#: A rule's name, and the elements that break it.
Violation = tuple[str, list[str]]


def begin(page: Page) -> None:
    """Every page that is opened from now on has axe with it; handed over for each, it takes as long as it runs."""
    page.add_init_script(AXE_SCRIPT)


def violations(page: Page, run_only: object = RULES) -> list[Violation]:
    """By every rule that is meant for us, or those of ``run_only`` (axe's option of that name)."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    return [(name, elements) for name, elements in page.evaluate(_RUN, run_only)]


def faults(page: Page) -> list[tuple[str, str, list[str]]]:
    """In light colours by every rule, in dark ones by those of colour, since all else is the same."""
    page.emulate_media(color_scheme="light")
    found = [("light", *one) for one in violations(page)]
    page.emulate_media(color_scheme="dark")
    found += [("dark", *one) for one in violations(page, {"type": "rule", "values": COLOURS})]
    return found
