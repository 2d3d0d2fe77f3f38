"""What the composer's form shows: the wording that stands, and what can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tilstede.outbox.drafting.channels import Channel
from tilstede.outbox.drafting.content import Arrangement, Content
from tilstede.outbox.drafting.models import Manuscript
from tilstede.rooms.publish.write import form
from tilstede.web import words as names

#: Options of a poll that there is room for at first.
_OPTIONS = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several. ``value``: as it is sent."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A channel, and the words it has of its own; none where it gets the common ones. ``chosen`` or not."""

    channel: Channel
    chosen: bool
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """Everything but the files, which are shown by `uploads`."""

    boxes: tuple[Box, ...]
    languages: tuple[Choice, ...]
    visibilities: tuple[Choice, ...]
    lasts: tuple[Choice, ...]
    options: tuple[str, ...]
    multiple: bool
    signed: bool
    tags: str

    @property
    def own(self) -> tuple[Box, ...]:
        """Channels with words of their own."""
        return tuple(box for box in self.boxes if box.own)


def of(
    manuscript: Manuscript, content: Content, open_to: Sequence[Channel], wanted: Arrangement
) -> Fields:
    """Filled in with what stands."""
    poll = content.poll
    options = poll.options if poll else ()
    return Fields(
        boxes=tuple(
            Box(one, one.account.pk in wanted.accounts, content.variants.get(one.key, ()))
            for one in open_to
        ),
        languages=_languages(content.language),
        visibilities=_visibilities(wanted.visibility),
        lasts=_lasts(poll.lasts if poll else form.LASTS[2]),
        options=(*options, *[""] * max(0, _OPTIONS - len(options))),
        multiple=bool(poll and poll.multiple),
        signed=wanted.signed,
        tags=" ".join(f"#{tag}" for tag in content.tags),
    )


def _languages(chosen: str) -> tuple[Choice, ...]:
    said = [("", pgettext("language of a draft", "Not said"))]
    said += [(code, names.language(code).capitalize()) for code in form.LANGUAGES]
    return tuple(Choice(code, label, code == chosen) for code, label in said)


def _visibilities(chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, visibility(code), code == chosen) for code in form.VISIBILITIES)


def visibility(code: str) -> str:
    """Who can see it, in words. ``code``: one of `form.VISIBILITIES`."""
    labels = {
        "": _("All"),
        "unlisted": _("All, but in no public list"),
        "followers": _("Followers"),
    }
    return labels[code]


def _lasts(chosen: int) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(seconds), _stretch(seconds), seconds == chosen) for seconds in form.LASTS
    )


def _stretch(seconds: int) -> str:
    hours = seconds // 3_600
    if hours < 24:
        return ngettext("{number} hour", "{number} hours", hours).format(number=hours)
    days = hours // 24
    return ngettext("{number} day", "{number} days", days).format(number=days)
