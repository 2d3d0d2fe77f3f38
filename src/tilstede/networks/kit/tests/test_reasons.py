"""Every reason for which an item is set aside is described to those who read the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from tilstede.networks.kit.contract import REASONS

DOCS = Path(__file__).parents[5] / "docs" / "networks.md"


@pytest.mark.parametrize(("reason", "meaning"), REASONS.items())
def test_it_is_described(reason: str, meaning: str) -> None:
    assert f"| `{reason}` | {meaning} |" in DOCS.read_text(encoding="utf-8")
