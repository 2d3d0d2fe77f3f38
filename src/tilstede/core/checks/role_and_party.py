"""Near an election the office speaks, and not the party of who holds it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import regex

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.places import pieces

#: What is said to win votes; bokmål, nynorsk, English. To remind people to vote is none of it.
_CAMPAIGN: Final = (
    *(
        "stem på",
        "gi oss din stemme",
        "valgkamp",
        "valgløfte",
        "partiprogram",
        "velgerne våre",
        "våre velgere",
    ),
    *("røyst på", "gi oss røysta di", "valkamp", "vallovnad", "vallovnader", "veljarane våre"),
    *(
        "listetopp",
        "toppkandidat",
        "toppkandidaten",
        "førstekandidat",
        "førstekandidaten",
        "fyrstekandidat",
    ),
    *("vote for", "our voters", "our candidate", "election campaign", "manifesto"),
)
_WORDS: Final = regex.compile(
    r"\b(?:"
    + "|".join(r"\s+".join(map(regex.escape, one.split())) for one in _CAMPAIGN)
    + r")\w{0,4}\b",
    regex.IGNORECASE,
)


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    if not around.election:
        return
    names = _names(around.parties)
    for piece in pieces(draft):
        for pattern in filter(None, (names, _WORDS)):
            for hit in pattern.finditer(piece.text):
                yield piece.finding(CHECK.id, *hit.span(), words=hit[0])


@lru_cache(maxsize=8)
def _names(parties: tuple[str, ...]) -> regex.Pattern[str] | None:
    """As they are written, capital letters and all: some are everyday words."""
    told = "|".join(regex.escape(one) for one in sorted(parties, key=len, reverse=True) if one)
    return regex.compile(rf"\b(?:{told})\b") if told else None


CHECK = Check(
    id="role-and-party",
    level="must",
    source="the body's own decision of the time before an election; our own list of words",
    title=gettext_noop("Role and party near an election"),
    advice=gettext_noop(
        "“{words}” sounds as if a party spoke. Before the election the body's channels tell what the office does, and"
        " parties speak from their own. Take it out. It can stand if it tells of parties without speaking for one."
    ),
    look=_look,
    confirmable=True,
)
