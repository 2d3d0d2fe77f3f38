"""Each check is described, with where it is from and how sure it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tilstede.core.checks import registry
from tilstede.core.checks.kit import Check

PAGE = (Path(__file__).parents[2] / "docs" / "checks.md").read_text()


@pytest.mark.parametrize("check", registry.every(), ids=lambda check: check.id)
def test_every_check_is_in_the_table_of_its_level(check: Check) -> None:
    musts, advice = PAGE.split("\n## What advises\n")
    row = re.search(rf"^\| `{check.id}` \|.*$", musts if check.level == "must" else advice, re.M)
    assert row, f"{check.id} is not described"
    cells = [cell.strip() for cell in row[0].strip("|").split("|")]
    assert all(cells), f"{check.id}: an empty cell"
    if check.level == "must":
        assert cells[1].startswith("yes" if check.confirmable else "no")
