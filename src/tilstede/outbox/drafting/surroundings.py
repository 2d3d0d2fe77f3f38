"""What a draft is held against: the account's own last posts, what others say, the body's sites and lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from tilstede.core import language
from tilstede.core.checks.kit import Around, Earlier, Length
from tilstede.office import language_aim
from tilstede.office.models import Account, Body
from tilstede.outbox import checking
from tilstede.outbox.drafting import avoiding
from tilstede.outbox.drafting.models import Manuscript, Topic
from tilstede.posts import models, read

#: As many of an account's posts are looked at.
_EARLIER: Final = 30
#: As much of the conversation that is joined.
_OTHERS: Final = 20


def around(
    manuscript: Manuscript, accounts: Sequence[Account], lengths: Sequence[Length]
) -> Around:
    """Everything that checks may ask. The posts are those of the first of the accounts that has any."""
    own = next((found for one in accounts if (found := _earlier(one))), ())
    return Around(
        lengths=tuple(lengths),
        own_hosts=_own_hosts(),
        earlier=own,
        others=_others(manuscript),
        answered=_answered(manuscript),
        share=_share(),
        telephones=checking.telephones(),
        **checking.near_election(),
        phrases=avoiding.phrases(),
        topics=tuple(Topic.objects.values_list("word", flat=True)),
        confirmed=frozenset(manuscript.confirmed.values_list("key", flat=True)),
    )


def _own_hosts() -> frozenset[str]:
    sites = Body.objects.filter(own=True).values_list("url", "units__url")
    hosts = (urlsplit(site).hostname for pair in sites for site in pair if site)
    return frozenset(host.removeprefix("www.") for host in hosts if host)


def _earlier(account: Account) -> tuple[Earlier, ...]:
    if not account.native_id:
        return ()
    named = models.Author.objects.filter(network=account.network, native_id=account.native_id)
    author = named.values_list("id", flat=True).first()
    if author is None:
        return ()
    rows = models.Post.objects.filter(author_id=author, repost=None, gone_at=None)
    return tuple(
        Earlier(
            number=one.number,
            at=one.row.at,
            text=one.post.text,
            form=language.declared(one.post.language) or _sure(one.row),
            links=tuple(link.url for link in one.post.links),
            answers=bool(one.post.reply_to) and one.post.reply_to_author != one.author.native_id,
        )
        for one in read.with_words(rows.order_by("-key")[:_EARLIER])
        if one.post is not None
    )


def _sure(row: models.Post) -> str:
    return row.language if row.language_sure else ""


def _share() -> float:
    """The least part of each form that the body aims at."""
    return language_aim.of(Body.objects.filter(own=True).first()) / 100


def _answered(manuscript: Manuscript) -> str:
    """The form of what is answered, by its words alone: what a citizen's network says is not what they chose."""
    if manuscript.reply_to is None:
        return ""
    row = models.Post.objects.filter(number=manuscript.reply_to).first()
    return _sure(row) if row else ""


def _others(manuscript: Manuscript) -> tuple[str, ...]:
    """What is answered or quoted, what that answers, and what answers it."""
    joined = manuscript.reply_to or manuscript.quote_of
    item = read.one(joined, public=False) if joined is not None else None
    if item is None:
        return ()
    thread = read.thread(item, public=False)
    whole = [*thread.before, item, *thread.after]
    return tuple(one.post.text for one in whole if one.post is not None)[-_OTHERS:]
