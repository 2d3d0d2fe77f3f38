"""One answer of each kind, for the OpenAPI description. They are of the answers' own types, so they cannot go stale."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from msgspec import Struct
from msgspec.structs import asdict

from tilstede.rooms.follow.api import directory_examples, shapes
from tilstede.rooms.follow.api.problems import Place, Problem

_SITE = "https://log.fjordvik.example"
_API = f"{_SITE}/api/v1"
_WRITTEN = datetime(2026, 10, 2, 6, 30, tzinfo=UTC)
_SEEN = datetime(2026, 10, 2, 6, 41, 7, tzinfo=UTC)
_MASTODON = "https://sosial.fjordvik.example"
_KEY = "log.fjordvik.example+f444493c+BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
_WITNESS = "log.kyst.example/witness+f444493c+BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

_ACCOUNT_ADDRESSES = shapes.AccountAddresses(
    self=f"{_API}/accounts/1", page=f"{_SITE}/account/1", posts=f"{_API}/accounts/1/posts"
)
_POST_ADDRESSES = shapes.PostAddresses(
    self=f"{_API}/posts/12",
    page=f"{_SITE}/post/12",
    versions=f"{_API}/posts/12/versions",
    thread=f"{_API}/posts/12/thread",
    proof=f"{_API}/posts/12/proof",
    bundle=f"{_SITE}/post/12/bundle",
)
_CONTENT = shapes.Content(
    title="",
    warning="",
    text="Ferja går att frå kl. 9. Ruta: https://fjordvik.example/ferje",
    sensitive=False,
    url=f"{_MASTODON}/@ordforar/1",
    links=(shapes.Link(url="https://fjordvik.example/ferje", title=""),),
    media=(
        shapes.Medium(
            kind="image",
            mime="image/jpeg",
            alt="Ferja ved kai i morgonlys",
            text="",
            width=1600,
            height=1200,
            copy=f"{_SITE}/media/12/0",
            thumbnail=f"{_SITE}/thumb/12/0",
        ),
    ),
    poll=None,
    tags=("ferje",),
    mentions=(),
)
_POST = shapes.Post(
    id=12,
    key="8580571862925377540",
    network="mastodon",
    author=shapes.Author(
        account=1,
        name="Ordføraren i Fjordvik",
        handle="ordforar@sosial.fjordvik.example",
        office="Mayor, Fjordvik municipality",
        addresses=_ACCOUNT_ADDRESSES,
    ),
    published=_WRITTEN,
    language="nn",
    language_sure=True,
    state="stands",
    withdrawn=None,
    edited=False,
    versions=1,
    content=_CONTENT,
    relations=(
        shapes.Relation(
            kind="reply",
            name="Kari Strand",
            url="https://tut.example/@kari/7",
            post=9,
            address=f"{_API}/posts/9",
        ),
    ),
    addresses=_POST_ADDRESSES,
)
_VERSION = shapes.Version(
    event=12, written=_WRITTEN, seen=_SEEN, language="nn", language_sure=True, content=_CONTENT
)
_CHECKPOINT = shapes.Checkpoint(
    size=402,
    root="2k0pQKdyqTqKBJ8M2Z9OeXbUQX4Y0m1yQ4kqXWm1kqA=",
    signed=_SEEN,
    key=_KEY,
    address=f"{_SITE}/log/checkpoint/402",
)
_ENTRY = shapes.AccountEntry(
    id=1,
    network="mastodon",
    native_id=f"{_MASTODON}/users/ordforar",
    name="Ordføraren i Fjordvik",
    handle="ordforar@sosial.fjordvik.example",
    url=f"{_MASTODON}/@ordforar",
    capacity="role",
    office="Mayor, Fjordvik municipality",
    addresses=_ACCOUNT_ADDRESSES,
)
_GAP = shapes.Gap(
    event=3,
    since=None,
    until=datetime(2024, 5, 1, tzinfo=UTC),
    why=shapes.Reason(code="page-limit", text="the network shows no more pages"),
    open=True,
)
_HOLDING = shapes.Holding(
    person="Amund Storevik",
    title="Mayor",
    body="Fjordvik municipality",
    since=date(2025, 10, 2),
    until=None,
)
_SOURCE = shapes.Source(
    id=1,
    network="mastodon",
    address=f"{_MASTODON}/users/ordforar",
    title="Ordføraren i Fjordvik",
    state="followed",
    why=None,
    detail="",
    failures=0,
    last_success=_SEEN,
    next_try=datetime(2026, 10, 2, 6, 56, 7, tzinfo=UTC),
    gaps=(_GAP,),
    account=f"{_API}/accounts/1",
    page=f"{_SITE}/sources#source-1",
)


def _share(name: str, value: str, title: str, hits: int) -> shapes.Share:
    return shapes.Share(
        value=value, name=title, hits=hits, posts=f"{_API}/posts?q=ferje&{name}={value}"
    )


ANSWERS: Mapping[type[Struct], Struct] = {
    type(answer): answer
    for answer in (
        shapes.Beginning(
            name="Fjordvik municipality",
            demonstration="no",
            contact="personvern@fjordvik.example",
            languages=("nb", "nn", "en"),
            posts=f"{_API}/posts",
            facets=f"{_API}/facets",
            accounts=f"{_API}/accounts",
            bodies=f"{_API}/bodies",
            roles=f"{_API}/roles",
            people=f"{_API}/people",
            sources=f"{_API}/sources",
            checkpoints=f"{_API}/checkpoints",
            description=f"{_API}/openapi.json",
            documentation=f"{_SITE}/api/",
        ),
        _POST,
        shapes.Posts(
            posts=(_POST,),
            next=f"{_API}/posts?q=ferje&before=8580571862925377540",
            previous=None,
            stopped=False,
            cut=False,
        ),
        shapes.Versions(post=12, versions=(_VERSION,), addresses=_POST_ADDRESSES),
        shapes.Thread(before=(), post=_POST, after=(), cut=False, missing_parent=True),
        shapes.Proof(
            post=12,
            index=12,
            current=12,
            recorded=_SEEN,
            checkpoint=_CHECKPOINT,
            bundle=f"{_SITE}/post/12/bundle",
            tiles=f"{_SITE}/log/tile/",
        ),
        shapes.Facets(
            networks=(_share("network", "mastodon", "Mastodon", 31),),
            accounts=(_share("account", "1", "Ordføraren i Fjordvik", 22),),
            languages=(_share("language", "nn", "nynorsk", 30),),
            years=(),
            counted=31,
            cut=False,
        ),
        shapes.Accounts(accounts=(_ENTRY,), next=None, previous=None),
        shapes.Account(**asdict(_ENTRY), body="", held=(_HOLDING,), gaps=(_GAP,), source=1),
        shapes.Sources(sources=(_SOURCE,), next=None, previous=None),
        shapes.Checkpoints(
            checkpoints=(_CHECKPOINT,),
            keys=(shapes.LogKey(key=_KEY, since=0),),
            witnesses=(shapes.Witness(key=_WITNESS, size=398, signed=_SEEN),),
            next=None,
        ),
        *directory_examples.ANSWERS,
    )
}

_PROBLEMS = f"{_SITE}/api/"
PROBLEMS: Mapping[int, Problem] = {
    400: Problem(
        type=f"{_PROBLEMS}#bad-search",
        title="A search that cannot be understood",
        status=400,
        detail="“fra:ordforar” is no field. In quotation marks it is text.",
        code="unknown-field",
        parameter="q",
        position=Place(start=0, end=12),
        suggestion="from:ordforar ferje",
    ),
    404: Problem(
        type=f"{_PROBLEMS}#not-found",
        title="Not found",
        status=404,
        detail="There is nothing here, or nothing that may be shown.",
        code="not-found",
    ),
    405: Problem(
        type=f"{_PROBLEMS}#method-not-allowed",
        title="Only for reading",
        status=405,
        detail="The API can only be read: GET, HEAD and OPTIONS.",
        code="method-not-allowed",
    ),
    410: Problem(
        type=f"{_PROBLEMS}#destroyed",
        title="Lawfully destroyed",
        status=410,
        detail="The words of this post have been lawfully destroyed.",
        code="destroyed",
        ground="arkivlova § 13",
        destroyed=_SEEN,
        index=12,
    ),
    500: Problem(
        type=f"{_PROBLEMS}#fault",
        title="Something went wrong with us",
        status=500,
        detail="The fault is ours and has been noted. Nothing in the record was lost. Try again in a moment.",
        code="fault",
    ),
}
