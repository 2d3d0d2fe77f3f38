"""A page of statuses, made into items: each with its earlier wordings, what it passes on, what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

import msgspec

from tilstede.core.post import Post
from tilstede.networks.kit.contract import Cursor, Item, Left, Seen, SetAside
from tilstede.networks.kit.jsonstream import Broken
from tilstede.networks.mastodon import names
from tilstede.networks.mastodon.answers import READER, WORDINGS, Answer, Original, Parent, Status
from tilstede.networks.mastodon.api import MANY, Api, joined
from tilstede.networks.mastodon.draft import PARSER
from tilstede.networks.mastodon.parse import JSON
from tilstede.networks.mastodon.reading import Refusal, line, moment_of
from tilstede.networks.mastodon.status import author_of, to_post


class Entry(NamedTuple):
    """A status on a page. ``number``: its own on this server; ``edited``: as told, ``""`` when it never was."""

    raw: bytes
    answer: Answer
    number: str
    published: datetime | None
    edited: str


Page = list[Entry | SetAside]
_encoder = msgspec.msgpack.Encoder()


def opened(elements: Iterable[bytes | Broken], host: str) -> Page:
    """The statuses in an answer, in their order, and what is wrong with those that are none."""
    return [_opened(element, host) for element in elements]


def _opened(element: bytes | Broken, host: str) -> Entry | SetAside:
    if isinstance(element, Broken):
        return SetAside(f"{host}, byte {element.offset}", element.reason)
    try:
        answer = READER.read(element)
    except Refusal as error:
        return SetAside(host, error.reason, error.detail)
    published = moment_of(answer.created_at)
    return Entry(element, answer, line(answer.id, {}), published, line(answer.edited_at, {}))


def listed(page: Page) -> list[Entry]:
    """The statuses on a page that have a number, in their order."""
    return [entry for entry in page if isinstance(entry, Entry) and entry.number]


def digest_of(page: Page) -> str:
    """Of all that is read of the statuses: the same as long as nobody has written, changed or taken away one.

    How often they were liked is not read. Of what a boost passes on more is read than its `Original` tells: there
    every byte counts. A better parser may read what this one could not.
    """
    digest = sha256(PARSER.encode())
    for entry in page:
        if isinstance(entry, SetAside):
            digest.update(_encoder.encode((entry.where, entry.reason, entry.detail)))
        elif entry.answer.reblog is None:
            digest.update(_encoder.encode(entry.answer))
        else:
            digest.update(entry.raw)
    return digest.hexdigest()[:32]


class Pages:
    """Translates the pages of one account during one visit; keeps in the cursor what later visits need."""

    def __init__(self, api: Api, account: str, cursor: Cursor) -> None:
        self._api = api
        self._account = account
        self._cursor = cursor
        #: number -> address and handle of a status of another's; None: it is not to be seen
        self._answered: dict[str, Parent | None] = {}

    def items(self, page: Page, *, after: datetime | None) -> list[Item]:
        """What the page holds. ``after``: what was published later is met for the first time; None: all."""
        self._learn_answered(page)
        items: list[Item] = []
        left = 0
        for entry in page:
            if isinstance(entry, SetAside):
                items.append(entry)
                continue
            seen = self._item(entry)
            if isinstance(seen, SetAside):
                items.append(seen)
                continue
            fresh = after is None or (entry.published is not None and entry.published > after)
            if seen.post.visibility == "direct":
                left += fresh
                continue
            self._note(entry, seen.post, fresh=fresh)
            items += [*self._versions(entry), seen, *self._passed_on(entry, seen.post)]
        return [*items, Left("direct-messages", left)] if left else items

    def single(self, entry: Entry) -> Seen | SetAside:
        """One status as it stands now, also a private message."""
        self._learn_answered([entry])
        return self._item(entry)

    def _item(self, entry: Entry, version: bytes = b"") -> Seen | SetAside:
        """The status, or an earlier wording of it."""
        parent = self._answered.get(line(entry.answer.in_reply_to_id, {}))
        context = {"host": self._api.host, "domain": self._cursor.get("domain", "")}
        try:
            wording = WORDINGS.read(version) if version else None
            post = to_post(entry.answer, context, parent=parent, version=wording)
        except Refusal as error:
            return SetAside(self._api.host, error.reason, error.detail)
        more = {"version": version} if version else {}
        if parent:
            more["parent"] = msgspec.json.encode(parent)
        raw = joined(entry.raw, **more) if more else entry.raw
        return Seen(raw, JSON, post, post.aliases[0])

    def _note(self, entry: Entry, post: Post, *, fresh: bool) -> None:
        """Count it, and keep a number that the address does not hold, to ask for it later."""
        self._cursor["counted"] = self._cursor.get("counted", 0) + fresh
        if names.number_in(post.aliases[0]) != (self._api.host, entry.number):
            self._cursor.setdefault("numbers", {})[post.aliases[0]] = entry.number

    def _versions(self, entry: Entry) -> Iterator[Item]:
        """The earlier wordings, oldest first, once for each edit."""
        edits = self._cursor.setdefault("edits", {})
        if not entry.edited or entry.answer.reblog or edits.get(entry.number) == entry.edited:
            return
        for version in self._api.history(entry.number)[:-1]:
            yield self._item(entry, version)
        edits[entry.number] = entry.edited

    def _passed_on(self, boost: Entry, post: Post) -> Iterator[Item]:
        """The status that a boost carries, which is another's post; never a private message."""
        original = boosted(boost.raw) if post.repost_of else b""
        if not original:
            return
        entry = _opened(original, self._api.host)
        if isinstance(entry, SetAside):
            yield entry
            return
        item = self._item(entry)
        if isinstance(item, SetAside) or item.post.visibility != "direct":
            yield item

    # --- what is answered -----------------------------------------------------------------------

    def _learn_answered(self, page: Page) -> None:
        """Ask for the addresses of the statuses of others that are answered here.

        Their numbers are this server's own: only the address joins a reply to a post that is followed where
        it was written.
        """
        wanted = list(dict.fromkeys(self._unknown_answered(page)))
        for start in range(0, len(wanted), MANY):
            numbers = wanted[start : start + MANY]
            found = self._api.statuses(numbers)
            if found is None:
                found = {number: self._api.status(number)[0] for number in numbers}
            for number in numbers:
                told = _opened(found.get(number, b""), self._api.host)
                self._answered[number] = self._parent(told) if isinstance(told, Entry) else None

    def _parent(self, entry: Entry) -> Parent | None:
        original: Status | Original = entry.answer.reblog or entry.answer
        uri = line(original.uri, {})
        author = author_of(original.account, {}, uri, self._cursor.get("domain", ""))
        return Parent(uri, author.handle) if uri else None

    def _unknown_answered(self, page: Page) -> Iterator[str]:
        """Numbers of statuses answered whose address cannot be told from here."""
        for entry in page:
            if isinstance(entry, SetAside) or entry.answer.in_reply_to_id is None:
                continue
            answer = entry.answer
            number, account = (
                line(one, {}) for one in (answer.in_reply_to_id, answer.in_reply_to_account_id)
            )
            here = any(
                line(mention.id, {}) == account and "@" not in line(mention.acct, {})
                for mention in answer.mentions or ()
            )
            if number and account != self._account and not here and number not in self._answered:
                yield number


class _Outer(msgspec.Struct):
    reblog: msgspec.Raw


def boosted(element: bytes) -> bytes:
    """The bytes of the status inside; none when they cannot be cut out."""
    try:
        return bytes(msgspec.json.decode(element, type=_Outer).reblog)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return b""


def order(number: str) -> tuple[int, str]:
    """Mastodon's numbers rise with time; GoToSocial's and Pleroma's do too, as texts of one length."""
    return len(number), number
