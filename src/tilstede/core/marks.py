"""What the search index holds of a post's fields: short tokens beside the words (docs/search.md lists them)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from tilstede.core.post import Post

#: The token of what its author deleted, and of what is not for all to see: the index leaves them out itself.
WITHDRAWN = "iwithdrawn"
PRIVATE = "private"
#: The token of a post that has changed, by its own word or ours.
EDITED = "iedited"

#: A question mark that ends something, not one inside an address.
_QUESTION = re.compile(r"\?(?=[\s\"'»”’)\]]|$)")


#: Token and the field that, when it holds anything, gives it.
_SIMPLE = (("hlink", "links"), ("hpoll", "poll"), ("irepost", "repost_of"), ("iquote", "quote_of"))


def of_author(author_id: int) -> str:
    """The token every post of this author bears."""
    return f"a{author_id}"


def of_recipient(handle: str) -> str:
    """The token of posts addressed to a handle, which need not be an account we know."""
    return "t" + hashlib.sha256(handle.lstrip("@").casefold().encode()).hexdigest()[:12]


@lru_cache(maxsize=4096)
def of_topic(tag: str) -> str:
    """The token of posts that bear a tag, however its letters are cased: ``#FjordvikNorth`` is ``#fjordviknorth``."""
    folded = unicodedata.normalize("NFC", tag.lstrip("#")).casefold()
    return "g" + hashlib.sha256(folded.encode()).hexdigest()[:12]


def of_language(code: str) -> str:
    """The token of a found language: ``lnb``; hyphens cannot stand in a token, so ``zh-hant`` is ``lzh_hant``."""
    return "l" + code.lower().replace("-", "_") if code else ""


def of_network(name: str) -> str:
    """The token of a network."""
    return f"n{name}"


def of_post(post: Post) -> str:
    """The tokens that follow from the wording alone, joined by spaces."""
    found = [f"n{post.network}"]
    if post.media:
        found.extend(sorted({f"h{media.kind}" for media in post.media}))
        if any(media.alt for media in post.media):
            found.append("halt")
    found.extend([token for token, told in _SIMPLE if getattr(post, told)])
    if "?" in post.text and _QUESTION.search(post.text):
        found.append("iquestion")
    if post.edited:
        found.append(EDITED)
    if post.reply_to or post.reply_to_author:
        found.append("ireply")
    if post.tags:
        found.extend(sorted({of_topic(tag) for tag in post.tags}))
    if recipients := _recipients(post):
        found.extend(sorted({of_recipient(name) for name in recipients}))
    return " ".join(found)


def whole(
    own: str, *, author_id: int, edited: bool, gone: bool, public: bool, language: str
) -> str:
    """All tokens of a post as it stands. ``own``: `of_post` of the wording that stands."""
    if public and not (edited or gone or language):
        return f"a{author_id} {own}"
    found = [f"a{author_id}", of_language(language), own]
    if edited and EDITED not in own.split():
        found.append(EDITED)
    if gone:
        found.append(WITHDRAWN)
    if not public:
        found.append(PRIVATE)
    return " ".join(filter(None, found))


def _recipients(post: Post) -> tuple[str, ...]:
    return (*post.mentions, post.reply_to_author) if post.reply_to_author else post.mentions


def with_language(tokens: str, code: str) -> str:
    """The same tokens, with the language token (which follows the author's) set."""
    author, *others = [token for token in tokens.split() if not token.startswith("l")]
    return " ".join(filter(None, [author, of_language(code), *others]))
