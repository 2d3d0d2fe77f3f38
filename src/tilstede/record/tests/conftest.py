"""What the record's tests share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tilstede.record import append


@pytest.fixture
def forget_tail() -> Callable[[], None]:
    """Lets the process forget the tree's edge, as after a restart."""

    def forget() -> None:
        append._Tail.leaf = b""

    return forget
