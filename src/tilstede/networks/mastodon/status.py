"""A status as the Mastodon API gives it (docs.joinmastodon.org/entities/Status, 4.6, 2026), made into a post.

What other servers answer to the same API is read too: snac, Pleroma and Akkoma, GoToSocial. Where one answer
is not enough, `fetch` puts what belongs together in one object, each part with its own bytes:
``{"status": …, "version": …}`` is an earlier wording from the status' history, ``{"status": …, "parent": …}``
a reply with the address of what it answers and its author's handle.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from typing import Any

from tilstede.core.post import Author, Link, Media, Poll, Post, Visibility
from tilstede.networks.mastodon import names
from tilstede.networks.mastodon.draft import finished, kind_of, language_of, tag_names, words
from tilstede.networks.mastodon.reading import Fields, Refusal, unique

#: Anything else (GoToSocial's mutuals_only, a server's own "local") is shown to few, so never in public.
_VISIBILITIES: dict[str, Visibility] = {
    "public": "public",
    "unlisted": "unlisted",
    "private": "followers",
    "direct": "direct",
    "limited": "direct",
    "list": "direct",
}


def is_status(value: Mapping[str, Any]) -> bool:
    """Whether the object is an answer of the API, alone or put together."""
    inner = value.get("status")
    return _has_account(value) or (isinstance(inner, dict) and _has_account(inner))


def _has_account(value: Mapping[str, Any]) -> bool:
    return isinstance(value.get("account"), dict) and "type" not in value


def to_post(value: Mapping[str, Any], context: Mapping[str, str]) -> Post:
    """The post. ``context``: ``host`` of the API that answered, ``domain`` that its accounts' handles end in.

    :raises Refusal: says what is missing.
    """
    whole = Fields(value)
    status = whole.object("status") or whole
    reading = _Status(status, context, parent=whole.object("parent"))
    if whole.object("version"):
        return reading.version(whole.object("version"))
    return reading.boost() if status.object("reblog") else reading.post()


class _Status:
    def __init__(self, status: Fields, context: Mapping[str, str], parent: Fields) -> None:
        self._status = status
        self._parent = parent
        self._uri, self._url = status.name("uri"), status.name("url")
        own, number = names.number_in(self._uri)
        self._host = context.get("host", "") or (own if number == status.name("id") else "")
        self._domain = context.get("domain", "")
        self._author = author_of(status.object("account"), self._uri, self._domain)

    def post(self) -> Post:
        """The status as it is now."""
        return finished(self._status, **self._frame(), **self._content(self._status))

    def version(self, version: Fields) -> Post:
        """An earlier wording: what the history holds of it, in the frame of the status."""
        frame = self._frame()
        written = version.time("created_at")
        published = frame["published"]
        frame["edited"] = written if written and published and written > published else None
        content = self._content(version)
        text = content["text"].casefold()
        # The history names neither tags nor mentions: those of today that stood in the text then.
        frame["tags"] = tuple(name for name in frame["tags"] if f"#{name}".casefold() in text)
        frame["mentions"] = tuple(
            name for name in frame["mentions"] if f"@{name.partition('@')[0]}".casefold() in text
        )
        return finished(self._status, **frame, **content)

    def boost(self) -> Post:
        """Another's status passed on: only that it was, when and by whom.

        :raises Refusal: it cannot be told from the status it passes on.
        """
        original = self._status.object("reblog")
        theirs = names.aliases(
            original.name("uri"), original.name("url"), self._host, original.name("id")
        )
        own = tuple(name for name in self._aliases() if name not in theirs)
        if not own or not theirs:
            raise Refusal("no-id", "a boost without an address of its own")
        return finished(
            self._status,
            aliases=own,
            author=self._author,
            form="api",
            published=self._status.time("created_at"),
            repost_of=theirs[0],
            url=names.boost_page(self._author.url, self._uri)
            or (self._url if self._url in own else ""),
            visibility=self._visibility(),
        )

    def _aliases(self) -> tuple[str, ...]:
        return names.aliases(self._uri, self._url, self._host, self._status.name("id"))

    def _visibility(self) -> Visibility:
        return _VISIBILITIES.get(self._status.name("visibility"), "followers")

    def _frame(self) -> dict[str, Any]:
        """All but what an edit can change."""
        status = self._status
        reply = status.name("in_reply_to_id")
        return {
            "aliases": self._aliases(),
            "author": self._author,
            "edited": status.time("edited_at"),
            "form": "api",
            "language": language_of(status.name("language")),
            "mentions": unique(self._handle_of(one) for one in status.objects("mentions")),
            "published": status.time("created_at"),
            "reply_to": self._parent.name("uri") or names.local(self._host, reply),
            "reply_to_author": self._answered(),
            "tags": tag_names(tag.name("name") for tag in status.objects("tags")),
            "url": self._url or self._uri,
            "visibility": self._visibility(),
        }

    def _content(self, source: Fields) -> dict[str, Any]:
        """What an edit can change."""
        parts = words(self._status, source.text("content"))
        parts["links"] = _with_card(parts["links"], self._status.object("card"))
        parts["quote_of"] = self._quoted(source) or parts["quote_of"]
        return {
            **parts,
            "media": tuple(_medium(one) for one in source.objects("media_attachments")),
            "poll": _poll(source.object("poll")),
            "sensitive": source.flag("sensitive"),
            "warning": source.text("spoiler_text"),
        }

    def _quoted(self, source: Fields) -> str:
        quote = source.object("quote")
        quoted = quote.object("quoted_status") or quote
        return quoted.name("uri") or names.local(self._host, quote.name("quoted_status_id"))

    def _handle_of(self, mention: Fields) -> str:
        host = self._domain or names.host_of(mention.name("url"))
        return names.handle(mention.name("acct", "username"), host)

    def _answered(self) -> str:
        """The handle of whoever is answered: oneself, or one of those mentioned."""
        account = self._status.name("in_reply_to_account_id")
        if not account or "handle" in self._parent:
            return self._parent.name("handle")
        if account == self._status.object("account").name("id"):
            return self._author.handle
        for mention in self._status.objects("mentions"):
            if mention.name("id") == account:
                return self._handle_of(mention)
        return ""


def author_of(account: Fields, status_uri: str = "", domain: str = "") -> Author:
    """The account. Before Mastodon 4.2 it did not tell its URI: then the status' address does, or its page."""
    url = account.name("url")
    uri = account.name("uri") or account.object("pleroma").name("ap_id")
    if not uri:
        uri = names.owner_of(status_uri) or url.replace("/@", "/users/", 1)
    host = domain or names.host_of(url or uri)
    return Author(
        avatar=account.name("avatar"),
        handle=names.handle(account.name("acct", "username"), host),
        id=uri,
        name=account.name("display_name"),
        url=url,
    )


def _medium(source: Fields) -> Media:
    url = source.name("url", "remote_url")
    original = source.object("meta").object("original")
    return Media(
        alt=source.given("description"),
        height=original.number("height"),
        kind=kind_of(source.name("type")),
        mime=mimetypes.guess_type(url.partition("?")[0])[0] or "",
        url=url,
        width=original.number("width"),
    )


def _poll(source: Fields) -> Poll | None:
    options = tuple(option.text("title") for option in source.objects("options"))
    if not options:
        return None
    return Poll(closes=source.time("expires_at"), multiple=source.flag("multiple"), options=options)


def _with_card(links: tuple[Link, ...], card: Fields) -> tuple[Link, ...]:
    """The preview's title on the link it is of. A preview comes later than the post, so it adds no link."""
    title, url = card.text("title"), card.name("url")
    return tuple(
        Link(url=link.url, title=title) if link.url == url and not link.title else link
        for link in links
    )
