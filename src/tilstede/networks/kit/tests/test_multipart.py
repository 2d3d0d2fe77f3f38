"""A form with a file is read by another maker's reader as it was meant."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path

from tilstede.networks.kit.multipart import PIECE, File, form


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "film"
    path.write_bytes(b"--x\r\n" * PIECE)
    written = form(
        {"description": 'Ordførar\ni "raud" kåpe'}, File("file", path, "video/mp4", 'a"\r\nb.mp4')
    )
    body = b"".join(written.content)
    assert len(body) == int(written.headers["Content-Length"])
    head = f"Content-Type: {written.headers['Content-Type']}\r\n\r\n".encode()
    first, second = message_from_bytes(head + body).get_payload()  # type: ignore[misc]
    assert first.get_payload(decode=True).decode() == 'Ordførar\ni "raud" kåpe'
    assert second.get_payload(decode=True) == path.read_bytes()
    assert second.get_filename() == "a%22%0D%0Ab.mp4"
    assert second.get_content_type() == "video/mp4"
