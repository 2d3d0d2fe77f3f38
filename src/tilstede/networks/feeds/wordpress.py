"""What a WordPress export (WXR) adds to RSS: kind and state of each item, dates in UTC, comments.

Source: wp-admin/includes/export.php of WordPress (WXR 1.0 to 1.2).
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final

from tilstede.networks.feeds.entry import Entry, Raw, Unusable

#: The namespaces are http://wordpress.org/export/1.0/ … 1.2/.
MARK: Final = b"wordpress.org/export/"
#: States that were open to all; every other one (draft, pending, future, private, trash …) was not.
_OPEN: Final = frozenset({"publish", ""})
_KIND = re.compile(rb"<wp:post_type[^>]*>\s*(?:<!\[CDATA\[)?\s*([\w-]+)")
_COMMENT = re.compile(rb"<wp:comment[\s>].*?</wp:comment>\s*", re.DOTALL)
_LEFT: Final = {"page": "pages", "attachment": "attachments"}


def is_item(raw: bytes) -> bool:
    """Whether an item comes from a WordPress export."""
    return MARK in raw or b"<wp:post_type" in raw


def part(raw: Raw, left: Counter[str]) -> Raw | None:
    """The item without its readers' comments, which hold their addresses; None when it is no post.

    What is left alone is counted in `left`. Exports older than WordPress 2.6 hold posts alone.
    """
    found = _KIND.search(raw.data)
    kind = found[1].decode("ascii", "replace") if found else "post"
    if kind != "post":
        left[_LEFT.get(kind, "other")] += 1
        return None
    data, comments = _COMMENT.subn(b"", raw.data)
    if comments:
        left["comments"] += comments
    return raw._replace(data=data)


def amend(entry: Entry, found: dict[str, Any]) -> None:
    """Set what the export knows better than RSS does. :raises Unusable: the item was not public."""
    status = str(dict.get(found, "wp_status", ""))
    if status not in _OPEN:
        raise Unusable("private", f"its state is '{status}'")
    if dict.get(found, "wp_post_password"):
        raise Unusable("private", "protected by a password")
    entry.form = "archive"
    entry.keep_lines = "<p" not in entry.body.value.lower()
    written = _moment(found, "wp_post_date_gmt")
    entry.published = written or entry.published
    entry.updated = _moment(found, "wp_post_modified_gmt")


def _moment(found: dict[str, Any], name: str) -> datetime | None:
    """``2026-01-31 12:00:00`` in UTC; an unpublished item has zeros throughout."""
    try:
        return datetime.fromisoformat(str(dict.get(found, name, ""))).replace(tzinfo=UTC)
    except ValueError:
        return None
