"""A body's own website: which accounts and feeds its front page links to. They are proposed, as registers' words."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from tilstede.core.account_address import NotAnAccount, parse
from tilstede.intake.lookups.asking import NotAnswered as NotAnswered
from tilstede.intake.lookups.asking import ask
from tilstede.networks.feeds.discover import linked_feeds
from tilstede.networks.kit import page

#: Addresses that are proposed at most; a front page with more is a list of others' accounts.
MOST = 20
#: What every page is, and what no account is read from.
_NO_ACCOUNTS = frozenset({"feeds", "wordpress", "email"})


def accounts(url: str) -> list[str]:
    """Addresses of accounts and feeds, each once, as the page writes them. :raises NotAnswered:"""
    answer = ask(urlsplit(url).hostname or url, url, accept="text/html")
    found: dict[str, str] = {}
    for address in _named(answer.content, answer.url):
        found.setdefault(_spelled(address), address)
    return list(found.values())[:MOST]


def _named(content: bytes, url: str) -> Iterator[str]:
    for link in page.links(content, url):
        try:
            if parse(link.address).network not in _NO_ACCOUNTS:
                yield link.address
        except NotAnAccount:
            continue  # a page of a network that is nobody's: to share, to search
    yield from linked_feeds(content, url)


def _spelled(address: str) -> str:
    """The one spelling by which accounts are compared."""
    try:
        return parse(address).address
    except NotAnAccount:
        return address
