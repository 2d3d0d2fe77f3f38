"""Accounts of the directory as pages list them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from tilstede.intake.verification import naming
from tilstede.intake.verification.findings import network_of
from tilstede.office.models import Account, Finding
from tilstede.posts.models import Author
from tilstede.web import words


@dataclass(frozen=True, slots=True)
class Listed:
    """An account, what tells it from the others, and the number of its page here; None when nothing of it is held."""

    account: Account
    called: str
    author: int | None

    @property
    def network(self) -> str:
        """The one it is on, also where it is read in another way."""
        return network_of(self.account)

    @property
    def name(self) -> str:
        """As people write it."""
        return words.handle(self.called, self.account.network)

    @property
    def url(self) -> str:
        """Where it is; "" while it may be a stranger's."""
        finding = getattr(self.account, "finding", None)
        return "" if finding and finding.status in Finding.NOBODYS else self.account.url

    @property
    def level(self) -> int:
        """How far it is shown to be the owner's (`office.Finding.level`); 0 before the first check."""
        finding = getattr(self.account, "finding", None)
        return finding.level if finding else 0

    @property
    def status(self) -> str:
        """What the last check found; "" where there is nothing to tell."""
        finding = getattr(self.account, "finding", None)
        if finding is None or finding.status in (Finding.Status.OK, Finding.Status.UNCHECKED):
            return ""
        return str(finding.get_status_display())


def listed(wanted: Q) -> list[Listed]:
    """Accounts that the public sees, those in use first, by network. Three queries."""
    authors = Author.objects.filter(network=OuterRef("network"), native_id=OuterRef("native_id"))
    rows: QuerySet[Account] = (
        Account.objects.filter(wanted, show=True)
        .select_related("finding", "role", "body", "person")
        .annotate(author=Subquery(authors.values("id")[:1]))
    )
    called = naming.names(rows)
    return in_order(Listed(row, called[row.id], getattr(row, "author", None)) for row in rows)


def in_order(rows: Iterable[Listed]) -> list[Listed]:
    """Those in use first, then by network and name."""
    return sorted(rows, key=lambda row: (row.account.until is not None, row.network, row.name))
