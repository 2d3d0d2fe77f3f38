"""What people paste: a handle, an id, the address of a profile, of a post or of a feed of theirs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tilstede.networks.bluesky import fetch, identity, names
from tilstede.networks.bluesky.record import author_of
from tilstede.networks.kit.contract import Found, NetworkError, NotFound
from tilstede.networks.kit.profiles.bluesky import Places

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

_PROFILE: Final = re.compile(
    r"(?:https?://)?(?:www\.|main\.|staging\.)?bsky\.app/profile/([^/?#\s]+)(?:[/?#].*)?",
    re.IGNORECASE,
)
_HANDLE: Final = re.compile(rf"(?:at://)?@?({names.HANDLE.pattern})")
_AT: Final = re.compile(r"at://([^/\s]+)(?:/.*)?")


def actor_in(address: str) -> tuple[str, bool]:
    """The handle or id in an address, and whether it can be nothing else; ``""`` where there is none."""
    address = address.strip()
    if found := _PROFILE.fullmatch(address) or _AT.fullmatch(address):
        actor = found[1].removeprefix("@")
        fits = names.DID.fullmatch(actor) or names.HANDLE.fullmatch(actor)
        return (actor if fits else ""), True
    if names.DID.fullmatch(address):
        return address, True
    if found := _HANDLE.fullmatch(address):
        return found[1], address.startswith("@")
    return "", False


def recognise(address: str, http: Http, where: Places) -> Found | None:
    """The account an address is of. A bare domain may be anything else as well: where no id is found under it, it is
    left to others. :raises NotFound: it is of this network, and there is no such account. :raises NetworkError:
    """
    actor, sure = actor_in(address)
    if not actor:
        return None
    try:
        did = identity.did_of(actor, http, where)
    except NetworkError:
        if sure:
            raise
        return None
    if not names.DID.fullmatch(did):
        if sure:
            raise NotFound(f"{actor} leads to no id")
        return None
    whose = identity.of(did, http, where)
    if not actor.startswith("did:") and whose.handle != actor.lower():
        raise NotFound(f"{actor} leads to {did}, which calls itself {whose.handle or 'nothing'}")
    author = author_of(identity.profile(whose, fetch.profile_of(whose, http, where)), {})
    return Found("bluesky", did, author, author.name or author.handle)
