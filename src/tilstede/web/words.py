"""Names of networks and languages as people write them."""

from __future__ import annotations

from django.utils.translation import get_language_info, gettext
from django.utils.translation import pgettext_lazy as named

NETWORKS = {
    "feeds": named("network", "News feed"),
    "mastodon": named("network", "Mastodon"),
    "x": named("network", "X"),
}
#: Those written about most; Django knows the names of some ninety more.
LANGUAGES = {
    "nb": named("language", "bokmål"),
    "nn": named("language", "nynorsk"),
    "se": named("language", "Northern Sámi"),
    "en": named("language", "English"),
    "da": named("language", "Danish"),
    "sv": named("language", "Swedish"),
    "und": named("language", "no words"),
}
MEDIA = {
    "image": named("kind of media", "Picture"),
    "video": named("kind of media", "Film"),
    "audio": named("kind of media", "Sound"),
    "file": named("kind of media", "File"),
}


def network(name: str) -> str:
    """What people call the network; its own name when it is new to us."""
    return str(NETWORKS.get(name, name))


def language(code: str) -> str:
    """What the language is called in the language of the page; the code when nobody has told."""
    if code in LANGUAGES:
        return str(LANGUAGES[code])
    try:
        return gettext(str(get_language_info(code)["name"]))
    except KeyError:
        return code


def media(kind: str) -> str:
    """What kind of thing lies on a post."""
    return str(MEDIA.get(kind, kind))


def handle(name: str, network: str) -> str:
    """A handle as people write it: with @ before an account's; a feed's is a host name."""
    return f"@{name}" if name and network != "feeds" else name
