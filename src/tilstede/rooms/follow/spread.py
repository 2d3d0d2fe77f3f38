"""How the hits of a search are spread, each part with the narrower search that finds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from tilstede.core.query import Node, Or
from tilstede.posts.models import Author
from tilstede.posts.search import Share, facets
from tilstede.web import words


@dataclass(frozen=True, slots=True)
class Narrower:
    """A narrower search: what it is called, how many of the hits it has, and how it is written."""

    name: str
    hits: int
    query: str


@dataclass(frozen=True, slots=True)
class Spread:
    """Groups with a name, those with only one part left out. ``counted``: hits that were counted;
    ``cut``: there are older ones."""

    groups: tuple[tuple[str, tuple[Narrower, ...]], ...]
    counted: int
    cut: bool


def spread(query: str, tree: Node) -> Spread:
    """Over networks, accounts, languages and years, of the public hits."""
    found = facets(tree, public=True)
    authors = Author.objects.in_bulk([share.value for share in found.accounts])
    whole = f"({query})" if isinstance(tree, Or) else query

    def group(
        shares: Sequence[Share], term: Callable[[Any], tuple[str, str]]
    ) -> tuple[Narrower, ...]:
        terms = [(term(share.value), share.hits) for share in shares]
        return tuple(Narrower(name, hits, f"{whole} {typed}") for (name, typed), hits in terms)

    groups = (
        (gettext("Network"), group(found.networks, _network)),
        (gettext("Account"), group(found.accounts, lambda number: _account(authors[number]))),
        (gettext("Language"), group(found.languages, _language)),
        (gettext("Year"), group(found.years, _year)),
    )
    several = tuple((title, parts) for title, parts in groups if len(parts) > 1)
    return Spread(several, found.counted, found.cut)


# --- what a part is called, and how a search names it ---------------------------------------------------
def _network(name: str) -> tuple[str, str]:
    return words.network(name), f"network:{name}"


def _account(author: Author) -> tuple[str, str]:
    name = author.name or author.handle
    return (
        f"{name} ({words.network(author.network)})",
        f'from:"{author.handle or author.native_id}"',
    )


def _language(code: str) -> tuple[str, str]:
    return words.language(code), f"lang:{code}"


def _year(year: int) -> tuple[str, str]:
    return str(year), f"since:{year} until:{year}"
