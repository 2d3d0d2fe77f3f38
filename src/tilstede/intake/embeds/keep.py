"""What a provider tells of a link, kept with the post: title, who made it, a small picture; and the picture or slides
themselves where their licence lets anyone keep a copy.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import transaction

from tilstede.core import canonical
from tilstede.core.text import clean
from tilstede.intake.embeds.providers import FREE, PROVIDERS, Provider, provider_of
from tilstede.networks.kit.contract import Forbidden, NetworkError, NotFound, NotUnderstood, Refused
from tilstede.posts import read
from tilstede.posts.project import Happening, apply
from tilstede.posts.working_set import WorkingSet
from tilstede.record import append

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

log = logging.getLogger(__name__)

LARGEST: Final = 1 << 20  #: bytes of an answer
LARGEST_FILE: Final = 20 << 20
_LONGEST: Final = 500  #: characters of a title or name
_NOT_TOLD: Final = (Forbidden, NotFound, NotUnderstood, Refused)


class Answer(msgspec.Struct):
    """What oEmbed 1.0 names (2.3.4), and two names that some add to say the licence. Markup is never used."""

    type: str = ""
    title: str | None = None
    author_name: str | None = None
    provider_name: str | None = None
    thumbnail_url: str | None = None
    url: str | None = None
    license: str | None = None
    license_url: str | None = None


def keep(
    number: int,
    url: str,
    *,
    http: Http,
    now: datetime,
    providers: tuple[Provider, ...] = PROVIDERS,
) -> bool:
    """Ask what lies at a link of a post, and keep the answer. False: nobody tells, or it is kept already.

    :raises NetworkError: it may be told later.
    """
    provider = provider_of(url, providers)
    if provider is None or not _wanted(number, url):
        return False
    try:
        raw, answer = _asked(provider, url, http)
    except _NOT_TOLD as error:
        log.info("%s of post %s: %s %s", url, number, error.code, error.detail)
        return False
    files = _files(answer, http)
    about = _about(number, url, provider, answer, files)
    with transaction.atomic():
        held = append.hold()
        if not _wanted(number, url):
            return False  # destroyed while it was asked for, or another worker was quicker
        payloads = {"about": canonical.dumps(about), "raw": raw}
        payloads |= {role: content for role, (_mime, content) in files.items()}
        event = append.append([append.Entry("embedded", payloads)], now=now, held=held)
        posts = WorkingSet((), ())
        apply(Happening(event, now, "embedded", about=about), posts)
        posts.flush()
    return True


def _wanted(number: int, url: str) -> bool:
    item = read.one(number, public=False)
    if item is None or item.post is None:
        return False
    linked = {link.url for link in item.post.links}
    return url in linked and all(kept.url != url for kept in read.embedded(number))


def _asked(provider: Provider, url: str, http: Http) -> tuple[bytes, Answer]:
    asked = {"url": url, "format": "json"}
    raw = http.get(provider.endpoint, params=asked, max_bytes=LARGEST).content
    try:
        return raw, msgspec.json.decode(raw, type=Answer)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(f"{provider.name}: {error}") from error


def _files(answer: Answer, http: Http) -> dict[str, tuple[str, bytes]]:
    """The small picture; the file itself where its licence is free. One that cannot be had is left out."""
    wanted = {"thumbnail": answer.thumbnail_url}
    licence = f"{answer.license or ''} {answer.license_url or ''}"
    if answer.type == "photo" and FREE.search(licence):
        wanted["file"] = answer.url
    found = {}
    for role, address in wanted.items():
        if not address:
            continue
        try:
            got = http.get(address, max_bytes=LARGEST_FILE)
        except NetworkError as error:
            log.info("%s: %s %s", address, error.code, error.detail)
            continue
        mime = got.headers.get("content-type", "").partition(";")[0].strip().lower()
        if mime.startswith("image/"):
            found[role] = (mime, got.content)
    return found


def _about(
    number: int,
    url: str,
    provider: Provider,
    answer: Answer,
    files: dict[str, tuple[str, bytes]],
) -> dict[str, Any]:
    def line(text: str | None) -> str:
        return " ".join(clean(text or "")[0].split())[:_LONGEST]

    return {
        "post": number,
        "url": url,
        "provider": provider.name,
        "type": line(answer.type),
        "title": line(answer.title),
        "author": line(answer.author_name),
        "licence": line(answer.license or answer.license_url),
        "mimes": {role: mime for role, (mime, _) in files.items()},
    }
