"""Long articles. X does not document their form in archives: what is shaped like one is taken in.

Known by their address ``https://x.com/i/article/<id>``, as the tweet that announces them links to
it.
"""

from __future__ import annotations

from typing import Any

from tilstede.core.post import Post
from tilstede.networks.x import times
from tilstede.networks.x.account import Account
from tilstede.networks.x.post import PARSER, Cleaner
from tilstede.networks.x.tweet import Refusal, loose

_IDS = ("id", "articleId", "article_id", "restId", "rest_id")
_TITLES = ("title", "headline")
_TEXTS = ("plainText", "plain_text", "text", "body")
_TIMES = ("publishedAt", "published_at", "createdAt", "created_at")
_EDITED = ("updatedAt", "updated_at", "modifiedAt")


def article_post(raw: bytes, account: Account | None) -> Post:
    """The article as a post. :raises Refusal: it is not shaped like one, a draft, or nobody's."""
    value, mended = loose(raw)
    article = next((one for key, one in value.items() if key.lower().endswith("article")), None)
    if not isinstance(article, dict):
        raise Refusal("unknown-format", "not an article in any known form")
    if account is None:
        raise Refusal("no-author", "account.js does not tell who wrote it")
    clear = Cleaner(mended)
    found_id = clear(_text(article, _IDS)).strip()
    title, text = clear(_text(article, _TITLES)), clear(_body(article))
    if not found_id.isalnum() or not text:
        raise Refusal("unknown-format", "not an article in any known form")
    if "draft" in str(article.get("lifecycle", "")).lower():
        raise Refusal("private", "a draft")
    address = f"https://x.com/i/article/{found_id}"
    published, edited = (times.moment(_text(article, names)) for names in (_TIMES, _EDITED))
    if published is None:
        clear.note("date-missing")
    return Post(
        aliases=(f"x:article:{found_id}", address),
        author=account.author,
        edited=edited if edited != published else None,
        form="archive",
        network="x",
        odd=clear.odd(),
        parser=PARSER,
        published=published,
        text=text,
        title=title,
        url=address,
        visibility="followers" if account.protected else "public",
    )


def _text(article: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((one for name in names if isinstance(one := article.get(name), str) and one), "")


def _body(article: dict[str, Any]) -> str:
    """The words: one text, or the blocks of the editor (``{"blocks": [{"text": …}]}``)."""
    if text := _text(article, _TEXTS):
        return text
    content = article.get("content_state") or article.get("contentState") or article.get("content")
    if isinstance(content, str):
        return content
    blocks = content.get("blocks") if isinstance(content, dict) else None
    texts = [block.get("text") for block in blocks or [] if isinstance(block, dict)]
    return "\n\n".join(text for text in texts if isinstance(text, str)).strip()
