"""What is wrong with a search, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext

from tilstede.core.query.errors import MESSAGES, QueryError


def explain(error: QueryError) -> str:
    """The error as a sentence; the catalogues hold every one of `core.query.errors.MESSAGES`."""
    return gettext(MESSAGES[error.code]).format(**error.parameters)
