"""The words of the verifiers, in three languages: one file for the program and for the page."""

from __future__ import annotations

import json
from pathlib import Path

WORDS: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parents[1] / "static" / "record" / "words.json").read_text("utf-8")
)
