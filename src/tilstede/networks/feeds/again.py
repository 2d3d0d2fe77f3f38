"""A recorded entry read again: the feed it stood in is found in its post."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final
from urllib.parse import urljoin, urlsplit

import msgspec

from tilstede.core.post import Post
from tilstede.networks.feeds import dates, jsonfeed, reading, translate, xml
from tilstede.networks.feeds.entry import Entry, Origin, Unusable

#: Where a broken feed was not in UTF-8, its entries are not either, and do not tell what they are in.
_CHARSETS: Final = (
    *("windows-1252", "iso-8859-15", "windows-1250", "windows-1251", "windows-1257", "koi8-r"),
    *("shift_jis", "euc-jp", "gb18030", "big5", "euc-kr"),
)
#: What `core.text.clean` tells of a text, which may be the feed's title and not the entry's own.
_OF_TEXTS: Final = frozenset({"control-characters", "lone-surrogate", "bidi-override"})


def again(raw: bytes, post: Post) -> Post:
    """The post that ``raw`` is, read as it was when it became ``post``. :raises Unusable: it is none."""
    found = _read(raw, post)
    return msgspec.structs.replace(found, aliases=_aliases(found, post), odd=_odd(found, post))


def _read(raw: bytes, post: Post) -> Post:
    if raw.lstrip().startswith(b"{"):
        return _nearest(reading.entry_of(raw, jsonfeed.MIME), post)
    if "\ufffd" not in raw.decode("utf-8", "replace"):
        return _nearest(reading.entry_of(raw, xml.MIME), post)
    return _deciphered(raw, post)


def _deciphered(raw: bytes, post: Post) -> Post:
    """What is not in UTF-8, in the first character set that gives the letters which were read then.

    :raises Unusable: there is none.
    """
    for mime in (xml.MIME, *[f"{xml.MIME}; charset={charset}" for charset in _CHARSETS]):
        with suppress(Unusable):
            found = _nearest(reading.entry_of(raw, mime), post)
            if _letters(post) <= _letters(found):
                return found
    raise Unusable("not-text", "the character set that its feed told is not known any more")


def _letters(post: Post) -> set[str]:
    """Those that character sets disagree about."""
    return {letter for letter in post.title + post.text if letter > "\x7f" and letter.isalpha()}


def _nearest(entry: Entry, post: Post) -> Post:
    """Where the feed was read is not told, only what it is called. Of the places that may be, the one from which
    most addresses lead where they led then."""
    then = _addresses(post)
    nearest = None
    for base in _bases(post):
        found = translate.to_post(entry, _origin(post, base))
        kept = len(then & _addresses(found))
        if nearest is None or kept > nearest[0]:
            nearest = kept, found
        if kept == len(then):
            break
    assert nearest is not None, "the feed's own address is one"
    return nearest[1]


def _bases(post: Post) -> Iterator[str]:
    """The feed's own address (``""``), then the same path where its entry or its site lies."""
    yield ""
    path = urlsplit(post.author.id).path
    for place in (post.url, post.author.url):
        if place.startswith(("https://", "http://")):
            yield urljoin(place, path or "/")


def _addresses(post: Post) -> set[str]:
    return {post.url, *[link.url for link in post.links], *[medium.url for medium in post.media]}


def _origin(post: Post, base: str) -> Origin:
    future = "date-future" in post.odd and post.published
    return Origin(
        address=post.author.id,
        title=post.author.name,
        site=post.author.url,
        language=post.language,
        image=post.author.avatar,
        base=base,
        now=post.published - 2 * dates.TOLERANCE if future and post.published else None,
    )


def _aliases(found: Post, post: Post) -> tuple[str, ...]:
    """As `identity.Memory` settled them: a name with a sign behind where two entries had one, and an address only
    where it was this entry's."""
    kept = []
    for name in found.aliases:
        if name == found.url == post.url and name not in post.aliases:
            continue
        with_sign = (one for one in post.aliases if one.startswith(f"{name}#"))
        kept.append(name if name in post.aliases else next(with_sign, name))
    return tuple(kept)


def _odd(found: Post, post: Post) -> tuple[str, ...]:
    kept = [code for code in post.odd if code in found.odd or code in _OF_TEXTS]
    return tuple(dict.fromkeys([*kept, *found.odd]))
