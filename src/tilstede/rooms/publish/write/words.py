"""What the pages say of drafts, files and findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tilstede.core.checks.voice import Counted, Figure
from tilstede.outbox import words
from tilstede.outbox.drafting.asking import Asked
from tilstede.outbox.drafting.taking import NotTaken
from tilstede.rooms.publish.write.preview import Card

#: Words or posts that are shown of what a figure is made of.
_MOST_COUNTED: Final = 30
#: Letters of each.
_LONGEST_SAID: Final = 100
_REFUSED: Final[dict[str, Callable[[], str]]] = {
    "empty": lambda: _("{name} is empty."),
    "too-large": lambda: _("{name} is too large: {most} MB is the most that is taken."),
    "unknown": lambda: _(
        "{name} is not a picture, film or sound that networks take. Use JPEG, PNG, GIF or WebP; MP4 or WebM; MP3, Ogg,"
        " WAV or FLAC."
    ),
    "heic": lambda: _(
        "{name} is a HEIC picture, which networks do not take. Save it as JPEG first."
    ),
    "pixels": lambda: _(
        "{name} has more pixels than can be taken in: {most} million is the most. Make it smaller first."
    ),
    "broken": lambda: _("{name} is broken: it cannot be read to its end."),
    "captions": lambda: _("{name} is not captions: it must be WebVTT or SRT, with times."),
}
_REMOVED: Final[dict[str, Callable[[], str]]] = {
    "place": lambda: _("where it was taken"),
    "camera": lambda: _("which camera took it"),
    "serial": lambda: _("the camera's serial number"),
    "name": lambda: _("whose it is"),
    "time": lambda: _("when it was taken"),
    "notes": lambda: _("other notes in the file"),
}


def refused(error: NotTaken, name: str) -> str:
    """Why a file was not taken in."""
    return _REFUSED[error.code]().format(name=name, most=error.most)


def removed(codes: Iterable[str]) -> str:
    """What was taken out of a file, as a list; "" where nothing was."""
    return ", ".join(_REMOVED[code]() for code in codes if code in _REMOVED)


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words. ``where``: in the draft. ``field``: the id of the field to go to; ``start`` and ``end`` the
    characters of it, where there are any. ``stand``: what a button sends that lets it stand; "" where that may not
    be."""

    check: str
    level: str
    title: str
    advice: str
    where: str
    field: str
    start: int
    end: int
    found: str
    stand: str
    stops: bool
    confirmed: bool


def said(asked: Asked, files: list[str]) -> Said:
    """A finding, for a person. ``files``: keys of the draft's files, in their order."""
    check, finding = asked.check, asked.finding
    return Said(
        check=check.id,
        level=check.level,
        title=_(check.title),
        advice=_(finding.advice or check.advice).format(**finding.values),
        where=_where(asked),
        field=_field(asked, files),
        start=finding.start,
        end=finding.end,
        found=finding.found[:200],
        stand=f"{check.id}:{finding.key}" if check.level == "must" and check.confirmable else "",
        stops=asked.stops,
        confirmed=asked.confirmed,
    )


def _where(asked: Asked) -> str:
    """Which part, and whose words."""
    finding = asked.finding
    part = ""
    if finding.place == "text" and (finding.part or len(asked.accounts) > 1):
        part = _("Part {number}").format(number=finding.part + 1)
    whose = ", ".join(words.channel(account) for account in asked.accounts)
    return ", ".join(filter(None, (whose, part)))


def _field(asked: Asked, files: list[str]) -> str:
    finding = asked.finding
    if finding.place == "medium" and finding.part < len(files):
        return f"alt-{files[finding.part]}"
    if finding.place == "text" and asked.accounts:
        return f"variant-{asked.accounts[0].pk}-{finding.part + 1}"
    fields = {"text": f"part-{finding.part + 1}", "title": "title", "warning": "warning"}
    fields["tag"] = "tags"
    return fields.get(finding.place, "option-1" if finding.place == "option" else "")


class Bit(NamedTuple):
    """One thing that was counted, and the address of the post it stands in; "" in the draft."""

    url: str
    said: str


@dataclass(frozen=True, slots=True)
class Told:
    """One of the four pieces of advice, as a figure: ``value`` of ``of``. ``counted``: what it is made of, ``rest``:
    the others of ``of``; ``more``: how many are not shown."""

    about: str
    value: int
    of: int
    how: str
    counted: tuple[Bit, ...]
    rest: tuple[Bit, ...]
    more: int

    @property
    def percent(self) -> int:
        """How long its bar is."""
        return round(100 * self.value / self.of) if self.of else 0


def voice(figures: Iterable[Figure]) -> list[tuple[str, list[Told]]]:
    """The figures for a person: each piece of advice, with what it is in the draft and in the last posts."""
    told: dict[str, list[Told]] = {}
    for one in figures:
        counted, rest = _bits(one.counted), _bits(one.rest)
        more = one.of - len(counted) - len(rest)
        told.setdefault(_(one.title), []).append(
            Told(one.about, one.value, one.of, _(one.how), counted, rest, more)
        )
    return list(told.items())


def _bits(counted: Iterable[Counted]) -> tuple[Bit, ...]:
    language = get_language() or ""
    return tuple(
        Bit(_address(number, language) if number is not None else "", _short(said))
        for number, said in islice(counted, _MOST_COUNTED)
    )


@lru_cache(maxsize=4096)
def _address(number: int, language: str) -> str:
    """Where the post is shown, in the language of the page: the same is asked at every letter that is typed."""
    return reverse("post", args=[number])


def _short(said: str) -> str:
    return said if len(said) <= _LONGEST_SAID else f"{said[: _LONGEST_SAID - 1]}…"


def tightest(cards: Iterable[Card]) -> str:
    """How much there is room for where there is room for least; "" where no channel with a limit is chosen."""
    parts = [(part.left, card) for card in cards for part in card.parts if part.most]
    if not parts:
        return ""
    left, card = min(parts, key=lambda pair: pair[0])
    said = _("{number} left on {channel}") if left >= 0 else _("{number} too long for {channel}")
    return said.format(number=abs(left), channel=card.channel.name)


def summary(stops: int, advice: int) -> str:
    """How it stands, in a sentence or two, as it is read aloud."""
    told = []
    if stops:
        told.append(
            ngettext(
                "{number} thing must be put right.", "{number} things must be put right.", stops
            ).format(number=stops)
        )
    if advice:
        told.append(
            ngettext("{number} piece of advice.", "{number} pieces of advice.", advice).format(
                number=advice
            )
        )
    return " ".join(told) or _("The checks find nothing to remark on.")
