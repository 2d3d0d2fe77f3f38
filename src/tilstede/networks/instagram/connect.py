"""Connecting an account of Instagram: a professional account signs in itself, no Page is needed."""

from __future__ import annotations

from typing import Final

from tilstede.networks.instagram.fetch import BASE
from tilstede.networks.kit.access import Permission
from tilstede.networks.kit.meta.login import Doors, LongLived

DOORS: Final = Doors(
    network="instagram",
    grant="ig",
    authorize="https://www.instagram.com",
    exchange="https://api.instagram.com",
    base=BASE,
    me="user_id,username,name,profile_picture_url",
    profile="https://www.instagram.com/{}/",
    permissions=(
        Permission("instagram_business_basic", ("fetch", "login")),
        Permission("instagram_business_content_publish", ("send", "media", "alt")),
        Permission(
            "instagram_business_manage_comments",
            ("mentions", "thread", "reply", "hide", "delete", "remove"),
        ),
    ),
    source="developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login (22 November 2026)",
    where="Instagram → API setup with Instagram login",
)


class InstagramConnector(LongLived):
    """The contract's Connector."""

    def __init__(self, server: str = "") -> None:
        super().__init__(DOORS, server)
