"""Who links only to itself has little to do with others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.reading.links import is_own, of_draft, of_earlier

#: Percent of the links that may lead to the body's own sites.
_MOST: Final = 70
#: With fewer links than this, nothing is said.
_ENOUGH: Final = 5


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    here = [is_own(link, around.own_hosts) for link in of_draft(draft)]
    if not all(here):
        return
    before = [
        is_own(link, around.own_hosts) for post in around.earlier for link in of_earlier(post)
    ]
    links = [*here, *before]
    if len(links) >= _ENOUGH and 100 * sum(links) > _MOST * len(links):
        yield Finding(check=CHECK.id, values={"own": sum(links), "links": len(links)})


CHECK = Check(
    id="own-links",
    level="advice",
    source="the advice that tilstede is founded on: link to more than your own",
    title=gettext_noop("Links to yourselves only"),
    advice=gettext_noop(
        "{own} of the last {links} links lead to your own pages. Who else has said something good about this? Link to"
        " them."
    ),
    look=_look,
    habit=True,
)
