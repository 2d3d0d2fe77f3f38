"""Who is not present: bodies and holders of roles without an account on any network, or on any open one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tilstede.office.models import Account, Body, Holding
from tilstede.rooms.follow.who import bodies

PAGE = 50
#: Networks that anyone can read without an account and with software of their own choice.
OPEN = ("bluesky", "feeds", "flickr", "mastodon", "peertube")
#: A page or a mailbox is not presence among people.
_NO_NETWORK = ("feeds", "wordpress", "email")


@dataclass(frozen=True, slots=True)
class Absent:
    """A body, or the holder of a role in it, that is not present. ``contacts``: how they are reached instead."""

    body: Body
    holding: Holding | None
    contacts: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Share:
    """How many are not present, of how many."""

    absent: int
    of: int


def _present(accounts: QuerySet[Account], *, on_open: bool) -> Exists:
    today = timezone.localdate()
    used = accounts.filter(Q(until=None) | Q(until__gte=today), show=True)
    used = used.exclude(network__in=_NO_NETWORK)
    return Exists(used.filter(network__in=OPEN) if on_open else used)


def _bodies(*, on_open: bool, kind: str) -> tuple[QuerySet[Body], QuerySet[Body]]:
    """Those not present, and all."""
    every = Body.objects.filter(Q(until=None) | Q(until__gte=timezone.localdate()))
    every = every.filter(kind=kind) if kind else every
    accounts = Account.objects.filter(body=OuterRef("pk"))
    absent = every.filter(~_present(accounts, on_open=on_open))
    return absent.order_by("name_nb", "name_nn", "id"), every


def _holdings(*, on_open: bool, kind: str) -> tuple[QuerySet[Holding], QuerySet[Holding]]:
    """Those not present, neither by the role's account nor by their own, and all who hold a role today."""
    today = timezone.localdate()
    every = Holding.objects.filter(Q(until=None) | Q(until__gte=today))
    every = every.filter(Q(since=None) | Q(since__lte=today))
    every = every.filter(role__body__kind=kind) if kind else every
    mine = Q(person=OuterRef("person")) | Q(person=None, role=OuterRef("role"))
    absent = every.filter(~_present(Account.objects.filter(mine), on_open=on_open))
    return absent.order_by("person__name", "id"), every


def absent(
    *, people: bool, on_open: bool, kind: str, page: int
) -> tuple[Share, Page[Body] | Page[Holding], list[Absent]]:
    """A page of them by name. ``people``: holders of roles, else bodies. ``on_open``: without an account on an open
    network, though perhaps on others."""
    if people:
        gone, every = _holdings(on_open=on_open, kind=kind)
        rows = gone.select_related("person", "role__body")
        some: Page[Holding] = Paginator(rows, PAGE).get_page(page)
        found = [
            Absent(one.role.body, one, bodies.contacts(one.role.body.contacts)) for one in some
        ]
        return Share(some.paginator.count, every.count()), some, found
    none, all_ = _bodies(on_open=on_open, kind=kind)
    shown: Page[Body] = Paginator(none, PAGE).get_page(page)
    return (
        Share(shown.paginator.count, all_.count()),
        shown,
        [Absent(one, None, bodies.contacts(one.contacts)) for one in shown],
    )


def kinds() -> Iterable[tuple[str, int]]:
    """Kinds of bodies to choose from."""
    return bodies.kinds()
