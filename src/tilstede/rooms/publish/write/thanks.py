"""How a thank is begun. It says nothing of what for: that is the writer's, and what makes it a person's."""

from __future__ import annotations

from typing import Final, cast

from django.conf import settings

from tilstede.core import language
from tilstede.core.checks.kit import Form
from tilstede.posts.read import Shown

_THANKS: Final[dict[Form, str]] = {
    "nb": "Tusen takk, dette setter vi pris på!",
    "nn": "Tusen takk, dette set vi pris på!",
    "en": "Thank you so much, we really appreciate this!",
    "se": "Ollu giitu!",
}
#: Those who write these read what we write in Norwegian; others are thanked in English.
_NEIGHBOURS: Final = ("no", "da", "sv", "fo", "is")


def form(item: Shown) -> Form:
    """The form to thank in: that of the post, where it is sure or said; of a neighbour's language, and where nothing
    is known, the body's own; else English."""
    assert item.post is not None
    told = item.row.language if item.row.language_sure else language.declared(item.post.language)
    if told in _THANKS:
        return told
    known = (told or item.post.language).partition("-")[0]
    own = cast(Form, settings.LANGUAGE_CODE)
    return own if known in ("", "und", *_NEIGHBOURS) else "en"


def beginning(item: Shown) -> str:
    """The thank itself."""
    return _THANKS[form(item)]
