"""Files that a network fetches itself, while their post is being sent: from an address that nobody can guess, that
holds for an hour, and that nobody finds anything at before the post is begun and after it is sent.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from tilstede.networks.kit import registry
from tilstede.networks.kit.outgoing import Fetching
from tilstede.office import reach, secrets
from tilstede.outbox.models import Delivery
from tilstede.record import read as record
from tilstede.record.read import Payload

#: From when the try was begun.
LASTS: Final = timedelta(hours=1)
#: Where the pages answer. The proof stands behind the question mark: what is before it may come into a log.
PATH: Final = "/sending/{number}/{role}"
_OPEN: Final = (Delivery.State.SENDING, Delivery.State.UNSURE)


class File(NamedTuple):
    """``mime``: as it was cleared."""

    mime: str
    payload: Payload


def address(delivery: Delivery, role: str) -> str:
    """Where its network fetches a file of it; "" where the network fetches nothing, or cannot reach us."""
    site = reach.address() if _is_fetched_by(delivery.network) else ""
    if not site:
        return ""
    until = int(((delivery.tried or delivery.made) + LASTS).timestamp())
    proof = urlencode({"until": until, "proof": _proof(delivery, role, str(until))})
    return f"{site}{PATH.format(number=delivery.pk, role=role)}?{proof}"


def file(number: int, role: str, *, until: str, proof: str, now: datetime) -> File | None:
    """What lies there now; None: nothing that whoever asks may see."""
    row = Delivery.objects.select_related("cleared").filter(pk=number, state__in=_OPEN).first()
    if row is None or not _is_fetched_by(row.network):
        return None
    if not constant_time_compare(proof, _proof(row, role, until)) or _is_over(until, now):
        return None
    mime = next((one["mime"] for one in row.cleared.media if one["role"] == role), "")
    held = record.payloads(row.cleared.event).get(role) if mime else None
    return File(mime, held) if held is not None else None


def _is_fetched_by(network: str) -> bool:
    return registry.exists(network) and isinstance(registry.get(network), Fetching)


def _is_over(until: str, now: datetime) -> bool:
    """Asked of a time that was signed, and so is one."""
    return now >= datetime.fromtimestamp(int(until), UTC)


def _proof(delivery: Delivery, role: str, until: str) -> str:
    signer = Signer(key=secrets.derived(b"tilstede files that are fetched").hex(), salt=__name__)
    return signer.signature(f"{delivery.key}:{role}:{until}")
