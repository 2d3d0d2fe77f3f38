from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tilstede.rooms.follow.tests.conftest import life, page

__all__ = ["life", "page"]


@pytest.fixture(autouse=True)
def _nobody_was_too_fast() -> Iterator[None]:
    yield
    cache.clear()
