"""Which requests `x_api` takes, by X's own description (OpenAPI 2.167, August 2026)."""

from __future__ import annotations

import re
from typing import Final

POST_FIELDS: Final = frozenset(
    [
        *(
            "attachments",
            "conversation_id",
            "created_at",
            "display_text_range",
            "edit_controls",
            "entities",
            "id",
        ),
        *("lang", "note_post", "possibly_sensitive", "public_metrics", "scopes", "text"),
    ]
)
EXPANSIONS: Final = frozenset(
    [
        *("attachments.media_keys", "attachments.poll_ids", "author_id"),
        *("edit_history_post_ids", "in_reply_to_user_id", "referenced_posts"),
    ]
)
USER_FIELDS: Final = frozenset(
    [
        *("created_at", "description", "id", "name"),
        *("profile_image_url", "protected", "public_metrics", "username", "verified"),
    ]
)
MEDIA_FIELDS: Final = frozenset(
    ["alt_text", "height", "media_key", "preview_image_url", "type", "url", "variants", "width"]
)
POLL_FIELDS: Final = frozenset(
    ["duration_minutes", "end_datetime", "id", "options", "voting_status"]
)
FIELDS: Final = {
    "post.fields": POST_FIELDS,
    "expansions": EXPANSIONS,
    "user.fields": USER_FIELDS,
    "media.fields": MEDIA_FIELDS,
    "poll.fields": POLL_FIELDS,
}
_PAGING: Final = {
    "max_results",
    "pagination_token",
    "since_id",
    "until_id",
    "start_time",
    "end_time",
}
_POST_QUERY: Final = {*FIELDS, "place.fields"}
#: method, path, the query it takes
ROUTES: Final[list[tuple[str, str, set[str]]]] = [
    ("POST", "/2/oauth2/token", set()),
    ("POST", "/2/oauth2/revoke", set()),
    ("GET", "/2/users/me", {"user.fields", "post.fields"}),
    ("GET", "/2/users/by/username/{username}", {"user.fields", "post.fields"}),
    ("GET", "/2/users/{id}", {"user.fields", "post.fields"}),
    ("GET", "/2/users/{id}/tweets", {*_PAGING, *_POST_QUERY, "exclude"}),
    ("GET", "/2/users/{id}/mentions", {*_PAGING, *_POST_QUERY}),
    (
        "GET",
        "/2/tweets/search/recent",
        {*_PAGING, *_POST_QUERY, "query", "next_token", "sort_order"},
    ),
    ("GET", "/2/tweets/{id}", _POST_QUERY),
    ("GET", "/2/tweets", {*_POST_QUERY, "ids"}),
    ("POST", "/2/tweets", set()),
    ("DELETE", "/2/tweets/{id}", set()),
    ("PUT", "/2/tweets/{tweet_id}/hidden", set()),
    ("POST", "/2/users/{id}/retweets", set()),
    ("POST", "/2/media/upload/initialize", set()),
    ("POST", "/2/media/upload/{id}/append", set()),
    ("POST", "/2/media/upload/{id}/finalize", set()),
    ("GET", "/2/media/upload", {"media_id", "command"}),
    ("POST", "/2/media/metadata", set()),
]
PATTERNS: Final = [
    (method, path, re.compile(re.sub(r"\\\{\w+\\\}", r"([^/]+)", re.escape(path))), query)
    for method, path, query in ROUTES
]
