"""The form of language in which a draft is read."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from tilstede.core import language
from tilstede.core.checks.kit import Draft, Earlier

#: The forms' own names, as they are called in all of them.
NAMES: Final = {"nb": "bokmål", "nn": "nynorsk", "se": "davvisámegiella", "en": "English"}


def of(draft: Draft) -> str:
    """The declared form; where none is, what the text seems to be, sure or not."""
    return draft.form or seems("\n".join(draft.parts)).code


def of_earlier(post: Earlier) -> str:
    """The same of a post that is out."""
    return post.form or seems(post.text).code


@lru_cache(maxsize=256)
def seems(text: str) -> language.Language:
    """What the text seems to be in."""
    return language.identify(text)
