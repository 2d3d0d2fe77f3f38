"""What a network takes, as data with a source and a date; and what of a post it would not take.

Nothing is ever cut to fit: a post over the limit is refused before it leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import regex

from tilstede.networks.kit import weighted

if TYPE_CHECKING:
    from tilstede.networks.kit.outgoing import Enclosure, Outgoing

Unit = Literal["characters", "graphemes", "weighted", "utf16", "bytes"]

_GRAPHEME: Final = regex.compile(r"\X")
#: The host in ``@name@host``, where the name begins a word.
_MENTION_HOST: Final = regex.compile(r"(?<=(?<![\w/@])@[\w.-]+)@[\w.-]+\w")
_ADDRESS: Final = regex.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'»]", regex.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """0 or empty: there is none that we know of. ``url``: what an address counts, however long, 0: as it is written.
    ``local_mentions``: of ``@name@host`` the host is not counted.

    ``source``: where it is said, and ``day`` when it was read there or asked of the server.
    """

    source: str
    day: date
    text: int = 0
    unit: Unit = "characters"
    url: int = 0
    local_mentions: bool = False
    bytes: int = 0  #: of the text in UTF-8, beside ``text``
    title: int = 0
    pictures: int = 0
    films: int = 0
    picture_bytes: int = 0
    film_bytes: int = 0
    mimes: frozenset[str] = frozenset()  #: that are taken
    alt: int = 0
    options: int = 0
    option: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """Why it cannot go out as it is. ``code``: `text`, `bytes`, `title`, `pictures`, `films`, `size`, `kind`, `alt`,
    `options`, `option`, `empty`. ``has`` and ``most``: the count and the limit. ``where``: of which file."""

    code: str
    has: int = 0
    most: int = 0
    where: str = ""


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


def faults(what: Outgoing, limits: Limits) -> list[Fault]:
    """Everything about the post that the network would not take."""
    return [*_words(what, limits), *_files(what, limits), *_poll(what, limits)]


def _words(what: Outgoing, limits: Limits) -> Iterator[Fault]:
    whole = what.warning + what.text
    if not (whole.strip() or what.media or what.title):
        yield Fault("empty")
    sizes = {
        "text": (count(whole, limits), limits.text),
        "bytes": (len(whole.encode("utf-8", "surrogatepass")), limits.bytes),
        "title": (len(what.title), limits.title),
    }
    for code, (has, most) in sizes.items():
        if most and has > most:
            yield Fault(code, has, most)


def _files(what: Outgoing, limits: Limits) -> Iterator[Fault]:
    films = [one for one in what.media if one.mime.startswith("video/")]
    pictures = [one for one in what.media if one.mime.startswith("image/")]
    for code, some, most in (
        ("pictures", pictures, limits.pictures),
        ("films", films, limits.films),
    ):
        if most and len(some) > most:
            yield Fault(code, len(some), most)
    for one in what.media:
        most = limits.film_bytes if one in films else limits.picture_bytes
        yield from _file(one, limits, most)


def _file(one: Enclosure, limits: Limits, most: int) -> Iterator[Fault]:
    size = one.path.stat().st_size
    if most and size > most:
        yield Fault("size", size, most, one.name)
    if limits.mimes and one.mime not in limits.mimes:
        yield Fault("kind", where=one.name)
    if limits.alt and one.alt and len(one.alt) > limits.alt:
        yield Fault("alt", len(one.alt), limits.alt, one.name)


def _poll(what: Outgoing, limits: Limits) -> Iterator[Fault]:
    if what.poll is None:
        return
    if limits.options and len(what.poll.options) > limits.options:
        yield Fault("options", len(what.poll.options), limits.options)
    for option in what.poll.options:
        if limits.option and len(option) > limits.option:
            yield Fault("option", len(option), limits.option, option)
