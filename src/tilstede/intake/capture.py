"""The loop in: every source that is due is read, batch by batch, each committed with its cursor."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django_tasks import task

from tilstede.intake import pump, sources, tokens, web
from tilstede.intake.models import Source
from tilstede.intake.tally import Tally
from tilstede.networks.kit import contract, registry
from tilstede.networks.kit.contract import AccountChanged, NetworkError, NotFound, Refused
from tilstede.networks.kit.http import Http
from tilstede.posts import read
from tilstede.posts.search import HIGHEST
from tilstede.record import checkpoint

log = logging.getLogger(__name__)

#: Posts that a network may ask after on each visit, to notice deletions: the newest, and older ones in turn.
NEWEST = 100
OLDER = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of reading one source."""

    source: Source
    tally: Tally
    error: str = ""  #: in words
    detail: str = ""  #: what lies behind the error, in English


def capture(
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    told: Callable[[Visit], None] = lambda visit: None,
    at_once: bool = False,
) -> list[Visit]:
    """Read every source that is due (or all that are followed), one at a time. A failing one never stops the rest."""
    visits = []
    with web.client() as http:
        for source in sources.followed() if at_once else sources.due(now()):
            visit = visit_source(source, http, now)
            visits.append(visit)
            told(visit)
    if any(visit.tally.taken for visit in visits):
        checkpoint.make(now=now())
    return visits


@task()
def capture_due() -> None:
    """The worker's round: read every source that is due."""
    capture()


def visit_source(source: Source, http: Http, now: Callable[[], datetime]) -> Visit:
    """Read one source to its end, or until it fails."""
    network = registry.get(source.network)
    origin = pump.Origin(source.network, source.address, source.account_id, live=True)
    tally = Tally()
    started = now()
    try:
        for batch in network.fetch(_told(source), http, started):
            with transaction.atomic():
                pump.take(batch.items, now=now(), origin=origin, tally=tally)
                Source.objects.filter(id=source.id).update(cursor=batch.cursor)
    except NetworkError as error:
        _failed(source, error, network.interval, now())
        said = sources.explain(network.name, source.address, error)
        return Visit(source, tally, said, error.detail)
    except Exception:  # a fault of ours, which must not take the others' turn in the next round
        wait = timedelta(seconds=network.interval)
        Source.objects.filter(id=source.id).update(next_try=now() + wait)
        raise
    _succeeded(source, network.interval, now())
    return Visit(source, tally)


def _told(source: Source) -> contract.Source:
    token = tokens.reveal(source.token)
    asks = "deletions" in registry.get(source.network).abilities
    known = _known(source, public=not token) if asks else ()
    return contract.Source(
        network=source.network,
        address=source.address,
        account_id=source.account_id,
        cursor=source.cursor,
        known=known,
        token=token,
    )


def _known(source: Source, *, public: bool) -> tuple[tuple[str, str], ...]:
    who = (source.network, source.account_id)
    newest = read.standing_names(*who, limit=NEWEST, below=HIGHEST, public=public)
    below = source.asked or (newest[-1][0] if newest else HIGHEST)
    older = read.standing_names(*who, limit=OLDER, below=below, public=public)
    source.asked = older[-1][0] if len(older) == OLDER else None  # then begin again from the newest
    Source.objects.filter(id=source.id).update(asked=source.asked)
    return tuple(dict.fromkeys((name, url) for _key, name, url in (*newest, *older)))


def _failed(source: Source, error: NetworkError, interval: int, now: datetime) -> None:
    with transaction.atomic():
        source.refresh_from_db()
        source.failures += 1
        source.last_try = now
        source.next_try = now + sources.wait_after(source, error, interval)
        source.why, source.detail = error.code, error.detail
        if source.gap is None:
            source.gap = _open_gap(source, error, now)
        if isinstance(error, AccountChanged | NotFound | Refused):
            sources.pause(source, why=error.code, detail=error.detail, by="capture", now=now)
        else:
            source.save()
    log.info("%s: %s %s", source.address, error.code, error.detail)


def _succeeded(source: Source, interval: int, now: datetime) -> None:
    with transaction.atomic():
        source.refresh_from_db()
        source.failures = 0
        source.last_try = source.last_success = now
        source.next_try = now + timedelta(seconds=interval)
        if source.state == Source.State.FOLLOWED:  # not paused meanwhile by a person, who said why
            source.why = source.detail = ""
        if source.gap is not None:
            pump.note("closed", {"gap": source.gap}, now)
            source.gap = None
        source.save()


def _open_gap(source: Source, error: NetworkError, now: datetime) -> int:
    about = {
        "network": source.network,
        "address": source.address,
        "account": source.account_id,
        "since": source.last_success.isoformat() if source.last_success else None,
        "until": None,
        "why": error.code,
        "detail": error.detail,
    }
    return pump.note("gap", about, now)
