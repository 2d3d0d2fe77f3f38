"""A draft joins a conversation: by a link from a post, or by an address that is pasted into the composer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tilstede.office.models import Account
from tilstede.outbox import fitting, seeing
from tilstede.outbox.drafting import channels, writing
from tilstede.outbox.drafting.models import Manuscript
from tilstede.posts import read
from tilstede.posts.read import Shown
from tilstede.rooms.publish.write.access import writer

#: Digits of a post's number.
_LONGEST: Final = 18


def seen(request: HttpRequest, number: int | None) -> Shown | None:
    """The post of that number, as the person may see it; None where there is none, or it was withdrawn."""
    item = read.one(number, public=False) if number is not None else None
    if item is None or item.post is None or not seeing.by(request.user)(item):
        return None
    return item


def pasted(request: HttpRequest, address: str) -> Shown | None:
    """The post that stands at that address, there or on its page here; its number will do, too."""
    address = address.strip()
    bare = address.partition("?")[0].partition("#")[0].rstrip("/")
    last = bare.rpartition("/")[2]
    is_here = last == bare or bare.startswith(request.build_absolute_uri("/"))
    if is_here and last.isdecimal() and len(last) <= _LONGEST:
        return seen(request, int(last))
    return seen(request, read.by_alias(address) or read.by_alias(bare))


def likely(request: HttpRequest, item: Shown) -> list[Account]:
    """The account that the person has on the post's network, where there is but one."""
    found = _there(request, item)
    return found if len(found) == 1 else []


def opening(request: HttpRequest, item: Shown) -> str:
    """How an answer to it begins, for whoever wrote it to be told."""
    return fitting.opening(item.number, _there(request, item))


def _there(request: HttpRequest, item: Shown) -> list[Account]:
    open_to = channels.open_to(writer(request), answers=True)
    return [one.account for one in open_to if one.account.network == item.row.network]


def join(request: HttpRequest, manuscript: Manuscript, how: str) -> HttpResponse:
    """What the composer's buttons ask for, of the address that was sent along. ``how``: `answer`, `quote`, `boost`,
    `alone`.

    :raises writing.NotOpen: nobody writes on the draft any more.
    """
    item = pasted(request, request.POST.get("join", "")) if how != "alone" else None
    if item is None and how != "alone":
        messages.error(request, _unknown())
    elif item is not None and how == "boost":
        messages.info(request, _("A boost carries no words. Your draft is kept under Drafts."))
        return redirect("engage-do", item.number, "boost")
    else:
        _join(request, manuscript, item, how)
    return redirect("draft", manuscript.key)


def _unknown() -> str:
    return _(
        "No post that you can see has that address in the record. Follow whoever wrote it, under Sources; when it has"
        " been read, paste the address again."
    )


def _join(request: HttpRequest, manuscript: Manuscript, item: Shown | None, how: str) -> None:
    by, now = writer(request), datetime.now(UTC)
    number = item.number if item is not None else None
    joined = {"reply_to": number} if how == "answer" else {"quote_of": number}
    writing.join(manuscript.key, **joined, author=by, now=now)
    if item is None:
        return
    standing = Manuscript.objects.get(pk=manuscript.pk)
    content, wanted = writing.standing(standing), writing.arrangement(standing)
    begun = opening(request, item) if how == "answer" else ""
    if begun.strip() not in content.parts[0]:
        parts = (begun + content.parts[0], *content.parts[1:])
        content = msgspec.structs.replace(content, parts=parts)
    if not wanted.accounts:
        there = frozenset(one.pk for one in likely(request, item))
        wanted = msgspec.structs.replace(wanted, accounts=there)
    base = standing.revision
    writing.save(standing.key, content, wanted=wanted, base=base, author=by, now=now)
