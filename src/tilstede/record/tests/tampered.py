"""Bundles as a forger might leave them, and both verifiers' verdict on each."""

from __future__ import annotations

import argparse
import base64
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Page

from tilstede.core.canonical import dumps
from tilstede.record import handout
from tilstede.record.handout import verify
from tilstede.record.handout.files import UNCOVERED, Folder
from tilstede.record.handout.signed import Bad

Files = dict[str, bytes]
STATIC = Path(handout.__file__).parents[1] / "static" / "record"
_PAGE = b'<!doctype html><html lang="en"><title>x</title>'
_CHECK = """async ({files, key, kept}) => {
  const {verify} = await import("/verify.js");
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const held = new Map(Object.entries(files).map(([name, text]) => [name, bytes(text)]));
  try {
    await verify(held, {key, checkpoint: kept === null ? undefined : bytes(kept)});
    return "good";
  } catch (error) {
    return error.code ?? String(error);
  }
}"""


def files_of(folder: Path) -> Files:
    """All files that the proof covers."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    named = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return {name: data for name, data in sorted(named.items()) if not UNCOVERED.fullmatch(name)}


def fitted(files: Files) -> Files:
    """The same with a manifest that lists them, made anew as a forger can."""
    manifest = json.loads(files["manifest.json"])
    others = {name: data for name, data in files.items() if name != "manifest.json"}
    manifest["files"] = {name: sha256(data).hexdigest() for name, data in others.items()}
    return {**others, "manifest.json": dumps(manifest)}


def program(files: Files, folder: Path, *, key: str = "", kept: bytes | None = None) -> str:
    """What verify.py finds: "good", or the code of what does not hold."""
    for name, data in files.items():
        path = folder / "bundle" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    if kept is not None:
        (folder / "kept").write_bytes(kept)
    file = "" if kept is None else str(folder / "kept")
    given = argparse.Namespace(key=key, checkpoint=file, witness=[], log="")
    try:
        verify.check(Folder(folder / "bundle"), given)
    except Bad as bad:
        return bad.code
    return "good"


def page(opened: Page, files: Files, *, key: str = "", kept: bytes | None = None) -> str:
    """What the browser finds."""
    encoded = {name: base64.b64encode(data).decode() for name, data in files.items()}
    told = None if kept is None else base64.b64encode(kept).decode()
    return str(opened.evaluate(_CHECK, {"files": encoded, "key": key, "kept": told}))


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        script = self.path == "/verify.js"
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if script else "text/html")
        self.end_headers()
        self.wfile.write((STATIC / "verify.js").read_bytes() if script else _PAGE)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    """An address whose pages can import the browser verifier."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
