"""An address for mail that is most likely a private person's: it lies with a provider that people use at home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.places import pieces

_ADDRESS: Final = regex.compile(
    r"(?<![\w.+\-/@])[\w.+\-]{1,64}@(?P<host>(?:[\w\-]{1,63}\.){1,4}[a-z]{2,10})\b",
    regex.IGNORECASE,
)
#: Providers by their first label, whatever the country (hotmail.no, yahoo.co.uk), and where Norwegian households have
#: or had their mail.
_PRIVATE: Final = regex.compile(
    r"(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|rocketmail|icloud|me|mac|aol|gmx|web|protonmail|proton|"
    r"pm|tutanota|tuta|fastmail|zoho|mail|yandex|qq|163|t-online|orange|wp|o2|seznam)\.(?:com?\.)?[a-z]{2,4}"
    r"|(?:online|getmail|broadpark|start|frisurf|epost|altibox|tele2|chello|telia|runbox|spray)\.no"
    r"|c2i\.net|lyse\.net|nextgentel\.com|bluezone\.no|eunet\.no|sensewave\.com|haugnett\.no|loqal\.no|enivest\.net|"
    r"sfjbb\.net|bbnett\.no|tussa\.com|vikenfiber\.no|runbox\.com",
    regex.IGNORECASE,
)


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for piece in pieces(draft):
        if "@" not in piece.text:
            continue
        for hit in _ADDRESS.finditer(piece.text):
            if _PRIVATE.fullmatch(hit["host"]):
                yield piece.finding(CHECK.id, *hit.span(), address=hit[0])


CHECK = Check(
    id="e-mail",
    level="must",
    source="personvernforordningen art. 5 (from memory); our own list of providers",
    title=gettext_noop("Private e-mail address"),
    advice=gettext_noop(
        "{address} looks like a private person's address for mail. Take it out. It can stand if its owner wants it"
        " there, or if it is no person's."
    ),
    look=_look,
    confirmable=True,
    personal=True,
)
