"""A page of statuses, made into items: each with its earlier wordings, what it passes on, what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

import msgspec

from tilstede.core.post import Post
from tilstede.networks.kit.contract import Cursor, Item, Left, Seen, SetAside
from tilstede.networks.kit.jsonstream import Broken
from tilstede.networks.mastodon import names
from tilstede.networks.mastodon.api import MANY, Api, joined
from tilstede.networks.mastodon.parse import JSON
from tilstede.networks.mastodon.reading import Fields, Refusal, load
from tilstede.networks.mastodon.status import author_of, to_post

Page = list[bytes | Broken]


class Pages:
    """Translates the pages of one account during one visit; keeps in the cursor what later visits need."""

    def __init__(self, api: Api, account: str, cursor: Cursor) -> None:
        self._api = api
        self._account = account
        self._cursor = cursor
        #: number -> address and handle of a status of another's; None: it is not to be seen
        self._answered: dict[str, dict[str, str] | None] = {}

    def items(self, page: Page, *, after: datetime | None) -> list[Item]:
        """What the page holds. ``after``: what was published later is met for the first time; None: all."""
        self._learn_answered(page)
        items: list[Item] = []
        left = 0
        for element in page:
            if isinstance(element, Broken):
                items.append(SetAside(f"{self._api.host}, byte {element.offset}", element.reason))
                continue
            try:
                status = Fields(load(element))
                raw = self._with_answered(element, status)
                post = self._post(raw)
            except Refusal as error:
                items.append(SetAside(self._api.host, error.reason, error.detail))
                continue
            published = status.time("created_at")
            fresh = after is None or (published is not None and published > after)
            if post.visibility == "direct":
                left += fresh
                continue
            self._note(status, post, fresh=fresh)
            items += self._versions(element, status)
            items.append(Seen(raw, JSON, post, post.aliases[0]))
            items += self._passed_on(element, post)
        return [*items, Left("direct-messages", left)] if left else items

    def _post(self, raw: bytes) -> Post:
        context = {"host": self._api.host, "domain": self._cursor.get("domain", "")}
        return to_post(load(raw), context)

    def _item(self, raw: bytes) -> Item:
        try:
            post = self._post(raw)
        except Refusal as error:
            return SetAside(self._api.host, error.reason, error.detail)
        return Seen(raw, JSON, post, post.aliases[0])

    def _note(self, status: Fields, post: Post, *, fresh: bool) -> None:
        """Count it, and keep a number that the address does not hold, to ask for it later."""
        self._cursor["counted"] = self._cursor.get("counted", 0) + fresh
        number = status.name("id")
        if names.number_in(post.aliases[0]) != (self._api.host, number):
            self._cursor.setdefault("numbers", {})[post.aliases[0]] = number

    def _versions(self, element: bytes, status: Fields) -> Iterator[Item]:
        """The earlier wordings, oldest first, once for each edit."""
        number, edited = status.name("id"), status.name("edited_at")
        edits = self._cursor.setdefault("edits", {})
        if not edited or status.object("reblog") or edits.get(number) == edited:
            return
        for version in self._api.history(number)[:-1]:
            yield self._item(self._with_answered(element, status, version=version))
        edits[number] = edited

    def _passed_on(self, element: bytes, post: Post) -> Iterator[Item]:
        """The status that a boost carries, which is another's post; never a private message."""
        original = _boosted(element) if post.repost_of else b""
        if original:
            item = self._item(original)
            if not (isinstance(item, Seen) and item.post.visibility == "direct"):
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
                self._answered[number] = self._answer(fields_of(found.get(number, b"")))

    def _answer(self, status: Fields) -> dict[str, str] | None:
        original = status.object("reblog") or status
        uri = original.name("uri")
        author = author_of(original.object("account"), uri, self._cursor.get("domain", ""))
        return {"uri": uri, "handle": author.handle} if uri else None

    def _unknown_answered(self, page: Page) -> Iterator[str]:
        """Numbers of statuses answered whose address cannot be told from here."""
        for element in page:
            status = fields_of(element)
            number, account = status.name("in_reply_to_id"), status.name("in_reply_to_account_id")
            here = any(
                mention.name("id") == account and "@" not in mention.name("acct")
                for mention in status.objects("mentions")
            )
            if number and account != self._account and not here and number not in self._answered:
                yield number

    def _with_answered(self, element: bytes, status: Fields, **more: bytes) -> bytes:
        """The element alone, or together with what belongs to it."""
        parent = self._answered.get(status.name("in_reply_to_id"))
        if parent:
            more["parent"] = msgspec.json.encode(parent)
        return joined(element, **more) if more else element


class _Outer(msgspec.Struct):
    reblog: msgspec.Raw


def _boosted(element: bytes) -> bytes:
    """The bytes of the status inside; none when they cannot be cut out."""
    try:
        return bytes(msgspec.json.decode(element, type=_Outer).reblog)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return b""


def fields_of(element: bytes | Broken) -> Fields:
    """The element's fields; none when it is no JSON object."""
    try:
        return Fields(load(element)) if isinstance(element, bytes) else Fields({})
    except Refusal:
        return Fields({})


class Entry(NamedTuple):
    """A status on a page: its number, and when it was published."""

    number: str
    published: datetime | None


def entries(page: Iterable[bytes | Broken]) -> list[Entry]:
    """The statuses on a page that have a number, in their order."""
    found = [fields_of(element) for element in page]
    return [Entry(one.name("id"), one.time("created_at")) for one in found if one.name("id")]


def order(number: str) -> tuple[int, str]:
    """Mastodon's numbers rise with time; GoToSocial's and Pleroma's do too, as texts of one length."""
    return len(number), number
