"""Pictures and films at addresses of their own, for Meta's networks to fetch."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from PIL import Image

from tests.servers.answering import Answering, Reply, Request
from tilstede.networks.kit.outgoing import Enclosure

#: As much of an MP4 as tells what it is.
FILM: Final = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64)


def picture(kind: str = "JPEG", size: tuple[int, int] = (100, 100)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "#1f5a7a").save(written, kind)
    return written.getvalue()


class Files(Answering):
    """``held``: by path. A file that is ``asked`` for is what was put there; else there is nothing."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[str, bytes]] = {}
        super().__init__()

    def answer(self, request: Request) -> Reply:
        if request.path not in self.held:
            return Reply(b"", 404)
        mime, content = self.held[request.path]
        return Reply(content, headers={"Content-Type": mime})

    def put(self, path: Path, mime: str, content: bytes, alt: str | None = None) -> Enclosure:
        """The file at ``path``, and at an address."""
        path.write_bytes(content)
        self.held[f"/{path.name}"] = (mime, content)
        return Enclosure(path, mime, path.name, alt, address=f"{self.base}/{path.name}")
