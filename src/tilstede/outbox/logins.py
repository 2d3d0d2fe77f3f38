"""What happens to logins, told in the record; and what waited for one goes on."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from tilstede.core import canonical
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.errors import Expired, NetworkError
from tilstede.networks.kit.http import Http
from tilstede.office import access, models
from tilstede.office.models import Account
from tilstede.outbox import errands
from tilstede.outbox.models import Act, Delivery
from tilstede.record import append

log = logging.getLogger(__name__)

#: Why an errand waits for a login.
WAITING: Final = ("expired", "secret-changed")


def leave(*, now: datetime, http: Http) -> int:
    """Logins whose accounts have left the directory end, here and, where it can be told, at the network. How many."""
    rows = list(models.Access.objects.filter(account=None).order_by("id"))
    for row in rows:
        with transaction.atomic():
            edge = append.hold()
            held = access.leave(row, now=now)
            append.append([append.Entry("connected", {"about": _about(row)})], now=now, held=edge)
        connector = access.connector(row.network)
        if held is not None and connector is not None:
            try:
                connector.end(held, http)
            except NetworkError as error:
                log.warning("%s is forgotten here alone: %s %s", row, error.code, error.detail)
    return len(rows)


def tell(*, now: datetime) -> int:
    """Append an event `connected` for each login that was changed since the record heard of it. How many."""
    with transaction.atomic():
        held = append.hold()
        untold = models.Access.objects.filter(told=False, account__isnull=False)
        rows = list(untold.order_by("changed", "id"))
        if rows:
            entries = [append.Entry("connected", {"about": _about(row)}) for row in rows]
            append.append(entries, now=now, held=held)
            models.Access.objects.filter(id__in=[row.id for row in rows]).update(told=True)
    return len(rows)


def _about(row: models.Access) -> bytes:
    """Never the login itself."""
    about = {
        "account": {"network": row.network, "id": row.native_id, "handle": row.handle},
        "by": row.changed_by,
        "cap": None if row.cap is None else str(row.cap),
        "lacking": row.lacking,
        "scopes": row.scopes,
        "state": row.state,
        "way": row.way,
        "why": row.why,
    }
    return canonical.dumps(about)


def keep(
    account: Account,
    given: Access,
    *,
    way: str,
    by: str,
    now: datetime,
    lacking: tuple[str, ...] = (),
) -> models.Access:
    """Keep a login, tell of it, and go on with what waited for it. :raises access.WrongAccount:"""
    with transaction.atomic():
        append.hold()
        row = access.keep(account, given, way=way, by=by, now=now, lacking=lacking)
        tell(now=now)
        for kind in (Delivery, Act):
            waiting = kind._default_manager.filter(account=account, why__in=WAITING)
            # What is sent waits to be read back, however long ago.
            goes_on = waiting.filter(~Q(next_try=None) | Q(state=kind.State.SENT))
            for errand in goes_on:
                kind._default_manager.filter(pk=errand.pk).update(next_try=now)
                errands.schedule(errand)
    return row


def expire(account: Account, error: Expired, *, now: datetime) -> None:
    """The network no longer knows the login: from this moment nothing is sent with it."""
    with transaction.atomic():
        append.hold()
        access.expired(account, error.code, now=now, detail=error.detail)
        tell(now=now)


def revoke(account: Account, *, by: str, now: datetime, http: Http) -> bool:
    """Forget the login, and have the network forget it where it can. False where there was none."""
    held = access.of(account)
    with transaction.atomic():
        append.hold()
        done = access.revoke(account, by=by, now=now)
        tell(now=now)
    connector = access.connector(account.network)
    if held is not None and connector is not None:
        connector.end(held, http)
    return done
