"""What the API answers with. The OpenAPI description is made from these, so what a field means stands here alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from tilstede.intake import models as intake
from tilstede.office import models as office

#: Above this a number is no longer exact in programs that know only floating point (RFC 8259 section 6).
LARGEST = 2**53 - 1

Number = Annotated[int, Meta(ge=0, le=LARGEST)]
Moment = Annotated[datetime, Meta(tz=True, description="RFC 3339, in UTC.")]
Address = Annotated[str, Meta(extra_json_schema={"format": "uri"})]
Key = Annotated[
    str,
    Meta(
        pattern="^[0-9]{1,19}$",
        description="A place in time, for `before` and `after`. Text, since it is beyond 2^53.",
        examples=["8580571862925377540"],
    ),
]
_Capacity = Annotated[str, Meta(extra_json_schema={"enum": office.Account.Capacity.values})]
Next = Annotated[Address | None, Meta(description="The address of the page that follows.")]
Previous = Annotated[Address | None, Meta(description="The address of the page before.")]


class Reason(Struct, frozen=True, kw_only=True):
    """Why something is so: a lasting code, and words in the language asked for."""

    code: str
    text: str


# --- posts ---------------------------------------------------------------------------------------------
class AccountAddresses(Struct, frozen=True, kw_only=True):
    """Where more of an account is."""

    self: Address
    page: Annotated[Address, Meta(description="For people.")]
    posts: Address


class Author(Struct, frozen=True, kw_only=True):
    """Who wrote a post, under the name and handle of that time."""

    account: Annotated[Number, Meta(description="The account's id here.")]
    name: str
    handle: Annotated[str, Meta(description="Without @ in front; of a feed its host name.")]
    office: Annotated[
        str,
        Meta(
            description="The role held that day, or the body; empty when the body does not list it."
        ),
    ]
    addresses: AccountAddresses


class Medium(Struct, frozen=True, kw_only=True):
    """A picture, film, sound or file of a post."""

    kind: Literal["image", "video", "audio", "file"]
    mime: str
    alt: Annotated[
        str | None,
        Meta(
            description="The author's description. null: none was given; empty: marked decorative."
        ),
    ]
    text: Annotated[str, Meta(description="What is said, of captions that were read; else empty.")]
    width: Annotated[int, Meta(ge=0, description="Pixels; 0 when not told.")]
    height: Annotated[int, Meta(ge=0, description="Pixels; 0 when not told.")]
    copy: Annotated[Address | None, Meta(description="Our own copy; null when there is none.")]
    thumbnail: Annotated[Address | None, Meta(description="WebP, at most 1,280 pixels a side.")]


class Link(Struct, frozen=True, kw_only=True):
    """An address in a post, opened (never a shortened one)."""

    url: str
    title: str


class Poll(Struct, frozen=True, kw_only=True):
    """The choices of a poll. Votes are not kept."""

    options: tuple[str, ...]
    multiple: bool
    closes: Moment | None


class Content(Struct, frozen=True, kw_only=True):
    """What a post says, in one wording."""

    title: str
    warning: Annotated[str, Meta(description="The author's content warning.")]
    text: Annotated[str, Meta(description="Plain text with line breaks.")]
    sensitive: bool
    url: Annotated[str | None, Meta(description="The post where it was written.")]
    links: tuple[Link, ...]
    media: tuple[Medium, ...]
    poll: Poll | None
    tags: tuple[str, ...]
    mentions: tuple[str, ...]


class Relation(Struct, frozen=True, kw_only=True):
    """Another post that this one answers, boosts or quotes."""

    kind: Annotated[str, Meta(extra_json_schema={"enum": ["reply", "boost", "quote"]})]
    name: Annotated[str, Meta(description="Whose it is, as far as is known.")]
    url: Annotated[str | None, Meta(description="The other post where it was written.")]
    post: Annotated[Number | None, Meta(description="Its id here, when it is held and public.")]
    address: Annotated[Address | None, Meta(description="Its address in this API.")]


class PostAddresses(Struct, frozen=True, kw_only=True):
    """Where more of a post is."""

    self: Address
    page: Annotated[Address, Meta(description="For people.")]
    versions: Address
    thread: Address
    proof: Address
    bundle: Annotated[
        Address | None,
        Meta(
            description="A zip file that proves these words, for anyone to check. null: no checkpoint covers"
            " them yet, or they are not shown."
        ),
    ]


class Post(Struct, frozen=True, kw_only=True):
    """A post as it stands."""

    id: Annotated[Number, Meta(description="Lasting: the number of the event that first saw it.")]
    key: Key
    network: Annotated[str, Meta(examples=["mastodon", "x", "feeds"])]
    author: Author
    published: Annotated[
        Moment,
        Meta(description="When it was written; when it was first seen, if its source did not say."),
    ]
    language: Annotated[
        str,
        Meta(description="As found: a language code; `und`: no words; empty: not yet looked at."),
    ]
    language_sure: bool
    state: Annotated[
        Literal["stands", "withdrawn", "destroyed"],
        Meta(description="`withdrawn`: by its author. `destroyed`: the words, lawfully."),
    ]
    withdrawn: Annotated[Moment | None, Meta(description="When, or when that was seen.")]
    edited: bool
    versions: Annotated[int, Meta(ge=1, description="How many wordings are held.")]
    content: Annotated[
        Content | None, Meta(description="null when the words may not be shown: see `state`.")
    ]
    relations: tuple[Relation, ...]
    addresses: PostAddresses


class Posts(Struct, frozen=True, kw_only=True):
    """Some posts, and where the others are."""

    posts: tuple[Post, ...]
    next: Next
    previous: Previous
    stopped: Annotated[
        bool,
        Meta(
            description="The search was long and stopped before the page was full; `next` goes on."
        ),
    ]
    cut: Annotated[
        bool, Meta(description="By relevance: there are older hits, which were not weighed.")
    ]


class Version(Struct, frozen=True, kw_only=True):
    """One wording of a post."""

    event: Annotated[Number, Meta(description="The event that holds it: its index in the log.")]
    written: Moment
    seen: Annotated[Moment, Meta(description="When it was recorded.")]
    language: str
    language_sure: bool
    content: Content


class Versions(Struct, frozen=True, kw_only=True):
    """Every wording of a post that is public, the earliest first. None when its words may not be shown."""

    post: Number
    versions: tuple[Version, ...]
    addresses: PostAddresses


class Thread(Struct, frozen=True, kw_only=True):
    """A post with what it answers and what answers it, as far as that is held and public."""

    before: Annotated[tuple[Post, ...], Meta(description="What it answers, the first post first.")]
    post: Post
    after: Annotated[tuple[Post, ...], Meta(description="Answers and their answers, by time.")]
    cut: Annotated[bool, Meta(description="There are more answers than these.")]
    missing_parent: Annotated[bool, Meta(description="It begins with a post that is not held.")]


class Proof(Struct, frozen=True, kw_only=True):
    """Where a post stands in the log, and which signed checkpoint covers it."""

    post: Number
    index: Annotated[
        Number, Meta(description="Of the leaf in the Merkle tree: the event that first saw it.")
    ]
    current: Annotated[Number, Meta(description="The event that holds the wording that stands.")]
    recorded: Moment
    checkpoint: Annotated[
        Checkpoint | None,
        Meta(description="The earliest that covers it; null until one is signed."),
    ]
    bundle: Annotated[Address | None, Meta(description="As among the post's addresses.")]
    tiles: Annotated[
        Address,
        Meta(description="What addresses of the tree's tiles begin with (c2sp.org/tlog-tiles)."),
    ]


# --- accounts and sources ------------------------------------------------------------------------------
class AccountEntry(Struct, frozen=True, kw_only=True):
    """An account in the list: one that the body lists, or that is followed."""

    id: Number
    network: str
    native_id: Annotated[str, Meta(description="The network's permanent id.")]
    name: str
    handle: Annotated[str, Meta(description="Without @ in front; of a feed its host name.")]
    url: Annotated[str | None, Meta(description="The account where it is.")]
    capacity: Annotated[
        _Capacity | None, Meta(description="As the body lists it; null when it does not.")
    ]
    office: Annotated[str, Meta(description="The role held today, or the body.")]
    addresses: AccountAddresses


class Accounts(Struct, frozen=True, kw_only=True):
    """Some accounts, by id."""

    accounts: tuple[AccountEntry, ...]
    next: Next
    previous: Previous


class Holding(Struct, frozen=True, kw_only=True):
    """A role someone holds or held."""

    person: str
    title: str
    body: str
    since: date | None
    until: Annotated[date | None, Meta(description="The last day; null: still.")]


class Gap(Struct, frozen=True, kw_only=True):
    """A stretch of time that could not be seen."""

    event: Number
    since: Annotated[Moment | None, Meta(description="null: from the beginning.")]
    until: Moment | None
    why: Reason
    open: Annotated[bool, Meta(description="Still so; else it was caught up with.")]


class Account(AccountEntry, frozen=True, kw_only=True):
    """An account, who stands behind it, and what could not be seen of it."""

    body: Annotated[str, Meta(description="Whose it is, when it is a body's own.")]
    held: tuple[Holding, ...]
    gaps: tuple[Gap, ...]
    source: Annotated[Number | None, Meta(description="The id of the source it is read from.")]


class Source(Struct, frozen=True, kw_only=True):
    """What is read again and again, and how that goes."""

    id: Number
    network: str
    address: str
    title: str
    state: Annotated[str, Meta(extra_json_schema={"enum": intake.Source.State.values})]
    why: Annotated[Reason | None, Meta(description="Why it is paused or failing.")]
    detail: Annotated[str, Meta(description="What the machine said, in English.")]
    failures: Annotated[int, Meta(ge=0, description="In a row.")]
    last_success: Moment | None
    next_try: Annotated[Moment | None, Meta(description="null when it is not followed.")]
    gaps: tuple[Gap, ...]
    account: Annotated[Address | None, Meta(description="The account it brings posts of.")]
    page: Address


class Sources(Struct, frozen=True, kw_only=True):
    """Some sources, by id."""

    sources: tuple[Source, ...]
    next: Next
    previous: Previous


# --- the record ----------------------------------------------------------------------------------------
class Checkpoint(Struct, frozen=True, kw_only=True):
    """A signed state of the log (c2sp.org/tlog-checkpoint)."""

    size: Annotated[Number, Meta(description="How many events it covers.")]
    root: Annotated[str, Meta(description="The root hash of the tree, base64.")]
    signed: Moment
    key: Annotated[str, Meta(description="The key it is signed with (c2sp.org/signed-note).")]
    address: Annotated[Address, Meta(description="The signed note itself, as text.")]


class LogKey(Struct, frozen=True, kw_only=True):
    """A key the log signs with."""

    key: str
    since: Annotated[Number, Meta(description="The event that brought it.")]


class Witness(Struct, frozen=True, kw_only=True):
    """Another log that signs that this one has one history."""

    key: str
    size: Annotated[Number | None, Meta(description="How far it has seen; null: not yet.")]
    signed: Moment | None


class Checkpoints(Struct, frozen=True, kw_only=True):
    """Some checkpoints, the newest first; the log's keys, the newest first; its witnesses."""

    checkpoints: tuple[Checkpoint, ...]
    keys: tuple[LogKey, ...]
    witnesses: tuple[Witness, ...]
    next: Next


# --- how hits are spread -------------------------------------------------------------------------------
class Share(Struct, frozen=True, kw_only=True):
    """A part of the hits, and the address of its posts."""

    value: Annotated[str, Meta(description="What to give as the filter.")]
    name: Annotated[str, Meta(description="In the language asked for.")]
    hits: Annotated[int, Meta(ge=1)]
    posts: Address


class Facets(Struct, frozen=True, kw_only=True):
    """How the hits of a search are spread. The largest part first, years with the newest first."""

    networks: tuple[Share, ...]
    accounts: Annotated[tuple[Share, ...], Meta(description="The twenty with most.")]
    languages: tuple[Share, ...]
    years: tuple[Share, ...]
    counted: Annotated[int, Meta(ge=0, description="Hits that were counted, the newest.")]
    cut: Annotated[bool, Meta(description="There are older hits, which were not counted.")]


# --- where to begin ------------------------------------------------------------------------------------
class Beginning(Struct, frozen=True, kw_only=True):
    """Whose record this is, and where everything begins."""

    name: str
    demonstration: Annotated[
        Literal["no", "partly", "wholly"],
        Meta(description="Whether the body, the people and the posts are made up."),
    ]
    contact: Annotated[str | None, Meta(description="For questions of privacy and removal.")]
    languages: Annotated[tuple[str, ...], Meta(description="Names and errors are told in these.")]
    posts: Address
    facets: Address
    accounts: Address
    bodies: Address
    roles: Address
    people: Address
    sources: Address
    checkpoints: Address
    description: Annotated[Address, Meta(description="OpenAPI 3.1.")]
    documentation: Annotated[Address, Meta(description="For people.")]
