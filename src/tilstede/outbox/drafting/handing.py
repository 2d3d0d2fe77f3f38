"""From the desk to the outbox: the wording that stands is cleared, for all its channels or for none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, cast

from django.db import transaction
from django.utils.translation import gettext as _

from tilstede.core.post import Visibility
from tilstede.office.models import Account
from tilstede.outbox import clear, words
from tilstede.outbox.clear import NotCleared, Order
from tilstede.outbox.draft import Ballot, Captions, Card, Draft, Enclosure, Part
from tilstede.outbox.drafting import asking, deeds, files, judging, nynorsk, sealing
from tilstede.outbox.drafting import content as contents
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.models import Manuscript
from tilstede.outbox.drafting.writing import OPEN, NotOpen
from tilstede.outbox.models import Delivery

State = Manuscript.State
_FIELDS: Final = ("state", "changed", "day", "clock", "due", "asked_again", "hindered")


class NotHanded(Exception):
    """It cannot go out as it stands. ``problems``: everything that stands in the way, in words."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def hand(
    manuscript: Manuscript, *, by: str, now: datetime, at_once: bool = False
) -> list[Delivery]:
    """Clear the wording that stands for each of the draft's channels, in one commit; what is sent from here on.

    Whether it may go out (the harm test, the second person, the time) is asked when nobody can change it any more:
    networks may be asked before, which takes its time. So: not inside a transaction. Handed over once: the second time,
    or by a second worker, it is told what became of the first.

    ``at_once``: a person says that it goes out now, whatever time it has.
    :raises NotHanded: a check stops it, a channel cannot take it, or it was decided otherwise meanwhile. Then nothing
        is cleared, for any channel.
    :raises NotOpen: it was put away.
    """
    standing = _standing(Manuscript.objects.get(pk=manuscript.pk))
    if standing.manuscript.state == State.HANDED:
        return deliveries(standing.manuscript)
    ready = _ready(standing, now)
    with transaction.atomic():
        return _enter(standing, ready, at_once, by, now)


def problems(manuscript: Manuscript, *, now: datetime) -> tuple[str, ...]:
    """What would keep it from going out now, in words. Networks may be asked."""
    try:
        _ready(_standing(Manuscript.objects.get(pk=manuscript.pk)), now)
    except NotHanded as error:
        return error.problems
    return ()


def deliveries(manuscript: Manuscript) -> list[Delivery]:
    """What was handed over of it: a row for each part and channel, in the order they were made."""
    rows = Delivery.objects.filter(cleared__in=manuscript.cleared.all())
    return list(rows.select_related("cleared", "account").order_by("id"))


@dataclass(frozen=True, slots=True)
class _Standing:
    """A draft as it was when somebody looked. ``seal``: what must be the same when it is cleared."""

    manuscript: Manuscript
    content: Content
    accounts: tuple[Account, ...]
    seal: str


def _standing(held: Manuscript) -> _Standing:
    """:raises NotOpen: it was put away."""
    if held.state not in (*OPEN, State.HANDED):
        raise NotOpen(held)
    wording = held.wordings.get(number=held.revision)
    accounts = tuple(held.accounts.select_related("access", "body", "role__body").order_by("pk"))
    return _Standing(held, contents.unpack(wording.content), accounts, sealing.seal(held))


def _ready(standing: _Standing, now: datetime) -> list[Order]:
    """What is sent; of a deed nothing is. :raises NotHanded: everything that stands in the way."""
    if standing.manuscript.deed:
        return []
    try:
        return clear.fitted(_orders(standing), now=now)
    except NotCleared as error:
        raise _not_handed(error) from error


def _not_handed(error: NotCleared) -> NotHanded:
    return NotHanded(list(dict.fromkeys(str(problem) for problem in error.problems)))


def _enter(
    standing: _Standing, orders: Sequence[Order], at_once: bool, by: str, now: datetime
) -> list[Delivery]:
    """With the row locked. :raises NotHanded: somebody has changed it since it was looked at, or it may not go out."""
    again = _standing(judging.locked(standing.manuscript))
    held = again.manuscript
    if held.state == State.HANDED:
        return deliveries(held)
    if _decided(again) != _decided(standing) or not (at_once or _has_come(held, now)):
        raise NotHanded([_("Somebody changed the draft just now. Look at it again.")])
    if why := _kept(held, now):
        raise NotHanded([why])
    if at_once:
        held.day = held.clock = held.due = None
    made = [row for order in orders for row in clear.enter(order, by=by, now=now)]
    if held.deed:
        _order(again, by, now)
    held.cleared.set({row.cleared for row in made})
    held.state, held.changed, held.due = State.HANDED, now, held.due or now
    held.asked_again, held.hindered = False, []
    held.save(update_fields=_FIELDS)
    return made


def _decided(standing: _Standing) -> tuple[object, ...]:
    """What must be as it was before the networks were asked."""
    held = standing.manuscript
    return standing.seal, held.state, held.day, held.clock, held.due


def _has_come(held: Manuscript, now: datetime) -> bool:
    """Whether it was planned, and its time is here."""
    return held.state == State.PLANNED and held.due is not None and held.due <= now


def _kept(held: Manuscript, now: datetime) -> str:
    """Why it may not go out, in words; "" where it may."""
    if not judging.may_go_now(held, now=now):
        return _("Nobody has said that it may go out as it is.")
    if held.not_before and now < held.not_before:
        return _("It was agreed that it does not go out yet. Plan it for later.")
    return ""


def _order(standing: _Standing, by: str, now: datetime) -> None:
    """:raises NotHanded:"""
    if not standing.accounts:
        raise NotHanded([words.problem("no-account")])
    try:
        deeds.order(standing.manuscript, standing.accounts, by=by, now=now)
    except NotCleared as error:
        raise _not_handed(error) from error


# --- as the outbox takes it ----------------------------------------------------------------------


def _orders(standing: _Standing) -> list[Order]:
    """One for each wording, with its channels."""
    groups: dict[tuple[str, ...], list[Account]] = {}
    for account in standing.accounts:
        groups.setdefault(_parts(standing, account), []).append(account)
    enclosed = _enclosed(standing)
    return [
        Order(_draft(standing, parts, enclosed, next(iter(accounts), None)), tuple(accounts))
        for parts, accounts in (groups or {_parts(standing, None): []}).items()
    ]


def _parts(standing: _Standing, account: Account | None) -> tuple[str, ...]:
    return asking.as_sent(standing.manuscript, standing.content, account)


def _enclosed(standing: _Standing) -> tuple[Enclosure, ...]:
    rows = {row.key: row for row in standing.manuscript.files.all()}
    return tuple(
        Enclosure(
            path=files.on_disk(rows[item.file]),
            mime=rows[item.file].mime,
            name=rows[item.file].name,
            alt=item.alt,
            sound=rows[item.file].sound,
            captions=tuple(
                Captions(files.on_disk(rows[one.file]), one.language) for one in item.captions
            ),
        )
        for item in standing.content.media
    )


def _draft(
    standing: _Standing,
    parts: tuple[str, ...],
    enclosed: tuple[Enclosure, ...],
    account: Account | None,
) -> Draft:
    """``account``: one of those that get these words."""
    held = standing.manuscript
    made = (_part(standing.content, text, place, enclosed) for place, text in enumerate(parts))
    return Draft(
        parts=tuple(made),
        visibility=cast(Visibility, held.visibility) if held.visibility else None,
        reply_to=held.reply_to,
        quote_of=held.quote_of,
        confirmed=frozenset(held.confirmed.values_list("key", flat=True)),
        machine=nynorsk.is_untouched(held, standing.content, account),
        machine_words=nynorsk.untouched(held, standing.content),
        judged=True,
    )


def _part(content: Content, text: str, place: int, enclosed: tuple[Enclosure, ...]) -> Part:
    """Files, poll and card go with the first post of a thread; language, warning and topics with each."""
    words = Part(text=text, language=content.language, warning=content.warning, tags=content.tags)
    if place:
        return words
    poll = content.poll
    return replace(
        words,
        title=content.title,
        media=enclosed,
        card=_card(content, text),
        poll=Ballot(poll.options, poll.lasts, poll.multiple) if poll else None,
    )


def _card(content: Content, text: str) -> Card | None:
    """The body's own page, where it is in the words and nothing else is shown in its place."""
    if not content.page or content.page not in text or content.media or content.poll:
        return None
    return Card(url=content.page, title=content.title or content.page)
