"""Pages of the body's own that its posts link to, kept as they were when the post was read: a post says little without
the page behind it, and pages change.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag, urljoin

from django.db import transaction
from lxml import etree, html

from tilstede.core import canonical
from tilstede.formats.warc.write import Fetched, write
from tilstede.intake import own_sites
from tilstede.networks.kit.contract import Forbidden, NetworkError, NotFound, Refused
from tilstede.posts import read
from tilstede.posts.project import Happening, apply
from tilstede.posts.working_set import WorkingSet
from tilstede.record import append

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

log = logging.getLogger(__name__)

LARGEST: Final = 20 << 20  #: bytes of a page with all that is kept with it
MOST: Final = 40  #: pictures and styles kept with a page
_GONE: Final = (Forbidden, NotFound, Refused)


def keep(number: int, url: str, *, http: Http, now: datetime) -> bool:
    """Keep the page with the post that links to it. False: kept already, not to be had, or no longer wanted.

    :raises NetworkError: it may be had later.
    """
    if not _wanted(number, url):
        return False
    try:
        answers = list(_fetched(url, http, now))
    except _GONE as error:
        log.info("page %s of post %s: %s %s", url, number, error.code, error.detail)
        return False
    archive = write(answers, software=f"tilstede {version('tilstede')}")
    about = {"post": number, "url": url, "files": len(answers), "size": len(archive)}
    with transaction.atomic():
        held = append.hold()
        if not _wanted(number, url):
            return False  # destroyed while the page was on its way, or another worker was quicker
        payloads = {"about": canonical.dumps(about), "page": archive}
        event = append.append([append.Entry("captured", payloads)], now=now, held=held)
        posts = WorkingSet((), ())
        apply(Happening(event, now, "captured", about=about), posts)
        posts.flush()
    return True


def _wanted(number: int, url: str) -> bool:
    item = read.one(number, public=False)
    if item is None or item.post is None:
        return False
    linked = {urldefrag(link.url).url for link in item.post.links}
    return url in linked and all(kept.url != url for kept in read.captured(number))


def _fetched(url: str, http: Http, now: datetime) -> Iterator[Fetched]:
    """The page, then its pictures and styles from the same site, as far as they can be had."""
    page = http.get(url, max_bytes=LARGEST)
    if own_sites.host_of(page.url) != own_sites.host_of(url):
        raise NotFound(f"{url} leads to another's site")
    yield Fetched(url, page.status, page.headers, page.content, now)
    left = LARGEST - len(page.content)
    for part in _parts(page.url, page.content, page.headers.get("content-type", "")):
        if left <= 0:
            return
        try:
            answer = http.get(part, max_bytes=left)
            if own_sites.host_of(answer.url) != own_sites.host_of(url):
                raise NotFound("leads to another's site")
        except NetworkError as error:
            log.info("%s, with %s: %s %s", part, url, error.code, error.detail)
            continue
        left -= len(answer.content)
        yield Fetched(part, answer.status, answer.headers, answer.content, now)


def _parts(address: str, page: bytes, mime: str) -> list[str]:
    if "html" not in mime:
        return []
    try:
        root = html.document_fromstring(page)
    except (etree.ParserError, ValueError):
        return []
    named = [*root.xpath("//img/@src"), *root.xpath("//link[contains(@rel, 'stylesheet')]/@href")]
    found = []
    for name in named:
        try:
            whole = urldefrag(urljoin(address, name)).url
        except ValueError:
            continue
        if own_sites.host_of(whole) == own_sites.host_of(address):
            found.append(whole)
    return list(dict.fromkeys(found))[:MOST]
