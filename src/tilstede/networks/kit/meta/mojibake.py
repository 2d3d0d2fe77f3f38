"""Texts of Meta's takeouts put right: UTF-8 whose bytes were written down as characters of Latin-1."""

from __future__ import annotations

from typing import Any


def repaired(text: str) -> str:
    """The text as it was written; as it stands when it is no such mistake.

    Each text by itself: a file may hold both kinds. Never guessed further: what is not UTF-8 throughout stays.
    """
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def repaired_value(value: Any) -> Any:
    """A JSON value with every text in it put right, names too (they are translated)."""
    if isinstance(value, str):
        return repaired(value)
    if isinstance(value, list):
        return [repaired_value(one) for one in value]
    if isinstance(value, dict):
        return {repaired(name): repaired_value(one) for name, one in value.items()}
    return value
