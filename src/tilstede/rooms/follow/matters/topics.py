"""Topics: the tags that authors have set."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tilstede.core.query import And
from tilstede.posts import read
from tilstede.posts.models import Author
from tilstede.posts.search import facets, search
from tilstede.rooms.follow import queries
from tilstede.rooms.follow.choices import account_name
from tilstede.rooms.follow.filters import Filters, of_topic
from tilstede.rooms.follow.matters import months

READ = 2_000  #: newest posts that are read for their tags
MOST = 60  #: tags in the list
ACCOUNTS = 10  #: of a topic


@dataclass(frozen=True, slots=True)
class Used:
    """A tag as it is written most often, and how many posts have it."""

    tag: str
    posts: int
    accounts: int


@dataclass(frozen=True, slots=True)
class Topics:
    """Tags of the newest posts, those of most posts first. ``read``: posts that were looked at, written from
    ``since`` on; ``cut``: there are older ones."""

    tags: list[Used]
    read: int
    since: date | None
    cut: bool


def topics() -> Topics:
    """Tags in use."""
    found = search(And(()), public=True, limit=READ)
    shown = read.shown([hit.number for hit in found.hits])
    spelt: dict[str, Counter[str]] = {}
    authors: dict[str, set[int]] = {}
    for item in shown:
        for tag in {one.lstrip("#") for one in (item.post.tags if item.post else ())} - {""}:
            spelt.setdefault(tag.casefold(), Counter())[tag] += 1
            authors.setdefault(tag.casefold(), set()).add(item.row.author_id)
    tags = [
        Used(ways.most_common(1)[0][0], ways.total(), len(authors[tag]))
        for tag, ways in spelt.items()
    ]
    tags.sort(key=lambda one: (-one.posts, one.tag.casefold()))
    since = timezone.localtime(shown[-1].row.at).date() if shown else None
    return Topics(tags[:MOST], len(shown), since, found.next is not None)


@dataclass(frozen=True, slots=True)
class TopicPage:
    """Posts with a tag. ``accounts``: who set it most, with how often; ``counted``: among so many posts."""

    tag: str
    posts: queries.Page
    chart: SafeString
    accounts: list[tuple[Author, str, int]]
    counted: int
    cut: bool


def topic(tag: str, *, before: int | None = None, after: int | None = None) -> TopicPage:
    """The page of a tag; it may have no posts."""
    wanted = of_topic(tag)
    spread = facets(wanted, public=True)
    rows = Author.objects.in_bulk([share.value for share in spread.accounts])
    accounts = [
        (rows[int(share.value)], account_name(rows[int(share.value)]), share.hits)
        for share in spread.accounts[:ACCOUNTS]
    ]
    return TopicPage(
        tag,
        queries.stream(Filters(tag=tag), before=before, after=after),
        months.chart("topic", _("Posts in each month"), months.counted(wanted)),
        accounts,
        spread.counted,
        spread.cut,
    )
