"""What a person changed on a network's own pages, in a post that was published by hand: its words, or that it is gone.

It is told afterwards and recorded as `acted`, by hand and by whom. What is in the record already follows at once: the
words in the form ``told``, which gives way to whatever is read from there.
"""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from tilstede.core import canonical
from tilstede.core.post import Post, encode
from tilstede.core.text import clean
from tilstede.jobs import call
from tilstede.outbox import acts, deciding, doing, errands, pump, queries, targets, words
from tilstede.outbox.clear import keep
from tilstede.outbox.deciding import NotDecided
from tilstede.outbox.draft import Draft
from tilstede.outbox.models import Act, Delivery
from tilstede.posts import read
from tilstede.record import append
from tilstede.record import read as record

Kind = Act.Kind
PARSER: Final = "told/1"


def edited(row: Delivery, text: str, *, reason: str, by: str, now: datetime) -> Act:
    """It has these words there now. :raises NotDecided: that cannot be, in words."""
    told = clean(text)[0].strip()
    with transaction.atomic():
        _hold(row)
        _demand(row, reason)
        if told == queries.wording(row).text.strip():
            raise NotDecided(_("These are the words that it had before."))
        if not told and not row.cleared.media:
            raise NotDecided(words.problem("empty"))
        draft = Draft(parts=(acts.reworded(row, told),), visibility=acts.visibility(row))
        accounts = [row.account] if row.account else []
        (new,) = keep(draft, accounts, by=by, now=now, of=row.pk)
        act = _told(row, Kind.EDIT, reason, by, now, cleared=new, events=[new.event])
        deciding.turn(row, "changed", now=now, why="changed", differences=[])
        show(row, act)
    return act


def deleted(row: Delivery, *, reason: str, by: str, now: datetime) -> Act:
    """It is not there any more. :raises NotDecided: that cannot be, in words."""
    with transaction.atomic():
        _hold(row)
        _demand(row, reason)
        act = _told(row, Kind.DELETE, reason, by, now)
        if row.aliases:
            raw = canonical.dumps({"act": act.pk, "events": act.events}).decode()
            call.enqueue(doing.GONE, row.network, row.aliases, raw)
    return act


def can_be_told(row: Delivery) -> bool:
    """Whether a person can say that it was changed there."""
    return row.by_hand and row.state in acts.STANDING and not queries.is_deleted(row)


def is_there_again(act: Act, number: int) -> bool:
    """Whether the post of that number was seen to stand after it was said to be deleted."""
    shown = read.one(number, public=False)
    if shown is None or shown.withdrawn:
        return False
    since = (record.event(one) for one in read.history(number) if one > max(act.events))
    return any(event.kind in ("seen", "heard", "returned") for event in since if event)


def _hold(row: Delivery) -> None:
    """Nobody tells anything else of it meanwhile, and it is as it stands by now."""
    append.hold()
    row.refresh_from_db()


def _demand(row: Delivery, reason: str) -> None:
    if not row.by_hand or row.state not in acts.STANDING:
        raise NotDecided(words.problem("not-standing"))
    if queries.is_deleted(row):
        raise NotDecided(_("It was deleted there, as you were told before."))
    if not reason.strip():
        raise NotDecided(words.problem("no-reason"))


def _told(row: Delivery, kind: Act.Kind, reason: str, by: str, now: datetime, **about: Any) -> Act:
    act = Act.objects.create(
        account=row.account,
        network=row.network,
        native_id=row.native_id,
        handle=row.handle,
        kind=kind,
        state=Act.State.HAND,
        delivery=row,
        reason=reason.strip(),
        by=by,
        made=now,
        since=now,
        **about,
    )
    known = {**doing.known(act), "how": "by hand"}
    errands.turn(act, "published", now=now, kind="acted", about=known, why="by-hand")
    return act


def is_earlier(row: Delivery, found: Post) -> bool:
    """Whether it says what it said before it was edited last."""
    edits = Act.objects.filter(delivery=row, kind=Kind.EDIT, state__in=acts.STANDING)
    texts = [row.cleared.text, *edits.order_by("id").values_list("cleared__text", flat=True)]
    return found.text.split() in [text.split() for text in texts[:-1]]


def show(row: Delivery, edit: Act) -> None:
    """What is in the record as a post has the words of this edit from now on."""
    assert edit.cleared is not None, "an edit has a wording"
    number = targets.number_of(row.aliases)
    shown = read.one(number, public=False) if number is not None else None
    if shown is None or shown.post is None or shown.withdrawn:
        return
    raw = base64.b64encode(canonical.dumps({"act": edit.pk, "events": edit.events})).decode()
    post = encode(_reworded(shown.post, edit.cleared.text, edit.made)).decode()
    call.enqueue(pump.TAKE, row.network, row.native_id, raw, "application/json", post)


def _reworded(was: Post, text: str, at: datetime) -> Post:
    """A link that stood in the words goes with them; one beside them stays."""
    links = tuple(one for one in was.links if one.url in text or one.url not in was.text)
    told: dict[str, Any] = {"form": "told", "html": "", "parser": PARSER, "text": text}
    return replace(was, edited=at, links=links, **told)
