"""The house rules: which are in force, which were, and how the body writes and adopts them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tilstede.core import canonical
from tilstede.outbox.moderating.models import Edition, Rule
from tilstede.outbox.moderating.proposal import FIRST, Words
from tilstede.record import append

#: Rules are few and short, so that they are read.
MOST: Final = 20
MOST_LETTERS: Final = 1_000


class NotAdopted(Exception):
    """The rules were not changed; the text is for the person who tried."""


class NoRules(NotAdopted):
    """None are in force."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "House rules must be adopted first: nothing of others is hidden or deleted, and nobody is blocked,"
                " without a rule."
            )
        )


class Changed(NotAdopted):
    """Somebody else saved or adopted a proposal since this one was read."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody saved another proposal since you read it. What you wrote stands here and is not saved; the"
                " other stands below. Make one of the two, and save it."
            )
        )


def in_force() -> Edition | None:
    """The edition that holds now; None: none was adopted."""
    return Edition.objects.filter(number__isnull=False).order_by("-number").first()


def editions() -> list[Edition]:
    """All that were ever in force, the newest first."""
    return list(Edition.objects.filter(number__isnull=False).order_by("-number"))


def edition(number: int) -> Edition | None:
    """One that is or was in force."""
    return Edition.objects.filter(number=number).first()


def rule(number: int) -> Rule:
    """The rule of that number that holds now.

    :raises NoRules: :raises NotAdopted: there is no such rule.
    """
    held = in_force()
    if held is None:
        raise NoRules
    found = held.rules.filter(number=number).first()
    if found is None:
        raise NotAdopted(_("There is no house rule {number}.").format(number=number))
    return found


def words(rule: Rule, language: str) -> str:
    """In a language of the pages; any other is answered in English."""
    return str(getattr(rule, language if language in ("nb", "nn") else "en"))


# --- the proposal --------------------------------------------------------------------------------


def proposal() -> Edition | None:
    """What is being written; None: nobody has changed anything since the last were adopted."""
    return Edition.objects.filter(number=None).first()


def proposed() -> list[Rule]:
    """What the body would adopt now: its proposal, else the rules in force, else the first set (not stored)."""
    held = proposal() or in_force()
    if held is not None:
        return list(held.rules.all())
    return [Rule(number=number, **one._asdict()) for number, one in enumerate(FIRST, start=1)]


def read_now() -> datetime | None:
    """Which wording `proposed` gives: `Edition.changed` of it; None: the first set."""
    held = proposal() or in_force()
    return held.changed if held else None


def propose(
    rules: Sequence[tuple[int | None, Words]],
    *,
    seen: datetime | None = None,
    by: str,
    now: datetime,
) -> Edition:
    """Keep a proposal in the place of the one before. A rule without a number gets the next that was never used.
    ``seen``: `read_now` when it was read before it was written on.

    :raises Changed: somebody else saved or adopted one meanwhile.
    :raises NotAdopted: a rule lacks a language, is too long, has a number that no rule has now, or there are too many
        or none.
    """
    _demand(rules)
    with transaction.atomic():
        append.hold()
        if read_now() != seen:
            raise Changed
        _demand_known(rules)
        held = proposal() or Edition()
        held.changed, held.changed_by = now, by
        held.save()
        used = max(len(FIRST), *[number or 0 for number, _words in rules], _highest())
        held.rules.all().delete()
        for number, one in rules:
            used += number is None
            Rule.objects.create(edition=held, number=number or used, **_stripped(one)._asdict())
    return held


def adopt(held: Edition, *, seen: datetime, decision: str, by: str, now: datetime) -> Edition:
    """Put the proposal in force from today; the edition before stays readable. ``seen``: `Edition.changed` of what was
    read before it was adopted.

    :raises NotAdopted: nobody is named who decided it, or it was changed or adopted meanwhile.
    """
    if not decision.strip():
        raise NotAdopted(_("Say who adopted the rules, and when or in which case."))
    with transaction.atomic():
        append.hold()
        held = Edition.objects.get(pk=held.pk)
        if held.number is not None or held.changed != seen:
            raise NotAdopted(_("The proposal was changed since you read it. Read it again first."))
        before, today = in_force(), timezone.localdate(now)
        held.number, held.since = (before.number or 0) + 1 if before else 1, today
        held.decision, held.adopted_at, held.adopted_by = decision.strip(), now, by
        held.event = _tell(held, by, now)
        held.save()
        if before is not None:
            _replace(before, today)
    return held


def _replace(before: Edition, today: date) -> None:
    before.until = today
    before.save(update_fields=["until"])


def _tell(held: Edition, by: str, now: datetime) -> int:
    """Record it: the whole of the rules, so that the record alone tells what held when."""
    told = {
        "edition": held.number,
        "decision": held.decision,
        "by": by,
        "since": held.since.isoformat() if held.since else "",
        "rules": [
            {"number": one.number, "nb": one.nb, "nn": one.nn, "en": one.en}
            for one in held.rules.all()
        ],
    }
    return append.append([append.Entry("adopted", {"about": canonical.dumps(told)})], now=now)


def _highest() -> int:
    """The highest number a rule ever had."""
    return Rule.objects.aggregate(most=Max("number"))["most"] or 0


_LACKING: Final = gettext_noop("Rule {number} must be written in bokmål, nynorsk and English.")


def _demand(rules: Sequence[tuple[int | None, Words]]) -> None:
    """:raises NotAdopted:"""
    if not 0 < len(rules) <= MOST:
        raise NotAdopted(
            _("There must be at least one rule, and at most {most}.").format(most=MOST)
        )
    numbers = [number for number, _words in rules if number is not None]
    if len(set(numbers)) < len(numbers):
        raise NotAdopted(_("Two rules have the same number."))
    for place, (number, one) in enumerate(rules, start=1):
        if not all(_stripped(one)):
            raise NotAdopted(_(_LACKING).format(number=number or place))
        if max(map(len, one)) > MOST_LETTERS:
            raise NotAdopted(
                _("Rule {number} is longer than {most} letters.").format(
                    number=number or place, most=MOST_LETTERS
                )
            )


def _demand_known(rules: Sequence[tuple[int | None, Words]]) -> None:
    """:raises NotAdopted: a number that was taken out comes back with other words."""
    held = in_force()
    known = {one.number for one in (*proposed(), *(held.rules.all() if held else ()))}
    for number, _words in rules:
        if number is not None and number not in known:
            raise NotAdopted(_("There is no house rule {number}.").format(number=number))


def _stripped(one: Words) -> Words:
    return Words(*(text.strip() for text in one))
