"""What a check is asked about, and what it answers. A check is one file beside this one; `registry` lists them.

A check is pure: it sees a draft and what is around it, and says what it found and where. *Musts* stop publishing until
they are put right, or, where a person may judge it, confirmed. *Advice* never stops anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tilstede.core.post import Visibility

Level = Literal["must", "advice"]
Kind = Literal["picture", "film", "sound", "file"]
#: The form of language that the author says the draft is in; "" where none is said.
Form = Literal["nb", "nn", "en", "se", ""]


def gettext_noop(message: str) -> str:
    """The message itself, marked for the catalogues: pages and the command line translate it."""
    return message


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A file that goes with the draft.

    ``alt``: None: none was written; "": the author says that it is decorative. ``captions``: languages of the tracks.
    ``sound``: whether a film has sound; None: not known. ``text``: it seems to be a picture of text. ``mark``: what
    tells it from other files of the same name. ``said``: the words of its captions.
    """

    name: str
    kind: Kind
    alt: str | None = None
    captions: tuple[str, ...] = ()
    sound: bool | None = None
    text: bool = False
    mark: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How long a part is in one channel, by that network's own rule. ``part``: from 0. ``most`` 0: none is known."""

    channel: str
    has: int
    most: int
    part: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be published. ``parts``: the posts of a thread, at least one. ``links``: a card's or the body's own
    page, beside those in the text. ``answers``: it answers somebody. ``source``: who could see what it answers,
    quotes or is made from; None where it is made from nothing. ``visibility``: who shall see it; None: as private as a
    direct message it answers, else for all. ``machine``: a machine wrote the words, and nobody has changed any;
    ``machine_words``: of those that stand beside them, with one space between two, each that is a machine's still.
    ``tags``: topics that are put beside the words.
    """

    parts: tuple[str, ...]
    form: Form = ""
    title: str = ""
    warning: str = ""
    media: tuple[Medium, ...] = ()
    links: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    answers: bool = False
    source: Visibility | None = None
    visibility: Visibility | None = None
    machine: bool = False
    machine_words: frozenset[str] = frozenset()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """One of the account's own posts, as it stands now. ``number``: of the record. ``answers``: to another account."""

    number: int
    at: datetime
    text: str
    form: str = ""
    links: tuple[str, ...] = ()
    answers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a draft is held against.

    ``own_hosts``: the body's own web sites. ``earlier``: the account's last posts, newest first, at most 30.
    ``others``: what others have said lately in the conversation it joins. ``answered``: the form of the post it
    answers, "" where that is not sure. ``share``: least part of each written form of Norwegian that the body aims at,
    0 where it has no aim. ``phrases``: the body's own officialese, by form: what is
    written, and what to say instead. ``topics``: words of which a second person must see a draft. ``telephones``:
    numbers that the body itself publishes, as +4757652000. ``election``: one is near, so role and party are kept apart;
    ``parties``: names of those that the body's own people sit for. ``confirmed``: what a person
    has said may stand (`Finding.key`).
    """

    lengths: tuple[Length, ...] = ()
    own_hosts: frozenset[str] = frozenset()
    earlier: tuple[Earlier, ...] = ()
    others: tuple[str, ...] = ()
    answered: str = ""
    share: float = 0.0
    phrases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    telephones: frozenset[str] = frozenset()
    election: bool = False
    parties: tuple[str, ...] = ()
    confirmed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found.

    ``place``: where in the draft: "text" with ``part``, ``start`` and ``end`` in characters; "title", "warning",
    "option", "tag"; "medium" and "captions" with ``part`` the file's place; "" for the whole. ``found``: the words it
    is about. ``instead``: what could be said. ``advice``: what to do, where that depends on what was found; "": the
    check's own. ``values``: what stands in the braces of the advice. ``mark``: what tells it from what reads the same.
    """

    check: str
    place: str = ""
    part: int = 0
    start: int = 0
    end: int = 0
    found: str = ""
    instead: tuple[str, ...] = ()
    advice: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)
    mark: str = ""

    @property
    def key(self) -> str:
        """What a confirmation is tied to: this check and these words, wherever they are moved; or this very file."""
        told = f"{self.check}\n{self.place}\n{' '.join(self.found.split()).casefold()}\n{self.mark}"
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:24]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check.

    ``id``: stable; stands in events and docs. ``source``: the law's paragraph, the guideline or the measurement it
    rests on, with the day it was read. ``title`` and ``advice``: English, the catalogues have the others; ``advice``
    says in plain words what to do. ``confirmable``: a must that a person may confirm and let stand.
    ``personal``: what is found tells something of somebody. ``habit``: it is about the account's last posts as much as
    about the draft, so once is enough, however many wordings the draft has.
    """

    id: str
    level: Level
    source: str
    title: str
    advice: str
    look: Callable[[Draft, Around], Iterable[Finding]]
    confirmable: bool = False
    personal: bool = False
    habit: bool = False
