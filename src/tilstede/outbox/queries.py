"""What stands in the outbox, for pages and the command line."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from tilstede.office.models import Access
from tilstede.outbox.models import Act, Delivery, Errand

State = Errand.State
#: What a person must decide, or look at.
NEEDS_PERSON = (State.HAND, State.ASKED, State.FAILED, State.DIFFERS)
#: What is not sent yet.
UNDER_WAY = (State.HAND, State.WAITING, State.SENDING, State.UNSURE)
#: What a person let be waits for nobody.
_LET_BE = Q(state=State.FAILED, why="dropped")


def deliveries(view: str = "") -> QuerySet[Delivery]:
    """The newest first. ``view``: ``waiting`` for what is not sent yet, ``person`` for what a person must decide,
    ``""`` for all."""
    rows = Delivery.objects.select_related("cleared", "account").order_by("-id")
    if view == "person":
        return rows.filter(state__in=NEEDS_PERSON).exclude(_LET_BE)
    return rows.filter(state__in=UNDER_WAY) if view == "waiting" else rows


def acts(view: str = "") -> QuerySet[Act]:
    """As `deliveries`."""
    rows = Act.objects.select_related("delivery__cleared", "account").order_by("-id")
    if view == "person":
        return rows.filter(state__in=NEEDS_PERSON).exclude(_LET_BE)
    return rows.filter(state__in=UNDER_WAY) if view == "waiting" else rows


def is_deleted(row: Delivery) -> bool:
    """Whether it was taken away from its network, by us or by hand."""
    done = (State.SENT, State.CONFIRMED)
    return Act.objects.filter(delivery=row, kind=Act.Kind.DELETE, state__in=done).exists()


def unfinished(accounts: Collection[int]) -> list[Delivery]:
    """What these accounts (numbers of their rows) have not sent, and what a person must still decide; oldest first."""
    open_ones = Q(state__in=UNDER_WAY) | Q(state__in=NEEDS_PERSON)
    rows = Delivery.objects.select_related("cleared", "account").filter(account__in=accounts)
    return list(rows.filter(open_ones).exclude(_LET_BE).order_by("id"))


def undecided() -> int:
    """How much waits for a person: posts to publish by hand, that nobody can tell of, or that failed, and logins that
    no longer count."""
    asked = (State.HAND, State.ASKED, State.FAILED)
    count = sum(
        kind._default_manager.filter(state__in=asked).exclude(_LET_BE).count()
        for kind in (Delivery, Act)
    )
    expired = Access.objects.filter(state=Access.State.EXPIRED, account__isnull=False)
    return count + expired.count()


def decisions(row: Errand) -> tuple[str, ...]:
    """What a person can say of it now: functions of `deciding`."""
    stands = ("stands",) if isinstance(row, Delivery) else ()
    if row.state == State.HAND:
        return (*stands, "drop")
    if row.state == State.ASKED:
        return (*stands, "again", "drop")
    if row.state == State.DIFFERS:
        return ("accept",)
    if row.state == State.FAILED:
        return ("again",) if row.why == "dropped" else ("again", "drop")
    return ("again", "drop") if row.state == State.WAITING else ()
