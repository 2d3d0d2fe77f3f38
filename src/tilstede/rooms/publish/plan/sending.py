"""How it stands with a draft that was handed over, in each of its channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tilstede.outbox import queries, words
from tilstede.outbox.drafting import handing, writing
from tilstede.outbox.drafting.models import Manuscript
from tilstede.outbox.models import Delivery
from tilstede.rooms.publish.plan import days
from tilstede.rooms.publish.plan.timing import mine
from tilstede.rooms.publish.write.access import writers

State = Delivery.State
_COLORS: Final = {
    State.CONFIRMED: "success",
    State.SENT: "success",
    State.DIFFERS: "warning",
    State.FAILED: "danger",
    State.ASKED: "danger",
    State.HAND: "warning",
}
#: Nothing more comes by itself.
_ENDED: Final = (State.CONFIRMED, State.DIFFERS, State.FAILED, State.ASKED, State.HAND)


@dataclass(frozen=True, slots=True)
class Going:
    """A part on its way to a channel. ``needed``: whether a person must do something."""

    row: Delivery
    channel: str
    part: int
    state: str
    color: str
    why: str
    needed: bool


@require_safe
@writers
def sent(request: HttpRequest, key: str) -> HttpResponse:
    """Each channel, and what one can do where something went wrong."""
    held = mine(request, key)
    if held.state != Manuscript.State.HANDED:
        return redirect("draft-plan", key)
    if held.deed:
        return redirect("engage", held.about or 0)
    return render(request, "publish/plan/sent.html", _context(held))


@require_safe
@writers
def now(request: HttpRequest, key: str) -> HttpResponse:
    """The same states alone, for the script that asks again."""
    return render(request, "publish/plan/going.html", _context(mine(request, key)))


def _context(held: Manuscript) -> dict[str, Any]:
    rows = handing.deliveries(held)
    parts = max((row.position for row in rows), default=0)
    going = [_going(row, parts) for row in rows]
    return {
        "room_page": "drafts",
        "draft": held,
        "words": days.beginning(writing.standing(held)),
        "going": going,
        "ended": all(row.state in _ENDED or row.why == "previous" for row in rows),
    }


def _going(row: Delivery, parts: int) -> Going:
    return Going(
        row=row,
        channel=words.name(row.network, row.handle),
        part=row.position + 1 if parts else 0,
        state=words.state(row),
        color=_COLORS.get(State(row.state), "info"),
        why=words.reason(row),
        needed=row.state in queries.NEEDS_PERSON,
    )
