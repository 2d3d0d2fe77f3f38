"""A round through accounts: several servers asked at once, each politely; what is found is written by one thread."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from itertools import groupby, islice
from typing import Final

from django.conf import settings
from django_tasks import task

from tilstede.core.verification import Answer, Profile, Site
from tilstede.intake import web
from tilstede.intake.alone import Busy, alone_on_database
from tilstede.intake.verification import findings, profiles
from tilstede.intake.verification.findings import Checked
from tilstede.intake.verification.hosts import Hosts, PutOff
from tilstede.intake.verification.sites import BodySite, Ours, canonical
from tilstede.networks.kit.http import Http, Timeouts
from tilstede.office.models import Account
from tilstede.record import read as record

log = logging.getLogger(__name__)

#: Accounts in one round of the worker: so that it comes back to other work within a minute or two.
SHARE: Final = 60
#: Seconds after which a round begins with no other account.
SHIFT: Final = 45.0
#: Servers that are asked at once.
AT_ONCE: Final = 8
#: Nobody waits long for a slow site: what does not come now is asked for again next time.
PATIENT: Final = Timeouts(connect=5.0, read=10.0, whole=20.0)
#: What is put after an account's id to name it by that, where the network has such addresses.
_BY_ID: Final = {
    "bluesky": "https://bsky.app/profile/",
    "youtube": "https://www.youtube.com/channel/",
    "x": "https://x.com/i/user/",
    "mastodon": "",
}


class Over(Exception):
    """The time of the round is up; this account waits for the next."""


def check(
    accounts: Iterable[Account],
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    told: Callable[[Checked], None] = lambda checked: None,
    within: float = math.inf,
) -> list[Checked]:
    """Look at these accounts now. Each body's site is read at most once, whatever the number of its accounts.

    ``within``: seconds after which no other is begun; those that are left stay due.
    """
    rows = {account.id: account for account in accounts}
    done: list[Checked] = []
    with web.client(PATIENT) as http, ThreadPoolExecutor(AT_ONCE) as pool:
        look = _Look(http, time.monotonic() + within)
        asked = [look.prepared(account) for account in rows.values()]
        waiting: dict[Future[tuple[Profile, Site]], profiles.Asked] = {
            pool.submit(look.seen, one): one for one in asked
        }
        try:
            for future in as_completed(waiting):
                checked = _concluded(rows[waiting[future].account], future, now())
                if checked is not None:
                    done.append(checked)
                    told(checked)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # whoever interrupts us does not wait
    return done


def _concluded(
    account: Account, future: Future[tuple[Profile, Site]], now: datetime
) -> Checked | None:
    try:
        profile, site = future.result()
    except Over:
        return None
    except PutOff as error:
        return findings.put_off(account, error.wait, now=now)
    except Exception as fault:  # one of ours, with this account: the others must be looked at
        log.error("%s: a fault of ours", account.address, exc_info=fault)
        return findings.put_off(account, 0.0, now=now)
    return findings.conclude(account.id, profile, site, now=now)


class _Look:
    """What the threads of a round share."""

    def __init__(self, http: Http, until: float) -> None:
        self._http = http
        self._until = until
        self._hosts = Hosts()
        self._ours = Ours(settings.HOSTS)
        self._sites: dict[str, BodySite] = {}

    def prepared(self, account: Account) -> profiles.Asked:
        """All that a thread needs to know: none of them asks the database."""
        earlier = findings.before(account, findings.found_of(account))
        site = findings.site_of(findings.body_of(account))
        if site not in self._sites:
            self._sites[site] = BodySite(site, self._http, self._hosts, self._ours)
        linked = (row.detail for row in earlier.evidence if row.code == "linked")
        return profiles.Asked(
            account=account.id,
            network=findings.network_of(account),
            url=account.url,
            address=account.address or canonical(account.url),
            handle=account.handle.lstrip("@"),
            known=earlier.stable_id,
            posts=findings.id_of_posts(account),
            site=site,
            page=next(linked, ""),
        )

    def seen(self, asked: profiles.Asked) -> tuple[Profile, Site]:
        """The account as its network shows it, and what the body's site says of it. :raises Over:"""
        if time.monotonic() > self._until:
            raise Over
        profile = profiles.read(asked, self._http, self._hosts)
        names = _names(asked, profile)
        return profile, self._sites[asked.site].about(names, asked.page)


def _names(asked: profiles.Asked, profile: Profile) -> list[str]:
    """Every address that names this account and no other: by its name, and by its permanent id."""
    by_id = _BY_ID.get(asked.network)
    names = [asked.address]
    if profile.answer in (Answer.TOLD, Answer.UNASKED) and profile.stable_id and by_id is not None:
        names.append(canonical(by_id + profile.stable_id))
    return [name for name in dict.fromkeys(names) if name]


def check_due(now: datetime, *, limit: int = SHARE) -> list[Checked]:
    """Look at those whose turn it is: about ``limit``, but never a part of a body's. One round at a time."""
    with alone_on_database("verification", wait=False):
        return check(_share(findings.due(now).iterator(), limit), within=SHIFT)


def _share(waiting: Iterator[Account], limit: int) -> list[Account]:
    """The first bodies' accounts, until there are so many."""
    share: list[Account] = []
    for _body, theirs in groupby(
        islice(waiting, 10 * limit), key=lambda row: findings.body_of(row)
    ):
        share += theirs
        if len(share) >= limit:
            break
    return share


@task()
def check_accounts() -> None:
    """The worker's round: look again at the accounts whose turn it is. Those of the demo are fiction: nobody is
    asked about them."""
    first = record.event(1)
    if first is not None and first.kind == "demo":
        return
    try:
        check_due(datetime.now(UTC))
    except Busy:
        log.info("another process is looking at the accounts")
