"""What an address that a person pasted leads to: WebFinger (RFC 7033) finds the server, its API the account."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from lxml import etree

from tilstede.networks.kit.contract import Found, NetworkError, NotFound, NotUnderstood
from tilstede.networks.mastodon import names
from tilstede.networks.mastodon.api import Api, base_of
from tilstede.networks.mastodon.reading import Fields, Refusal, load
from tilstede.networks.mastodon.status import author_of

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

_HOST: Final = r"(?:[\w-]+(?:\.[\w-]+)+|localhost|\[[0-9a-fA-F:]+\])(?::\d+)?"
_HANDLE = re.compile(rf"(?:acct:)?(@?)([\w.-]+)@({_HOST})/?", re.IGNORECASE)
#: ``/@name``, ``/users/name``, what lies below them, and the same in older web clients.
_PROFILE = re.compile(r"/(?:web/|deck/)?(?:@|users/|u/|profile/)([\w.-]+)(?:@([^/]+))?(?:/.*)?")
_NUMBERED = re.compile(r"(/ap/users/\d+)(?:/.*)?")
_SINGLE = re.compile(r"/([\w.-]+)/?")
_BARE = re.compile(rf"{_HOST}/(?:@|users/)\S+", re.IGNORECASE)
_XRD: Final = "{http://docs.oasis-open.org/ns/xri/xrd-1.0}"
_META_BYTES: Final = 1 << 16
_LOOPBACK = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?", re.IGNORECASE)


class Typed(NamedTuple):
    """What an address says by itself.

    ``resource``: what to ask WebFinger about; ``name``: whose profile it shows, as far as it is one;
    ``is_handle``: written ``@name@host``, which is of the fediverse or of nothing.
    """

    base: str
    resource: str
    name: str = ""
    is_handle: bool = False


def recognise(address: str, http: Http) -> Found | None:
    """The account an address leads to; None when it is of something else.

    :raises NetworkError: it is a handle or an account, but cannot be read now.
    """
    typed = understood(address.strip())
    if typed is None:
        return None
    finger = webfinger(typed, http)
    if finger is None and not typed.name:
        return None
    try:
        return _account(finger or Finger(typed.name, typed.base), http)
    except NetworkError as error:
        missing = isinstance(error, NotFound | NotUnderstood)
        if not typed.is_handle and (missing or finger is None):
            return None
        if missing:
            raise NotUnderstood(f"{address}, by the Mastodon API: {error.detail}") from error
        raise


def understood(address: str) -> Typed | None:
    """What the address may be, by its looks alone."""
    if handle := _HANDLE.fullmatch(address):
        sign, name, host = handle.groups()
        return _by_handle(name, host, is_handle=bool(sign))
    if _BARE.fullmatch(address):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
    except ValueError:
        return None
    return _by_page(address, parts.path)


def _by_handle(name: str, host: str, *, is_handle: bool) -> Typed:
    scheme = "http" if _LOOPBACK.fullmatch(host) else "https"
    resource = f"acct:{name}@{host.lower()}"
    return Typed(base_of(f"{scheme}://{host}"), resource, name if is_handle else "", is_handle)


def _by_page(address: str, path: str) -> Typed | None:
    base = base_of(address)
    host = base.partition("://")[2]
    if profile := _PROFILE.fullmatch(path):
        name, other = profile.groups()
        if other:
            return _by_handle(name, other, is_handle=False)
        return Typed(base, f"acct:{name}@{host}", name)
    found = _NUMBERED.fullmatch(path) or _SINGLE.fullmatch(path)
    return Typed(base, base + found[0 if found.re is _SINGLE else 1]) if found else None


class Finger(NamedTuple):
    """A user name, and the address of its actor."""

    name: str
    actor: str


def webfinger(typed: Typed, http: Http) -> Finger | None:
    """Name and actor of the account; None when nobody answers that it is in the fediverse.

    :raises NetworkError: a handle's host does not answer, so nobody knows.
    """
    resource = quote(typed.resource, safe="")
    try:
        found = _described(f"{typed.base}/.well-known/webfinger?resource={resource}", http)
        if found is None and (template := _delegated(typed, http)):
            found = _described(template.replace("{uri}", resource), http)
    except NetworkError:
        if typed.is_handle:
            raise
        return None
    if found is None:
        return None
    actor = next((link.name("href") for link in found.objects("links") if _is_actor(link)), "")
    name = found.name("subject").removeprefix("acct:").partition("@")[0] or names.person_in(actor)
    return Finger(name, actor) if actor and name else None


def _described(address: str, http: Http) -> Fields | None:
    try:
        answer = http.get(address, headers={"Accept": "application/jrd+json, application/json"})
        return Fields(load(answer.content))
    except (NotFound, NotUnderstood, Refusal):
        return None


def _delegated(typed: Typed, http: Http) -> str:
    """Where a handle's host leads those who ask about its people: the template in its host-meta (RFC 6415), or ``""``.

    So a body can have handles of its own domain while another host has the server.
    """
    if not typed.resource.startswith("acct:"):
        return ""
    try:
        answer = http.get(f"{typed.base}/.well-known/host-meta", max_bytes=_META_BYTES)
        document = etree.fromstring(answer.content, etree.XMLParser(resolve_entities=False))
    except (NotFound, NotUnderstood, etree.XMLSyntaxError):
        return ""
    for link in document.iter(f"{_XRD}Link"):
        template: str = link.get("template", "")
        if link.get("rel") == "lrdd" and "{uri}" in template:
            return urljoin(answer.url, template)
    return ""


def _is_actor(link: Fields) -> bool:
    kind = link.name("type")
    return link.name("rel") == "self" and ("activity+json" in kind or "activitystreams" in kind)


def _account(finger: Finger, http: Http) -> Found:
    """:raises NetworkError: the server has no such API, or shows nothing without a login."""
    api = Api(http, base_of(finger.actor), now=datetime.now(UTC))
    account = api.lookup(finger.name)
    author = author_of(account, {}, domain=api.domain())
    page = f"{base_of(finger.actor)}/@{finger.name}"
    return Found(
        network="mastodon",
        address=author.url if names.host_of(author.url) == api.host else page,
        author=author,
        title=author.name or author.handle,
    )
