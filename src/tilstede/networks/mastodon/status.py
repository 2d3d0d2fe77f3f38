"""A status as the Mastodon API gives it (docs.joinmastodon.org/entities/Status, 4.6, 2026), made into a post.

What other servers answer to the same API is read too: snac, Pleroma and Akkoma, GoToSocial. Where one answer
is not enough, `page` puts what belongs together in one object, each part with its own bytes:
``{"status": …, "version": …}`` is an earlier wording from the status' history, ``{"status": …, "parent": …}``
a reply with the address of what it answers and its author's handle.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final

from tilstede.core.post import Author, Link, Media, Poll, Post, Visibility
from tilstede.networks.mastodon import names
from tilstede.networks.mastodon.answers import (
    Account,
    Answer,
    Attachment,
    Ballot,
    Card,
    Mention,
    Parent,
    Quote,
    Status,
    Wording,
)
from tilstede.networks.mastodon.draft import (
    PARSER,
    checked,
    kind_of,
    language_of,
    oddities,
    tag_names,
    words,
)
from tilstede.networks.mastodon.reading import (
    Refusal,
    counted,
    line,
    mended,
    moment_of,
    unique,
)
from tilstede.networks.mastodon.shapes import Name

#: Anything else (GoToSocial's mutuals_only, a server's own "local") is shown to few, so never in public.
_VISIBILITIES: dict[str, Visibility] = {
    "public": "public",
    "unlisted": "unlisted",
    "private": "followers",
    "direct": "direct",
    "limited": "direct",
    "list": "direct",
}


_NOBODY: Final = Account()
#: How snac (2.96, read 23 November 2026) numbers a status: its second, and the rest of a digest.
_SNAC: Final = re.compile(r"\d{10}[0-9a-f]{32}")


def to_post(
    answer: Answer,
    context: Mapping[str, str],
    *,
    parent: Parent | None = None,
    version: Wording | None = None,
) -> Post:
    """The post. ``context``: ``host`` of the API that answered, ``domain`` that its accounts' handles end in.

    ``parent``, ``version``: what belongs to the status, where it does not lie in the answer.
    :raises Refusal: says what is missing.
    """
    reading = _Status(answer.inner, context, parent or answer.parent)
    if (version := version or answer.version) is not None:
        return reading.version(version)
    return reading.boost() if answer.inner.reblog is not None else reading.post()


class _Status:
    """One status on its way to a post; ``odd``: the codes of what had to be mended, in order."""

    def __init__(self, status: Status, context: Mapping[str, str], parent: Parent | None) -> None:
        self.odd: dict[str, None] = {}
        self._status = status
        self._parent = parent
        self._uri, self._url = line(status.uri, self.odd), line(status.url, self.odd)
        self._number = line(status.id, self.odd)
        self._domain = context.get("domain", "")
        self._host = context.get("host", "")
        if not self._host:
            own, number = names.number_in(self._uri)
            self._host = own if number == self._number else ""
        self._author = author_of(status.account, self.odd, self._uri, self._domain)

    def post(self) -> Post:
        """The status as it is now."""
        return self._post(self._status, moment_of(self._status.edited_at))

    def version(self, version: Wording) -> Post:
        """An earlier wording: what the history holds of it, in the frame of the status."""
        written, published = moment_of(version.created_at), moment_of(self._status.created_at)
        edited = written if written and published and written > published else None
        return self._post(version, edited, earlier=True)

    def boost(self) -> Post:
        """Another's status passed on: only that it was, when and by whom.

        :raises Refusal: it cannot be told from the status it passes on.
        """
        original, odd = self._status.reblog, self.odd
        assert original is not None
        uri, url = line(original.uri, odd), line(original.url, odd)
        theirs = names.aliases(uri, url, self._host, line(original.id, odd))
        own = tuple([name for name in self._aliases() if name not in theirs])
        if not own or not theirs:
            raise Refusal("no-id", "a boost without an address of its own")
        published = moment_of(self._status.created_at)
        page = names.boost_page(self._author.url, self._uri)
        return checked(
            Post(
                aliases=own,
                author=self._author,
                form="api",
                network="mastodon",
                parser=PARSER,
                published=published,
                repost_of=theirs[0],
                url=page or (self._url if self._url in own else ""),
                visibility=self._visibility(),
                odd=oddities(odd, published),
            )
        )

    def _post(self, wording: Wording, edited: datetime | None, *, earlier: bool = False) -> Post:
        status, odd = self._status, self.odd
        html, text, links, quote = words(wording.content, odd)
        mentions, tags = self._mentions(), self._tags()
        if earlier:
            mentions, tags = _named_in(text, mentions, tags)
        published = moment_of(status.created_at)
        return checked(
            Post(
                aliases=self._aliases(),
                author=self._author,
                edited=edited,
                form="api",
                html=html,
                language=self._language(),
                links=_with_card(links, status.card, odd) if links else (),
                media=_media(wording.media_attachments, odd),
                mentions=mentions,
                network="mastodon",
                parser=PARSER,
                poll=_poll(wording.poll, odd),
                published=published,
                quote_of=self._quoted(wording.quote) or quote,
                reply_to=self._reply_to(),
                reply_to_author=self._answered(),
                sensitive=wording.sensitive is True,
                tags=tags,
                text=text,
                url=self._url or self._uri,
                visibility=self._visibility(),
                warning=mended(wording.spoiler_text, odd),
                odd=oddities(odd, published),
            )
        )

    def _language(self) -> str:
        """As declared; snac says English where it knows none."""
        told = language_of(line(self._status.language, self.odd))
        return "" if told == "en" and _SNAC.fullmatch(self._number) else told

    def _aliases(self) -> tuple[str, ...]:
        return names.aliases(self._uri, self._url, self._host, self._number)

    def _visibility(self) -> Visibility:
        return _VISIBILITIES.get(line(self._status.visibility, self.odd), "followers")

    def _mentions(self) -> tuple[str, ...]:
        mentions = self._status.mentions
        return unique([self._handle_of(one) for one in mentions]) if mentions else ()

    def _tags(self) -> tuple[str, ...]:
        tags = self._status.tags
        return tag_names([line(tag.name, self.odd) for tag in tags]) if tags else ()

    def _quoted(self, quote: Quote | None) -> str:
        if quote is None:
            return ""
        whole = quote.quoted_status
        uri = line(whole.uri if whole else quote.uri, self.odd)
        return uri or names.local(self._host, line(quote.quoted_status_id, self.odd))

    def _handle_of(self, mention: Mention) -> str:
        name = line(mention.acct, self.odd) or line(mention.username, self.odd)
        return names.handle(name, self._domain or names.host_of(line(mention.url, self.odd)))

    def _reply_to(self) -> str:
        told = line(self._parent.uri, self.odd) if self._parent else ""
        return told or names.local(self._host, line(self._status.in_reply_to_id, self.odd))

    def _answered(self) -> str:
        """The handle of whoever is answered: oneself, or one of those mentioned."""
        status, odd = self._status, self.odd
        account = line(status.in_reply_to_account_id, odd)
        if self._parent and (not account or self._parent.handle is not None):
            return line(self._parent.handle, odd)
        if not account:
            return ""
        if status.account and account == line(status.account.id, odd):
            return self._author.handle
        for mention in status.mentions or ():
            if line(mention.id, odd) == account:
                return self._handle_of(mention)
        return ""


def _named_in(
    text: str, mentions: tuple[str, ...], tags: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A status' history names neither mentions nor tags: those of today that stood in the text then."""
    text = text.casefold()
    return (
        tuple([name for name in mentions if f"@{name.partition('@')[0]}".casefold() in text]),
        tuple([name for name in tags if f"#{name}".casefold() in text]),
    )


def author_of(
    account: Account | None, odd: dict[str, None], status_uri: str = "", domain: str = ""
) -> Author:
    """The account. Before Mastodon 4.2 it did not tell its URI: then the status' address does, or its page."""
    account = account or _NOBODY
    author, codes = _author(
        account.uri,
        account.pleroma.ap_id if account.pleroma else None,
        account.acct,
        account.username,
        account.display_name,
        account.avatar,
        account.url,
        "" if account.uri and str(account.uri).strip() else status_uri,
        domain,
    )
    if codes:
        odd.update(dict.fromkeys(codes))
    return author


@lru_cache(maxsize=4096)
def _author(
    uri: Name,
    pleroma: Name,
    acct: Name,
    username: Name,
    shown: Name,
    avatar: Name,
    url: Name,
    status_uri: str,
    domain: str,
) -> tuple[Author, tuple[str, ...]]:
    """The same for the words by which one account is told again and again; and what was odd about them."""
    odd: dict[str, None] = {}
    page, actor = line(url, odd), line(uri, odd) or line(pleroma, odd)
    actor = actor or names.owner_of(status_uri) or page.replace("/@", "/users/", 1)
    name = line(acct, odd) or line(username, odd)
    author = Author(
        avatar=line(avatar, odd),
        handle=names.handle(name, domain or names.host_of(page or actor)),
        id=actor,
        name=line(shown, odd),
        url=page,
    )
    return author, tuple(odd)


def _media(attachments: list[Attachment] | None, odd: dict[str, None]) -> tuple[Media, ...]:
    return tuple([_medium(one, odd) for one in attachments]) if attachments else ()


def _medium(attachment: Attachment, odd: dict[str, None]) -> Media:
    url = line(attachment.url, odd) or line(attachment.remote_url, odd)
    alt = attachment.description
    original = attachment.meta.original if attachment.meta else None
    return Media(
        alt=None if alt is None else mended(alt, odd),
        height=counted(original.height) if original else 0,
        kind=kind_of(line(attachment.type, odd)),
        mime=_mime_of(url),
        url=url,
        width=counted(original.width) if original else 0,
    )


def _mime_of(url: str) -> str:
    """By how the address ends, ``""`` when that says nothing."""
    _, dot, ending = url.partition("?")[0].rpartition("/")[2].rpartition(".")
    return _mime_by(f"x.{ending}") if dot else ""


@lru_cache(maxsize=256)
def _mime_by(name: str) -> str:
    return mimetypes.guess_type(name)[0] or ""


def _poll(ballot: Ballot | None, odd: dict[str, None]) -> Poll | None:
    if ballot is None or not ballot.options:
        return None
    return Poll(
        closes=moment_of(ballot.expires_at),
        multiple=ballot.multiple is True,
        options=tuple([mended(option.title, odd) for option in ballot.options]),
    )


def _with_card(
    links: tuple[Link, ...], card: Card | None, odd: dict[str, None]
) -> tuple[Link, ...]:
    """The preview's title on the link it is of. A preview comes later than the post, so it adds no link."""
    if card is None:
        return links
    title, url = mended(card.title, odd), line(card.url, odd)
    return tuple(
        Link(url=link.url, title=title) if link.url == url and not link.title else link
        for link in links
    )
