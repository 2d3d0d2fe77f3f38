"""Somebody at a page with the keyboard alone: Tab to get there, arrows to choose, Space and Enter to press."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Locator, Page

#: Whoever has not come there after so many keys does not come there.
_PATIENCE: Final = 300
_IS_HERE: Final = "it => it === document.activeElement"
_IS_IN_GROUP: Final = """it => document.activeElement.type === 'radio'
    && it.form === document.activeElement.form && it.name === document.activeElement.name"""


class Keys:
    """``page``: that they have open. There is no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, target: Locator, *, there: str = _IS_HERE) -> None:
        """Go forward to it, on a new page past the menu. ``there``: what is true of it, as a script, when it is
        reached."""
        if target.evaluate("() => document.activeElement === document.body"):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.getAttribute('href') === '#main'"):
                self.page.keyboard.press("Enter")
        for _key in range(_PATIENCE):
            if target.evaluate(there):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not come to {target}")

    def write(self, target: Locator, text: str) -> None:
        """In the place of what stands there."""
        self.to(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def day(self, target: Locator, day: date) -> None:
        """In a field for days: which part of it comes first is for the browser to choose."""
        self.to(target)
        for order in ("%d%m%Y", "%m%d%Y"):
            for _part in range(3):
                self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.type(day.strftime(order))
            if target.input_value() == day.isoformat():
                return
        raise AssertionError(f"{day} cannot be written into {target}")

    def clock(self, target: Locator, clock: time) -> None:
        """In a field for times of the day, of 24 hours or of twice twelve."""
        self.to(target)
        self.page.keyboard.type(f"{clock:%H%M}")
        if target.input_value() != f"{clock:%H:%M}":
            self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.type(f"{clock:%I%M%p}")
        assert target.input_value() == f"{clock:%H:%M}"

    def enter(self, target: Locator) -> None:
        """Press a button, or follow a link."""
        self.to(target)
        self.page.keyboard.press("Enter")

    def tick(self, target: Locator) -> None:
        """What stands by itself."""
        self.to(target)
        self.page.keyboard.press("Space")

    def choose(self, target: Locator) -> None:
        """One of several: where nothing is chosen yet, one comes to the first of them."""
        self.to(target, there=_IS_IN_GROUP)
        self.page.keyboard.press("Space")
        for _key in range(_PATIENCE):
            if target.evaluate(_IS_HERE):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not come to {target}")

    def give(self, target: Locator, *files: Path | dict[str, Any]) -> None:
        """Files, in the window that opens."""
        self.to(target)
        with self.page.expect_file_chooser() as window:
            self.page.keyboard.press("Enter")
        window.value.set_files(list(files))  # type: ignore[arg-type]  # a list of either, says the stub
