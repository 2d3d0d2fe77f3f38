"""What Google's errors mean to us. Source: developers.google.com/youtube/v3/docs/errors (2026)."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any, Final

from tilstede.networks.kit.errors import (
    UNCLEAR,
    Expired,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Rejected,
    Throttled,
    Unreachable,
)
from tilstede.networks.youtube import quota

#: The day's units, or the channel's uploads of the day, are used.
_DAY: Final = frozenset({"quotaExceeded", "dailyLimitExceeded", "uploadLimitExceeded"})
_PACE: Final = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "uploadRateLimitExceeded"})
_KEY: Final = frozenset({"keyInvalid", "keyExpired", "API_KEY_INVALID", "authError", "expired"})
_TAG: Final = re.compile(r"<[^>]*>")


def reasons_in(content: bytes) -> tuple[str, frozenset[str]]:
    """The error in Google's words, and the codes it gives for it."""
    try:
        error = json.loads(content).get("error", {})
    except (ValueError, AttributeError):
        return "", frozenset()
    if not isinstance(error, dict):  # as OAuth has it (RFC 6749, 5.2)
        return str(error), frozenset({str(error)})
    listed = [*_list(error, "errors"), *_list(error, "details")]
    codes = {str(one.get("reason", "")) for one in listed if isinstance(one, dict)}
    words = " ".join(_TAG.sub("", str(error.get("message", ""))).split())
    return words, frozenset(codes - {""})


def _list(error: dict[str, Any], name: str) -> list[Any]:
    value = error.get(name)
    return value if isinstance(value, list) else []


def of(status: int, content: bytes, now: datetime, *, wait: float | None = None) -> NetworkError:
    """The error that an answer is. ``wait``: seconds that its Retry-After tells."""
    words, codes = reasons_in(content)
    said = f"YouTube: {words or status}" + (f" ({', '.join(sorted(codes))})" if codes else "")
    if codes & _DAY:
        return Throttled(said, retry_after=wait or quota.until_reset(now))
    if status == 429 or codes & _PACE:
        return Throttled(said, retry_after=wait)
    if status == 401 or codes & _KEY:
        return Expired(said)
    if status in UNCLEAR:
        return Unreachable(said, retry_after=wait, reached=True)
    kinds: dict[int, type[NetworkError]] = {
        400: Rejected,
        403: Refused,
        404: NotFound,
        410: NotFound,
    }
    kinds |= {409: Rejected, 412: Rejected, 413: Rejected, 422: Rejected}
    return kinds.get(status, NotUnderstood)(said)
