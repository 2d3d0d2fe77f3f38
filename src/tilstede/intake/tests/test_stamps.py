"""Time-stamps through the guarded client, by a real authority on loopback."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from tests.servers.program import in_ci

from tilstede.intake import stamps, tasks
from tilstede.record import timestamp
from tilstede.record.append import Entry, append
from tilstede.record.tests.authority import Authority, served

NOW = datetime.now(UTC)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.server,
    pytest.mark.skipif(
        not shutil.which("openssl") and not in_ci(),
        reason="openssl is missing; on Debian: apt-get install openssl",
    ),
]


@pytest.fixture
def authority(tmp_path: Path, settings: Any) -> Iterator[Authority]:
    append([Entry("seen", {"post": b"{}", "raw": b"<a/>"})] * 20, now=NOW)
    folder = configured.DATA / "timestamp"
    folder.mkdir()
    with served(Authority(tmp_path)) as made:
        shutil.copy(made.root, folder / "root.pem")
        settings.TIMESTAMP_AUTHORITIES = [made.address]
        settings.LOOPBACK = [urlsplit(made.address).netloc]
        yield made
    shutil.rmtree(folder)


def test_the_newest_checkpoint_is_stamped(authority: Authority) -> None:
    assert stamps.stamp(now=NOW) == (1, {})
    assert [(stamp.size, stamp.authority) for stamp in timestamp.every()] == [
        (21, authority.address)
    ]
    tasks.stamp.call()


def test_what_fails_waits_and_is_asked_for_again(authority: Authority, settings: Any) -> None:
    allowed, settings.LOOPBACK = settings.LOOPBACK, []
    with pytest.raises(tasks.NotAttested):
        tasks.stamp.call()
    [(size, address, why)] = timestamp.waiting()
    assert (size, address) == (21, authority.address)
    assert "not on the open internet" in why
    settings.LOOPBACK = allowed
    append([Entry("gap", {"about": b"{}"})], now=NOW)
    tasks.stamp.call()
    assert timestamp.waiting() == []
    assert [stamp.size for stamp in timestamp.every()] == [21, 22]


def test_an_authority_that_does_not_answer(authority: Authority, settings: Any) -> None:
    settings.TIMESTAMP_AUTHORITIES = ["http://127.0.0.1:9/tsr"]
    settings.LOOPBACK = ["127.0.0.1:9"]
    assert list(stamps.stamp(now=NOW).failed) == ["http://127.0.0.1:9/tsr"]
