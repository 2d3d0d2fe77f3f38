"""What is decided about a draft, told to the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tilstede.core import canonical
from tilstede.outbox.drafting.models import Judgement, Manuscript, SecondLook
from tilstede.record import append


def tell(
    kind: str,
    held: Manuscript,
    seal: str,
    words: Mapping[str, str],
    *,
    by: str,
    now: datetime,
    **about: object,
) -> int:
    """Append an event about a draft; its number. ``seal``: of what was decided on.

    ``words``: what people wrote themselves, as a payload of its own that can be destroyed with the post
    (`drafting.forgetting`), while the record goes on saying who decided what.
    """
    told = {
        "manuscript": held.key,
        "revision": held.revision,
        "digest": seal,
        "accounts": _accounts(held),
        "by": by,
        **about,
    }
    payloads: dict[str, append.Payload] = {"about": canonical.dumps(told)}
    if any(words.values()):
        payloads["words"] = canonical.dumps(words)
    return append.append([append.Entry(kind, payloads)], now=now)


def ask(
    look: SecondLook, judged: Judgement, why: Sequence[str], *, by: str, now: datetime
) -> SecondLook:
    """Put the question about what was judged to whom it is for, in the record too. Inside the caller's transaction.

    ``why``: what asks for it (`judging.REASONS`)."""
    look.manuscript, look.revision = judged.manuscript, judged.revision
    look.seal, look.why = judged.seal, list(why)
    look.asked_by, look.asked_at = by, now
    about = {
        "person": look.person.get_username() if look.person else "",
        "stand_in": look.digest is not None,
        "after": look.after,
        "why": look.why,
    }
    whom = {"name": look.name, "address": look.address}
    number = tell("asked", look.manuscript, look.seal, whom, by=by, now=now, **about)
    look.events = [number]
    look.save()
    return look


def _accounts(held: Manuscript) -> list[dict[str, str]]:
    rows = held.accounts.order_by("network", "handle", "pk")
    return [{"network": one.network, "id": one.native_id, "handle": one.handle} for one in rows]
