"""What people decide about posts: keep them from the public, let them out again, destroy them by law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tilstede.intake import pump
from tilstede.posts import index, models, read, thumbs
from tilstede.posts.project import Happening, apply
from tilstede.posts.working_set import WorkingSet
from tilstede.record import append, redact
from tilstede.record import read as record


class NotDecided(Exception):
    """A decision that cannot be carried out; the text is for the person who took it."""


def withhold(number: int, *, reason: str, by: str, now: datetime) -> int:
    """Keep a post from the public: pages, search, bundles. The event's number. :raises NotDecided:"""
    with transaction.atomic():
        if _post(number).withheld:
            raise NotDecided(_("Post {number} is withheld already.").format(number=number))
        return pump.note("withheld", {"by": by, "post": number, "reason": reason}, now)


def release(number: int, *, reason: str, by: str, now: datetime) -> int:
    """Let the public see a withheld post again, as far as its source does. :raises NotDecided:"""
    with transaction.atomic():
        if not _post(number).withheld:
            raise NotDecided(_("Post {number} is not withheld.").format(number=number))
        return pump.note("released", {"by": by, "post": number, "reason": reason}, now)


def destroy(numbers: Sequence[int], *, reason: str, ground: str, by: str, now: datetime) -> int:
    """Destroy posts for good: all wordings, raw items, pictures, and all that shows them. The event's number.

    ``ground``: the law or rule, shown to all. ``reason``: for the record alone. The posts' names stay, as
    digests, so that what is destroyed here is not taken in again from where it still stands.
    :raises NotDecided: no such post.
    """
    with transaction.atomic():
        event = append.next_number()
        doomed = sorted({_post(number).number for number in numbers})
        payloads = {number: roles for post in doomed for number, roles in _payloads(post)}
        names = sorted({key.hex() for post in doomed for key in read.names(post)})
        about = {"by": by, "ground": ground, "names": names, "posts": doomed, "reason": reason}
        posts = WorkingSet((), ())
        apply(Happening(event, now, "destroyed", about=about), posts)
        posts.flush()
        with connection.cursor() as cursor:
            index.tighten(cursor)
        transaction.on_commit(lambda: _forget_thumbs(payloads))
        told = redact.destroy(payloads, about=about, now=now)
        assert told == event, "another writer came between"
    return event


def repeats(numbers: Iterable[int]) -> list[int]:
    """Other posts that hold the same words, since they are boosts of these posts."""
    names = [name for number in numbers for name in read.names(number)]
    found = models.Post.objects.filter(repost__in=names).exclude(number__in=list(numbers))
    return sorted(found.values_list("number", flat=True))


def _post(number: int) -> models.Post:
    found = models.Post.objects.filter(number=number).first()
    if found is None:
        raise NotDecided(_("There is no post {number}.").format(number=number))
    return found


def _payloads(post: int) -> Iterator[tuple[int, list[str]]]:
    """Every event about the post that still holds something of it, with the roles."""
    for number in read.history(post):
        event = record.event(number)
        held = record.payloads(number)
        if event and event.kind in read.OF_THE_POST and held:
            yield number, sorted(held)


def _forget_thumbs(events: Iterable[int]) -> None:
    for event in events:
        thumbs.forget(event)
