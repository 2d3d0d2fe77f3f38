"""A share kit is opened to who has its link: public words of the body, which go the way of all others. The checks that
stop are asked, somebody says that it harms nobody, and where that is not enough it is another person who opens it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from tilstede.office.models import User
from tilstede.outbox import must_see
from tilstede.outbox.drafting import kits, rightful
from tilstede.outbox.drafting.kits import Problem
from tilstede.outbox.drafting.models import ShareKit
from tilstede.record import append

Reason = Literal["harm", "topic", "right"]


class NotReady(Exception):
    """A kit that something stands in the way of. ``problems``: what."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(len(problems))
        self.problems = problems


class Changed(Exception):
    """Somebody has changed the kit since the person looked at it."""


class AnotherPerson(Exception):
    """Another person must open it. ``why``: the reasons."""

    def __init__(self, why: list[Reason]) -> None:
        super().__init__(", ".join(why))
        self.why = why


def open_up(
    kit: ShareKit, *, seen: bool, harmless: bool, base: datetime, by: User, now: datetime
) -> None:
    """Let everyone see it who has the link.

    ``seen``: the person has looked at what may stand, and says that it may. ``harmless``: they say that it harms
    nobody. ``base``: when it was last changed, as the person saw it.

    :raises Changed: somebody has changed it since.
    :raises NotReady: something must be put right first, or looked at.
    :raises AnotherPerson: this one's word is not enough. That they were not sure is kept.
    """
    with transaction.atomic():
        append.hold()
        held = ShareKit.objects.select_for_update().get(pk=kit.pk)
        if held.changed != base:
            raise Changed
        found = [one for one in kits.problems(held) if one.stops or not seen]
        if found or not any(True for _text in kits.texts(held)):
            raise NotReady(found)
        why = _doubted(held, by, now) if not harmless else reasons(held, by)
        if not why:
            _open(held, by, now)
    if why:
        raise AnotherPerson(why)
    kit.refresh_from_db()


def reasons(kit: ShareKit, by: User) -> list[Reason]:
    """Why this person's word alone does not open it; none where it does."""
    if rightful.may_approve_all(by) and by.get_username() not in (kit.by, kit.changed_by):
        return []
    told: list[tuple[Reason, bool]] = [
        ("harm", kit.doubted),
        ("topic", bool(topics(kit))),
        ("right", not rightful.is_trusted_with_all(by)),
    ]
    return [reason for reason, holds in told if holds]


def topics(kit: ShareKit) -> list[str]:
    """The body's must-see topics that it is about."""
    words = [kit.title, kit.about, *(text for _language, text in kits.texts(kit))]
    pictures = kit.pictures.defer("content")
    alts = [kits.alt(one, language) for one in pictures for language in kits.LANGUAGES]
    return must_see.topics([*words, *alts])


def _doubted(kit: ShareKit, by: User, now: datetime) -> list[Reason]:
    kit.doubted = True
    kit.save(update_fields=["doubted"])
    kits.tell(kit, "doubted", by=by.get_username(), now=now)
    return ["harm"]


def _open(kit: ShareKit, by: User, now: datetime) -> None:
    told, shown = _shown(kit)
    kits.tell(kit, "opened", told, shown, by=by.get_username(), now=now)
    kit.open, kit.doubted = True, False
    kit.save(update_fields=["open", "doubted"])


def _shown(kit: ShareKit) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What partners see, for the record: words, and pictures by their roles."""
    names = ("title", "about", "text_nb", "text_nn", "text_en", "page")
    told: dict[str, Any] = {name: getattr(kit, name) for name in names}
    told |= {name: str(getattr(kit, name) or "") for name in ("since", "until")}
    rows = {f"media.{place}": row for place, row in enumerate(kit.pictures.order_by("pk"))}
    told["pictures"] = [
        {
            "role": role,
            "name": row.name,
            "mime": row.mime,
            **{f"alt_{one}": kits.alt(row, one) for one in kits.LANGUAGES},
        }
        for role, row in rows.items()
    ]
    return told, {role: bytes(row.content) for role, row in rows.items()}
