"""What is decided about a draft, told to the record."""

from __future__ import annotations

from datetime import datetime

from tilstede.core import canonical
from tilstede.outbox.drafting.models import Judgement, Manuscript, SecondLook
from tilstede.record import append


def tell(kind: str, held: Manuscript, seal: str, *, by: str, now: datetime, **about: object) -> int:
    """Append an event about a draft; its number. ``seal``: of what was decided on."""
    told = {
        "manuscript": held.key,
        "revision": held.revision,
        "digest": seal,
        "accounts": _accounts(held),
        "by": by,
        **about,
    }
    return append.append([append.Entry(kind, {"about": canonical.dumps(told)})], now=now)


def ask(look: SecondLook, judged: Judgement, *, by: str, now: datetime) -> SecondLook:
    """Put the question about what was judged to whom it is for, in the record too. Inside the caller's transaction."""
    look.manuscript, look.revision = judged.manuscript, judged.revision
    look.seal, look.why = judged.seal, judged.why
    look.asked_by, look.asked_at = by, now
    whom = {
        "person": look.person.get_username() if look.person else "",
        "name": look.name,
        "address": look.address,
        "stand_in": look.digest is not None,
        "after": look.after,
    }
    look.events = [tell("asked", look.manuscript, look.seal, by=by, now=now, why=look.why, **whom)]
    look.save()
    return look


def _accounts(held: Manuscript) -> list[dict[str, str]]:
    rows = held.accounts.order_by("network", "handle", "pk")
    return [{"network": one.network, "id": one.native_id, "handle": one.handle} for one in rows]
