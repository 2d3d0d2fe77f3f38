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
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def repaired_value(value: Any) -> Any:
    """A JSON value with every text in it put right, names too (they are translated)."""
    kind = type(value)
    if kind is str:
        return value if value.isascii() else repaired(value)
    if kind is list:
        return [repaired_value(one) for one in value]
    if kind is dict:
        return {
            (name if name.isascii() else repaired(name)): repaired_value(one)
            for name, one in value.items()
        }
    return value
