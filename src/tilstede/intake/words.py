"""Codes from below, in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tilstede.networks.kit.contract import REASONS

_REASONS = {
    "broken-json": gettext_lazy("not valid JSON"),
    "cut-off": gettext_lazy("the file ends in the middle of it"),
    "broken-xml": gettext_lazy("not readable as XML"),
    "not-text": gettext_lazy("the bytes are in no known character set"),
    "not-a-post": gettext_lazy("not a post"),
    "empty": gettext_lazy("nothing in it"),
    "no-id": gettext_lazy("nothing to know it by: no id, no address"),
    "no-author": gettext_lazy("it does not tell who wrote it"),
    "other-author": gettext_lazy("written by another account than the archive's own"),
    "same-id": gettext_lazy("the id belongs to another post"),
    "private": gettext_lazy("not meant for the public"),
    "login-page": gettext_lazy("a page for signing in, not a post or a feed"),
    "too-large": gettext_lazy("larger than what is taken in"),
    "too-deep": gettext_lazy("nested too deep"),
    "bomb": gettext_lazy("it unpacks to far more than it says"),
    "unsafe-path": gettext_lazy("a path that leads out of the archive"),
    "unreadable-member": gettext_lazy("a damaged or encrypted file, or a link and no file"),
    "unknown-format": gettext_lazy("not a takeout or feed that is known"),
    "unknown-text": gettext_lazy(
        "not a takeout or feed that is known; a small file can say how to read it (docs/gone.md)"
    ),
    "bad-mapping": gettext_lazy("the file that says how to read the others is wrong"),
    "media-file": gettext_lazy(
        "a picture, sound or film by itself; it comes along with a takeout that tells of it"
    ),
    "document": gettext_lazy(
        "a document; save it as a table (CSV) or a web page, and a small file can say how to read it (docs/gone.md)"
    ),
    "packed": gettext_lazy(
        "packed in a way that is not unpacked here; unpack it, and import the folder"
    ),
    "ask-json": gettext_lazy(
        "a takeout as web pages or plain text, which cannot be read; the network also gives it as JSON"
    ),
    "no-raw": gettext_lazy("the item as it was received is not held"),
    "other-form": gettext_lazy("read again it is of another network or form"),
}

_LEFT = {
    "direct-messages": gettext_lazy("private messages"),
    "ads": gettext_lazy("ad data"),
    "likes": gettext_lazy("likes and bookmarks"),
    "contacts": gettext_lazy("followers, following and blocks"),
    "comments": gettext_lazy("comments by readers"),
    "pages": gettext_lazy("pages of a web site"),
    "attachments": gettext_lazy("files of a web site"),
    "media": gettext_lazy("pictures and other media that could not be read"),
    "other": gettext_lazy("other things that are not posts"),
}

_STATES = {
    "unreachable": gettext_lazy("does not answer"),
    "throttled": gettext_lazy("asked us to wait"),
    "cap": gettext_lazy("reading it costs, and the month's cap of the account is reached"),
    "refused": gettext_lazy("does not let us read without a login"),
    "expired": gettext_lazy("no longer accepts the login; the account must be connected again"),
    "renewing": gettext_lazy("the login is being renewed"),
    "not-found": gettext_lazy("the account or feed is gone"),
    "not-understood": gettext_lazy("answered with something else"),
    "forbidden": gettext_lazy("an address that may not be fetched"),
    "too-large": gettext_lazy("answered with more than is taken in"),
    "account-changed": gettext_lazy(
        "the name now belongs to another account; someone must look at it"
    ),
    "secret-changed": gettext_lazy(
        "the stored login cannot be read, since the installation's secret was changed; follow it again with its login"
    ),
    "network": gettext_lazy("could not be read"),
    "fault": gettext_lazy("a fault of tilstede's own"),
    "fatal": gettext_lazy("tilstede was ended each time it read this; someone must look at it"),
    "demo": gettext_lazy("invented for the demo, so there is nothing to read"),
    "decided": gettext_lazy("paused by a person"),
    "stream-lost": gettext_lazy(
        "what was told as it happened broke off, and could not be read otherwise"
    ),
    "rolled-over": gettext_lazy("older posts had left the feed before we read it"),
    "page-limit": gettext_lazy("the network shows no more pages"),
    "login-needed": gettext_lazy("the rest is shown only after a login"),
    "moved": gettext_lazy("the account says that it has moved"),
    "fewer-than-stated": gettext_lazy("the account says it has more posts than are shown"),
}

assert _REASONS.keys() >= REASONS.keys(), "every reason has words"


def reason(code: str) -> str:
    """Why an item was set aside."""
    return str(_REASONS.get(code, code))


def left(code: str, count: int) -> str:
    """What was left alone, or came with something else, and how many."""
    if code == "joined":
        said = _(
            "joined {count}: media that a takeout tells of by themselves, each taken in with its post"
        )
        return said.format(count=count)
    return _("left alone {count}: {kind}").format(count=count, kind=_LEFT.get(code, code))


def state(code: str) -> str:
    """Why a source is paused or failing, or why there is a gap. Empty for none."""
    return str(_STATES.get(code, code)) if code else ""
