"""The door into the outbox: a draft that a person has cleared, to be sent by itself from here on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from tilstede.core import canonical, packing
from tilstede.office import policy
from tilstede.office.models import Account
from tilstede.outbox import errands, fitting, web
from tilstede.outbox.draft import Draft, Enclosure, Part, cleaned
from tilstede.outbox.fitting import Problem
from tilstede.outbox.models import Cleared, Delivery
from tilstede.record import append


class NotCleared(Exception):
    """A draft that cannot go out as it is. ``problems``: all of them, in words."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Order:
    """A draft, and the channels it goes to in that wording."""

    draft: Draft
    accounts: tuple[Account, ...]


def clear(draft: Draft, accounts: Sequence[Account], *, by: str, now: datetime) -> list[Delivery]:
    """Have a draft sent to these channels: the events, the rows and the jobs are in one commit.

    :raises NotCleared: a network would not take it. Then nothing is cleared, for any channel.
    """
    (order,) = fitted([Order(draft, tuple(accounts))], now=now)
    with transaction.atomic():
        return enter(order, by=by, now=now)


def fitted(orders: Sequence[Order], *, now: datetime) -> list[Order]:
    """The same, each channel once, and said who shall see it. Networks may be asked: not inside a transaction.

    :raises NotCleared: what stands in the way of any of them.
    """
    ready, found = [], []
    with web.client() as http:
        for order in orders:
            accounts = tuple(dict.fromkeys(order.accounts))  # to each once, however often named
            parts = tuple(map(cleaned, order.draft.parts))
            draft = fitting.settled(replace(order.draft, parts=parts))
            found += fitting.problems(draft, accounts, http=http, now=now)
            ready.append(Order(draft, accounts))
    if found:
        raise NotCleared(list(dict.fromkeys(found)))
    return ready


def enter(order: Order, *, by: str, now: datetime) -> list[Delivery]:
    """What is `fitted` into the outbox, inside the caller's transaction."""
    rows = keep(order.draft, order.accounts, by=by, now=now)
    deliveries = _deliveries(rows, order.accounts, order.draft, now)
    for delivery in deliveries:
        if delivery.next_try is not None:
            errands.schedule(delivery)
    return deliveries


def keep(
    draft: Draft,
    accounts: Sequence[Account],
    *,
    by: str,
    now: datetime,
    of: int | None = None,
) -> list[Cleared]:
    """The words and files into the record, and a row for each part, inside the caller's transaction.

    ``of``: the delivery that this is a new wording of.
    """
    held = append.hold()
    first = append.next_number(held)
    told = [{"network": one.network, "id": one.native_id, "handle": one.handle} for one in accounts]
    rows, entries = [], []
    for position, part in enumerate(draft.parts):
        row, files = _row(draft, part, position)
        row.event, row.by, row.cleared_at = first + position, by, now
        row.key = uuid.uuid4().hex
        about = {
            **_told(row),
            "accounts": told,
            "by": by,
            "of": of,
            "parts": len(draft.parts),
            "confirmed": sorted(draft.confirmed),
        }
        entries.append(append.Entry("cleared", {"about": canonical.dumps(about), **files}))
        rows.append(row)
    assert append.append(entries, now=now, held=held) == first, "another writer came between"
    for row in rows:
        row.save(force_insert=True)
    return rows


def _told(row: Cleared) -> dict[str, Any]:
    names = (
        *("key", "text", "title", "language", "warning", "visibility", "tags", "media"),
        *("card", "poll", "position", "reply_to", "quote_of"),
    )
    return {name: getattr(row, name) for name in names}


def _row(draft: Draft, part: Part, position: int) -> tuple[Cleared, dict[str, append.Payload]]:
    files: dict[str, append.Payload] = {}
    media = [_medium(file, place, files) for place, file in enumerate(part.media)]
    row = Cleared(
        position=position,
        text=part.text,
        title=part.title,
        language=part.language,
        warning=part.warning,
        visibility=draft.visibility or "public",
        tags=list(part.tags),
        media=media,
        card=_card(part, files),
        poll=_poll(part),
        reply_to=draft.reply_to if position == 0 else None,
        quote_of=draft.quote_of if position == 0 else None,
    )
    return row, files


def _medium(file: Enclosure, place: int, files: dict[str, append.Payload]) -> dict[str, Any]:
    role = f"media.{place}"
    files[role] = _payload(file)
    captions = []
    for number, one in enumerate(file.captions):
        named = f"captions.{place}.{number}"
        files[named] = one.path.read_bytes()
        captions.append({"role": named, "language": one.language})
    name = file.name or file.path.name
    return {"role": role, "mime": file.mime, "name": name, "alt": file.alt, "captions": captions}


def _payload(file: Enclosure) -> append.Payload:
    """What is small lies in the database."""
    small = file.path.stat().st_size <= packing.LARGEST_ROW
    return file.path.read_bytes() if small else file.path


def _card(part: Part, files: dict[str, append.Payload]) -> dict[str, str] | None:
    card = part.card
    if card is None:
        return None
    told = {"url": card.url, "title": card.title, "description": card.description}
    if card.picture is not None:
        files["card"] = card.picture.read_bytes()
        told["role"] = "card"
    return told


def _poll(part: Part) -> Mapping[str, Any] | None:
    poll = part.poll
    if poll is None:
        return None
    return {"options": list(poll.options), "lasts": poll.lasts, "multiple": poll.multiple}


def _deliveries(
    rows: Sequence[Cleared], accounts: Sequence[Account], draft: Draft, now: datetime
) -> list[Delivery]:
    """For each channel the parts in their order."""
    found = []
    for account in accounts:
        previous = None
        by_hand = policy.of(account, answers=draft.reply_to is not None) == policy.Policy.HAND
        login = getattr(account, "access", None)
        for row in rows:
            previous = Delivery.objects.create(
                cleared=row,
                account=account,
                network=account.network,
                native_id=login.native_id if login else account.native_id,
                handle=account.handle or (login.handle if login else account.url),
                key=uuid.uuid4().hex,
                position=row.position,
                previous=previous,
                by_hand=by_hand,
                made=now,
                since=now,
                events=[row.event],
                **_first_state(row, by_hand, now),
            )
            found.append(previous)
    return found


def _first_state(row: Cleared, by_hand: bool, now: datetime) -> dict[str, Any]:
    """A person publishes the parts of a thread one after the other without being told to wait."""
    if by_hand:
        return {"state": Delivery.State.HAND}
    if row.position:
        return {"why": "previous"}
    return {"next_try": now}
