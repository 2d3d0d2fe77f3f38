"""The words of the verifiers, in three languages: one file for the program and for the page."""

from __future__ import annotations

import json
import locale
import os
from pathlib import Path

WORDS: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parents[1] / "static" / "record" / "words.json").read_text("utf-8")
)


def language() -> str:
    """nb, nn or en, from the reader's environment."""
    names = [os.environ.get(name, "") for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")]
    name = next((name for name in names if name), "") or (locale.getlocale()[0] or "")
    code = name[:2].lower()
    return {"no": "nb", "nb": "nb", "nn": "nn"}.get(
        code, "nn" if "nynorsk" in name.lower() else "en"
    )


def say(code: str, **values: object) -> str:
    return WORDS[language()][code].format(**values)


def kind(name: str) -> str:
    """What kind of event it is, in words."""
    return WORDS[language()].get(f"kind-{name}", name)
