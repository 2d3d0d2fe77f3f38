"""Where every Mastodon status of the demo lives, so that the accounts can answer one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from tests.demo_source import source
from tests.demo_source.source import Note


class Status(NamedTuple):
    """A status: its id, its page and its author's id."""

    uri: str
    page: str
    actor: str


@dataclass(frozen=True)
class Account:
    """One account and all it ever wrote."""

    host: str
    user: str
    profile: dict[str, Any] = field(repr=False)
    notes: list[Note] = field(repr=False)

    @property
    def uri(self) -> str:
        """The account's permanent id."""
        return f"https://{self.host}/users/{self.user}"

    def status(self, key: str, at: datetime) -> Status:
        """Where the status with this key, written then, lives."""
        number = snowflake(key, at)
        page = f"https://{self.host}/@{self.user}/{number}"
        return Status(f"{self.uri}/statuses/{number}", page, self.uri)


def snowflake(key: str, at: datetime) -> int:
    """An id as Mastodon makes it: milliseconds, then sixteen bits."""
    return int(at.timestamp() * 1000) << 16 | source.number(key, 1 << 16)


def accounts() -> list[Account]:
    """Every Mastodon account of the demo."""
    profiles = source.profiles()["mastodon"]
    return [Account(p["host"], p["user"], p, source.notes(*p["texts"])) for p in profiles]


class World:
    """All statuses of these accounts, and those of strangers as far as they are answered."""

    def __init__(self, known: Iterable[Account]) -> None:
        self._known = {note.key: (account, note) for account in known for note in account.notes}

    def find(self, reference: str | dict[str, str], note: Note) -> Status:
        """The status ``note`` refers to: by key, by ``@user@host``, or by that and a time."""
        if isinstance(reference, dict):
            return _stranger(reference["to"], source.moment(reference["at"]), note)
        if reference.startswith("@"):
            before = timedelta(minutes=4 + note.number(90))
            return _stranger(reference, note.at - before, note)
        account, found = self._known[reference]
        return account.status(found.key, found.at)

    def parent(self, note: Note) -> Note | None:
        """The post it answers, when that is one of these accounts'."""
        reference = note.fields.get("reply")
        return self._known[reference][1] if _is_key(reference) else None

    def conversation(self, note: Note) -> str:
        """The thread's name, as Mastodon makes it on the server where the thread began."""
        first = note
        while parent := self.parent(first):
            first = parent
        host = self._known[first.key][0].host
        number = 100_000 + source.number(f"thread {first.key}", 900_000)
        return f"tag:{host},{first.at:%Y-%m-%d}:objectId={number}:objectType=Conversation"


def _is_key(reference: Any) -> bool:
    return isinstance(reference, str) and not reference.startswith("@")


def _stranger(handle: str, at: datetime, note: Note) -> Status:
    user, host = handle.removeprefix("@").split("@")
    return Account(host, user, {}, []).status(f"before {note.key}", at)
