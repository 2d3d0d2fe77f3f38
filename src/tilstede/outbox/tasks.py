"""What the worker does for the pump out. Each task may run twice and still do its thing once."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django_tasks import task

from tilstede.networks.kit.errors import NetworkError
from tilstede.office import access, secrets
from tilstede.office.models import Access
from tilstede.outbox import byhand, doing, errands, forgetting, logins, pump, web
from tilstede.outbox.models import Act, Delivery

log = logging.getLogger(__name__)

#: What is due for longer than this has no job that takes it: the worker died between two commits.
_LATE = timedelta(seconds=30)


def _now() -> datetime:
    return datetime.now(UTC)


@task(once=True)
def deliver(number: int) -> None:
    """The next step of a delivery."""
    with web.client() as http:
        pump.deliver(number, http=http, now=_now)


@task(once=True)
def act(number: int) -> None:
    """The next step of an act."""
    with web.client() as http:
        doing.act(number, http=http, now=_now)


@task()
def deliver_due() -> None:
    """Whatever became of their jobs, errands whose time has come are gone on with."""
    late = _now() - _LATE
    for kind in (Delivery, Act):
        free = Q(held=None) | Q(held__lte=late)
        for row in kind._default_manager.filter(free, next_try__lte=late):
            errands.schedule(row)


@task()
def look_by_hand() -> None:
    """What a person published, and has come into the record since."""
    byhand.look(now=_now())


@task()
def tell_of_logins() -> None:
    """Logins that another floor has changed, or that ended with their accounts."""
    logins.tell(now=_now())
    with web.client() as http:
        logins.leave(now=_now(), http=http)


@task()
def forget_destroyed() -> None:
    """What was lawfully destroyed elsewhere."""
    forgetting.forget(now=_now())


@task()
def renew_logins() -> None:
    """Every login that ends some day; its network says whether it is time."""
    ending = Access.objects.filter(state__in=Access.USABLE).exclude(expires=None)
    with web.client() as http:
        for row in ending.exclude(account=None).select_related("account"):
            try:
                access.renew(row, http, _now())
            except (NetworkError, secrets.SecretChanged) as error:
                log.warning("%s is not renewed: %s %s", row, error.code, error.detail)
    logins.tell(now=_now())
