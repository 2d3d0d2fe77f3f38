"""What the pages show of logins and of what goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from tilstede.office import policy, spending
from tilstede.office.models import Access, Account, Body
from tilstede.outbox import connecting, login_words, queries, words
from tilstede.outbox.connecting import Way
from tilstede.outbox.models import Act, Delivery
from tilstede.outbox.seeing import MaySee
from tilstede.rooms.setup.connect.post import Going, told

MOST = 50
#: Accounts that are not connected, and are looked at.
MOST_UNSENT = 500
_NOTHING = Decimal(0)
_COLORS = {
    Access.State.OK: "success",
    Access.State.LACKING: "warning",
    Access.State.EXPIRED: "danger",
    Access.State.REVOKED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Login:
    """An account, and its login if it has one. ``state``: in words; ``why``: who must do what about it;
    ``lacking``: what it may not do. ``how``: how it is written from, and who decided so."""

    account: Account
    access: Access | None
    state: str
    color: str
    why: str
    lacking: str
    how: str
    spent: Decimal

    @property
    def usable(self) -> bool:
        return self.access is not None and self.access.usable

    @property
    def has_how(self) -> bool:
        """Whether there is more to say of how it is written from than that what is cleared is sent."""
        return bool(self.account.policy) or words.lacks_address(self.account)

    @property
    def spends(self) -> bool:
        """Whether there is something to tell of what it costs."""
        row = self.access
        return self.costs if row is None else bool(row.cap is not None or self.spent or self.costs)

    @property
    def costs(self) -> bool:
        """Whether its network charges for what is sent and read."""
        return spending.charges(self.account.network)


def login(account: Account, now: datetime) -> Login:
    """How it stands with an account."""
    row: Access | None = getattr(account, "access", None)
    how = words.policy_of(account)
    if row is None:
        return Login(account, None, "", "neutral", "", "", how, _NOTHING)
    lacking = login_words.purposes(row.lacking)
    state, color = row.get_state_display(), _COLORS[Access.State(row.state)]
    used = spending.spent(row, now)
    return Login(account, row, state, color, words.login(row), lacking, how, used)


def logins(now: datetime) -> list[Login]:
    """Every account that is or was connected."""
    rows = _accounts().exclude(access=None)
    return [login(one, now) for one in rows.order_by("network", "handle", "id")]


def expired() -> list[Account]:
    """Those that nothing can be sent from before they are connected again."""
    return list(_accounts().filter(access__state=Access.State.EXPIRED).order_by("network", "id"))


def by_hand() -> list[Login]:
    """The body's own accounts in use that a person writes from on the network's own pages, or that nothing is written
    from, and that are not connected: by decision, or since they cannot be."""
    rows = _unconnected().exclude(network="feeds").exclude(_connectable())
    found = [one for one in rows[:MOST_UNSENT] if policy.of(one) != policy.Policy.POST]
    return [
        Login(one, None, "", "neutral", "", "", words.policy_of(one), _NOTHING) for one in found
    ]


def others(page: str) -> Page[Account]:
    """The body's own accounts, and its units', that can be connected and are not, where nothing else was decided.

    A page of them.
    """
    return Paginator(_unconnected().filter(_connectable()), MOST).get_page(page)


def _connectable() -> Q:
    """Of accounts that wait to be connected: what was decided otherwise does not."""
    names = _unconnected().order_by("network").values_list("network", flat=True).distinct()
    able = [name for name in names if connecting.is_connectable(name)]
    return Q(network__in=able, policy__in=("", policy.Policy.POST))


def _unconnected() -> QuerySet[Account]:
    """The body's own accounts in use, and its units', that have never been connected."""
    own = _own_bodies()
    theirs = Q(body__in=own) | Q(role__body__in=own)
    rows = _accounts().filter(theirs, access=None, until=None)
    return rows.exclude(capacity=Account.Capacity.PERSONAL).order_by("network", "handle", "id")


def _accounts() -> QuerySet[Account]:
    return Account.objects.select_related("body", "role__body", "access")


def _own_bodies() -> set[int]:
    """The body whose installation this is, and all units below it."""
    found: set[int] = set()
    level = set(Body.objects.filter(own=True).values_list("id", flat=True))
    while level:
        found |= level
        below = Body.objects.filter(parent__in=level).values_list("id", flat=True)
        level = set(below) - found
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to connect, in words. ``permissions``: what for, and the network's own words. ``made``: the page where a
    person makes what is asked for. ``same``: a way before it gives the same permissions."""

    way: Way
    title: str
    permissions: tuple[tuple[str, str], ...]
    made: str
    same: bool

    @property
    def own_app(self) -> bool:
        """Whether it goes through an app of the body's own, which must know where people are sent back to."""
        return any(one.code == "client-id" for one in self.way.asked)


def choices(account: Account) -> list[Choice]:
    """How an account can be connected."""
    found: list[Choice] = []
    for way in connecting.ways(account):
        told = login_words.permissions(way)
        same = any(_purposes(told) == _purposes(one.permissions) for one in found)
        found.append(
            Choice(way, login_words.way(way.code), told, connecting.made(way, account), same)
        )
    return found


def _purposes(permissions: tuple[tuple[str, str], ...]) -> list[str]:
    return [purpose for purpose, _scopes in permissions]


def going(view: str, page: str, may_see: MaySee) -> tuple[Page[Delivery | Act], list[Going]]:
    """One page of the outbox, the newest first; and the same in words, as `post.told` has them."""
    rows: list[Delivery | Act] = [*queries.deliveries(view)[:1_000], *queries.acts(view)[:1_000]]
    rows.sort(key=lambda one: one.made, reverse=True)
    found = Paginator(rows, MOST).get_page(page)
    return found, [told(one, may_see, whole=False) for one in found]
