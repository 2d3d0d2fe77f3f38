"""A link that does not say where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.places import pieces

_CALLS: Final = (
    r"les me(?:i?r)(?: her)?|les (?:hele|heile) (?:saken|saka)(?: her)?|(?:klikk|trykk) (?:på )?(?:lenk(?:en|ja|a)|her)"
    r"|se (?:lenken?|her|mer|hvorfor|hvordan|selv)|sjå (?:lenkj?a|her|meir|kvifor|korleis|sjølv)|trykk på linken"
    r"|(?:link(?:en)?|lenk(?:e|en|je|ja|a)) (?:i bio|i kommentarfeltet|her|under|nedenfor|nedanfor)"
    r"|les (?:hvorfor|hvordan|kvifor|korleis|alt|her|saken|saka)|(?:sjekk|sjekk det) ut|ta ei?n titt|følg med(?: her)?"
    r"|meir her|mer her|(?:^|(?<=[.!?] ))mei?r info(?:rmasjon)?|detaljer her|detaljar her|se hele (?:saken|videoen)"
    r"|(?:read|learn|find out|see) more(?: here)?|click (?:on the link|the link|here)|more here"
    r"|(?:read|see|find out|learn) (?:why|how)|(?:take|have) a look|check (?:it|this|them) out|tune in(?: here| now)?"
    r"|(?:watch|listen|see|read)(?: it)? (?:now|live|here|this)|details(?: here)?|link (?:in bio|below)|join in"
    r"|(?:read|get|see) the (?:full|whole) story(?: here)?|see for yourself"
    r"|(?:^|(?<=[.!?] ))more info(?:rmation)?"
)
#: What may stand between the call and the link, and nothing that says what it is about.
_BARE: Final = re.compile(
    rf"(?<!\w)({_CALLS})[\s:.!?»“\"…>→⇒👉👇⬇️➡️\U0001f3fb-\U0001f3ff-]*(?=https?://|www\.|$)",
    re.IGNORECASE | re.MULTILINE,
)


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for piece in pieces(draft):
        for hit in _BARE.finditer(piece.text):
            yield piece.finding(CHECK.id, *hit.span(1), found=hit[1])


CHECK = Check(
    id="bare-link",
    level="advice",
    source="WCAG 2.1, 2.4.4: the purpose of a link is told by its own words or those beside it (read 22 November 2026)",
    title=gettext_noop("A link that does not say where it leads"),
    advice=gettext_noop(
        "“{found}” is the same everywhere. Say what people find there: “All dates and who can apply: …”"
    ),
    look=_look,
)
