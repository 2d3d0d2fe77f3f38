"""Who was most active in a week, and what was talked about more than usual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from tilstede.core import order, text
from tilstede.core.post import Post
from tilstede.core.query import And, Node
from tilstede.intake.models import Source
from tilstede.office.models import Account
from tilstede.posts import activity, read
from tilstede.posts.models import Author
from tilstede.posts.search import search
from tilstede.rooms.follow.authorship import midnight, period
from tilstede.rooms.follow.choices import account_name
from tilstede.rooms.follow.matters.usual import WEEKS, Count, Share
from tilstede.rooms.follow.offices import Offices

DAYS = 7
MOST = 15  #: accounts, words and tags that are listed
READ = 1_000  #: posts of a week that are read for their words: the newest
_BEFORE = 400  #: of each of the weeks before; and of all of them at least
#: A word is told of when so many posts, and so many accounts, have it.
_POSTS, _ACCOUNTS = 3, 2
_SHORTEST = 3  #: letters of a word


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, the last one included. ``moved``: there are no posts in the days up to today, so that these are the
    last that have some."""

    last: date
    moved: bool = False

    @property
    def first(self) -> date:
        return self.last - timedelta(days=DAYS - 1)

    @property
    def earlier(self) -> date:
        """The last day of the week before."""
        return self.last - timedelta(days=DAYS)

    @property
    def later(self) -> date | None:
        """The last day of the week after, if it has begun."""
        after = self.last + timedelta(days=DAYS)
        return after if after - timedelta(days=DAYS - 1) <= timezone.localdate() else None

    @property
    def beginning(self) -> date:
        """The first day of the weeks that it is held against."""
        return self.first - timedelta(days=DAYS * WEEKS)


def this_week(last: date | None) -> Week:
    """The week that ends on a day; not told: with today, or with the newest post's day."""
    if last:
        return Week(last)
    today, newest = timezone.localdate(), activity.newest()
    day = timezone.localtime(newest).date() if newest else today
    return Week(day, moved=True) if day <= today - timedelta(days=DAYS) else Week(today)


# --- who -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Active:
    """An account with how much it wrote. ``office``: for whom, on the last day of the week."""

    author: Author
    office: str
    count: Count

    @property
    def name(self) -> str:
        """With the network it is on."""
        return account_name(self.author)

    @property
    def url(self) -> str:
        """Its page here."""
        return reverse("account", args=[self.author.id])


def most_active(week: Week) -> list[Active]:
    """Accounts that are listed or followed, those who wrote most first."""
    edges = [midnight(day) for day in (week.beginning, week.first, week.last + timedelta(days=1))]
    before, now = (activity.by_author(*between) for between in pairwise(edges))
    ordered = sorted(now, key=lambda author: (-now[author], author))
    authors = _listed(ordered)[:MOST]
    offices = Offices(authors)
    return [
        Active(
            author, offices.at(author, week.last), Count(now[author.id], before.get(author.id, 0))
        )
        for author in authors
    ]


def _listed(numbers: Sequence[int]) -> list[Author]:
    """Of these authors those whom the directory lists or a source brings, in the same order."""
    names = set(Account.objects.filter(show=True).values_list("network", "native_id"))
    names.update(Source.objects.exclude(account_id="").values_list("network", "account_id"))
    rows = Author.objects.in_bulk(numbers)
    found = (rows[number] for number in numbers if number in rows)
    return [row for row in found if (row.network, row.native_id) in names]


# --- what ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Struck:
    """A word or a tag with how often it stood. ``url``: the posts."""

    word: str
    share: Share
    accounts: int
    url: str


@dataclass(frozen=True, slots=True)
class Talk:
    """What stood in more posts than usual. ``read``, ``read_before``: posts that were read for it; ``cut``: there were
    more, and the newest were read."""

    words: list[Struck]
    tags: list[Struck]
    read: int
    read_before: int
    cut: bool


def talked_about(week: Week) -> Talk:
    """Words and tags of a week that stood in more posts than in the weeks before."""
    now, cut = _posts(week.first, week.last, READ)
    before, more = _before(week)
    cut = cut or more
    return Talk(
        _striking(_words, now, before, lambda word: _searched(word, week)),
        _striking(_tags, now, before, lambda tag: reverse("topic", args=[tag])),
        len(now),
        len(before),
        cut,
    )


_Read = tuple[int, Post]  #: author number, and what was written


def _before(week: Week) -> tuple[list[_Read], bool]:
    """What the week is held against: the newest of each of the weeks before. Where they have few posts, every common
    word seems rare in them; then the newest before the week, however old."""
    found: list[_Read] = []
    cut = False
    for number in range(1, WEEKS + 1):
        last = week.last - timedelta(days=DAYS * number)
        some, more = _posts(last - timedelta(days=DAYS - 1), last, _BEFORE)
        found += some
        cut = cut or more
    if len(found) >= _BEFORE:
        return found, cut
    return _posts(None, week.earlier, _BEFORE)[0], False


def _posts(first: date | None, last: date, most: int) -> tuple[list[_Read], bool]:
    wanted: Node = And(tuple(period(first, last)))
    found = search(wanted, public=True, limit=most)
    shown = read.shown([hit.number for hit in found.hits])
    posts = [(item.row.author_id, item.post) for item in shown if item.post]
    return [(author, post) for author, post in posts if not post.repost_of], found.next is not None


def _words(post: Post) -> Iterator[str]:
    tags = {tag.casefold().lstrip("#") for tag in post.tags}
    for word in text.tokens(f"{post.title} {post.text}"):
        if len(word) >= _SHORTEST and word.isalpha() and word not in tags:
            yield word


def _tags(post: Post) -> Iterator[str]:
    return (tag.casefold().lstrip("#") for tag in post.tags)


def _striking(
    told: Callable[[Post], Iterable[str]],
    now: Sequence[_Read],
    before: Sequence[_Read],
    url: Callable[[str], str],
) -> list[Struck]:
    if not before:
        return []
    earlier = Counter(word for _author, post in before for word in set(told(post)))
    posts: Counter[str] = Counter()
    accounts: dict[str, set[int]] = {}
    for author, post in now:
        for word in set(told(post)):
            posts[word] += 1
            accounts.setdefault(word, set()).add(author)
    found = [
        Struck(word, Share(count, len(now), earlier[word], len(before)), len(accounts[word]), "")
        for word, count in posts.items()
        if count >= _POSTS and len(accounts[word]) >= _ACCOUNTS
    ]
    striking = sorted(
        (one for one in found if one.share.is_striking), key=lambda one: -one.share.distance
    )
    return [Struck(one.word, one.share, one.accounts, url(one.word)) for one in striking[:MOST]]


def _searched(word: str, week: Week) -> str:
    query = f"{word} since:{week.first.isoformat()} until:{week.last.isoformat()}"
    return f"{reverse('search')}?{urlencode({'q': query})}"


def day(told: str) -> date | None:
    """The day of an address. :raises ValueError: it is none, or lies beyond all time."""
    if not told:
        return None
    found = date.fromisoformat(told)
    if not order.FIRST_YEAR < found.year < order.LAST_YEAR:
        raise ValueError(told)
    return found
