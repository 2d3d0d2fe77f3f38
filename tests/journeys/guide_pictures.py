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

#: Name of the picture -> name of the page, as `Site.pages` and `Site.staff_pages` call it.
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
}


def keep(page: Page, language: str, name: str) -> None:
    """The first screen of the page that is open, small enough to lie in the repository."""
    path = GUIDE / language / "pictures" / f"{name}.webp"
    path.parent.mkdir(exist_ok=True)
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").save(path, "WEBP", quality=70, method=6)
