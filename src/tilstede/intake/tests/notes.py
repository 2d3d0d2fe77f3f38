"""The smallest network whose parser has improved: notes in JSON, of which level 1 reads less than level 2."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from tilstede.core.post import Author, Form, Media, Post
from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import Seen

FORMS: dict[str, Form] = {"a": "api", "f": "feed", "t": "archive"}


class Notes:
    """As much of a `contract.Network` as reading again asks for."""

    name = "notes"
    level = 1

    @property
    def parser(self) -> str:
        return f"notes/{self.level}"

    def again(self, raw: bytes, post: Post) -> Post:
        return self.read(raw)

    def read(self, raw: bytes) -> Post:
        """The better parser reads what lies under ``more``, each of its fields a field of the post's."""
        note = json.loads(raw)
        more = note.get("more", {}) if self.level > 1 else {}
        if more.get("broken"):
            raise ValueError("it is not a note")
        author = Author(id="note:writer", name=more.get("author", note.get("author", "")))
        return Post(
            aliases=(f"note:{note['id']}", *more.get("names", ())),
            author=author,
            edited=_time(note.get("edited")),
            form=FORMS[more.get("form", note.get("form", "a"))],
            media=tuple(Media(url=url) for url in more.get("media", note.get("media", ()))),
            network=self.name,
            parser=self.parser,
            published=_time(more.get("published", note.get("published"))),
            text=more.get("text", note["text"]),
            visibility=more.get("visibility", note.get("visibility", "public")),
        )

    def seen(self, number: int, text: str, **told: Any) -> Seen:
        """A note as it is received and read."""
        raw = json.dumps({"id": number, "text": text, **told}).encode()
        return Seen(raw, "application/json", self.read(raw))


network = Notes()


def install(patch: pytest.MonkeyPatch, level: int) -> None:
    """Let there be this network, with the parser of that level."""
    patch.setitem(registry.PATHS, network.name, __name__)
    patch.setattr(network, "level", level)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
