"""A tweet, or an article, made into the common post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from tilstede.core.post import Author, Link, Post, Visibility
from tilstede.core.text import clean
from tilstede.networks.x import media, times
from tilstede.networks.x.account import Account, author_of
from tilstede.networks.x.tweet import ID, Entities, Note, Refusal, Tweet
from tilstede.networks.x.wording import Wording, wording

PARSER: Final = "x/1"

_RETWEET: Final = re.compile(r"RT @\w{1,20}: ")
_LANGUAGE: Final = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2,4})?")
#: X's own codes for "not known" and the like, and two codes that ISO 639 has left.
_LANGUAGES: Final = {"und": "", "art": "", "zxx": "", "in": "id", "iw": "he", "ji": "yi"}


_NONE: Final = Entities()


class Translator:
    """Tweets of one account's archive. ``files``: its media, as `media.media_files` tells."""

    def __init__(self, account: Account | None, files: Mapping[str, str] | None = None) -> None:
        self._account = account
        self._files = files or {}

    def post(
        self,
        tweet: Tweet,
        note: Note | None = None,
        *,
        mended: Iterable[str] = (),
        followers_only: bool = False,
    ) -> Post:
        """The post. ``mended``: what was odd when it was read.

        :raises Refusal: it has no id, no author or nothing in it, or is somebody else's.
        """
        tweet_id = id_of(tweet)
        author = self._author(tweet)
        clear = Cleaner(mended)
        versions = _versions(tweet, tweet_id)
        written, strange = times.written(_moment(tweet.created_at), int(tweet_id))
        clear.note(strange)
        whole = _whole(tweet)
        words = _words(tweet, whole, note, tweet_id)
        clear.note("text-cut" if words.cut else "")
        text = clear(words.text)
        pictures = media.media(whole, tweet_id, self._files, clear)
        quoted = alias_of(tweet.quoted_status_id_str or words.quoted)
        if not (text or pictures or quoted):
            raise Refusal("empty", "no text and no pictures")
        entities = whole.entities or _NONE
        return Post(
            aliases=aliases_of(versions, tweet_id),
            author=author,
            edited=written if versions[0] != tweet_id else None,
            form="archive",
            language=language_of(tweet.lang),
            links=tuple([Link(url=clear(link)) for link in words.links]) if words.links else (),
            media=pictures,
            mentions=names_of(clear, [one.screen_name for one in entities.user_mentions]),
            network="x",
            parser=PARSER,
            published=first_written(versions, tweet_id, written),
            quote_of=quoted,
            reply_to=alias_of(tweet.in_reply_to_status_id_str),
            reply_to_author=clear(tweet.in_reply_to_screen_name or ""),
            repost_of=_original(tweet, words, tweet_id),
            sensitive=bool(tweet.possibly_sensitive),
            tags=names_of(clear, [one.text for one in entities.hashtags]),
            text=text,
            url=address_of("x.com", author.handle, tweet_id),
            visibility=self._visibility(tweet, followers_only),
            odd=clear.odd(),  # the last to be asked: by now everything was cleaned
        )

    def _author(self, tweet: Tweet) -> Author:
        own = self._account.author if self._account else None
        user, stated = tweet.user, tweet.user.id_str or "" if tweet.user else ""
        if user is None or not ID.fullmatch(stated):
            if own is None:
                raise Refusal("no-author", "neither the tweet nor account.js tells who wrote it")
            return own
        if own is None:
            avatar = user.profile_image_url_https or ""
            return author_of(stated, user.screen_name or "", user.name or "", avatar)
        if stated != own.id:
            raise Refusal("other-author", f"written by account {stated}")
        return own

    def _visibility(self, tweet: Tweet, followers_only: bool) -> Visibility:
        protected = self._account is not None and self._account.protected
        protected = protected or (tweet.user is not None and bool(tweet.user.protected))
        limited = tweet.scopes is not None and bool(tweet.scopes.followers)
        return "followers" if followers_only or protected or limited else "public"


class Cleaner:
    """Makes texts fit to be stored and keeps the codes of what was odd."""

    def __init__(self, mended: Iterable[str] = ()) -> None:
        self._odd = dict.fromkeys(mended)

    def __call__(self, text: str) -> str:
        cleaned, odd = clean(text)
        if odd:
            self._odd.update(dict.fromkeys(odd))
        return cleaned

    def note(self, code: str) -> None:
        if code:
            self._odd[code] = None

    def odd(self) -> tuple[str, ...]:
        return tuple(self._odd)


def id_of(tweet: Tweet) -> str:
    """The id in digits. :raises Refusal: there is none."""
    found = tweet.id_str or str(tweet.id or "")
    if not ID.fullmatch(found):
        raise Refusal("no-id", f"the id is {found[:40]!r}" if found else "no id")
    return found


def aliases_of(versions: list[str], tweet_id: str) -> tuple[str, ...]:
    """Its own id first. Addresses need not be told: `core.alias` knows the id in every one of them."""
    if len(versions) == 1:
        return (f"x:{tweet_id}",)
    return (f"x:{tweet_id}", *[f"x:{other}" for other in versions if other != tweet_id])


def _whole(tweet: Tweet) -> Tweet:
    """Where the text stands uncut."""
    extended = tweet.extended_tweet
    return extended if extended is not None and extended.full_text else tweet


def _has_text(tweet: Tweet | None) -> bool:
    return tweet is not None and bool(tweet.full_text)


def _moment(text: str | None) -> datetime | None:
    return times.moment(text) if text else None


def _versions(tweet: Tweet, tweet_id: str) -> list[str]:
    """The ids of all versions of this post, the first one first; mostly just this one."""
    told = tweet.edit_info.versions() if tweet.edit_info else []
    if len(told) < 2:
        return [tweet_id]
    found = [one for one in told if ID.fullmatch(one)]
    return list(dict.fromkeys(found)) if tweet_id in found else [tweet_id]


def first_written(versions: list[str], tweet_id: str, written: datetime | None) -> datetime | None:
    """When the first version was written, which only its id tells."""
    return written if versions[0] == tweet_id else times.of_id(int(versions[0])) or written


def _words(tweet: Tweet, whole: Tweet, note: Note | None, tweet_id: str) -> Wording:
    """What was written, from where it stands uncut."""
    original = tweet.retweeted_status
    if original is not None and (found := _retweeted(original)):
        return found
    pictures = (one.url for one in media.of_tweet(whole))
    urls = whole.entities.urls if whole.entities else []
    if note is not None:
        return wording(note.words().text or "", urls + note.urls(), pictures, tweet_id)
    words = wording(whole.full_text or whole.text or "", urls, pictures, tweet_id)
    cut = words.text.endswith("…") and (bool(whole.truncated) or bool(_RETWEET.match(words.text)))
    return words._replace(cut=True) if cut else words


def _retweeted(original: Tweet) -> Wording | None:
    """The retweeted words whole, where the retweet itself has them cut."""
    user = original.user.screen_name if original.user else None
    whole = original.extended_tweet if _has_text(original.extended_tweet) else original
    if not user or whole is None or not whole.full_text:
        return None
    urls = whole.entities.urls if whole.entities else []
    pictures = (one.url for one in media.of_tweet(whole))
    words = wording(whole.full_text, urls, pictures, "")
    return words._replace(text=f"RT @{user}: {words.text}")


def _original(tweet: Tweet, words: Wording, tweet_id: str) -> str:
    """The retweeted post. Archives do not tell its id: then a name that no post has."""
    if tweet.retweeted_status is not None:
        return f"x:{id_of(tweet.retweeted_status)}"
    return f"x:{tweet_id}#original" if _RETWEET.match(words.text) else ""


def alias_of(tweet_id: str | None) -> str:
    return f"x:{tweet_id}" if tweet_id and ID.fullmatch(tweet_id) else ""


def address_of(host: str, handle: str, tweet_id: str) -> str:
    return f"https://{host}/{handle}/status/{tweet_id}" if handle else ""


def language_of(code: str | None) -> str:
    """BCP 47. X writes ``qam``, ``qme`` and so on for tweets of mentions or pictures only."""
    code = _LANGUAGES.get(code or "", code or "")
    return code if _LANGUAGE.fullmatch(code) else ""


def names_of(clear: Cleaner, names: list[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([clear(name) for name in names if name])) if names else ()
