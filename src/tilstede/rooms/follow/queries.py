"""What the pages of this room read: posts as cards, accounts with who holds them, sources with their state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from django.utils import timezone

from tilstede.core import alias
from tilstede.core.post import Link, Media, Post
from tilstede.core.query import Node
from tilstede.intake.models import Source
from tilstede.office.models import Account
from tilstede.outbox.drafting import trying
from tilstede.outbox.drafting.models import TryOut
from tilstede.posts import models, read
from tilstede.posts.search import HIGHEST, Hit, resolve, search
from tilstede.rooms.follow.authorship import written_by
from tilstede.rooms.follow.filters import Filters, tree
from tilstede.rooms.follow.offices import Offices, Speaker
from tilstede.web import words
from tilstede.web.context import named
from tilstede.web.text import Span
from tilstede.web.unchanged import kept

PAGE = 20  #: posts on a page


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, film, sound or file of a post. ``held``: we have our own copy."""

    number: int
    position: int
    told: Media
    held: bool

    @property
    def shown(self) -> bool:
        """Whether it can be shown on the page itself."""
        return self.held and self.told.kind == "image"


@dataclass(frozen=True, slots=True)
class Relation:
    """Another post that this one answers, boosts or quotes. ``shown`` None: we do not hold it, or may not
    show it."""

    kind: str
    alias: str
    who: str = ""
    shown: read.Shown | None = None

    @property
    def url(self) -> str:
        """Where the other post is out there, when its name is an address."""
        return self.alias if self.alias.startswith(("https://", "http://")) else ""

    @property
    def name(self) -> str:
        """Whose post it is, as far as is known. Names that only machines read tell nobody."""
        if self.shown:
            author = self.shown.author
            return author.name or author.handle
        return self.who or (urlsplit(self.url).hostname or "" if self.url else "")

    @property
    def lang(self) -> str:
        """The other post's language, when sure."""
        return sure_language(self.shown.row) if self.shown else ""


@dataclass(frozen=True, slots=True)
class Card:
    """A post with all that its place on a page needs. ``office``: the role or body it spoke for, if listed, and
    ``speakers`` the same with whoever held the role; ``level``: how far the account is shown to be
    theirs; ``title_hits``, ``text_hits``: where a search struck, from and to which character."""

    shown: read.Shown
    office: str = ""
    speakers: tuple[Speaker, ...] = ()
    level: int | None = None
    media: tuple[Picture, ...] = ()
    relations: tuple[Relation, ...] = ()
    title_hits: tuple[Span, ...] = ()
    text_hits: tuple[Span, ...] = ()

    @property
    def number(self) -> int:
        return self.shown.number

    @property
    def row(self) -> models.Post:
        return self.shown.row

    @property
    def post(self) -> Post | None:
        return self.shown.post

    @property
    def name(self) -> str:
        """The author's name as it was at the time of writing, else as told last."""
        told = self.post.author.name if self.post else ""
        return told or self.shown.author.name or self.handle or self.shown.author.native_id

    @property
    def handle(self) -> str:
        """As people write it, and as it was at the time of writing."""
        told = (self.post.author.handle if self.post else "") or self.shown.author.handle
        return words.handle(told, self.row.network)

    @property
    def day(self) -> date:
        """The day in the body's zone, for headings."""
        return timezone.localtime(self.row.at).date()

    @property
    def edited(self) -> bool:
        """Has had another wording, as we have seen or as its source says."""
        return self.row.versions > 1 or bool(self.post and self.post.edited)

    @property
    def lang(self) -> str:
        """The language for readers' aids: only one that we are sure of."""
        return sure_language(self.row)

    @property
    def pictures(self) -> list[Picture]:
        """What can be shown on the page itself."""
        return [picture for picture in self.media if picture.shown]

    @property
    def elsewhere(self) -> list[Picture]:
        """What can only be named: no picture, or none that we have a copy of."""
        return [picture for picture in self.media if not picture.shown]

    @property
    def host(self) -> str:
        """Where the original is, as people name a site."""
        told = urlsplit(self.post.url).hostname if self.post else ""
        return (told or "").removeprefix("www.")

    @property
    def links(self) -> list[Link]:
        """Links that lead to the web and are not in the text already."""
        if self.post is None:
            return []
        return [
            link
            for link in self.post.links
            if link.url.startswith(("https://", "http://")) and link.url not in self.post.text
        ]


def sure_language(row: models.Post) -> str:
    """A post's language, when there is no doubt of it; else nothing."""
    return row.language if row.language_sure and row.language != "und" else ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some cards, newest first. ``older``: what to give as ``before`` for those that follow, ``newer``: as ``after``
    for those that went before, if any."""

    cards: list[Card]
    older: int | None = None
    newer: int | None = None
    is_first: bool = True


# --- streams -------------------------------------------------------------------------------------------
def stream(
    filters: Filters, *, before: int | None = None, after: int | None = None, limit: int = PAGE
) -> Page:
    """Public posts that pass the filters: the newest, those older than the key ``before``, or those next
    above the key ``after``."""
    return page_of(tree(filters), before=before, after=after, limit=limit)


def page_of(
    wanted: Node, *, before: int | None = None, after: int | None = None, limit: int = PAGE
) -> Page:
    """Public posts that a search finds, as a page of the stream."""
    found = opened(wanted, before=before, after=after, limit=limit)
    shown = read.shown_at([hit.key for hit in found.hits])
    return Page(cards(shown), found.older, found.newer, found.is_first)


@dataclass(frozen=True, slots=True)
class Turned:
    """A page of hits, and how to turn to those before and after it. ``stopped``: as `posts.search` tells."""

    hits: Sequence[Hit]
    older: int | None
    newer: int | None
    is_first: bool
    stopped: bool


def turned(
    wanted: Node, *, before: int | None = None, after: int | None = None, limit: int = PAGE
) -> Turned:
    """So many public hits: the newest, those older than the key ``before``, or those next above ``after``."""
    if after is not None:
        after = min(after, HIGHEST - 1)
        back = search(wanted, public=True, limit=limit, after=after)
        older = back.hits[-1].key if back.hits else after + 1
        return Turned(back.hits, older, back.next, back.next is None, back.stopped)
    found = search(wanted, public=True, limit=limit, before=HIGHEST if before is None else before)
    newer = found.hits[0].key if before is not None and found.hits else None
    return Turned(found.hits, found.next, newer, before is None, found.stopped)


def opened(
    wanted: Node, *, before: int | None = None, after: int | None = None, limit: int = PAGE
) -> Turned:
    """A page of public hits for people: turning back to the newest gives the first page whole."""
    page = turned(wanted, before=before, after=after, limit=limit)
    return turned(wanted, limit=limit) if after is not None and page.is_first else page


def cards(shown: Sequence[read.Shown]) -> list[Card]:
    """Cards of posts: a fixed number of queries however many posts there are."""
    authors = {item.author for item in shown}
    offices = kept(
        ("offices", frozenset(author.id for author in authors)), lambda: Offices(authors)
    )
    others = _others(shown)
    days = [timezone.localtime(item.row.at).date() for item in shown]
    return [
        Card(
            item,
            office=offices.at(item.author, day),
            speakers=offices.speakers(item.author, day),
            level=offices.level(item.author, day),
            media=pictures(item.number, item.post, item.media),
            relations=tuple(_relations(item, others)),
        )
        for item, day in zip(shown, days, strict=True)
    ]


def pictures(number: int, post: Post | None, media: Iterable[models.Media]) -> tuple[Picture, ...]:
    """What a wording of a post shows. ``media``: those of which we have a copy."""
    held = {medium.position for medium in media}
    told = enumerate(post.media if post else ())
    return tuple(Picture(number, position, one, position in held) for position, one in told)


def _relations(item: read.Shown, others: dict[bytes, read.Shown]) -> Iterable[Relation]:
    post = item.post
    if post is None:
        return
    for kind, name in (
        ("boost", post.repost_of),
        ("quote", post.quote_of),
        ("reply", post.reply_to),
    ):
        if name:
            who = post.reply_to_author if kind == "reply" else ""
            yield Relation(kind, name, who, others.get(alias.key(name)))
    if post.reply_to_author and not post.reply_to:
        yield Relation("reply", "", post.reply_to_author)


def _others(shown: Sequence[read.Shown]) -> dict[bytes, read.Shown]:
    """The public posts that these answer, boost or quote, by alias key."""
    posts = [item.post for item in shown if item.post]
    names = {
        name for post in posts for name in (post.reply_to, post.repost_of, post.quote_of) if name
    }
    rows = models.Alias.objects.filter(key__in=[alias.key(name) for name in names])
    numbers = {bytes(row.key): row.number for row in rows}
    found = {item.number: item for item in read.shown(list(set(numbers.values())))}
    return {key: found[number] for key, number in numbers.items() if number in found}


# --- choices, accounts, sources ------------------------------------------------------------------------
def networks() -> list[str]:
    """Networks that have something anyone may see. Letters and telephone calls are nobody else's business."""
    return [name for name in resolve.networks() if _has_public(name)]


def _has_public(network: str) -> bool:
    return bool(search(f"network:{network}", public=True, limit=1).hits)


def authors() -> list[models.Author]:
    """Whom the stream can be narrowed to: authors of listed accounts and followed sources, by name."""
    names = set(Account.objects.values_list("network", "native_id"))
    names.update(Source.objects.exclude(account_id="").values_list("network", "account_id"))
    rows = models.Author.objects.filter(
        hidden=False, native_id__in=[native_id for _network, native_id in names]
    )
    found = [row for row in rows if (row.network, row.native_id) in names]
    return sorted(found, key=lambda row: (row.name.casefold(), row.network, row.id))


@dataclass(frozen=True, slots=True)
class Held:
    """A role someone holds or held, in words."""

    who: str
    title: str
    body: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class AccountPage:
    """An account: who it is, who stands behind it, whether it is followed, what could not be seen, what is tried."""

    author: models.Author
    account: Account | None
    held: tuple[Held, ...]
    source: Source | None
    gaps: tuple[read.Stretch, ...]
    tried: tuple[TryOut, ...]

    @property
    def body(self) -> str:
        """The body that owns it, when it is the body's own."""
        return named(self.account.body) if self.account and self.account.body else ""


def author(author_id: int, *, public: bool = True) -> models.Author | None:
    """The author of that number. ``public``: only one that anyone may know of, since the body lists the account,
    it is read, or a post of it is public; of a stranger whose posts nobody may see, not even the name is told."""
    found = models.Author.objects.filter(id=author_id).first()
    if found is None or not public:
        return found
    if found.hidden:
        return None
    told = (
        Account.objects.filter(network=found.network, native_id=found.native_id, show=True).exists()
        or Source.objects.filter(network=found.network, account_id=found.native_id).exists()
        or search(written_by(author_id), public=True, limit=1).hits
    )
    return found if told else None


def account(author_id: int, *, public: bool = True) -> AccountPage | None:
    """The account of that author number; ``public`` as `author` has it."""
    found = author(author_id, public=public)
    if found is None:
        return None
    listed = Offices([found]).account(found)
    source = Source.objects.filter(network=found.network, account_id=found.native_id).first()
    gaps = {gap.event: gap for gap in read.gaps(network=found.network, account_id=found.native_id)}
    if source:
        own = read.gaps(network=source.network, address=source.address)
        gaps.update({gap.event: gap for gap in own})
    ordered = sorted(gaps.values(), key=lambda gap: gap.event, reverse=True)
    tried = trying.on([listed.pk]).get(listed.pk, ()) if listed else ()
    return AccountPage(found, listed, tuple(_held(listed)), source, tuple(ordered), tuple(tried))


def _held(listed: Account | None) -> Iterable[Held]:
    """Everyone who held the account's role, or every role its person held, the newest first."""
    if listed is None or not (listed.role or listed.person):
        return []
    of = listed.role or listed.person
    assert of is not None
    rows = sorted(of.holdings.all(), key=lambda row: row.since or date.min, reverse=True)
    return [
        Held(row.person.name, named(row.role, "title"), named(row.role.body), row.since, row.until)
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source with its gaps and the author it brings posts of."""

    source: Source
    author_id: int | None
    gaps: tuple[read.Stretch, ...]

    @property
    def open_gaps(self) -> int:
        return sum(gap.open for gap in self.gaps)


def is_any_followed() -> bool:
    """Whether any source is read."""
    return Source.objects.filter(state=Source.State.FOLLOWED).exists()


def sources(*, public: bool = True) -> list[SourceRow]:
    """Every source, those still followed first, by title. ``public``: none of an account that is not to be shown."""
    unshown = Account.objects.filter(show=False).exclude(native_id="")
    hidden = set(unshown.values_list("network", "native_id")) if public else set()
    rows = [row for row in Source.objects.all() if (row.network, row.account_id) not in hidden]
    rows.sort(key=lambda row: (row.state == Source.State.UNFOLLOWED, str(row).casefold(), row.id))
    authors = {
        (row.network, row.native_id): row.id
        for row in models.Author.objects.filter(native_id__in=[row.account_id for row in rows])
    }
    gaps: dict[tuple[str, str], list[read.Stretch]] = {}
    for gap in models.Gap.objects.filter(address__in=[row.address for row in rows]).order_by(
        "-event"
    ):
        gaps.setdefault((gap.network, gap.address), []).append(_stretch(gap))
    return [
        SourceRow(
            row,
            authors.get((row.network, row.account_id)),
            tuple(gaps.get((row.network, row.address), ())),
        )
        for row in rows
    ]


def _stretch(row: models.Gap) -> read.Stretch:
    since, until = (
        None if seconds is None else datetime.fromtimestamp(seconds, UTC)
        for seconds in (row.since, row.until)
    )
    return read.Stretch(row.event, since, until, row.why, row.detail, row.closed is None)
