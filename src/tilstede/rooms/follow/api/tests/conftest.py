from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tilstede.intake.tests import scene

Json = Any


@pytest.fixture
def life(db: None, tmp_path: Path) -> None:
    """The whole scene."""
    scene.build(tmp_path)


@pytest.fixture
def ask(client: Client) -> Callable[..., Json]:
    """The JSON at an address below `/api/v1/`, in English, with the status that is expected."""

    def get(path: str, status: int = 200) -> Json:
        answer = client.get(f"/api/v1/{path}", headers={"Accept-Language": "en"})
        assert answer.status_code == status, answer.content
        kind = "application/json" if status == 200 else "application/problem+json"
        assert answer.headers["Content-Type"] == kind
        return answer.json()

    return get
