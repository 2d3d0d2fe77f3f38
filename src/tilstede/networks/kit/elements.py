"""What a post may consist of on a network, as data: whether it has titles, warnings and polls, who can be chosen to
see it, and what goes together. How long and how large it may be: `limits`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from tilstede.core.post import Visibility

if TYPE_CHECKING:
    from tilstede.networks.kit.outgoing import Ballot, Card, Enclosure, Outgoing

#: ``films``: of a film only.
Titles = Literal["free", "none", "needed", "films"]
#: ``written``: its address must stand in the text. ``written-beside-files``: that, where there are files.
#: ``without-files``: a card or files.
Cards = Literal["free", "none", "written", "written-beside-files", "without-files"]

EVERYBODY: Final[frozenset[Visibility]] = frozenset({"public"})
ANYBODY: Final[frozenset[Visibility]] = frozenset({"public", "unlisted", "followers", "direct"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """0 or empty: there is no such rule that we know of; ``warnings`` None: any, empty: none."""

    titles: Titles = "free"
    shortest: int = 0  #: characters of a title, and of a text that is there
    letters: str = ""  #: that no title and no text may hold
    warnings: frozenset[str] | None = None
    visibilities: frozenset[Visibility] = ANYBODY
    answers_only: bool = False
    needs_file: bool = False  #: a post is a picture or a film; an answer is not
    needs_film: bool = False  #: a post is a film; an answer is not
    names_answered: bool = False  #: whoever is answered is told of it only where the text names him
    bare_answers: bool = False  #: an answer is words alone, for all who see what is answered
    film_alone: bool = False  #: beside a film or a sound there is nothing else
    cards: Cards = "free"
    card_titles: bool = False  #: a card must have one
    card_bytes: int = 0  #: of a card's picture
    written_tags: bool = False  #: hashtags must stand in the text
    more_tags: int = 0  #: beside those in the text
    tag: tuple[int, int] | None = None  #: characters of each of those, fewest and most
    tag_letters: int = (
        0  #: of all of those together, a space between two of them and quotes around several words
    )
    poll_alone: bool = False  #: beside a poll there are no files
    one_choice: bool = False  #: in a poll
    poll_lasts: tuple[int, int] | None = None  #: seconds, fewest and most
    tracks: int = 0  #: of captions
    track_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """Why it cannot go out as it is. ``code``: what is wrong, as `outbox.words` has it in words.
    ``has`` and ``most``: the count and the limit. ``where``: of which file. ``taken``: what would be taken instead."""

    code: str
    has: int = 0
    most: int = 0
    where: str = ""
    taken: str = ""


def of_answers(elements: Elements) -> Elements:
    """What an answer may consist of, where that is less than a post."""
    told: dict[str, Any] = {"needs_file": False, "needs_film": False, "answers_only": False}
    if elements.bare_answers:
        told |= {"titles": "none", "warnings": frozenset(), "visibilities": EVERYBODY}
        told |= {"cards": "none", "written_tags": True, "shortest": 0}
    return replace(elements, **told)


def misplaced(
    what: Outgoing, elements: Elements, *, answers: bool, kept: bool = False
) -> Iterator[Fault]:
    """All of it that has no place there, or is lacking. ``kept``: it has files at the network, which stay."""
    if elements.answers_only and not answers:
        yield Fault("answers-only")
    if answers and elements.bare_answers:
        yield from _bare(what)
    if answers:
        elements = of_answers(elements)
    yield from _title(what, elements, kept=kept)
    yield from _around(what, elements)
    yield from _having(what, elements, kept=kept)
    if what.card:
        yield from _card(what, what.card, elements)
    yield from _tags(what, elements)
    if what.poll:
        yield from _poll(what, what.poll, elements)
    yield from _captions(what, elements)


def _bare(what: Outgoing) -> Iterator[Fault]:
    if what.media:
        yield Fault("bare")
    if not what.text.strip():
        yield Fault("no-words")


def _title(what: Outgoing, elements: Elements, *, kept: bool) -> Iterator[Fault]:
    title, film = what.title.strip(), any(map(_is_film, what.media)) or kept
    if title and (elements.titles == "none" or (elements.titles == "films" and not film)):
        yield Fault("title-none" if elements.titles == "none" else "title-film")
    elif not title and elements.titles == "needed":
        yield Fault("title-needed")
    for code, text in (("title-short", title), ("text-short", what.text)):
        if text and len(text) < elements.shortest:
            yield Fault(code, len(text), elements.shortest)
    if any(one in what.title + what.text for one in elements.letters):
        yield Fault("letters", taken=" ".join(elements.letters))


def _around(what: Outgoing, elements: Elements) -> Iterator[Fault]:
    if what.warning and elements.warnings is not None and what.warning not in elements.warnings:
        taken = ", ".join(sorted(elements.warnings))
        yield Fault("warning-other" if taken else "warning", taken=taken)
    if what.visibility not in elements.visibilities:
        taken = " ".join(
            one
            for one in ("public", "unlisted", "followers", "direct")
            if one in elements.visibilities
        )
        yield Fault("visibility", taken=taken)


def _having(what: Outgoing, elements: Elements, *, kept: bool) -> Iterator[Fault]:
    films = [one for one in what.media if _is_film(one)]
    if elements.needs_file and not (what.media or kept):
        yield Fault("no-file")
    if elements.needs_film and not (films or kept):
        yield Fault("no-film")
    alone = [one for one in what.media if _is_film(one) or one.mime.startswith("audio/")]
    if elements.film_alone and alone and len(what.media) > 1:
        yield Fault("film-alone")
    for one in what.media:
        if one.path.stat().st_size == 0:
            yield Fault("empty-file", where=_name(one))


def _card(what: Outgoing, card: Card, elements: Elements) -> Iterator[Fault]:
    written = card.url in what.text
    match elements.cards:
        case "none":
            yield Fault("card")
        case "written" if not written:
            yield Fault("card-written")
        case "written-beside-files" if what.media and not written:
            yield Fault("card-written")
        case "without-files" if what.media:
            yield Fault("card-files")
    if elements.card_titles and not (card.title or what.media):
        yield Fault("card-title")
    if elements.card_bytes and card.picture is not None:
        size = card.picture.stat().st_size
        if size > elements.card_bytes:
            yield Fault("size", size, elements.card_bytes, card.picture.name)


def unwritten(what: Outgoing) -> list[str]:
    """The hashtags, without their sign, that do not stand in the text as whole words."""
    text, bare = what.text.casefold(), [tag.lstrip("#") for tag in what.tags]
    found = {tag: rf"(?<!\w)#{re.escape(tag.casefold())}(?!\w)" for tag in bare}
    return [tag for tag, pattern in found.items() if not re.search(pattern, text)]


def _tags(what: Outgoing, elements: Elements) -> Iterator[Fault]:
    bare = [tag.lstrip("#") for tag in what.tags]
    outside = unwritten(what)
    if elements.written_tags and outside:
        yield Fault("tags-written", where=", ".join(outside))
    if elements.written_tags:
        return
    if elements.more_tags and len(bare) > elements.more_tags:
        yield Fault("tags", len(bare), elements.more_tags)
    if elements.tag:
        fewest, most = elements.tag
        odd = [tag for tag in bare if not fewest <= len(tag) <= most]
        if odd:
            yield Fault("tag", where=", ".join(odd), taken=f"{fewest} – {most}")
    together = sum(len(tag) + 2 * (" " in tag) for tag in bare) + len(bare)
    if elements.tag_letters and together > elements.tag_letters:
        yield Fault("tag-letters", together, elements.tag_letters)


def _poll(what: Outgoing, poll: Ballot, elements: Elements) -> Iterator[Fault]:
    if len(poll.options) < 2:
        yield Fault("few-options")
    if elements.poll_alone and what.media:
        yield Fault("poll-files")
    if elements.one_choice and poll.multiple:
        yield Fault("one-choice")
    if elements.poll_lasts and not elements.poll_lasts[0] <= poll.lasts <= elements.poll_lasts[1]:
        fewest, most = (f"{seconds / 3_600:g}" for seconds in elements.poll_lasts)
        yield Fault("poll-lasts", taken=f"{fewest} – {most}")


def _captions(what: Outgoing, elements: Elements) -> Iterator[Fault]:
    for one in what.media:
        if one.captions and not _is_film(one):
            yield Fault("captions", where=_name(one))
        if elements.tracks and len(one.captions) > elements.tracks:
            yield Fault("tracks", len(one.captions), elements.tracks, _name(one))
        for track in one.captions:
            size = track.path.stat().st_size
            if elements.track_bytes and size > elements.track_bytes:
                yield Fault("size", size, elements.track_bytes, track.path.name)


def _is_film(one: Enclosure) -> bool:
    return one.mime.startswith("video/")


def _name(one: Enclosure) -> str:
    return one.name or one.path.name
