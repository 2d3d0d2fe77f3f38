"""Drafts begun and saved. Whatever somebody wrote is kept, also where two wrote at the same time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tilstede.office.models import Account, User
from tilstede.outbox.drafting import content as contents
from tilstede.outbox.drafting import rightful
from tilstede.outbox.drafting.content import Arrangement, Content
from tilstede.outbox.drafting.models import Manuscript, Wording

State = Manuscript.State
#: In these a draft can be written on. A new wording takes back what was decided about the one before.
OPEN: Final = (State.WRITING, State.ASKED, State.PLANNED)

#: Checks that find something in the whole, and not in words by which a confirmation could be told from others.
_OF_THE_WHOLE: Final = ("closed-source",)


class Turn(Protocol):
    """What puts a draft away, or takes it up again."""

    def __call__(self, key: str, *, by: User, now: datetime) -> None: ...


class NotOpen(Exception):
    """It was handed to the outbox or put away, so nobody writes on it any more; or it never had words of ours
    (`drafting.deeds`). ``manuscript``: as it stands."""

    def __init__(self, manuscript: Manuscript) -> None:
        super().__init__(manuscript.state)
        self.manuscript = manuscript

    def __str__(self) -> str:
        return _("It has left the desk, and cannot be saved.")


class NotYours(NotOpen):
    """It would take back what was asked or planned, or be put away or taken up, for channels that the person may not
    write for."""

    def __str__(self) -> str:
        return _("It is for a channel that you do not have the right to write for.")


@dataclass(frozen=True, slots=True)
class Saved:
    """``wording``: what was kept. ``other``: None where it stands now; else the wording that somebody saved meanwhile
    and that stands still: a person must bring the two together."""

    wording: Wording
    other: Wording | None


def begin(
    *,
    author: User,
    now: datetime,
    content: Content | None = None,
    accounts: Sequence[Account] = (),
    reply_to: int | None = None,
    quote_of: int | None = None,
) -> Manuscript:
    """A new draft, with its first wording."""
    with transaction.atomic():
        made = Manuscript.objects.create(
            key=uuid.uuid4().hex,
            author=author,
            by=author.get_username(),
            made=now,
            changed=now,
            reply_to=reply_to,
            quote_of=quote_of,
        )
        made.accounts.set(accounts)
        _keep(made, content or Content(), arrangement(made), 0, author, now)
        made.revision = 1
        made.save(update_fields=["revision"])
    return made


def save(
    key: str,
    content: Content,
    *,
    base: int,
    author: User,
    now: datetime,
    wanted: Arrangement | None = None,
    machine: bool = False,
) -> Saved:
    """Keep a wording that was made from the wording ``base``, and with it where the draft goes, who sees it there, and
    whether it is signed (``wanted``; None: as it stands). What was asked or planned of the one before counts no more.

    What is the same as what stands is not kept again. ``machine``: a machine wrote it.
    :raises Manuscript.DoesNotExist: there is no such draft.
    :raises NotOpen: nobody writes on it any more; what was written is given back to the writer, not kept here.
    :raises NotYours: something is decided about it, and the author may not write for all of its channels.
    """
    with transaction.atomic():
        manuscript = _held(key)
        now_standing = manuscript.wordings.get(number=manuscript.revision)
        arranged = arrangement(manuscript)
        wanted = wanted or arranged
        if contents.unpack(now_standing.content) == content and wanted == arranged:
            return Saved(now_standing, None)
        kept = _keep(manuscript, content, wanted, base, author, now, machine=machine)
        if base != manuscript.revision:
            return Saved(kept, now_standing)
        _demand_free(manuscript, author)
        _confirm_anew(manuscript)
        manuscript.accounts.set(wanted.accounts)
        manuscript.visibility, manuscript.signed = wanted.visibility, wanted.signed
        manuscript.revision, manuscript.state = kept.number, State.WRITING
        manuscript.changed = now
        manuscript.save(update_fields=["visibility", "signed", "revision", "state", "changed"])
    return Saved(kept, None)


def _held(key: str) -> Manuscript:
    """The draft, with its row locked. :raises Manuscript.DoesNotExist: :raises NotOpen:"""
    manuscript = Manuscript.objects.select_for_update().get(key=key)
    if manuscript.state not in OPEN or manuscript.deed:
        raise NotOpen(manuscript)
    return manuscript


def _demand_free(manuscript: Manuscript, author: User) -> None:
    """:raises NotYours:"""
    if manuscript.state != State.WRITING and not rightful.may_write(author, manuscript):
        raise NotYours(manuscript)


def join(
    key: str,
    *,
    reply_to: int | None = None,
    quote_of: int | None = None,
    author: User,
    now: datetime,
) -> None:
    """Let it answer or quote that post of the record, or none. What was asked or planned of it counts no more.

    :raises Manuscript.DoesNotExist: there is no such draft. :raises NotOpen: nobody writes on it any more.
    :raises NotYours: as `save` has it.
    """
    with transaction.atomic():
        manuscript = _held(key)
        if (manuscript.reply_to, manuscript.quote_of) != (reply_to, quote_of):
            _demand_free(manuscript, author)
            _confirm_anew(manuscript)
            manuscript.reply_to, manuscript.quote_of = reply_to, quote_of
            _take_back(manuscript, author, now)


def _take_back(manuscript: Manuscript, author: User, now: datetime) -> None:
    """What was asked or planned of it counts no more."""
    if manuscript.state != State.WRITING:
        content, arranged = standing(manuscript), arrangement(manuscript)
        kept = _keep(manuscript, content, arranged, manuscript.revision, author, now)
        manuscript.revision, manuscript.state = kept.number, State.WRITING
    manuscript.changed = now
    manuscript.save()


def arrangement(manuscript: Manuscript) -> Arrangement:
    """As it stands."""
    return Arrangement(
        accounts=frozenset(manuscript.accounts.values_list("pk", flat=True)),
        visibility=manuscript.visibility,
        signed=manuscript.signed,
    )


def confirm(key: str, check: str, finding: str, *, by: str, now: datetime) -> None:
    """A person has looked at what a check found, and says that it may stand."""
    manuscript = Manuscript.objects.get(key=key)
    told = {"check_id": check, "by": by, "at": now}
    manuscript.confirmed.get_or_create(key=finding, defaults=told)


def _confirm_anew(manuscript: Manuscript) -> None:
    """What somebody said of the whole of the words is said of no others, nor of where they are shown."""
    manuscript.confirmed.filter(check_id__in=_OF_THE_WHOLE).delete()


def put_away(key: str, *, by: User, now: datetime) -> None:
    """Nobody is to publish it. Its words stay.

    :raises NotOpen: it was handed to the outbox, or is away already. :raises NotYours:
    """
    _turn(key, OPEN, State.DROPPED, by, now)


def take_up(key: str, *, by: User, now: datetime) -> None:
    """Go on with a draft that was put away.

    :raises NotOpen: it is not away, or was destroyed by law. :raises NotYours:
    """
    _turn(key, (State.DROPPED,), State.WRITING, by, now)


def _turn(key: str, before: Sequence[str], state: str, by: User, now: datetime) -> None:
    with transaction.atomic():
        manuscript = Manuscript.objects.select_for_update().get(key=key)
        if manuscript.state not in before or manuscript.destroyed:
            raise NotOpen(manuscript)
        if not rightful.may_write(by, manuscript):
            raise NotYours(manuscript)
        manuscript.state, manuscript.changed = state, now
        manuscript.save(update_fields=["state", "changed"])


def _keep(
    manuscript: Manuscript,
    content: Content,
    arranged: Arrangement,
    base: int,
    author: User,
    now: datetime,
    *,
    machine: bool = False,
) -> Wording:
    last = manuscript.wordings.order_by("-number").values_list("number", flat=True).first() or 0
    return Wording.objects.create(
        manuscript=manuscript,
        number=last + 1,
        base=base,
        content=contents.pack(content),
        arranged=contents.pack(arranged),
        author=author,
        by=author.get_username(),
        at=now,
        machine=machine,
    )


def standing(manuscript: Manuscript) -> Content:
    """The wording that stands."""
    row = manuscript.wordings.get(number=manuscript.revision)
    return contents.unpack(row.content)


def standings(manuscripts: Iterable[Manuscript]) -> dict[int, Content]:
    """The same of each by its row, read together."""
    keys = [one.pk for one in manuscripts]
    rows = Wording.objects.filter(manuscript__in=keys, number=F("manuscript__revision"))
    found = rows.values_list("manuscript", "content")
    return {held: contents.unpack(content) for held, content in found}
