"""The page on the API describes it as it is; that its examples run is tested in tests/journeys."""

from __future__ import annotations

from pathlib import Path

import pytest

from tilstede.rooms.follow.api.endpoints import ENDPOINTS, Endpoint
from tilstede.rooms.follow.api.parameters import TAKES
from tilstede.rooms.follow.api.problems import KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.path)
def test_every_endpoint_is_described_with_an_example(endpoint: Endpoint) -> None:
    heading = f"### `GET /api/v1/{endpoint.path}`\n"
    assert heading in PAGE
    assert "```sh\ncurl " in PAGE.partition(heading)[2].partition("\n### ")[0]


@pytest.mark.parametrize("name", TAKES)
def test_every_parameter_is_described(name: str) -> None:
    assert f"| `{name}` |" in PAGE


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_error_is_described(kind: str) -> None:
    assert f"| `{kind}` | {KINDS[kind][0]} |" in PAGE
