"""A picture without a description says nothing to who cannot see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tilstede.core.checks.kit import Around, Check, Draft, Finding, Medium, gettext_noop

#: What programs and people in a hurry write instead: the kind of thing it is, in the languages written here, the small
#: words around it, and that a description is to come.
_KIND: Final = re.compile(
    r"an?|the|my|this|of|no|text|alt|photo(?:graph)?|pictures?|pic|images?|img|graphic|illustration|screenshot|icon|"
    r"figure|diagram|poster|banner|description|without|untitled|unnamed|name|logo|jpe?g|png|gif|webp|"
    r"et|e[in]|eit|dette|er|av|uten|utan|tekst|bilde[rt]?|bilete[rt]?|foto(?:et|grafi)?|grafikk|illustrasjon(?:en)?|"
    r"illustrasjons(?:foto|bilde|bilete)|skjerm(?:bilde|bilete|dump|skudd)|ikon|figur|plakat|alttekst|beskrivelse|"
    r"skildring|tittel|navn|namn|govva|"
    r"test(?:ing|bilde|bilete)?|asdf\w*|qwerty|lorem|ipsum|bla|(\w)\1+|todo|tbd|tba|null|none|nil|undefined|placeholder|"
    r"ingen|inga|ingenting|mangler|manglar|kommer|kjem|senere|seinare|snart|snarest|comes?|coming|soon|later|missing|here"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_FILE_NAME: Final = re.compile(
    r"\S*\.(?:jpe?g|png|gif|webp|heic|avif|bmp|tiff?|svg)", re.IGNORECASE
)
#: As cameras and telephones name what they take.
_CAMERA: Final = re.compile(
    r"(?:img|dsc[fn]?|pxl|mvimg|p|screenshot|skjermbilde|whatsapp image|signal|fb_img|image)[-_ ]*\d[\w\-. :()]*",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(r"[\d_]|^\S*-\S*$")


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for place, medium in enumerate(draft.media):
        if medium.kind == "picture" and _says_nothing(medium):
            yield Finding(
                check=CHECK.id,
                place="medium",
                part=place,
                end=len(medium.alt or ""),
                found=medium.alt or "",
                values={"name": medium.name},
            )


def _says_nothing(medium: Medium) -> bool:
    """ "" is no fault: somebody has said that it is decorative."""
    if medium.alt is None:
        return True
    said = medium.alt.strip()
    if not said:
        return bool(medium.alt)
    return (
        not any(map(str.isalpha, said))
        or _is_file_name(said, medium.name)
        or any(made.fullmatch(said) for made in (_FILE_NAME, _CAMERA))
        or all(map(_KIND.fullmatch, _WORD.findall(said.casefold())))
    )


def _is_file_name(said: str, name: str) -> bool:
    """Also without what stands after its last stop, where no words are parted: a file can be named by what it shows."""
    whole, stem = name.casefold(), name.casefold().rpartition(".")[0]
    return said.casefold() in (whole, stem if _JOINED.search(stem) else whole)


CHECK = Check(
    id="alt-text",
    level="must",
    source="WCAG 2.1, 1.1.1; forskrift om universell utforming av IKT-løsninger § 4 a (read 22 November 2026)",
    title=gettext_noop("Description of each picture"),
    advice=gettext_noop(
        "{name} has no description of what it shows. Say it in a sentence or two, or mark the picture as decorative if"
        " it says nothing that the text does not. A file's name, or “picture”, is no description."
    ),
    look=_look,
)
