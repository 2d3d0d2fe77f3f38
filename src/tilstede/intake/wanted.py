"""Which streams are worth a connection: those of connected accounts, and those that tell of many accounts at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, cast

from django.db.models import Q

from tilstede.intake.models import Source
from tilstede.networks.kit import contract, registry
from tilstede.networks.kit.contract import Cursor
from tilstede.office import access, models, secrets

#: Networks of which one stream tells of many accounts; ``address`` then holds their ids, parted by spaces.
TOGETHER: Final = frozenset({"bluesky"})
#: What is streamed of a connected account, the most urgent first.
_KINDS: Final = ("mailbox", "mentions", "account", "hashtag")


@dataclass(frozen=True, slots=True)
class Wanted:
    """``source``: what the network is to be told, without the cursor. ``sources``: the rows it tells of."""

    source: contract.Source
    sources: frozenset[int]

    def asked(self, cursor: Cursor) -> contract.Source:
        """With the place to go on from."""
        return replace(self.source, cursor=cursor)

    def is_answered_by(self, asked: contract.Source) -> bool:
        """Whether a stream that was opened with that is still what is wanted."""
        return replace(asked, cursor={}) == self.source


def streams(most: int) -> dict[str, Wanted]:
    """By name (`models.Stream`), no more than that many."""
    found = dict([*_together(), *_connected()])
    return dict(list(found.items())[:most])


def read_soon(sources: Iterable[int], now: datetime) -> None:
    """Have these read in the next round."""
    followed = Source.objects.filter(id__in=sources, state=Source.State.FOLLOWED, failures=0)
    followed.filter(next_try__gt=now).update(next_try=now)


def _together() -> Iterator[tuple[str, Wanted]]:
    for name in sorted(TOGETHER & registry.PATHS.keys()):
        rows = Source.objects.filter(network=name, what="account", state=Source.State.FOLLOWED)
        accounts = sorted(rows.exclude(account_id="").values_list("account_id", "id"))
        if accounts:
            address = " ".join(account for account, _ in accounts)
            ids = frozenset(number for _, number in accounts)
            yield name, Wanted(contract.Source(name, address), ids)


def _connected() -> Iterator[tuple[str, Wanted]]:
    """Sources with the login of a connected account, of networks that stream. One that has run out is renewed by the
    round of capture."""
    lasting = Q(expires=None) | Q(expires__gt=datetime.now(UTC))
    usable = models.Access.objects.filter(lasting, state__in=models.Access.USABLE)
    logins = {(row.network, row.native_id): row for row in usable if _streams(row.network)}
    if not logins:
        return
    ids = [native for _, native in logins]
    rows = Source.objects.filter(
        account_id__in=ids, what__in=_KINDS, state=Source.State.FOLLOWED
    ).order_by("id")
    for row in sorted(rows, key=lambda one: _KINDS.index(one.what)):
        login = logins.get((row.network, row.account_id))
        wanted = _wanted(row, login) if login else None
        if wanted:
            yield f"source:{row.id}", wanted


def _streams(network: str) -> bool:
    if network in TOGETHER or network not in registry.PATHS:
        return False
    return "stream" in registry.get(network).abilities


def _wanted(row: Source, login: models.Access) -> Wanted | None:
    try:
        opened = access.opened(login)
    except secrets.SecretChanged:
        return None  # whoever reads the source says so
    source = contract.Source(
        row.network,
        row.address,
        row.account_id,
        what=cast(contract.What, row.what),
        access=opened,
    )
    return Wanted(source, frozenset({row.id}))
