"""A server sets its own limits: they hold while somebody writes, and nobody waits for one that is silent."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tilstede.networks.kit.access import Access
from tilstede.office import access
from tilstede.office.models import Account
from tilstede.outbox.drafting import channels, serverside

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


class _Server(BaseHTTPRequestHandler):
    told: int = 5_000
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        shape = {"version": "4.6.0", "configuration": {"statuses": {"max_characters": self.told}}}
        body = json.dumps(shape).encode()
        self.send_response(200 if self.told else 503)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None: ...


@pytest.fixture
def server() -> Iterator[tuple[str, type[_Server]]]:
    answers = type("Answers", (_Server,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), answers) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}", answers
        running.shutdown()


@pytest.fixture
def account(server: tuple[str, type[_Server]], tmp_path: Path, settings: Any) -> Account:
    settings.DATA, settings.LOOPBACK = tmp_path, ["127.0.0.1:*"]
    row = Account.objects.create(network="mastodon", native_id="a", handle="fjordvik@s.example")
    login = Access("mastodon", "a", "fjordvik", server[0], {"token": "hemmeleg"})
    access.keep(row, login, way="token", by="kari", now=NOW)
    return row


def test_what_the_server_tells_counts_and_is_asked_for_once(
    account: Account, server: tuple[str, type[_Server]]
) -> None:
    assert channels.limits(account).text == 500, "as documented, before it is asked"
    serverside.learn([account])
    assert channels.limits(account).text == 5_000
    asked = len(server[1].asked)
    serverside.learn([account])
    assert len(server[1].asked) == asked


def test_what_cannot_be_read_any_more_is_asked_for_again(
    account: Account, server: tuple[str, type[_Server]], tmp_path: Path
) -> None:
    serverside.learn([account])
    (kept,) = (tmp_path / "cache" / "limits").iterdir()
    kept.write_bytes(b'{"text":')
    assert channels.limits(account).text == 500
    long_ago = time.time() - 3_600
    os.utime(kept, (long_ago, long_ago))
    serverside.learn([account])
    assert channels.limits(account).text == 5_000


def test_one_that_tells_nothing_is_left_alone_for_a_while(
    account: Account, server: tuple[str, type[_Server]]
) -> None:
    server[1].told = 0
    serverside.learn([account])
    asked = len(server[1].asked)
    serverside.learn([account])
    assert asked
    assert len(server[1].asked) == asked
    assert channels.limits(account).text == 500


def test_an_account_without_login_is_not_asked_about(
    account: Account, server: tuple[str, type[_Server]]
) -> None:
    access.revoke(account, by="kari", now=NOW)
    serverside.learn([account])
    assert server[1].asked == []
