"""What is handed to the outbox: a post, or a thread of them, in one wording for all the channels it goes to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tilstede.core.post import Visibility
from tilstede.core.text import clean
from tilstede.networks.kit.outgoing import Ballot as Ballot
from tilstede.networks.kit.outgoing import Captions as Captions
from tilstede.networks.kit.outgoing import Card as Card
from tilstede.networks.kit.outgoing import Enclosure as Enclosure


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One post of it, as `networks.kit.outgoing.Outgoing` has it."""

    text: str
    title: str = ""
    language: str = ""
    warning: str = ""
    media: tuple[Enclosure, ...] = ()
    card: Card | None = None
    poll: Ballot | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """``parts``: at least one; each answers the one before it. ``visibility``: None: for all, but as private as a
    message that is answered. ``reply_to``, ``quote_of``: numbers of posts in the record, for the first part.
    ``confirmed``: what a person has looked at, and said may stand (`core.checks.kit.Finding.key`).
    ``machine``: a machine wrote the words, and nobody has changed any; ``machine_words``: those beside them that are a
    machine's still (`core.checks.kit.Draft`). ``judged``: whether a second person must see it
    was decided before, where it was written."""

    parts: tuple[Part, ...]
    visibility: Visibility | None = None
    reply_to: int | None = None
    quote_of: int | None = None
    confirmed: frozenset[str] = frozenset()
    machine: bool = False
    machine_words: frozenset[str] = frozenset()
    judged: bool = False


def cleaned(part: Part) -> Part:
    """With the words as they are kept: a browser's line ends become ``\n`` (`core.text.clean`)."""
    text, title, warning = (clean(one)[0] for one in (part.text, part.title, part.warning))
    return replace(part, text=text, title=title, warning=warning)
