"""The form of language in which a draft is read."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from tilstede.core import language
from tilstede.core.checks.kit import Draft

#: The forms' own names, as they are called in all of them.
NAMES: Final = {"nb": "bokmål", "nn": "nynorsk", "se": "davvisámegiella", "en": "English"}


def of(draft: Draft) -> str:
    """The declared form; where none is, what the text seems to be, sure or not."""
    return draft.form or seems("\n".join(draft.parts)).code


@lru_cache(maxsize=64)
def seems(text: str) -> language.Language:
    """What the text seems to be in."""
    return language.identify(text)
