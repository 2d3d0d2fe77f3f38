"""What a network takes, as data with a source and a date; and what of a post it would not take.

Nothing is ever cut to fit: a post over the limit is refused before it leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

import regex

from tilstede.networks.kit import pictures, weighted
from tilstede.networks.kit.elements import Elements, misplaced
from tilstede.networks.kit.elements import Fault as Fault

if TYPE_CHECKING:
    from tilstede.networks.kit.outgoing import Enclosure, Outgoing

#: ``emoji-bytes``: characters, but of an emoji its bytes in UTF-8.
Unit = Literal["characters", "graphemes", "weighted", "utf16", "bytes", "emoji-bytes"]

_GRAPHEME: Final = regex.compile(r"\X")
#: The host in ``@name@host``, where the name begins a word.
_MENTION_HOST: Final = regex.compile(r"(?<=(?<![\w/@])@[\w.-]+)@[\w.-]+\w")
_ADDRESS: Final = regex.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'»]", regex.IGNORECASE)
_EMOJI: Final = regex.compile(
    r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{EMod}|[\u200d\ufe0f\u20e3]"
)
_TAG: Final = regex.compile(r"(?<![\w&/])#\w")
_SAME: Final = 0.02  #: between shapes that are taken for one
_MENTION: Final = regex.compile(r"(?<![\w@/])@\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(Elements):
    """With what a post may consist of. 0 or empty: there is none that we know of. ``url``: what an address counts,
    however long, 0: as it is written. ``local_mentions``: of ``@name@host`` the host is not counted.

    ``source``: where it is said, and ``day`` when it was read there or asked of the server.
    """

    source: str
    day: date
    text: int = 0
    answer: int = 0  #: of an answer, where that is another
    unit: Unit = "characters"
    url: int = 0
    local_mentions: bool = False
    bytes: int = 0  #: of the text in UTF-8, beside ``text``
    title: int = 0
    pictures: int = 0
    films: int = 0
    picture_bytes: int = 0
    film_bytes: int = 0
    files: int = 0  #: pictures and films together
    mimes: frozenset[str] = frozenset()  #: that are taken
    #: Width to height of the narrowest and of the widest picture.
    ratios: tuple[float, float] | None = None
    same_shape: bool = False  #: of several pictures, others than the first are cropped to its shape
    alt: int = 0
    film_alts: bool = True  #: a film can have a description
    tags: int = 0  #: hashtags in the text
    mentions: int = 0
    options: int = 0
    option: int = 0
    programs: frozenset[str] = (
        frozenset()
    )  #: which of these hold for what programs send, and not for people


def for_people(limits: Limits) -> Limits:
    """What the network takes on its own pages."""
    free: dict[str, Any] = {
        one.name: one.default for one in fields(limits) if one.name in limits.programs
    }
    return replace(limits, **free)


def count(text: str, limits: Limits) -> int:
    """How long the network takes the text to be."""
    if limits.unit == "weighted":
        return weighted.length(text, limits.url)
    if limits.local_mentions:
        text = _MENTION_HOST.sub("", text)
    if not limits.url:
        return _length(text, limits.unit)
    rest = _ADDRESS.sub("", text)
    return _length(rest, limits.unit) + limits.url * len(_ADDRESS.findall(text))


def _length(text: str, unit: Unit) -> int:
    match unit:
        case "characters":
            return len(text)
        case "graphemes":
            return len(_GRAPHEME.findall(text))
        case "utf16":
            return len(text.encode("utf-16-le", "surrogatepass")) // 2
        case "bytes":
            return len(text.encode("utf-8", "surrogatepass"))
        case "weighted":
            return weighted.length(text, 0)
        case "emoji-bytes":
            return len(text) + sum(len(one.encode()) - 1 for one in _EMOJI.findall(text))


def faults(
    what: Outgoing, limits: Limits, *, answers: bool = False, kept: bool = False
) -> list[Fault]:
    """Everything about the post that the network would not take. ``answers``: it will be an answer, though what it
    answers is not known yet. ``kept``: another wording of a post that has files there, which stay."""
    answers = answers or what.reply_to is not None
    return [
        *_words(what, limits, answers=answers, kept=kept),
        *misplaced(what, limits, answers=answers, kept=kept),
        *_files(what, limits),
        *_poll(what, limits),
    ]


def _words(what: Outgoing, limits: Limits, *, answers: bool, kept: bool) -> Iterator[Fault]:
    whole = what.warning + what.text
    titled = what.title and limits.titles != "none"
    if not (whole.strip() or what.media or titled or kept):
        yield Fault("empty")
    longest = limits.answer if answers and limits.answer else limits.text
    sizes = {
        "text": (count(whole, limits), longest),
        "bytes": (len(whole.encode("utf-8", "surrogatepass")), limits.bytes),
        "title": (len(what.title), limits.title),
        "tags": (len(_TAG.findall(whole)), limits.tags),
        "mentions": (len(_MENTION.findall(whole)), limits.mentions),
    }
    for code, (has, most) in sizes.items():
        if most and has > most:
            yield Fault(code, has, most)


def _files(what: Outgoing, limits: Limits) -> Iterator[Fault]:
    films = [one for one in what.media if one.mime.startswith("video/")]
    stills = [one for one in what.media if one.mime.startswith("image/")]
    for code, some, most in (
        ("pictures", stills, limits.pictures),
        ("films", films, limits.films),
        ("files", what.media, limits.files),
    ):
        if most and len(some) > most:
            yield Fault(code, len(some), most)
    for one in what.media:
        most = limits.film_bytes if one in films else limits.picture_bytes
        yield from _file(one, limits, most)
        if one.alt and one in films and not limits.film_alts:
            yield Fault("film-alt", where=one.name)
    if limits.same_shape:
        yield from _cropped(stills)


def _file(one: Enclosure, limits: Limits, most: int) -> Iterator[Fault]:
    size = one.path.stat().st_size
    if most and size > most:
        yield Fault("size", size, most, one.name)
    if limits.mimes and one.mime not in limits.mimes:
        yield Fault("kind", where=one.name, taken=_names(limits.mimes))
    elif limits.ratios and one.mime.startswith("image/"):
        yield from _shape(one, limits, limits.ratios)
    if limits.alt and one.alt and len(one.alt) > limits.alt:
        yield Fault("alt", len(one.alt), limits.alt, one.name)


def _shape(one: Enclosure, limits: Limits, ratios: tuple[float, float]) -> Iterator[Fault]:
    found = pictures.measured(one.path)
    if found is None or found.mime != one.mime:
        yield Fault("kind", where=one.name, taken=_names(limits.mimes))
    elif not ratios[0] <= round(found.ratio, 2) <= ratios[1]:
        yield Fault("shape", where=one.name, taken=f"{ratios[0]:g} – {ratios[1]:g}")


def _cropped(stills: Sequence[Enclosure]) -> Iterator[Fault]:
    """Pictures of another shape than the first: the network would show a part of them alone."""
    shapes = [(one.name, found.ratio) for one in stills if (found := pictures.measured(one.path))]
    for name, ratio in shapes[1:]:
        if abs(ratio - shapes[0][1]) > _SAME:
            yield Fault("cropped", where=name, taken=shapes[0][0])


def _names(mimes: frozenset[str]) -> str:
    """``JPEG, MP4``."""
    return ", ".join(sorted(mime.rpartition("/")[2].upper() for mime in mimes))


def _poll(what: Outgoing, limits: Limits) -> Iterator[Fault]:
    if what.poll is None:
        return
    if limits.options and len(what.poll.options) > limits.options:
        yield Fault("options", len(what.poll.options), limits.options)
    for option in what.poll.options:
        if limits.option and len(option) > limits.option:
            yield Fault("option", len(option), limits.option, option)
