"""The logins to the body's accounts: given out, kept, renewed, ended.

Office lies below the record, so whoever changes a login has it told there (`outbox.connecting`); what was changed
from elsewhere is found by ``told`` and told within a minute.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import Q

from tilstede.networks.kit import registry
from tilstede.networks.kit.access import Access, Connector
from tilstede.networks.kit.errors import Expired, Throttled
from tilstede.networks.kit.http import Http
from tilstede.office import models, secrets

#: So long one has the renewing of a login to himself; no call to a network lasts longer.
LEASE: Final = timedelta(seconds=90)
#: A login that ends within this is renewed before it is used.
SOON: Final = timedelta(minutes=10)
#: Seconds until it is worth asking again for a login that another is renewing.
BUSY: Final = 2.0
#: No more of a network's words than this are kept.
MOST_WORDS: Final = 500


#: Why a login ended: its account was taken out of the directory.
LEFT: Final = "left-directory"


class Renewing(Throttled):
    """Another worker renews the login just now; ask again in a moment."""

    code = "renewing"

    def __init__(self) -> None:
        super().__init__("the login is being renewed", retry_after=BUSY)


class WrongAccount(Exception):
    """The login that was given opens another account than it was given for. ``found``: its handle or id."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


def connector(network: str) -> Connector | None:
    """How accounts of the network are connected; None where there is nothing to connect."""
    return registry.get(network).connector() if registry.exists(network) else None


def of(account: models.Account) -> Access | None:
    """The login to an account; None when there is none that works. :raises secrets.SecretChanged:"""
    row = models.Access.objects.filter(account=account).first()
    return opened(row) if row is not None and row.usable else None


def of_id(network: str, account_id: str) -> Access | None:
    """As `of`, by the network's own id of the account."""
    found = models.Access.objects.filter(
        network=network,
        native_id=account_id,
        state__in=models.Access.USABLE,
        account__isnull=False,
    )
    row = found.order_by("-connected_at").first()
    return opened(row) if row is not None else None


def connected() -> frozenset[tuple[str, str]]:
    """(network, id) of every account with a login that works: to be asked once before many are read."""
    usable = models.Access.objects.filter(state__in=models.Access.USABLE, account__isnull=False)
    return frozenset(usable.values_list("network", "native_id"))


def opened(row: models.Access) -> Access:
    """The login as networks take it. :raises secrets.SecretChanged: it was stored under another secret."""
    return Access(
        network=row.network,
        account_id=row.native_id,
        handle=row.handle,
        server=row.server,
        secrets=_revealed(row.secrets),
        scopes=tuple(row.scopes),
        expires=row.expires,
    )


def keep(
    account: models.Account,
    given: Access,
    *,
    way: str,
    by: str,
    now: datetime,
    lacking: tuple[str, ...] = (),
) -> models.Access:
    """Keep a login that a person gave. What it says nothing of stays as it was. :raises WrongAccount:"""
    if account.native_id and account.native_id != given.account_id:
        raise WrongAccount(given.handle or given.account_id)
    with transaction.atomic():
        row = models.Access.objects.select_for_update().filter(account=account).first()
        held = _held(row, way)
        row = row or models.Access(account=account)
        row.network, row.native_id, row.handle = given.network, given.account_id, given.handle
        row.server, row.way, row.secrets = given.server, way, _concealed(held, given.secrets)
        row.scopes, row.lacking, row.expires = list(given.scopes), list(lacking), given.expires
        row.state = models.Access.State.LACKING if lacking else models.Access.State.OK
        row.why = row.detail = ""
        row.connected_by, row.connected_at, row.renewing = by, now, None
        _note(row, by=by, now=now)
        row.save()
        told = {"native_id": given.account_id, "handle": given.handle or account.handle}
        models.Account.objects.filter(id=account.id, native_id="").update(**told)
    return row


def fresh(account: models.Account, http: Http, now: datetime) -> Access | None:
    """As `of`, renewed where it soon ends. :raises NetworkError: it cannot be renewed now."""
    row = models.Access.objects.filter(account=account).first()
    if row is None or not row.usable:
        return None
    if row.expires is not None and row.expires - now < SOON:
        return renew(row, http, now)
    return opened(row)


def renew(row: models.Access, http: Http, now: datetime) -> Access:
    """A login that lasts longer, where the network thinks it is time. One worker does it; nothing is locked meanwhile.

    A refresh token that is changed with each use can be lost if the process dies between the answer and the commit;
    the one before is still held then, and asked with again, which networks allow for a while.
    :raises Renewing: another is at it. :raises Expired: a person must connect again; the row says so.
    """
    mine = models.Access.objects.filter(id=row.id)
    free = mine.filter(Q(renewing=None) | Q(renewing__lte=now), state__in=models.Access.USABLE)
    if not free.update(renewing=now + LEASE):
        raise Renewing
    try:
        before = row.secrets
        row.refresh_from_db()
        if row.secrets == before:  # else another has just done it
            _renew(row, http, now)
    finally:
        mine.filter(renewing=now + LEASE).update(renewing=None)
    row.refresh_from_db()
    return opened(row)


def _renew(row: models.Access, http: Http, now: datetime) -> None:
    held, unchanged = opened(row), models.Access.objects.filter(id=row.id, secrets=row.secrets)
    asked = connector(row.network)
    try:
        renewed = asked.renew(held, http, now) if asked else held
    except Expired as error:
        if row.account is not None and unchanged.exists():
            expired(row.account, error.code, now=now, detail=error.detail)
        raise
    if renewed != held:
        told = _concealed(held.secrets, renewed.secrets)
        scopes = list(renewed.scopes)
        unchanged.update(secrets=told, expires=renewed.expires, scopes=scopes, changed=now)


def expired(
    account: models.Account, why: str, *, now: datetime, detail: str = "", by: str = "network"
) -> bool:
    """The network no longer knows the login: nothing is sent with it from now on. False where that was known.

    ``why``: a code of `networks.kit.errors`.
    """
    return _turn(account, models.Access.State.EXPIRED, why=why, detail=detail, by=by, now=now)


def lack(account: models.Account, abilities: tuple[str, ...], *, by: str, now: datetime) -> None:
    """What a test of the login showed that it gives no permission for."""
    state = models.Access.State.LACKING if abilities else models.Access.State.OK
    row = models.Access.objects.get(account=account)
    if row.state != state or row.lacking != list(abilities):
        models.Access.objects.filter(id=row.id).update(lacking=list(abilities))
        _turn(account, state, why="", detail="", by=by, now=now)


def limit(account: models.Account, cap: Decimal | None, *, by: str, now: datetime) -> None:
    """How many US dollars a month may be spent with it; None: there is no cap."""
    models.Access.objects.filter(account=account).update(
        cap=cap, changed=now, changed_by=by, told=False
    )


def revoke(account: models.Account, *, by: str, now: datetime) -> bool:
    """Forget the login. False where there was none to forget."""
    done = _turn(account, models.Access.State.REVOKED, why="", detail="", by=by, now=now)
    models.Access.objects.filter(account=account).update(secrets="", expires=None)
    return done


def leave(row: models.Access, *, now: datetime) -> Access | None:
    """Its account has left the directory: the login is gone from here. What it was, so that the network can be told to
    forget it too; None where that cannot be read, or counted no more."""
    try:
        held = opened(row) if row.state in models.Access.USABLE else None
    except secrets.SecretChanged:
        held = None
    row.state, row.why, row.detail = models.Access.State.REVOKED, LEFT, ""
    row.secrets, row.expires = "", None
    _note(row, by="directory", now=now)
    row.delete()
    return held


def _turn(
    account: models.Account, state: str, *, why: str, detail: str, by: str, now: datetime
) -> bool:
    with transaction.atomic():
        row = models.Access.objects.select_for_update().filter(account=account).first()
        gone = models.Access.State.REVOKED
        if row is None or row.state == state or (row.state == gone and state != gone):
            return False
        row.state, row.why, row.detail = state, why, detail[:MOST_WORDS]
        _note(row, by=by, now=now)
        row.save(update_fields=("state", "why", "detail", "changed", "changed_by", "told"))
    return True


def _note(row: models.Access, *, by: str, now: datetime) -> None:
    row.changed, row.changed_by, row.told = now, by, False


def _held(row: models.Access | None, way: str) -> Mapping[str, str]:
    """What is held already and may stay: not what was given in another way, or can no longer be read."""
    if row is None or row.way != way:
        return {}
    try:
        return _revealed(row.secrets)
    except secrets.SecretChanged:
        return {}


def _revealed(stored: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(secrets.reveal(stored) or "{}")
    return found


def _concealed(held: Mapping[str, str], given: Mapping[str, str]) -> str:
    """Both together; what is given empty overwrites nothing."""
    told = {name: value for name, value in given.items() if value}
    return secrets.conceal(json.dumps({**held, **told}))
