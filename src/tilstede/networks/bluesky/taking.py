"""Records of a repository made into items, with the proof of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from tilstede.core.post import Form
from tilstede.networks.bluesky import names, parse, proof
from tilstede.networks.bluesky.car import Missing
from tilstede.networks.bluesky.reading import Refusal, part
from tilstede.networks.bluesky.record import to_post
from tilstede.networks.bluesky.repository import Entry, Repository
from tilstede.networks.kit.contract import Gone, Item, Seen, SetAside

#: What is taken in; likes, follows and the rest are the account's own business.
TAKEN: Final = frozenset({names.POST, names.REPOST})
_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Taking:
    """How one repository's records become items. ``author``: see `identity.profile`. ``key``: that its commit was
    held to, ``""`` where nobody could be asked. ``since``: the revision up to which all was known."""

    repository: Repository
    author: dict[str, Any]
    key: str = ""
    since: str = ""
    form: Form = "api"
    handles: dict[str, str] = field(default_factory=dict)

    def item(self, entry: Entry, *, is_edit: bool = False) -> Item | None:
        """The record as an item; None where it has not changed, so that its bytes are not in the file.

        ``is_edit``: this very commit has changed it.
        """
        uri = f"at://{self.repository.did}/{entry.key}"
        try:
            record, shown = proof.item(self.repository, entry, self.key)
        except Missing:
            return None
        except Refusal as error:
            return SetAside(uri, error.reason, error.detail)
        found: dict[str, Any] = {"record": record, "author": self.author, "proof": shown}
        if self.since:
            found["since"] = self.since
        if is_edit:
            found["edited"] = True
        if others := self._named(record["value"]):
            found["names"] = others
        try:
            post = to_post(parse.found_in(found, self.form))
        except Refusal as error:
            return SetAside(uri, error.reason, error.detail)
        return Seen(_encoder.encode(found), parse.JSON, post, uri)

    def gone(self, place: names.Record) -> Gone | None:
        """That the account has deleted it, as its tree shows; None where it stands, or stood when last seen."""
        try:
            cid, nodes = self.repository.find(f"{place.collection}/{place.rkey}")
        except Missing:
            return None
        if cid is not None:
            return None
        shown = {"gone": place.uri, "proof": proof.proof(self.repository, nodes, self.key)}
        return Gone(_encoder.encode(shown), parse.JSON, names.aliases(place), where=place.uri)

    def _named(self, value: Any) -> dict[str, str]:
        did = answered(value)
        return {did: self.handles[did]} if did in self.handles else {}


def answered(value: Any) -> str:
    """The id of whose post a record answers, ``""`` where it answers none."""
    found = names.record(str(part(value, "reply", "parent").get("uri", "")))
    return found.did if found else ""


def changed(repository: Repository, collections: Collection[str] = TAKEN) -> Iterator[Entry]:
    """The records whose bytes are in the file."""
    return (entry for entry in repository.entries(collections) if entry.cid in repository.car)


def reposted(items: Iterable[Item]) -> list[str]:
    """What is passed on in these items, each once."""
    posts = (item.post.repost_of for item in items if isinstance(item, Seen))
    return list(dict.fromkeys(filter(None, posts)))
