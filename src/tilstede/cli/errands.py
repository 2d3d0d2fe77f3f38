"""What stands in the outbox, as it is named and told of on the command line."""

from __future__ import annotations

from collections.abc import Iterator

import click
from django.utils.translation import gettext as _

from tilstede.cli import ground
from tilstede.outbox import naming, queries, seeing, words
from tilstede.outbox.clear import NotCleared
from tilstede.outbox.models import Act, Delivery

_COMMANDS = {
    "again": "retry",
    "stands": "stands",
    "accept": "accept",
    "drop": "drop",
    "by_hand": "by-hand",
}


def name(row: Delivery | Act) -> str:
    """By which it is named in commands: a number, with ``a`` before it for what is no post."""
    return f"a{row.pk}" if isinstance(row, Act) else str(row.pk)


def find(number: str) -> Delivery | Act:
    """:raises click.ClickException: there is no such errand."""
    kind = Act if number.startswith("a") else Delivery
    digits = number.removeprefix("a")
    row = kind._default_manager.filter(pk=int(digits)).first() if digits.isdecimal() else None
    if row is None:
        raise click.ClickException(_("There is no {number} in the outbox.").format(number=number))
    found: Delivery | Act = row
    return found


def find_post(number: str) -> Delivery:
    """:raises click.ClickException: there is no such errand, or it is no post."""
    row = find(number)
    if not isinstance(row, Delivery):
        raise click.ClickException(_("That can be said of posts only."))
    return row


def told(error: NotCleared) -> str:
    """What stands in the way, and what to type where a person may say that it can stand."""
    lines = []
    for problem in error.problems:
        lines.append(str(problem))
        if problem.key:
            lines.append(_("  If it may stand: --confirm {key}").format(key=problem.key))
    return "\n".join(lines)


def line(row: Delivery | Act) -> str:
    """How it stands, and what can be said of it."""
    parts = [name(row), ground.shown(row.made), words.name(row.network, row.handle)]
    parts += [words.state(row), naming.errand(row, seeing.at_machine)]
    if isinstance(row, Act) or not queries.is_deleted(row):
        parts += _standing(row)
    return " · ".join(parts)


def _standing(row: Delivery | Act) -> Iterator[str]:
    if isinstance(row, Delivery):
        yield from filter(None, [row.url])
        yield from map(words.difference, row.differences)
    yield from filter(None, [words.reason(row)])
    commands = _commands(row)
    if row.state in queries.NEEDS_PERSON and commands:
        yield " | ".join(commands)


def _commands(row: Delivery | Act) -> list[str]:
    if row.state == row.State.HAND:
        number = name(row)
        published = f"published {number} {_('ADDRESS')}"
        told = [f"text {number}", published, f"drop {number} --reason …"]
        return [f"tilstede outbox {one}" for one in told]
    told = [_COMMANDS[one] for one in queries.decisions(row) if row.why or one != "again"]
    found = [f"tilstede outbox {one} {name(row)}" for one in told]
    return [*found, anew] if (anew := words.anew(row)) else found


def fields(row: Delivery | Act) -> dict[str, object]:
    """The same for programs."""
    found: dict[str, object] = {
        "id": name(row),
        "network": row.network,
        "handle": row.handle,
        "state": row.state,
        "why": row.why,
        "detail": row.detail,
        "attempts": row.attempts,
        "next_try": row.next_try.isoformat() if row.next_try else None,
        "events": row.events,
    }
    if isinstance(row, Act):
        about = {
            "post": row.post,
            "address": row.address,
            "about": naming.errand(row, seeing.at_machine),
        }
        return {**found, "act": row.kind, **about, "reason": row.reason}
    told: dict[str, object] = {
        "text": queries.wording(row).text,
        "part": row.position,
        "by_hand": row.by_hand,
        "url": row.url,
        "edited": queries.last_edit(row) is not None,
        "deleted": queries.is_deleted(row),
    }
    return {**found, **told, "aliases": row.aliases, "differences": row.differences}
