"""With whose login what is shown to nobody else is read: a connected account of the body's on the same network."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterator
from datetime import UTC, datetime

from tilstede.intake.models import Source
from tilstede.networks.kit import registry
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import Closed, Expired, Found, Network, NetworkError, Refused
from tilstede.networks.kit.http import Http
from tilstede.office import access, models, secrets, spending

log = logging.getLogger(__name__)


def of(source: Source, connected: Container[tuple[str, str]]) -> Access | None:
    """The source's own login where there is one (``connected``: as `office.access.connected` gives it); of another's
    account on a closed network, any of the body's there.

    :raises access.Renewing: it has run out and is not renewed yet. The network would refuse it, as if it had ended.
    """
    if (source.network, source.account_id) in connected:
        return _unspent(access.of_id(source.network, source.account_id))
    if source.what != "account" or not isinstance(registry.get(source.network), Closed):
        return None
    return _unspent(next((access.opened(row) for row in _rows(source.network)), None))


def _unspent(login: Access | None) -> Access | None:
    if login is not None and login.expires is not None and login.expires <= datetime.now(UTC):
        raise access.Renewing
    return login


def keep_fresh(http: Http, now: datetime) -> None:
    """Renew what soon runs out, before sources are read with it. What cannot be renewed is left as it is."""
    for row in models.Access.objects.filter(
        state__in=models.Access.USABLE, account__isnull=False, expires__lt=now + access.SOON
    ):
        try:
            access.renew(row, http, now)
        except (NetworkError, secrets.SecretChanged) as error:
            log.warning("%s is not renewed: %s %s", row, error.code, error.detail)


def end(login: Access | None, error: Exception | None, now: datetime) -> None:
    """Where the network said, as it was read, that this login counts no more, nothing is sent with it either. Another
    that has taken its place meanwhile counts."""
    if login is None or not isinstance(error, Expired):
        return
    for row in _rows(login.network):
        try:
            same = row.native_id == login.account_id and access.opened(row) == login
        except secrets.SecretChanged:
            same = False
        if same and row.account is not None:
            access.expired(row.account, error.code, now=now, detail=error.detail)


def look_up(network: Network, address: str, http: Http, now: datetime) -> Found | None:
    """What an address of a closed network is, asked with the body's logins one by one; None where there is none.
    :raises NetworkError: none of them opens it."""
    if not isinstance(network, Closed):
        return None
    trouble: NetworkError | None = None
    for row in _rows(network.name):
        try:
            login = access.fresh(row.account, http, now) if row.account else None
            if login is not None:
                with spending.metered(row, http, now):
                    return network.look_up(address, login, http, now)
        except (Expired, Refused) as error:
            trouble = error
    if trouble is not None:
        raise trouble
    return None


def held(network: str) -> bool:
    """Whether any account of the body's there has a login that works."""
    return any(True for _row in _rows(network))


def _rows(network: str) -> Iterator[models.Access]:
    """The newest first."""
    states = models.Access.USABLE
    usable = models.Access.objects.filter(network=network, state__in=states, account__isnull=False)
    yield from usable.select_related("account").order_by("-connected_at", "id")
