"""A repository as a file (`repo.car`), as any account's server gives it to anyone: com.atproto.sync.getRepo.

Blocks are read from where they lie, so that memory does not grow with the file. The account's key is not in it: where
the id's document lies beside it as `did.json`, the commit is held to that; else the signature is kept as it is, to be
checked later (see `proof`). Records are of the form ``archive``: an old file makes no new versions.
"""

from __future__ import annotations

import mmap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tilstede.core.post import Author
from tilstede.networks.bluesky import identity, names
from tilstede.networks.bluesky.car import Car, Missing, decoded
from tilstede.networks.bluesky.dagjson import to_json
from tilstede.networks.bluesky.reading import MAX_BYTES, Refusal, load
from tilstede.networks.bluesky.record import author_of
from tilstede.networks.bluesky.repository import Repository
from tilstede.networks.bluesky.taking import TAKEN, Taking
from tilstede.networks.kit.contract import Item, Left, SetAside
from tilstede.networks.kit.profiles.bluesky import name_in

#: How a CAR file begins, behind the length of its header: a map of two, of which the first is "roots".
_BEGINNING: Final = b"\xa2eroots"
_DOCUMENT: Final = "did.json"


def open_export(path: Path) -> RepositoryFile | None:
    """The repository in a file, or None. :raises Refusal: it holds something else, or is not signed by its account."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        if _BEGINNING not in file.read(16):
            return None
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    try:
        return RepositoryFile(path, data)
    except Refusal:
        data.close()
        raise


class RepositoryFile:
    """One account's records."""

    network = "bluesky"

    def __init__(self, path: Path, data: mmap.mmap) -> None:
        """:raises Refusal: it holds no repository, or one that the account beside it has not signed."""
        self.path = path
        self._data = data
        self._car = Car(data)
        self._repository = Repository(self._car)
        self._ended = False
        whose = self._whose()
        if whose.key and not self._repository.is_signed_by(whose.key):
            raise Refusal("unknown-format", f"{path.name} is not signed by the key in {_DOCUMENT}")
        author = identity.profile(whose, self._profile())
        self._taking = Taking(self._repository, author, whose.key, form="archive")
        self.account: Author | None = author_of(author, {})
        self.title = self.account.name or self.account.handle or whose.did

    def items(self) -> Iterator[Item]:
        """Posts and boosts in the order of their keys, then what was left alone."""
        left: Counter[str] = Counter()
        try:
            for entry in self._repository.entries():
                collection = entry.key.partition("/")[0]
                if collection not in TAKEN:
                    left[collection] += 1
                else:
                    place = f"{self.path.name}, {entry.key}"
                    yield self._taking.item(entry) or SetAside(place, "cut-off", "not in the file")
        except Refusal as error:
            yield SetAside(self.path.name, error.reason, error.detail)
        if self._car.cut or self._repository.absent:
            parts = f"{self._repository.absent} parts of its tree are not in the file"
            yield SetAside(self.path.name, "cut-off", parts)
        self._ended = True
        for collection, count in sorted(left.items()):
            yield Left("other", count, collection)

    def progress(self) -> tuple[int, int]:
        """Bytes of blocks that were read, and bytes in all."""
        size = self._car.size
        return (size if self._ended else min(self._car.read, size)), size

    def close(self) -> None:
        """Let go of the file."""
        self._data.close()

    def _whose(self) -> identity.Identity:
        """As the document beside the file tells, where it is this account's."""
        did = self._repository.did
        document: dict[str, Any] = {}
        beside = self.path.with_name(_DOCUMENT)
        if beside.is_file() and beside.stat().st_size < MAX_BYTES:
            document = load(beside.read_bytes())
        if document.get("id") != did:
            return identity.Identity(did, "", "", "")
        handle = names.real(name_in(document))
        return identity.Identity(
            did, handle, identity.server_in(document), identity.key_in(document)
        )

    def _profile(self) -> dict[str, Any]:
        """What the account said of itself then."""
        try:
            cid, _ = self._repository.find(f"{names.PROFILE}/self")
            value = to_json(decoded(self._car.block(cid))) if cid else {}
        except (Missing, Refusal):
            return {}
        return value if isinstance(value, dict) else {}
