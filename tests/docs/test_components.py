"""What a page can be put together of is described: templates, charts, and classes that rooms may use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tilstede.web import charts

ROOT = Path(__file__).parents[2]
WEB = ROOT / "src" / "tilstede" / "web"
TOLD = (ROOT / "docs" / "components.md").read_text()


@pytest.mark.parametrize(
    "path", sorted((WEB / "templates/web/parts").iterdir()), ids=lambda path: path.name
)
def test_every_part_is_described(path: Path) -> None:
    assert f"`web/parts/{path.name}`" in TOLD


@pytest.mark.parametrize(
    "path", sorted((WEB / "templates/web/charts").iterdir()), ids=lambda path: path.stem
)
def test_every_chart_is_described(path: Path) -> None:
    assert path.stem == "chart" or f"charts.{path.stem}(" in TOLD
    assert path.stem == "chart" or hasattr(charts, path.stem)
