"""A Mastodon takeout as a set of files (BackupService of Mastodon 4.5), and how files are packed."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.demo_source import mastodon, source
from tests.demo_source.markup import marked
from tests.demo_source.source import zulu
from tests.demo_source.world import Account, World

Files = Mapping[str, bytes]

CONTEXT = [
    "https://www.w3.org/ns/activitystreams",
    "https://w3id.org/security/v1",
    {
        "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
        "toot": "http://joinmastodon.org/ns#",
        "featured": {"@id": "toot:featured", "@type": "@id"},
        "featuredTags": {"@id": "toot:featuredTags", "@type": "@id"},
        "alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"},
        "movedTo": {"@id": "as:movedTo", "@type": "@id"},
        "schema": "http://schema.org#",
        "PropertyValue": "schema:PropertyValue",
        "value": "schema:value",
        "discoverable": "toot:discoverable",
        "suspended": "toot:suspended",
        "memorial": "toot:memorial",
        "indexable": "toot:indexable",
        "focalPoint": {"@container": "@list", "@id": "toot:focalPoint"},
    },
]


def files(account: Account, world: World, taken: datetime, *, first: bool) -> dict[str, bytes]:
    """Every file of the takeout. ``first``: posts that only the first takeout holds are there."""
    found = Account(account.host, account.user, account.profile, _held(account, first))
    items = list(mastodon.activities(found, world, taken))
    unseen = 0 if first else account.profile.get("unseen", 0)
    return {
        **_pictures(found, taken),
        "outbox.json": _json(_collection("outbox.json", items, _stated(found, taken) + unseen)),
        "likes.json": _json(_collection("likes.json", [], 0)),
        "bookmarks.json": _json(_collection("bookmarks.json", [], 0)),
        **_portraits(account),
        "actor.json": _json(_actor(account)),
    }


def _stated(account: Account, taken: datetime) -> int:
    """How many posts the account says it has: what stands, private mentions excepted."""
    standing = [n for n in account.notes if n.at <= taken and not _is_gone(n, taken)]
    return sum(1 for note in standing if note.fields.get("visibility") != "direct")


def _held(account: Account, first: bool) -> list[source.Note]:
    return [note for note in account.notes if first or "only_first" not in note.fields]


def _collection(name: str, items: list[Any], total: int) -> dict[str, Any]:
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": name,
        "type": "OrderedCollection",
        "totalItems": total,
        "orderedItems": items,
    }


def _pictures(account: Account, taken: datetime) -> dict[str, bytes]:
    return {
        mastodon.media_path(picture, note): source.picture(picture["file"])
        for note in account.notes
        if note.at <= taken and not _is_gone(note, taken)
        for picture in mastodon.wording(note, taken).pictures
    }


def _is_gone(note: source.Note, taken: datetime) -> bool:
    return "deleted" in note.fields and source.moment(note.fields["deleted"]) <= taken


def _portraits(account: Account) -> dict[str, bytes]:
    profile = account.profile
    found = {"avatar.png": source.picture(profile["avatar"])}
    if "header" in profile:
        found["header.png"] = source.picture(profile["header"])
    return found


def _actor(account: Account) -> dict[str, Any]:
    profile, uri = account.profile, account.uri
    joined = datetime.combine(profile["joined"], datetime.min.time())
    actor = {
        "@context": CONTEXT,
        "id": uri,
        "type": profile["kind"],
        "following": f"{uri}/following",
        "followers": f"{uri}/followers",
        "inbox": f"{uri}/inbox",
        "outbox": "outbox.json",
        "featured": f"{uri}/collections/featured",
        "featuredTags": f"{uri}/collections/tags",
        "preferredUsername": account.user,
        "name": profile["name"],
        "summary": marked(profile["summary"], account.host).html,
        "url": f"https://{account.host}/@{account.user}",
        "manuallyApprovesFollowers": False,
        "discoverable": True,
        "indexable": True,
        "published": zulu(joined),
        "memorial": False,
        "tag": [],
        "attachment": [],
        "endpoints": {"sharedInbox": f"https://{account.host}/inbox"},
        "icon": {"type": "Image", "mediaType": "image/png", "url": "avatar.png"},
        "likes": "likes.json",
        "bookmarks": "bookmarks.json",
    }
    if "header" in profile:
        actor["image"] = {"type": "Image", "mediaType": "image/png", "url": "header.png"}
    return actor


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def pack(files: Files, path: Path, taken: datetime) -> None:
    """Write the files as ``.zip``, ``.tar.gz`` or, without an ending, as a folder; always the same bytes
    from the same files and the same compressor."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".zip":
        _zip(files, path, taken)
    elif path.name.endswith(".tar.gz"):
        _tar(files, path, taken)
    else:
        for name, content in files.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(content)


def _zip(files: Files, path: Path, taken: datetime) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, taken.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o444 << 16
            archive.writestr(member, content)


def _tar(files: Files, path: Path, taken: datetime) -> None:
    stamp = int(taken.timestamp())
    with (
        path.open("wb") as target,
        gzip.GzipFile(filename="", mode="wb", fileobj=target, mtime=stamp) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = len(content), 0o444, stamp
            archive.addfile(member, io.BytesIO(content))
