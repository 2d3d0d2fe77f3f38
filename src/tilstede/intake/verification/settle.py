"""What a person decides when an account has raised an alarm. Nothing that was stopped goes on before this."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from tilstede.core.directory.entries import plain
from tilstede.core.verification import STOPPING
from tilstede.intake import following, listing, sources
from tilstede.intake.models import Source
from tilstede.intake.verification.findings import (
    found_of,
    network_of,
    next_week,
    note,
    sources_of,
)
from tilstede.networks.kit.contract import AccountChanged
from tilstede.networks.kit.profiles.bluesky import DID
from tilstede.office.directory import standing
from tilstede.office.models import Account, Alarm, Finding
from tilstede.record import append

#: same: it is the account it was, under its new id if it has one; other: it is not, and stays stopped;
#: close: it is no longer ours, from today on; seen: there is nothing to do.
VERDICTS: Final = ("same", "other", "close", "seen")


class NotSettled(Exception):
    """A decision that cannot be carried out; the text is for the person who took it."""


def verdicts_of(alarm: Alarm) -> tuple[str, ...]:
    """What can be decided about an alarm: nothing any more once it is settled, unless it keeps an account stopped."""
    if alarm.settled is None:
        return ("same", "other", "close") if alarm.kind in STOPPING else ("seen", "close")
    held = found_of(alarm.account).status == Finding.Status.HELD
    latest = alarm.account.alarms.filter(kind__in=STOPPING).order_by("-raised").first()
    return ("same", "close") if alarm.verdict == "other" and held and alarm == latest else ()


def settle(alarm: Alarm, verdict: str, *, by: str, now: datetime) -> None:
    """Carry out what a person decided. :raises NotSettled: someone else was first, or it cannot be decided so."""
    with transaction.atomic():
        append.hold()
        alarm.refresh_from_db()
        possible = verdicts_of(alarm)
        if not possible:
            raise NotSettled(_("Somebody has settled this alarm already."))
        if verdict not in possible:
            raise NotSettled(_("Such an alarm cannot be settled so."))
        account = alarm.account
        note("settled", account, now, by=by, alarm=alarm.kind, verdict=verdict, detail=alarm.detail)
        alarm.settled, alarm.settled_by, alarm.verdict = now, by, verdict
        alarm.save(update_fields=("settled", "settled_by", "verdict"))
        if verdict == "same":
            _take(account, alarm.detail, by=by, now=now)
        elif verdict == "close":
            _close(account, by=by, now=now)


def _take(account: Account, stable_id: str, *, by: str, now: datetime) -> None:
    """It is the same account under this id: it is read on, and looked at again at once."""
    finding = found_of(account)
    stopped = list(sources_of(account))
    finding.stable_id, finding.status, finding.next_check = stable_id, Finding.Status.UNCHECKED, now
    finding.save()
    account.alarms.filter(settled=None, kind__in=STOPPING).update(
        settled=now, settled_by=by, verdict="same"
    )
    account.refresh_from_db()
    if account.native_id and network_of(account) == account.network:
        account.native_id = stable_id
    if account.reading_why == AccountChanged.code:
        account.reading, account.reading_why = Account.Reading.NONE, ""
    account.save(update_fields=("native_id", "reading", "reading_why"))
    for source in stopped:
        if source.why == AccountChanged.code:
            _resume(source, stable_id, by=by, now=now)
    following.settle(now=now)


def _resume(source: Source, stable_id: str, *, by: str, now: datetime) -> None:
    """Read on under the new id. The person has said who it is, so nobody is asked again."""
    source.account_id, source.why = stable_id, ""
    source.save(update_fields=("account_id", "why"))
    sources.resume(source, by=by, now=now)


def _close(account: Account, *, by: str, now: datetime) -> None:
    """It is ours until today. Its posts stay; it is no longer read or looked at."""
    entry = {**plain(standing.entry("accounts", account.id)), "to": now.date()}
    listing.save_entry("accounts", str(account.id), entry, changed=account.changed, by=by, now=now)
    finding = found_of(account)
    finding.status, finding.next_check = Finding.Status.GONE, next_week(account, now)
    finding.save()
    for alarm in account.alarms.filter(settled=None):
        alarm.settled, alarm.settled_by, alarm.verdict = now, by, "close"
        alarm.save(update_fields=("settled", "settled_by", "verdict"))
    for source in sources_of(account):
        sources.unfollow(source, by=by, now=now)


def identify(account: Account, stable_id: str, *, by: str, now: datetime) -> None:
    """A person tells an account's permanent id, before its handle leads anywhere: so that a handle on the body's own
    domain can be answered for (`/.well-known/atproto-did`). :raises NotSettled:"""
    if account.network != "bluesky" or not DID.fullmatch(stable_id):
        raise NotSettled(
            _("That is no permanent id of Bluesky's. It looks like did:plc:… or did:web:…")
        )
    with transaction.atomic():
        append.hold()
        finding = found_of(account)
        if finding.stable_id or account.native_id:
            raise NotSettled(_("The permanent id of this account is known already."))
        note("listed", account, now, by=by, id=stable_id)
        finding.stable_id, finding.next_check = stable_id, now
        finding.save()
        account.native_id = stable_id
        account.changed += 1
        account.save(update_fields=("native_id", "changed"))
