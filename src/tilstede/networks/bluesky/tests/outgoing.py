"""What goes out, in tests: posts made as the outbox makes them, and what the server then holds."""

from __future__ import annotations

import itertools
import struct
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.servers.atproto import Account

from tilstede.networks.bluesky.network import network
from tilstede.networks.bluesky.tests.conftest import connected
from tilstede.networks.bluesky.tests.reading import posts, source_of, visit
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.sending import Outgoing, Sender, Sent, Target

_keys = itertools.count(1)


class Office:
    """An account with its login, and what it sends."""

    def __init__(self, account: Account, http: Http) -> None:
        self.account = account
        self.http = http
        self.access: Access = connected(account, http)
        sender = network.sender()
        assert sender is not None
        self.sender: Sender = sender

    def send(self, text: str, **more: Any) -> Sent:
        return self.send_whole(outgoing(text, **more))

    def send_whole(self, what: Outgoing) -> Sent:
        return self.sender.send(what, self.access, self.http, now())

    def record(self, sent: Sent) -> dict[str, Any]:
        """What its server then holds."""
        held = self.account.record(sent.id)
        assert held is not None
        value: dict[str, Any] = held["value"]
        return value

    def target(self, writer: Account, uri: str) -> Target:
        """A post of anyone, as it stands in the record."""
        found = {item.aliases[0]: item for item in posts(visit(source_of(writer), self.http))}
        return Target(found[uri])


def outgoing(text: str, **more: Any) -> Outgoing:
    made = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    return Outgoing(**{"key": f"k{next(_keys)}", "made": made, "text": text, **more})


def now() -> datetime:
    return datetime.now(UTC)


def picture(folder: Path, width: int = 8, height: int = 4) -> Path:
    """A real, red PNG."""
    rows = b"".join(b"\0" + b"\xff\0\0" * width for _ in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path = folder / f"{width}x{height}.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return path


def film(folder: Path) -> Path:
    """The beginning of an mp4, which is all that the server looks at."""
    path = folder / "film.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(2000))
    return path
