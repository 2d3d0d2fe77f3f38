"""What Instagram takes: documentation, as read. Media go out by hand only."""

from __future__ import annotations

from datetime import date
from typing import Final

from tilstede.networks.kit.limits import Limits

LIMITS: Final = Limits(
    source="developers.facebook.com/docs/instagram-platform/comment-moderation",
    day=date(2026, 11, 22),
    text=2200,
)
