"""Accounts that can be followed where they are, under the filters of the stream that tell who is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from tilstede.core.account_address import NotAnAccount, parse
from tilstede.intake.models import Source
from tilstede.intake.verification.findings import network_of
from tilstede.office.models import Account, Body, Finding
from tilstede.posts.models import Author
from tilstede.posts.tables import in_chunks
from tilstede.rooms.follow.filters import Filters
from tilstede.web import words
from tilstede.web.context import named


@dataclass(frozen=True, slots=True)
class Listed:
    """An account as the body lists it, with the number of the author it writes as, if it was ever read."""

    row: Account
    author: Author | None
    feed: str = ""  #: its own on the network, where there is one that is known for certain

    @property
    def body(self) -> Body | None:
        """Whose it is in the end."""
        return self.row.body or (self.row.role.body if self.row.role else None)

    @property
    def owner(self) -> str:
        """The role or the body it speaks for, or the person."""
        if self.row.role:
            return f"{named(self.row.role, 'title')}, {named(self.row.role.body)}"
        return named(self.row.body) if self.row.body else str(self.row.person or "")

    @property
    def network(self) -> str:
        """The one it is on, also where it is read in another way."""
        return network_of(self.row)

    @property
    def called(self) -> str:
        """What a list calls it: of a feed, whose handle is its host alone, the name."""
        if self.row.network == "feeds":
            return self.name
        return words.handle(self.handle, self.row.network) or self.row.url

    @property
    def name(self) -> str:
        """What it calls itself, else whose it is."""
        return (self.author.name if self.author else "") or self.owner or self.handle

    @property
    def handle(self) -> str:
        """As people write it on its network, without a leading @."""
        told = self.row.handle or (self.author.handle if self.author else "")
        if told or not self.row.url:
            return told.removeprefix("@")
        try:
            return parse(self.row.url).handle
        except NotAnAccount:
            return ""

    @property
    def did(self) -> str:
        """Its permanent id on Bluesky."""
        return self.row.native_id if self.row.native_id.startswith("did:") else ""


def accounts(filters: Filters) -> list[Listed]:
    """Those shown that are in use today and pass the filters for whom and where. Language, topic and dates narrow
    posts; they say nothing of accounts. Nobody is led to one that may be a stranger's by now."""
    today = timezone.localdate()
    rows = Account.objects.filter(_in_use(today), show=True)
    rows = rows.exclude(finding__status__in=Finding.NOBODYS)
    for name, condition in _CONDITIONS.items():
        if told := getattr(filters, name):
            rows = rows.filter(condition(told))
    found = _in_order(rows)
    authors, feeds = _authors(found), _feeds(found)
    return [
        Listed(row, authors.get((row.network, row.native_id)), _own_feed(row, feeds))
        for row in found
    ]


def _in_order(rows: QuerySet[Account]) -> list[Account]:
    joined = rows.select_related("body", "role__body", "person").order_by("network", "id")
    return list({row.id: row for row in joined}.values())


def _in_use(today: date, prefix: str = "") -> Q:
    """Rows with days that hold today."""
    begun = Q(**{f"{prefix}since": None}) | Q(**{f"{prefix}since__lte": today})
    return begun & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": today}))


def _authors(rows: Iterable[Account]) -> dict[tuple[str, str], Author]:
    native = sorted({row.native_id for row in rows if row.native_id})
    return {
        (author.network, author.native_id): author
        for some in in_chunks(native)
        for author in Author.objects.filter(native_id__in=some, hidden=False)
    }


def _feeds(rows: Iterable[Account]) -> dict[str, str]:
    """Where feeds are read, by who writes there: what the directory has is often a front page."""
    native = sorted({row.native_id for row in rows if row.network == "feeds" and row.native_id})
    found = [
        source
        for some in in_chunks(native)
        for source in Source.objects.filter(network="feeds", what="account", account_id__in=some)
    ]
    return {source.account_id: source.moved or source.address for source in found}


def _own_feed(row: Account, feeds: Mapping[str, str]) -> str:
    """The network's feed of the account, where every account has one at an address that lasts."""
    if row.network == "feeds":
        return feeds.get(row.native_id, "")
    if row.network == "youtube" and row.native_id.startswith("UC"):
        return f"https://www.youtube.com/feeds/videos.xml?channel_id={row.native_id}"
    return ""


def under(roots: Q) -> list[int]:
    """Bodies and all that lies under them."""
    level = set(Body.objects.filter(roots).values_list("id", flat=True))
    found = set(level)
    while level:
        below = Body.objects.filter(parent_id__in=level).values_list("id", flat=True)
        level = set(below) - found
        found |= level
    return sorted(found)


def _of_bodies(roots: Q) -> Q:
    bodies = under(roots)
    return Q(body_id__in=bodies) | Q(role__body_id__in=bodies)


def _of_body(key: str) -> Q:
    return _of_bodies(Q(key=key))


def in_county(name: str) -> Q:
    """Bodies that lie in a county, and the county itself."""
    names = Q(name_nb=name) | Q(name_nn=name) | Q(name_se=name) | Q(name_en=name)
    return Q(county=name) | (Q(kind="county") & names)


def _of_county(name: str) -> Q:
    return _of_bodies(in_county(name))


def _of_person(key: str) -> Q:
    held = Q(role__holdings__person__key=key) & _in_use(timezone.localdate(), "role__holdings__")
    return Q(person__key=key) | held


def _of_party(name: str) -> Q:
    today = timezone.localdate()
    own = Q(person__holdings__party=name) & _in_use(today, "person__holdings__")
    return own | (Q(role__holdings__party=name) & _in_use(today, "role__holdings__"))


def _of_account(author_id: int) -> Q:
    author = Author.objects.filter(id=author_id).first()
    return Q(network=author.network, native_id=author.native_id) if author else Q(pk__in=[])


_CONDITIONS = {
    "body": _of_body,
    "ministry": _of_body,
    "county": _of_county,
    "role": lambda key: Q(role__key=key),
    "person": _of_person,
    "party": _of_party,
    "network": lambda name: Q(network=name),
    "account": _of_account,
}


def own_did() -> str:
    """The body's own account on Bluesky, which can own a list; "" when it has none."""
    rows = Account.objects.filter(body__own=True, show=True, native_id__startswith="did:")
    return next(iter(rows.order_by("id").values_list("native_id", flat=True)), "")


def first(groups: Iterable[tuple[str, list[Listed]]], most: int) -> list[tuple[str, list[Listed]]]:
    """The first groups, as long as they hold no more than ``most`` together; one at least."""
    found: list[tuple[str, list[Listed]]] = []
    for group in groups:
        most -= len(group[1])
        if most < 0 and found:
            break
        found.append(group)
    return found


def by_body(listed: Iterable[Listed]) -> Iterator[tuple[str, list[Listed]]]:
    """In groups by body, by name."""
    groups: dict[str, list[Listed]] = {}
    for one in listed:
        groups.setdefault(named(one.body) if one.body else one.owner, []).append(one)
    yield from sorted(groups.items())
