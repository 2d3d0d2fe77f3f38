"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import translation
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("tilstede", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tilstede")

#: Each server's fixtures are known once for all tests: where a module imported them, it would get a server of its own.
#: One that another imports comes first.
pytest_plugins = [
    f"tests.servers.{name}"
    for name in ("mastodon", "atproto", "dovecot", "mail_logins", "postgres", "proxy", "wordpress")
]


def pytest_configure() -> None:
    """What tests have otherwise than an installation, in their own process; the commands they start have it not."""
    django_settings.PASSWORD_HASHERS = ["tests.passwords.OneTurn"]


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """The language of a page or a command is not that of the test after it."""
    yield
    translation.deactivate()


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
