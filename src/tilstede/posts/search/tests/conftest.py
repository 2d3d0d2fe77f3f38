"""Every test of the search runs on both databases."""

from __future__ import annotations

import pytest


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, db: None) -> str:
    """The database in use, empty; what is written is rolled back."""
    if request.param == "postgresql":
        request.getfixturevalue("postgres_db")
    return str(request.param)
