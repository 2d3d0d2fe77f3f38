"""The search language is described as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tilstede.core.query import build, fields, parse, render
from tilstede.core.query.parse import MAX_LENGTH

PAGE = (Path(__file__).parents[2] / "docs" / "search.md").read_text("utf-8")
EXAMPLES = [
    example
    for line in PAGE.partition("## How it works")[0].splitlines()
    if line.startswith("| `")
    for example in re.findall(r"`([^`]+)`", line.split(" | ")[0])
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_understood(example: str) -> None:
    assert render(parse(example))


@pytest.mark.parametrize("name", [*fields.FIELDS, *fields.ALIASES])
def test_every_field_is_described(name: str) -> None:
    assert f"`{name}:" in PAGE


@pytest.mark.parametrize(
    "value", [*(f"has:{value}" for value in fields.HAS), *(f"is:{value}" for value in fields.IS)]
)
def test_every_value_is_described(value: str) -> None:
    assert f"`{value}`" in PAGE


LIMITS = (
    f"{MAX_LENGTH:,} characters",
    f"{build.MAX_TERMS} words",
    f"{build.MAX_STEMS} of them",
    f"up to {build.MAX_DISTANCE}",
    f"{build.MAX_COMBINATIONS} combinations",
)


@pytest.mark.parametrize("limit", LIMITS)
def test_limits_are_those_in_force(limit: str) -> None:
    assert limit in PAGE.replace("\n", " ")
