"""An account as its server shows it to anyone: what tells whose it is.

The Mastodon API tells most (docs.joinmastodon.org/entities/Account, 4.6, 2026); where a server has none, as a
WordPress site's, the actor itself is read (W3C ActivityPub, section 4).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from tilstede.core import closing, verification
from tilstede.networks.kit import page
from tilstede.networks.kit.errors import NetworkError, NotFound, NotUnderstood
from tilstede.networks.kit.http import Http
from tilstede.networks.mastodon import discover, names
from tilstede.networks.mastodon.answers import Profile
from tilstede.networks.mastodon.api import Api, base_of
from tilstede.networks.mastodon.reading import Fields, Refusal, line, load
from tilstede.networks.mastodon.status import author_of

_ACTOR: Final = "application/activity+json"


def read(address: str, http: Http) -> verification.Profile:
    """The account of a profile's address or a handle.

    Only the host in the address vouches for it: where that leads on, it does so of its own free will, and what a
    server says of others' addresses counts for nothing.
    :raises NotFound: there is no such account. :raises NetworkError: it cannot be read now.
    """
    typed = discover.understood(address)
    if typed is None:
        raise NotUnderstood(f"{address} is no account's address")
    finger = discover.webfinger(typed, http)
    if finger is None and not typed.name:
        raise NotFound(f"{address}: nobody there knows of an account")
    host = names.host_of(typed.base)
    found = finger or discover.Finger(typed.name, typed.base)
    try:
        return _told(found, host, http)
    except (NotFound, NotUnderstood):
        if finger is None:
            raise
        return _actor(finger, host, http)


def _told(finger: discover.Finger, host: str, http: Http) -> verification.Profile:
    api = Api(http, base_of(finger.actor), now=datetime.now(UTC))
    account = api.lookup(finger.name)
    author = author_of(account, {}, domain=host)
    own = names.host_of(author.id) == api.host
    moved = account.moved
    return verification.Profile(
        stable_id=author.id if own else finger.actor,
        handle=names.handle(finger.name, host),
        hosts=(host,),
        links=_vouched(account),
        moved=(line(moved.url, {}) or line(moved.uri, {})) if moved else "",
        closing=closing.told(_notice(api)),
    )


def _notice(api: Api) -> str:
    """What the server says of itself; nothing where it says nothing that can be read."""
    try:
        return api.notice()
    except NetworkError:
        return ""


def _vouched(account: Profile) -> tuple[str, ...]:
    """The links that the server says it has seen lead back here."""
    fields = [field for field in account.fields or () if field.verified_at and field.value]
    found = [link.address for field in fields for link in page.links(_page(field.value), "")]
    return tuple(dict.fromkeys(found))


def _page(value: str | None) -> bytes:
    return f'<meta charset="utf-8">{value}'.encode("utf-8", "replace")


def _actor(finger: discover.Finger, host: str, http: Http) -> verification.Profile:
    answer = http.get(finger.actor, headers={"Accept": _ACTOR})
    try:
        actor = Fields(load(answer.content))
    except Refusal as error:
        raise NotUnderstood(f"{finger.actor}: {error.detail}") from error
    if actor.name("id") != finger.actor:
        raise NotUnderstood(f"{finger.actor} tells of another actor")
    return verification.Profile(
        stable_id=finger.actor,
        handle=names.handle(finger.name, host),
        hosts=(host,),
        moved=actor.name("movedTo"),
    )
