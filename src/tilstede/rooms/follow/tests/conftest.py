from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from tilstede.intake.tests import scene


@pytest.fixture
def life(db: None, tmp_path: Path) -> None:
    """The whole scene."""
    scene.build(tmp_path)


@pytest.fixture
def page(client: Client) -> Callable[[str], str]:
    """The HTML at an address, in English so that tests can be read by all."""

    def get(path: str) -> str:
        answer = client.get(f"/en{path}")
        assert answer.status_code == 200, path
        return answer.content.decode()

    return get


@contextmanager
def questions() -> Iterator[list[str]]:
    """Every statement put to the database, also those of the record, which Django does not see."""
    asked: list[str] = []
    connection.ensure_connection()
    connection.connection.set_trace_callback(asked.append)
    try:
        yield asked
    finally:
        connection.connection.set_trace_callback(None)


def words(html: str) -> str:
    """What a reader sees, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def articles(html: str) -> list[str]:
    """The posts of a page, each from its opening tag on a line of its own."""
    found = re.findall(r"^<article .*?^</article>", html, re.MULTILINE | re.DOTALL)
    assert len(found) == html.count("<article")
    return found
