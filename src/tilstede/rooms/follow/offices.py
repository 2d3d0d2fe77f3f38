"""Which role or body an account speaks for, on any day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from tilstede.office.models import Account, Body, Holding, Person, Role
from tilstede.posts.models import Author
from tilstede.web.context import named


@dataclass(frozen=True, slots=True)
class Speaker:
    """For whom a post was written: a body; or a role in it, and who held that then. ``person`` alone: someone who
    held no role that day."""

    body: Body | None = None
    role: Role | None = None
    person: Person | None = None

    @property
    def title(self) -> str:
        """The role's, in the page's language."""
        return named(self.role, "title") if self.role else ""

    @property
    def body_name(self) -> str:
        """The body's, in the page's language."""
        return named(self.body) if self.body else ""

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.title, self.body_name]))


#: Lists that no page tells of whom a post was written for; to unpack them takes longer than all the rest.
_UNSAID = (
    "finding__evidence",
    *(f"{body}__{name}" for body in ("body", "role__body") for name in ("contacts", "other_names")),
)


class Offices:
    """Which role or body each of some authors speaks for, on any day. Three queries however many they are."""

    def __init__(self, authors: Iterable[Author]) -> None:
        names = {(author.network, author.native_id): author.id for author in authors}
        rows = (
            Account.objects.filter(
                network__in={network for network, _id in names},  # the index has it before the id
                native_id__in=[native_id for _network, native_id in names],
                show=True,
            )
            .select_related("body", "role__body", "person", "finding")
            .defer(*_UNSAID)
            .prefetch_related(
                Prefetch("role__holdings", Holding.objects.select_related("person")),
                Prefetch(
                    "person__holdings",
                    Holding.objects.select_related("role__body").defer(
                        "role__body__contacts", "role__body__other_names"
                    ),
                ),
            )
        )
        self._rows: dict[int, list[Account]] = {}
        for row in sorted(rows, key=lambda row: row.since or date.min):
            if author := names.get((row.network, row.native_id)):
                self._rows.setdefault(author, []).append(row)

    def account(self, author: Author) -> Account | None:
        """The author's account as the body lists it, now or last."""
        rows = self._rows.get(author.id)
        return rows[-1] if rows else None

    def rows(self, author: Author) -> list[Account]:
        """Each stretch of time in which someone owned it, the earliest first."""
        return self._rows.get(author.id, [])

    def level(self, author: Author, day: date) -> int | None:
        """How far the account is shown to be whose it says (0 to 3), as found last; None: not listed then."""
        rows = [row for row in self.rows(author) if is_within(row, day)]
        finding = getattr(rows[-1], "finding", None) if rows else None
        return finding.level if finding else 0 if rows else None

    def speakers(self, author: Author, day: date) -> tuple[Speaker, ...]:
        """For whom the author spoke that day. Nobody when the account was not listed then."""
        return tuple(
            speaker for row in self.rows(author) if is_within(row, day) for speaker in _of(row, day)
        )

    def at(self, author: Author, day: date) -> str:
        """The same in one line: the role held that day, or the body's name."""
        return "; ".join(dict.fromkeys(filter(None, map(str, self.speakers(author, day)))))


def _of(row: Account, day: date) -> Iterable[Speaker]:
    if row.role and (row.person is None or _holds(row.person, row.role, day)):
        if row.person:
            return [Speaker(row.role.body, row.role, row.person)]
        holders: list[Person | None] = [
            held.person for held in row.role.holdings.all() if is_within(held, day)
        ]
        return [Speaker(row.role.body, row.role, person) for person in holders or [None]]
    if row.person:
        held = [one.role for one in row.person.holdings.all() if is_within(one, day)]
        spoken = [Speaker(role.body, role, row.person) for role in held]
        return spoken or [Speaker(person=row.person)]
    return [Speaker(row.body)] if row.body else []


def _holds(person: Person, role: Role, day: date) -> bool:
    return any(held.person_id == person.id and is_within(held, day) for held in role.holdings.all())


def is_within(row: Account | Holding | Role | Body, day: date) -> bool:
    """Whether a row of the directory held on that day; an end that is not told counts as open."""
    return (row.since is None or row.since <= day) and (row.until is None or day <= row.until)


def was_listed(row: Account, day: date) -> bool:
    """Whether the account was used in office that day: while it is listed and, for a person's own, while the person
    held a role."""
    if not is_within(row, day):
        return False
    if row.person is not None:
        return any(is_within(held, day) for held in row.person.holdings.all())
    return True
