"""Names of networks and languages as people write them."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from tilstede.posts.language_names import language as language

NETWORKS = {
    "bluesky": pgettext_lazy("network", "Bluesky"),
    "byhand": pgettext_lazy("network", "By hand"),
    "facebook": pgettext_lazy("network", "Facebook"),
    "feeds": pgettext_lazy("network", "News feed"),
    "gone": pgettext_lazy("network", "A network that is gone"),
    "flickr": pgettext_lazy("network", "Flickr"),
    "instagram": pgettext_lazy("network", "Instagram"),
    "linkedin": pgettext_lazy("network", "LinkedIn"),
    "email": pgettext_lazy("network", "E-mail"),
    "mastodon": pgettext_lazy("network", "Mastodon"),
    "peertube": pgettext_lazy("network", "PeerTube"),
    "snapchat": pgettext_lazy("network", "Snapchat"),
    "threads": pgettext_lazy("network", "Threads"),
    "tiktok": pgettext_lazy("network", "TikTok"),
    "vimeo": pgettext_lazy("network", "Vimeo"),
    "wordpress": pgettext_lazy("network", "WordPress"),
    "x": pgettext_lazy("network", "X"),
    "youtube": pgettext_lazy("network", "YouTube"),
}
MEDIA = {
    "image": pgettext_lazy("kind of media", "Picture"),
    "video": pgettext_lazy("kind of media", "Film"),
    "audio": pgettext_lazy("kind of media", "Sound"),
    "file": pgettext_lazy("kind of media", "File"),
}

#: How far an account is shown to be the body's own, by the level of its last check.
LEVELS = (
    pgettext_lazy("verification of an account", "claimed"),
    pgettext_lazy("verification of an account", "linked from the body's own site"),
    pgettext_lazy("verification of an account", "confirmed both ways"),
    pgettext_lazy("verification of an account", "on the body's own domain"),
)


def level(number: int) -> str:
    """How far an account is shown to be the body's own, in words."""
    return str(LEVELS[number])


def network(name: str) -> str:
    """What people call the network; its own name when it is new to us."""
    return str(NETWORKS.get(name, name))


def media(kind: str) -> str:
    """What kind of thing lies on a post."""
    return str(MEDIA.get(kind, kind))


def handle(name: str, network: str) -> str:
    """A handle as people write it: with @ before an account's; a feed's and a site's is a host name."""
    return f"@{name}" if name and network not in ("feeds", "wordpress") else name
