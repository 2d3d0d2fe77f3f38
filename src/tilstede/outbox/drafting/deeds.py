"""Drafts that carry no words of ours: somebody's post is boosted or liked, or whoever wrote it is followed.

They go the way of words: checks, the question whether it could do harm, a second person where one is needed, a time if
one likes. At the end stand orders (`outbox.acts`) in the place of what is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from tilstede.core.checks import registry
from tilstede.core.decide import PUBLIC
from tilstede.office.models import Account, User
from tilstede.outbox import acts, fitting, passing
from tilstede.outbox.drafting import channels, content, writing
from tilstede.outbox.drafting.asking import Asked
from tilstede.outbox.drafting.content import Content, Item
from tilstede.outbox.drafting.models import Confirmed, Manuscript
from tilstede.outbox.models import Act
from tilstede.posts import read
from tilstede.posts.read import Shown

Kind = Act.Kind
#: What can be done so, in the order it is offered.
KINDS: Final = (Kind.BOOST, Kind.LIKE, Kind.FOLLOW)
#: Letters of a post that tell which it is.
_SHOWN: Final = 120


def open_to(user: User, item: Shown) -> dict[str, list[Account]]:
    """What this person can have done about the post, by which of our accounts there."""
    found: dict[str, list[Account]] = {}
    for account in channels.own():
        if account.network != item.row.network or not channels.may_write(user, account):
            continue
        for kind in KINDS:
            if kind in acts.possible(account) and _is_fit(kind, account, item):
                found.setdefault(kind, []).append(account)
    return {kind: found[kind] for kind in KINDS if kind in found}


def _is_fit(kind: str, account: Account, item: Shown) -> bool:
    """What few could see is passed on to nobody, and nobody likes or follows themselves."""
    if kind == Kind.BOOST:
        return item.row.visibility in PUBLIC
    return not fitting.is_by(item.author.native_id, account)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is to be done about the post ``about``. ``confirmed``: what its author has looked at and says may stand."""

    kind: str
    about: int
    accounts: Sequence[Account]
    confirmed: frozenset[str] = frozenset()


def begin(deed: Deed, *, author: User, now: datetime) -> Manuscript:
    """A draft of it, which nobody has judged yet."""
    with transaction.atomic():
        made = writing.begin(author=author, now=now, accounts=deed.accounts)
        made.deed, made.about = deed.kind, deed.about
        made.save(update_fields=["deed", "about"])
        for finding in passing.about_post(deed.kind, deed.about):
            if finding.key in deed.confirmed:
                by = author.get_username()
                writing.confirm(made.key, finding.check, finding.key, by=by, now=now)
    return made


def asked(manuscript: Manuscript) -> list[Asked]:
    """What the checks say of it."""
    rows = Confirmed.objects.filter(manuscript=manuscript)
    return about(
        manuscript.deed, manuscript.about or 0, frozenset(rows.values_list("key", flat=True))
    )


def about(kind: str, number: int, confirmed: frozenset[str] = frozenset()) -> list[Asked]:
    """The same, before there is a draft."""
    return [
        Asked(registry.get(one.check), one, (), one.key in confirmed)
        for one in passing.about_post(kind, number)
    ]


def judged(manuscript: Manuscript) -> Iterator[Content]:
    """All words that it would bring to readers: its own, and those that it passes on, quotes or praises."""
    yield writing.standing(manuscript)
    number = manuscript.about if manuscript.deed else manuscript.quote_of
    if number is not None:
        yield theirs(number)


def theirs(number: int) -> Content:
    """Somebody else's words, with who wrote them, as if they were a draft; nothing where they may not be shown."""
    item = read.one(number, public=False)
    if item is None or item.post is None:
        return Content()
    post = item.post
    return Content(
        parts=(post.text, f"{item.author.name} {item.author.handle}"),
        title=post.title,
        warning=post.warning,
        media=tuple(Item(file="", alt=one.alt) for one in post.media),
        poll=content.Poll(options=post.poll.options) if post.poll else None,
        tags=post.tags,
    )


def order(held: Manuscript, accounts: Sequence[Account], *, by: str, now: datetime) -> list[Act]:
    """Have it done, by each of the accounts, inside the caller's transaction.

    :raises outbox.clear.NotCleared: by one of them it cannot be done, or a check stops it.
    """
    confirmed = frozenset(held.confirmed.values_list("key", flat=True))
    told: dict[str, Any] = {
        "reason": _reason(held),
        "by": by,
        "now": now,
        "confirmed": confirmed,
    }
    number = held.about or 0
    if held.deed == Kind.BOOST:
        return [acts.boost(number, one, judged=True, **told) for one in accounts]
    if held.deed == Kind.LIKE:
        return [acts.like(number, one, **told) for one in accounts]
    item = read.one(number, public=False)
    whom = address(item) if item is not None else ""
    return [acts.follow(whom, one, of=number, **told) for one in accounts]


def address(item: Shown) -> str:
    """By which whoever wrote the post is followed."""
    return item.author.handle or item.author.url or item.author.native_id


def _reason(held: Manuscript) -> str:
    """Why it is done, for the record: where it has what was thought of it. The words themselves lie there alone, so
    that they can be destroyed."""
    last = held.judgements.order_by("pk").last()
    event = last.event if last is not None else None
    return _("Thought through before: event {number} of the record").format(number=event)


def named(manuscript: Manuscript) -> str:
    """What is done, and about which post, in a line; "" of a draft that has words of its own. Of what not all may see,
    no words: it stands in lists."""
    if not manuscript.deed:
        return ""
    item = read.one(manuscript.about or 0)
    words = " ".join((item.post.text or item.post.title).split()) if item and item.post else ""
    if item and manuscript.deed == Kind.FOLLOW:
        words = item.author.name or item.author.handle
    what = str(Kind(manuscript.deed).label).capitalize()
    return f"{what}: {words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}"
