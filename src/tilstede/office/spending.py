"""What an account may cost a month, where its network charges for what is asked of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec

from django.db.models import F

from tilstede.networks.kit import registry
from tilstede.office.models import Access


def price(network: str, ability: str, *, with_link: bool = False) -> Decimal:
    """US dollars for doing it once, as the network's own ``prices`` say; 0 where it charges nothing."""
    path = registry.PATHS.get(network, "").rpartition(".")[0]
    if not path or find_spec(f"{path}.prices") is None:
        return Decimal(0)
    told: Callable[..., Decimal] = import_module(f"{path}.prices").price
    try:
        return told(ability, 1, with_link)
    except KeyError:  # it does not charge for that
        return Decimal(0)


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


def _month(now: datetime) -> date:
    return now.date().replace(day=1)
