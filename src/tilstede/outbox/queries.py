"""What stands in the outbox, for pages and the command line."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Prefetch, Q, QuerySet

from tilstede.office.models import Access
from tilstede.outbox.models import Act, Cleared, Delivery, Errand

State = Errand.State
#: What a person must decide, or look at.
NEEDS_PERSON = (State.HAND, State.ASKED, State.FAILED, State.DIFFERS)
#: What is not sent yet.
UNDER_WAY = (State.HAND, State.WAITING, State.SENDING, State.UNSURE)
#: What the network has taken.
STANDING = (State.SENT, State.CONFIRMED, State.DIFFERS)
#: Why something failed that fails again as it is.
FINAL = frozenset(("rejected", "not-found", "answered-gone", "quoted-gone", "file-destroyed"))
_DONE = (State.SENT, State.CONFIRMED)
#: What a person let be waits for nobody.
_LET_BE = Q(state=State.FAILED, why="dropped")


def deliveries(view: str = "") -> QuerySet[Delivery]:
    """The newest first. ``view``: ``waiting`` for what is not sent yet, ``person`` for what a person must decide,
    ``""`` for all."""
    rows = Delivery.objects.select_related("cleared", "account").order_by("-id")
    rows = rows.prefetch_related(Prefetch("acts", Act.objects.select_related("cleared")))
    if view == "person":
        gone = Act.objects.filter(kind=Act.Kind.DELETE, state__in=_DONE).values("delivery")
        differs_no_more = Q(state=State.DIFFERS, pk__in=gone)
        return rows.filter(state__in=NEEDS_PERSON).exclude(_LET_BE).exclude(differs_no_more)
    return rows.filter(state__in=UNDER_WAY) if view == "waiting" else rows


def acts(view: str = "") -> QuerySet[Act]:
    """As `deliveries`."""
    rows = Act.objects.select_related("delivery__cleared", "account").order_by("-id")
    if view == "person":
        return rows.filter(state__in=NEEDS_PERSON).exclude(_LET_BE)
    return rows.filter(state__in=UNDER_WAY) if view == "waiting" else rows


def is_deleted(row: Delivery) -> bool:
    """Whether it was taken away from its network, by us or by hand."""
    return any(one.kind == Act.Kind.DELETE and one.state in _DONE for one in row.acts.all())


def last_edit(row: Delivery) -> Act | None:
    """What gave it the words it has now, at its network; None where it has those that were cleared."""
    done = (one for one in row.acts.all() if one.kind == Act.Kind.EDIT and one.state in STANDING)
    return max(done, key=lambda one: one.pk, default=None)


def wording(row: Delivery) -> Cleared:
    """What it says by now."""
    edit = last_edit(row)
    return edit.cleared if edit and edit.cleared else row.cleared


def thread(row: Delivery) -> list[Delivery]:
    """All parts of the thread it belongs to, in the same channel, in their order; itself alone where it is none."""
    found = [row]
    while (before := found[0].previous) is not None:
        found.insert(0, before)
    while (after := Delivery.objects.filter(previous=found[-1]).first()) is not None:
        found.append(after)
    return found


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
    if isinstance(row, Delivery) and is_deleted(row):
        return ()
    if row.state == State.HAND:
        return ("drop",)
    if row.state == State.ASKED:
        return ("stands", "again", "drop") if isinstance(row, Delivery) else ("again", "drop")
    if row.state == State.DIFFERS:
        return ("accept",)
    if row.state == State.FAILED and row.why in FINAL:
        return ("by_hand", "drop", "again") if isinstance(row, Delivery) else ("drop", "again")
    if row.state == State.FAILED:
        return ("again",) if row.why == "dropped" else ("again", "drop")
    return ("again", "drop") if row.state == State.WAITING else ()
