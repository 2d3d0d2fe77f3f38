"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("tilstede", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tilstede")

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
