"""Archives as Mastodon makes them, with the fictional mayor of Fjordvik's posts, for the tests."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

ACTOR = "https://sosial.fjordvik.example/users/ordforar"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
PICTURE = "media_attachments/files/112/original/ras.jpg"


def note(number: int, text: str, **fields: Any) -> dict[str, Any]:
    """A Create with its Note, public unless told otherwise."""
    uri = f"{ACTOR}/statuses/{number}"
    audience = {"to": [PUBLIC], "cc": [f"{ACTOR}/followers"]}
    inner = {
        "id": uri,
        "type": "Note",
        "attributedTo": ACTOR,
        "published": "2026-03-02T07:30:00Z",
        "content": f"<p>{text}</p>",
        "attachment": [],
        "tag": [],
        **audience,
        **fields,
    }
    return {"id": f"{uri}/activity", "type": "Create", "actor": ACTOR, "object": inner}


def boost(number: int, original: str) -> dict[str, Any]:
    return {
        "id": f"{ACTOR}/statuses/{number}/activity",
        "type": "Announce",
        "actor": ACTOR,
        "published": "2026-03-02T08:00:00Z",
        "to": [PUBLIC],
        "object": original,
    }


def deletion(number: int, when: str = "2026-04-01T12:00:00Z") -> dict[str, Any]:
    uri = f"{ACTOR}/statuses/{number}"
    gone = {"id": uri, "type": "Tombstone", "deleted": when}
    return {"id": f"{uri}#delete", "type": "Delete", "actor": ACTOR, "object": gone}


def picture_note(number: int) -> dict[str, Any]:
    medium = {
        "type": "Document",
        "mediaType": "image/jpeg",
        "url": f"/{PICTURE}",
        "name": "Eit ras.",
    }
    return note(number, "Bilete frå Nordsida", attachment=[medium])


def outbox(items: list[Any]) -> bytes:
    head = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "outbox.json",
        "type": "OrderedCollection",
        "totalItems": len(items),
        "orderedItems": items,
    }
    return json.dumps(head, ensure_ascii=False).encode()


def addresses(name: str, count: int) -> bytes:
    items = [f"https://nabo.example/users/borger/statuses/{number}" for number in range(count)]
    head = {"id": name, "type": "OrderedCollection", "orderedItems": items}
    return json.dumps(head).encode()


def members(items: list[Any]) -> dict[str, bytes]:
    """The files of a whole archive. Its `actor.json` holds a private key, which must go nowhere."""
    actor = {
        "id": ACTOR,
        "type": "Person",
        "preferredUsername": "ordforar",
        "name": "Kari Nordmo, ordførar",
        "url": "https://sosial.fjordvik.example/@ordforar",
        "privateKeyPem": "-----BEGIN PRIVATE KEY-----SECRET-----END PRIVATE KEY-----",
    }
    return {
        "outbox.json": outbox(items),
        "actor.json": json.dumps(actor).encode(),
        "likes.json": addresses("likes.json", 3),
        "bookmarks.json": addresses("bookmarks.json", 0),
        "avatar.png": b"\x89PNG",
        PICTURE: b"\xff\xd8\xff picture",
    }


def as_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def as_tar(path: Path, files: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def as_folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return path
