"""Whose archive it is: account.js, manifest.js and profile.js, and what changed along the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tilstede.core.post import Author
from tilstede.core.text import clean
from tilstede.networks.kit.archive import Archive
from tilstede.networks.kit.containers import ArchiveError, BrokenJson
from tilstede.networks.kit.jsonstream import Broken, elements
from tilstede.networks.x.times import moment
from tilstede.networks.x.tweet import ID, Refusal, loose

#: The files about the account itself are some kilobytes; more than this is something else.
_LIMIT = 8 << 20


@dataclass(frozen=True)
class Account:
    """``protected``: only followers see its tweets."""

    author: Author
    protected: bool = False


@dataclass(frozen=True)
class Manifest:
    """``counts``: how many elements X says a file has, by its name without the folder."""

    user: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def author_of(account_id: str, handle: str, name: str, avatar: str = "") -> Author:
    """The account as an author; texts from strangers are made fit to be stored."""
    handle = _line(handle).lstrip("@")
    return Author(
        avatar=_line(avatar),
        handle=handle,
        id=_line(account_id),
        name=_line(name),
        url=f"https://x.com/{handle}" if handle else "",
    )


def read_manifest(archive: Archive, name: str | None) -> Manifest:
    """:raises ValueError: it is there, but broken."""
    if name is None:
        return Manifest()
    with archive.open(name) as stream:
        raw = stream.read(_LIMIT)
    told, _ = loose(raw[max(raw.find(b"{"), 0) :])
    counts = {}
    for kind in _dict(told.get("dataTypes")).values():
        for file in _list(_dict(kind).get("files")):
            count = _text(_dict(file), "count")
            if count.isdecimal() and len(count) < 12:
                counts[_text(_dict(file), "fileName").rpartition("/")[2]] = int(count)
    return Manifest(_dict(told.get("userInfo")), counts)


def read_account(archive: Archive, files: dict[str, str], manifest: Manifest) -> Account | None:
    """The account; None when neither file tells. ``files``: what the archive calls them.

    :raises Refusal: the two files name different accounts.
    """
    told = _first(archive, files.get("account"), "account")
    stated = _text(manifest.user, "accountId")
    account_id = _text(told, "accountId") or stated
    if not ID.fullmatch(account_id):
        return None
    if stated and stated != account_id:
        raise Refusal(
            "other-author", f"account.js is of {account_id}, the manifest of {stated[:20]!r}"
        )
    author = author_of(
        account_id,
        _text(told, "username") or _text(manifest.user, "userName"),
        _text(told, "accountDisplayName") or _text(manifest.user, "displayName"),
        _text(_first(archive, files.get("profile"), "profile"), "avatarMediaUrl"),
    )
    return Account(author, _protected(archive, files))


def _protected(archive: Archive, files: dict[str, str]) -> bool:
    actions = [
        (moment(_text(told, "protectedAt")), _text(told, "action").lower())
        for told in _each(archive, files.get("protected-history"), "protectedHistory")
    ]
    dated = sorted((when, action) for when, action in actions if when)
    return bool(dated) and dated[-1][1] == "protect"


def _first(archive: Archive, name: str | None, key: str) -> dict[str, Any]:
    return next(iter(_each(archive, name, key)), {})


def _each(archive: Archive, name: str | None, key: str) -> Iterable[dict[str, Any]]:
    """The objects in a small file; what of it cannot be read is passed over, since other files may
    tell.
    """
    if name is None or archive.size(name) > _LIMIT:
        return
    try:
        with archive.open(name) as stream:
            for item in elements(stream):
                if not isinstance(item, Broken):
                    yield _dict(loose(item)[0].get(key))
    except (ArchiveError, BrokenJson, Refusal):
        return


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""


def _line(text: str) -> str:
    return " ".join(clean(text)[0].split())
