"""A value as YAML: bare where every reader of YAML takes it for the same text, else in quotes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from yaml import SafeLoader

#: Letters, digits and signs that mean nothing to YAML, inside a line and, between commas, inside braces.
_BARE: Final = re.compile(r"[^\W_](?:[\w./@()+'’–;&,?!-]|[ ](?![#\s])|:(?=\S))*")
_INSIDE: Final = re.compile(r"[:,?!&]")
_RESOLVED: Final[Mapping[str, Sequence[tuple[str, re.Pattern[str]]]]] = (
    SafeLoader.yaml_implicit_resolvers
)
#: Fields that hold a day, which YAML knows.
DAYS: Final = ("from", "to", "policy_date")
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def scalar(value: Any, *, inside: bool) -> str:
    """``value``: text or truth. ``inside``: it stands in braces or brackets."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    bare = _BARE.fullmatch(value) and value == value.rstrip()
    if bare and not (inside and _INSIDE.search(value)) and not _is_more_than_text(value):
        return str(value)
    return _UNPRINTABLE.sub(_escaped, json.dumps(value, ensure_ascii=False))


def flow(value: Any) -> str:
    """A value within a line: text, list or mapping."""
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{name}: {_flow_field(name, one)}" for name, one in value.items())
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value, inside=True)


def _flow_field(name: str, value: Any) -> str:
    return str(value) if name in DAYS else flow(value)


def _is_more_than_text(value: str) -> bool:
    """Whether YAML 1.1 would take it for a number, a day, a truth or nothing."""
    rules = [*_RESOLVED.get(value[0], ()), *_RESOLVED.get("", ())]
    return any(pattern.match(value) for _, pattern in rules) or (
        value[0].isdecimal() and "o" in value[:2]
    )


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
