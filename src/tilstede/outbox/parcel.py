"""A cleared post made ready for a network: its words from the row, its files from the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from tilstede.core.post import Visibility
from tilstede.networks.kit.outgoing import Ballot, Captions, Card, Enclosure, Outgoing, Target
from tilstede.outbox import fetching, targets
from tilstede.outbox.models import Cleared, Delivery
from tilstede.record import read as record
from tilstede.record.read import Payload


class NotWhole(Exception):
    """It cannot go out whole: ``code`` says what is gone since it was cleared."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def packed(delivery: Delivery, wording: Cleared | None = None) -> Iterator[Outgoing]:
    """The post for its channel, with its files for as long as this lasts. ``wording``: another, for an edit; without
    files of its own it keeps those that are there.

    :raises NotWhole: a file of it was destroyed, or what it answers is gone.
    """
    cleared = wording or delivery.cleared
    with TemporaryDirectory(prefix="tilstede-outbox-") as folder:
        yield Outgoing(
            key=delivery.key,
            made=cleared.cleared_at,
            text=cleared.text,
            title=cleared.title,
            language=cleared.language,
            warning=cleared.warning,
            visibility=cast(Visibility, cleared.visibility),
            tags=tuple(cleared.tags),
            poll=_poll(cleared.poll),
            reply_to=_answered(delivery),
            quote_of=_standing(delivery.cleared.quote_of, "quoted-gone"),
            **_files(delivery, wording, Path(folder)),
        )


def _files(delivery: Delivery, wording: Cleared | None, folder: Path) -> dict[str, Any]:
    own = wording is not None and (wording.media or wording.card)
    cleared = wording if wording is not None and own else delivery.cleared
    if not cleared.media and not cleared.card:
        return {}
    held = record.payloads(cleared.event)

    def file(role: str) -> Path:
        return _path(held, role, folder)

    media = tuple(
        Enclosure(
            path=file(row["role"]),
            mime=row["mime"],
            name=row["name"],
            alt=row["alt"],
            captions=tuple(Captions(file(one["role"]), one["language"]) for one in row["captions"]),
            address=fetching.address(delivery, row["role"]),
        )
        for row in cleared.media
    )
    return {"media": media, "card": _card(cleared.card, file) if cleared.card else None}


def _card(row: Mapping[str, str], file: Any) -> Card:
    picture = file(row["role"]) if row.get("role") else None
    return Card(row["url"], row["title"], row["description"], picture)


def _poll(row: Mapping[str, Any] | None) -> Ballot | None:
    return Ballot(tuple(row["options"]), row["lasts"], row["multiple"]) if row else None


def _path(held: Mapping[str, Payload], role: str, folder: Path) -> Path:
    payload = held.get(role)
    if payload is None:
        raise NotWhole("file-destroyed")
    if payload.path is not None:
        return payload.path
    path = folder / role
    path.write_bytes(payload.content)
    return path


def _answered(delivery: Delivery) -> Target | None:
    if delivery.previous is None:
        return _standing(delivery.cleared.reply_to, "answered-gone")
    first = delivery.previous
    while first.previous is not None:
        first = first.previous
    root = targets.of_delivery(first, None).post if first != delivery.previous else None
    return targets.of_delivery(delivery.previous, root)


def _standing(number: int | None, code: str) -> Target | None:
    if number is None:
        return None
    found = targets.of(number)
    if found is None:
        raise NotWhole(code)
    return found
