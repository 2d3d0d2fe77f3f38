"""What WordPress takes. How large a file may be is not told by REST: one that is too large is refused by the site."""

from __future__ import annotations

from datetime import date
from typing import Final

from tilstede.networks.kit.elements import EVERYBODY
from tilstede.networks.kit.limits import Limits

#: Characters of a comment (wp_get_comment_fields_max_lengths, wp-includes/comment.php).
COMMENT: Final = 65_525
#: Bytes of a title: the column is a TEXT (wp-admin/includes/schema.php).
TITLE: Final = 65_535 // 4
#: Of pictures that every site takes (get_allowed_mime_types, and what PHP's own libraries can scale).
MIMES: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})

DOCUMENTED: Final = Limits(
    source="https://developer.wordpress.org/reference/functions/wp_get_comment_fields_max_lengths/ (WordPress 6.1)",
    day=date(2026, 11, 23),
    title=TITLE,
    mimes=MIMES,
    answer=COMMENT,
    bare_answers=True,
    warnings=frozenset(),
    visibilities=EVERYBODY,
    cards="none",
    programs=frozenset({"mimes", "cards", "warnings"}),
)
