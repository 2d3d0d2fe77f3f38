"""X (Twitter), through the archive that every account can ask for, and through API v2 with a connected account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import is_zipfile

from tilstede.core.post import Post
from tilstede.networks.kit.archive import Archive
from tilstede.networks.kit.containers import ArchiveError, cut_zip
from tilstede.networks.kit.contract import Batch, Export, Found, Listening, Source
from tilstede.networks.kit.errors import Refused
from tilstede.networks.x import fetch, media, members
from tilstede.networks.x.account import Account, author_of
from tilstede.networks.x.article import article_post
from tilstede.networks.x.export import RECORD, Takeout
from tilstede.networks.x.post import PARSER, Translator
from tilstede.networks.x.saved import open_saved
from tilstede.networks.x.status import status_post
from tilstede.networks.x.tweet import note_of, tweet_of

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access, Connector
    from tilstede.networks.kit.http import Http
    from tilstede.networks.kit.sending import Sender

_ADDRESS: Final = re.compile(
    r"(?:https?://)?(?:www\.|mobile\.|m\.)?(?:twitter|x)\.com(?:[/?#].*)?", re.IGNORECASE
)
_ASSIGNMENT: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*window\.(?:YTD\.|__THAR_CONFIG\b)")
_ANSWER: Final = re.compile(rb'\s*\{\s*"(?:data|includes)"\s*:')
_ARTICLE: Final = re.compile(rb'\s*\{\s*"\w*[aA]rticle"\s*:')


class X(Listening):
    """The contract's Network."""

    name = "x"
    title = "X"
    parser = PARSER
    interval = 3600
    abilities = frozenset(
        {
            *("fetch", "login", "closed", "export", "edits", "deletions", "boosts", "polls"),
            *("mentions", "hashtag", "search", "thread"),
            *("send", "reply", "boost", "delete", "hide"),
            *("media", "alt", "poll"),
        }
    )

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """``context``: ``account`` (id), ``handle`` and ``name`` of the archive's owner; ``file``:
        what it
        lay in, as ``tweets``. :raises ValueError:"""
        account = None
        if context.get("account"):
            names = (context.get("handle", ""), context.get("name", ""), context.get("avatar", ""))
            account = Account(author_of(context["account"], *names))
        return _read(raw, account, {}, followers_only=context.get("file") == members.CIRCLE)

    def again(self, raw: bytes, post: Post) -> Post:
        """Whose archive it was, who could see the post and which files came with it stand in ``post``."""
        closed = post.visibility == "followers"
        files = media.media_files(one.file for one in post.media)
        return _read(raw, Account(post.author, closed), files, followers_only=closed)

    def recognise(self, address: str, http: Http) -> Found | None:
        """:raises Refused: it is X's, which is not read from outside."""
        if _ADDRESS.fullmatch(address.strip()):
            raise Refused(fetch.NO_LOGIN)
        return None

    def look_up(self, address: str, access: Access, http: Http, now: datetime) -> Found:
        """Any account that is open to all, and the login's own. :raises Refused: it is protected."""
        return fetch.look_up(address, access, http, now)

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        """:raises Refused: without a login. :raises NetworkError:"""
        return fetch.fetch(source, http, now)

    def sender(self) -> Sender:
        from tilstede.networks.x.send import XSender  # noqa: PLC0415 - loaded when something is sent

        return XSender()

    def connector(self) -> Connector:
        from tilstede.networks.x.connect import XConnector  # noqa: PLC0415 - loaded when asked for

        return XConnector()

    def open_export(self, path: Path) -> Export | None:
        """The archive as a zip or a folder, one of its files, or an answer of the API. :raises ValueError:"""
        if path.is_dir():
            return _whole(path) if any(map(_ours, _scripts(path))) else None
        if not path.is_file():
            return None
        if is_zipfile(path):
            return _whole(path)
        if (cut := cut_zip(path)) and members.known(cut.names):
            raise cut
        return _single(path) if _ours(path) else open_saved(path)


def _read(
    raw: bytes, account: Account | None, files: Mapping[str, str], *, followers_only: bool
) -> Post:
    if _ANSWER.match(raw):
        return status_post(raw)
    if _ARTICLE.match(raw):
        return article_post(raw, account)
    note = b""
    if raw.startswith(RECORD):
        raw, _, note = raw.removeprefix(RECORD).rpartition(b"\n" + RECORD)
    tweet, mended = tweet_of(raw)
    return Translator(account, files).post(
        tweet,
        note_of(note) if note else None,
        mended=mended,
        followers_only=followers_only,
    )


def _scripts(folder: Path) -> Iterator[Path]:
    """Where X's files lie in a folder: in it, or in its ``data``."""
    for place in (folder / "data", folder):
        yield from sorted(place.glob("*.js"))[:20]


def _ours(path: Path) -> bool:
    with path.open("rb") as file:
        return bool(_ASSIGNMENT.match(file.read(64)))


def _whole(path: Path) -> Takeout | None:
    return _opened(Archive(path))


def _opened(archive: Archive, only: str = "") -> Takeout | None:
    """The archive as X's, or closed again."""
    with ExitStack() as closing:
        closing.callback(archive.close)
        if not only and not _has_ours(archive):
            return None
        takeout = Takeout(archive, only)
        closing.pop_all()
    return takeout


def _has_ours(archive: Archive) -> bool:
    """:raises ArchiveError: by its names it is X's, but it cannot be read."""
    for file in members.files(archive.names())[:20]:
        try:
            with archive.open(file.name) as stream:
                if _ASSIGNMENT.match(stream.read(64)):
                    return True
        except ArchiveError:
            if members.known([file.name]):
                raise
    return False


def _single(path: Path) -> Takeout | None:
    """One file. Whose it is may stand in the files beside it."""
    return _opened(Archive(path.parent, deep=False), path.name)


network = X()
