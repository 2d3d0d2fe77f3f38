"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

pytest_plugins = ["tests.servers.postgres", "tests.servers.proxy"]

SHARED = Path(__file__).resolve().parents[1] / "shared"


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Material outside the repository (real feeds, exports); tests on it skip where it is absent."""

    def find(relative: str) -> Path:
        path = SHARED / relative
        if not path.exists():
            pytest.skip("material beside the checkout is absent")
        return path

    return find
