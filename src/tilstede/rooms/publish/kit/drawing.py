"""Placards in the body's name and colours, and what they say to who cannot see them: made from the same words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

import tilstede.web
from tilstede.formats.placards.draw import SHAPES, Colours, Placard, TooLong, draw
from tilstede.formats.placards.letters import Lacking, plain
from tilstede.office.models import Body
from tilstede.outbox.drafting.taking import Taken
from tilstede.web import appearance

_FONTS: Final = ("inter-latin.woff2", "inter-latin-ext.woff2")
#: Languages of drafts that the catalogues have; alternative texts in others are in bokmål.
_TOLD: Final = ("nb", "nn", "en")


class NotDrawn(Exception):
    """No picture can be made of these words; the text says why, and what one can do."""


def placard(words: str, *, by: str, shape: str, language: str) -> Taken:
    """The picture. :raises NotDrawn:"""
    told = Placard(words=_quoted(words, by), sender=sender(language), by=f"– {by}" if by else "")
    try:
        data = draw(told, shape, Colours(*appearance.own_colours()), _fonts())
    except Lacking as error:
        said = _(
            "The picture's letters lack {signs}. Leave them out here; they can stand in the text."
        )
        raise NotDrawn(said.format(signs=error.signs)) from error
    except TooLong as error:
        raise NotDrawn(_too_long(error.word)) from error
    width, height = SHAPES[shape]
    return Taken("image/png", data, width, height)


def alt(words: str, *, by: str, language: str) -> str:
    """The same words, for who cannot see the picture, in the draft's language."""
    told = _quoted(" ".join(plain(words).split()), by)
    name = sender(language)
    with translation.override(language if language in _TOLD else "nb"):
        if by and name:
            return _("{by}: {words} A picture from {sender}.").format(
                by=by, words=told, sender=name
            )
        if by or name:
            return _("{sender} says: {words}").format(sender=by or name, words=told)
    return told


def sender(language: str) -> str:
    """The body's name in the language, or the first it has; "" where no body is the installation's own."""
    body = Body.objects.filter(own=True).first()
    if body is None:
        return ""
    return str(getattr(body, f"name_{language}", "") if language else "") or str(body)


def _quoted(words: str, by: str) -> str:
    """Somebody's words within their signs, as Norwegian has them; a question stands as it is."""
    bare = words.strip()
    return f"«{bare}»" if by and not bare.startswith(("«", "“", '"')) else bare


def _too_long(word: str) -> str:
    if word:
        said = _(
            "The word “{word}” is too long for a line, however small it is written. Divide it with a hyphen."
        )
        return said.format(word=word)
    return _(
        "The words have no room in the picture, and are not cut. Say it shorter, or let it stand in the text."
    )


@cache
def _fonts() -> tuple[bytes, ...]:
    folder = Path(tilstede.web.__file__).parent / "static" / "vendor"
    return tuple((folder / name).read_bytes() for name in _FONTS)
