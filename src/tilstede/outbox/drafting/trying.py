"""Try-outs: what is believed, until when it is tried, and what was found. Of posts, a channel or a service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tilstede.core import canonical
from tilstede.office.models import Account
from tilstede.outbox import checking, must_see
from tilstede.outbox.draft import Draft, Part
from tilstede.outbox.drafting.models import TryOut
from tilstede.record import append

Kind, Outcome = TryOut.Kind, TryOut.Outcome
#: What people meet, and are told that it is tried.
_SEEN: Final = (Kind.CHANNEL, Kind.SERVICE)


class NotTried(Exception):
    """It was not begun, or not judged; the text is for the person who tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is to be tried. ``name``: of the channel or service; "" for posts."""

    kind: str
    hypothesis: str
    ends: date
    name: str = ""
    account: Account | None = None


def begin(trial: Trial, *, by: str, now: datetime, today: date) -> TryOut:
    """Begin it. :raises NotTried: something is missing, or it would have ended before it began."""
    _demand(trial, today)
    made = TryOut(
        kind=trial.kind,
        name=_name(trial),
        account=trial.account if trial.kind != Kind.POST else None,
        hypothesis=trial.hypothesis.strip(),
        began=now,
        ends=trial.ends,
        by=by,
    )
    with transaction.atomic():
        append.hold()
        made.save()
        _tell(made, "begun", by=by, now=now)
    return made


def judge(tryout: TryOut, *, outcome: str, verdict: str, by: str, now: datetime) -> TryOut:
    """Say how it went. :raises NotTried: it was said already, or something is missing."""
    with transaction.atomic():
        append.hold()  # first, as those do who come from a draft: two who wait for each other wait for ever
        held = TryOut.objects.select_for_update().get(pk=tryout.pk)
        if held.outcome:
            raise NotTried(
                _("{person} has said how it went already.").format(person=held.judged_by)
            )
        if outcome not in Outcome.values or not verdict.strip():
            raise NotTried(_("Say what was found, and what becomes of it."))
        held.outcome, held.verdict = outcome, verdict.strip()
        held.judged_at, held.judged_by = now, by
        _tell(held, "judged", by=by, now=now)
    return held


def running() -> QuerySet[TryOut]:
    """Those that nobody has said of how they went, what is due first."""
    return TryOut.objects.filter(outcome="").select_related("account").order_by("ends", "pk")


def due(*, today: date) -> QuerySet[TryOut]:
    """Those whose day has come."""
    return running().filter(ends__lte=today)


def done() -> QuerySet[TryOut]:
    """The others, the newest verdict first."""
    return TryOut.objects.exclude(outcome="").select_related("account").order_by("-judged_at")


def on(accounts: Iterable[int]) -> dict[int, list[TryOut]]:
    """What is tried on these accounts, by the account's row: the channel itself, or services that are given there."""
    found: dict[int, list[TryOut]] = {}
    for row in running().filter(kind__in=_SEEN, account__in=accounts):
        if row.account is not None:
            found.setdefault(row.account.pk, []).append(row)
    return found


def services() -> list[TryOut]:
    """What is tried that people may use, and that belongs to no account."""
    return list(running().filter(kind__in=_SEEN, account=None))


def _name(trial: Trial) -> str:
    if trial.kind == Kind.POST:
        return ""
    return trial.name.strip() or str(trial.account or "")


def _demand(trial: Trial, today: date) -> None:
    """:raises NotTried:"""
    if trial.kind not in Kind.values or not trial.hypothesis.strip():
        raise NotTried(_("Say what you believe, so that somebody can tell whether it was so."))
    if trial.kind == Kind.CHANNEL and trial.account is None:
        raise NotTried(_("Choose the channel."))
    if trial.kind == Kind.SERVICE and not trial.name.strip():
        raise NotTried(_("Give the service a name that people know it by."))
    if trial.ends <= today:
        raise NotTried(_("It must end on a day to come."))
    _demand_sayable(trial.name)


def _demand_sayable(name: str) -> None:
    """All can read it. :raises NotTried: a check stops it, or a second person would have to see it."""
    draft = Draft(parts=(Part(text=name),))
    for word in must_see.of(draft):
        said = _(
            "“{word}” is on the list of what a second person always sees. Give it another name."
        )
        raise NotTried(said.format(word=word))
    for finding in checking.stops(draft, None):
        raise NotTried(checking.said(finding))


def _tell(row: TryOut, done: str, *, by: str, now: datetime) -> None:
    told = {
        "tryout": row.pk,
        "done": done,
        "kind": str(row.kind),
        "name": row.name,
        "account": _account(row.account),
        "hypothesis": row.hypothesis,
        "ends": row.ends.isoformat(),
        "outcome": str(row.outcome),
        "verdict": row.verdict,
        "by": by,
    }
    number = append.append([append.Entry("tried", {"about": canonical.dumps(told)})], now=now)
    row.events = [*row.events, number]
    row.save()


def _account(account: Account | None) -> dict[str, str] | None:
    if account is None:
        return None
    return {"network": account.network, "id": account.native_id, "handle": account.handle}
