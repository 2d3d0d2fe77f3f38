"""What an account may cost a month, where its network charges for what is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from django.db.models import F

from tilstede.networks.kit import registry
from tilstede.networks.kit.errors import Throttled
from tilstede.networks.kit.http import Http
from tilstede.office.models import Access

#: Seconds after which it is looked whether a person has raised the cap.
LOOK_AGAIN: Final = 3_600.0


def price(network: str, ability: str, *, with_link: bool = False) -> Decimal:
    """US dollars for doing it once, as the network's own ``prices`` say; 0 where it charges nothing."""
    told = _prices(network)
    try:
        return told(ability, 1, with_link) if told else Decimal(0)
    except KeyError:  # it does not charge for that
        return Decimal(0)


def charges(network: str) -> bool:
    """Whether the network charges for what is sent or read there."""
    return _prices(network) is not None


@cache
def _prices(network: str) -> Callable[..., Decimal] | None:
    """None: it charges nothing."""
    path = registry.PATHS.get(network, "").rpartition(".")[0]
    if not path or find_spec(f"{path}.prices") is None:
        return None
    found: Callable[..., Decimal] = import_module(f"{path}.prices").price
    return found


def spent(row: Access, now: datetime) -> Decimal:
    """US dollars this month (UTC) so far."""
    return row.spent if row.month == _month(now) else Decimal(0)


def is_affordable(row: Access, cost: Decimal, now: datetime) -> bool:
    """Whether it keeps within the month's cap."""
    return not cost or row.cap is None or spent(row, now) + cost <= row.cap


def charge(row: Access, cost: Decimal, now: datetime) -> None:
    """Count it, before it is asked for: what is lost on the way may have been charged all the same."""
    if cost:
        mine = Access.objects.filter(id=row.id)
        mine.exclude(month=_month(now)).update(month=_month(now), spent=0)
        mine.update(spent=F("spent") + cost)


def give_back(row: Access, cost: Decimal, charged: datetime) -> None:
    """Count it no more: the network has certainly done nothing. ``charged``: when it was counted; another month's
    stays where it is."""
    if cost:
        mine = Access.objects.filter(id=row.id, month=_month(charged), spent__gte=cost)
        mine.update(spent=F("spent") - cost)


@contextmanager
def metered(row: Access, http: Http, now: datetime) -> Iterator[None]:
    """Count what is read within this, which nobody knows before."""
    before = http.cost
    try:
        yield
    finally:
        charge(row, http.cost - before, now)


def charge_reading(network: str, account_id: str, cost: Decimal, now: datetime) -> None:
    """Count what was read with an account's login."""
    row = of_id(network, account_id) if cost else None
    if row is not None:
        charge(row, cost, now)


def demand(network: str, account_id: str, now: datetime) -> None:
    """:raises CapReached: nothing more is read with this login, since that would cost more than it may."""
    cost = price(network, "fetch")
    row = of_id(network, account_id) if cost else None
    if row is not None and not is_affordable(row, cost, now):
        raise CapReached(row, now)


class CapReached(Throttled):
    """The month's cap of an account is reached; what is not read meanwhile is shown as a gap."""

    code = "cap"

    def __init__(self, row: Access, now: datetime) -> None:
        end = (_month(now) + timedelta(days=32)).replace(day=1)
        left = datetime(end.year, end.month, 1, tzinfo=UTC) - now
        detail = f"{spent(row, now):.2f} of {row.cap:.2f} US dollars are spent this month"
        super().__init__(detail, retry_after=min(left.total_seconds(), LOOK_AGAIN))


def of_id(network: str, account_id: str) -> Access | None:
    """The login that an account is read with."""
    found = Access.objects.filter(network=network, native_id=account_id, state__in=Access.USABLE)
    return found.exclude(account=None).order_by("-connected_at").first()


def _month(now: datetime) -> date:
    return now.date().replace(day=1)
