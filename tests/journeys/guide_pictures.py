"""The pictures of the guide: which pages, how much of each, and where they are kept."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
LANGUAGES = ("nb", "nn", "en")
#: The window of a picture, in CSS pixels. Half of it would be too small to read, more than it too heavy.
WINDOW = {"width": 1250, "height": 780}

#: Name of the picture -> name of the page, as `Site.pages`, `Site.staff_pages` and `Site.desk_pages` call it.
PICTURES = {
    "posts": "posts",
    "find": "find-one",
    "active": "active",
    "post-edited": "post-edited",
    "checkpoints": "checkpoints",
    "first": "first",
    "directory": "directory",
    "verification": "verification",
    "staff-people": "staff-people",
    "calendar": "calendar",
    "tryouts": "tryouts",
}
#: Those of them without the frame that all pages have.
PARTS = ("calendar", "tryouts")
#: Pixels of a part of a page, from its top, that a picture shows.
TALLEST = 1_480


def keep(page: Page, language: str, name: str, *, part: str = "") -> None:
    """The first screen of the page that is open, or a ``part`` of it (a selector), small enough for the repository."""
    path = GUIDE / language / "pictures" / f"{name}.webp"
    path.parent.mkdir(exist_ok=True)
    taken = page.locator(part).screenshot() if part else page.screenshot()
    with Image.open(io.BytesIO(taken)) as whole:
        picture = whole.crop((0, 0, whole.width, min(whole.height, TALLEST)))
        picture.convert("RGB").save(path, "WEBP", quality=70, method=6)
