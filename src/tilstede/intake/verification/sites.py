"""What the bodies' own sites link to: the front page, and a few pages it links to that are likely to name accounts."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Collection, Iterator
from typing import Final
from urllib.parse import urlsplit

from tilstede.core.account_address import NotAnAccount, parse
from tilstede.core.verification import Site, domain_of, is_under
from tilstede.intake.verification.hosts import Hosts, PutOff
from tilstede.networks.kit import page
from tilstede.networks.kit.contract import NetworkError
from tilstede.networks.kit.http import Http

#: Pages of one site that are read at most in a round, the front page among them.
MOST_PAGES: Final = 6
MOST_BYTES: Final = 5 << 20
#: Seconds that one site is given in a round.
LONGEST: Final = 30.0
#: What a link to a page that names accounts says or is called, the likeliest first: nb, nn, se, en.
_LIKELY: Final = (
    re.compile(
        r"sosial|social|some-|/some\b|følg oss|følg meg|fylg oss|follow us|kanal|channels", re.I
    ),
    re.compile(r"kontakt|contact|gulahallat|váldde oktavuođa", re.I),
    re.compile(r"om[ -]oss|om[ -]kommun|om[ -]departement|about|presse|press", re.I),
)


class Ours:
    """The addresses of this very installation: what it says of accounts proves nothing to itself."""

    def __init__(self, hosts: Collection[str]) -> None:
        """``hosts``: as `TILSTEDE_HOSTS`; one with a dot before it means all below it as well."""
        self._hosts = tuple(host.lower() for host in hosts)

    def are(self, address: str) -> bool:
        host = urlsplit(address).hostname or ""
        return any(
            is_under(host, one[1:]) if one.startswith(".") else host == one for one in self._hosts
        )


class BodySite:
    """One body's site, read a page at a time and only as far as needed. Used from several threads."""

    def __init__(self, url: str, http: Http, hosts: Hosts, ours: Ours) -> None:
        self._url = url
        self._http = http
        self._hosts = hosts
        self._ours = ours
        self._lock = threading.Lock()
        self._pages = self._read()
        self._links: dict[str, str] = {}
        self._failed: dict[str, str] = {}
        self._tried: set[str] = set()

    def about(self, addresses: Collection[str], before: str = "") -> Site:
        """What it says of the account that has these addresses, in the spelling of `core.account_address`.

        ``before``: the page that linked to it when it was last looked at. Where that one cannot be read now, the
        site has not answered.
        """
        domain = domain_of(self._url)
        if not domain:
            return Site()
        with self._lock:
            found = self._find(addresses)
            while not found and next(self._pages, None):
                found = self._find(addresses)
            if not found and before and before not in self._tried:
                self._open(before)
                found = self._find(addresses)
            wrong = self._failed.get(self._url) or self._failed.get(before) or ""
            return Site(domain=domain, answered=not wrong, page=found, detail=wrong)

    def _find(self, addresses: Collection[str]) -> str:
        return next((self._links[one] for one in addresses if one in self._links), "")

    def _read(self) -> Iterator[str]:
        """Open page after page: the front page, then those of its own that are the likeliest to name accounts.

        A site that takes long over each is left, and has not answered.
        """
        until = time.monotonic() + LONGEST
        waiting = _likely(self._open(self._url), domain_of(self._url))
        yield self._url
        for address in waiting[: MOST_PAGES - 1]:
            if time.monotonic() > until:
                self._failed[self._url] = f"{self._url} takes too long"
                return
            self._open(address)
            yield address

    def _open(self, address: str) -> list[page.Link]:
        """The links of a page, noted as the site's. What we say ourselves proves nothing and is not read."""
        self._tried.add(address)
        if self._ours.are(address):
            self._failed[address] = "the site is this installation itself"
            return []
        try:
            with self._hosts.asking(address):
                answer = self._http.get(
                    address, headers={"Accept": "text/html"}, max_bytes=MOST_BYTES
                )
        except NetworkError as error:
            self._failed[address] = error.detail
            return []
        except PutOff:
            self._failed[address] = f"{address} asks us to wait"
            return []
        if self._ours.are(answer.url):
            return []
        self._tried.add(answer.url)
        links = page.links(answer.content, answer.url)
        for link in links:
            if known := canonical(link.address):
                self._links.setdefault(known, answer.url)
        return links


def canonical(address: str) -> str:
    """The address in the one spelling accounts are compared by, or "" where it is nobody's."""
    try:
        return parse(address).address
    except NotAnAccount:
        return ""


def _likely(links: list[page.Link], domain: str) -> list[str]:
    """Pages of the body's own that may name its accounts, the likeliest first."""
    ranked: dict[str, int] = {}
    for link in links:
        address = link.address.partition("#")[0]
        if is_under(urlsplit(address).hostname or "", domain) and (rank := _rank(link)) is not None:
            ranked[address] = min(rank, ranked.get(address, rank))
    return sorted(ranked, key=lambda address: ranked[address])


def _rank(link: page.Link) -> int | None:
    words = f"{urlsplit(link.address).path} {link.text}"
    return next((rank for rank, likely in enumerate(_LIKELY) if likely.search(words)), None)
