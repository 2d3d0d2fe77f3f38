"""Where YouTube and Google's logins are, as read 22 November 2026 (developers.google.com/identity/protocols/oauth2)."""

from __future__ import annotations

from typing import Final, NamedTuple

ROOT: Final = "https://youtube.googleapis.com"


class Places(NamedTuple):
    """Otherwise in tests alone."""

    api: str = ROOT
    consent: str = "https://accounts.google.com/o/oauth2/v2/auth"
    token: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
    revoke: str = "https://oauth2.googleapis.com/revoke"
    feed: str = (
        "https://www.youtube.com/feeds/videos.xml?channel_id="  #: a channel's id comes after it
    )


GOOGLE: Final = Places()
