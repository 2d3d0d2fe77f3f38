"""Earlier wordings of a draft, and two that were written at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tilstede.outbox.drafting import channels, writing
from tilstede.outbox.drafting.content import Arrangement, Content, unpack
from tilstede.outbox.drafting.models import Manuscript, Wording
from tilstede.rooms.publish.write import arranged, form
from tilstede.rooms.publish.write.access import writer, writers
from tilstede.rooms.publish.write.compose import found
from tilstede.web import difference
from tilstede.web.difference import Change

#: What one person saves within so long is one stretch of work, of which the list shows the last.
STRETCH: Final = timedelta(minutes=5)
#: What of a wording is chosen whole from one or the other: everything but the words.
_WHOLE: Final = ("title", "language", "warning", "media", "poll", "page", "tags", "variants")


@require_safe
@writers
def wordings(request: HttpRequest, key: str) -> HttpResponse:
    """How the draft came to be, the newest first."""
    manuscript = found(key)
    rows = list(manuscript.wordings.select_related("author").order_by("number"))
    context = {"room_page": "drafts", "manuscript": manuscript, "rows": stretches(rows)[::-1]}
    return render(request, "publish/write/wordings.html", context)


def stretches(rows: Sequence[Wording]) -> list[Wording]:
    """The last of each stretch of one person's work, and each that another was written beside."""
    beside = {row.base for row in rows if row.base != row.number - 1}
    kept = []
    for place, row in enumerate(rows):
        after = rows[place + 1] if place + 1 < len(rows) else None
        goes_on = after is not None and after.by == row.by and after.at - row.at < STRETCH
        if not goes_on or row.number in beside or (after and after.base != row.number):
            kept.append(row)
    return kept


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def wording(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One of them, beside what stands now; its words can be taken back. Where the draft goes stays as it stands."""
    manuscript = found(key)
    row = _row(manuscript, number)
    then, now = unpack(row.content), writing.standing(manuscript)
    if request.method == "POST":
        wanted = writing.arrangement(manuscript)
        return _keep(request, manuscript, then, wanted, manuscript.revision)
    went = arranged.of(row)
    context = {
        "room_page": "drafts",
        "manuscript": manuscript,
        "row": row,
        "then": then,
        "goes": went and arranged.told(went),
        "sides": _sides(then, now),
        "open": manuscript.state in writing.OPEN,
    }
    return render(request, "publish/write/wording.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def both(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Two wordings that were made from the same one: a person makes the third from them, and neither is lost."""
    manuscript = found(key)
    mine = _row(manuscript, number)
    theirs = _row(manuscript, manuscript.revision)
    if request.method == "POST":
        return _third(request, manuscript, mine)
    their, stands = unpack(theirs.content), writing.arrangement(manuscript)
    my, wanted = _guarded(request, manuscript, unpack(mine.content), arranged.of(mine) or stands)
    context = {
        "room_page": "drafts",
        "manuscript": manuscript,
        "mine": mine,
        "theirs": theirs,
        "sides": _sides(their, my),
        "parts": my.parts,
        "my": my,
        "their": their,
        "my_goes": arranged.told(wanted),
        "their_goes": arranged.told(stands),
        "apart": any(getattr(my, name) != getattr(their, name) for name in _WHOLE),
        "goes_apart": wanted != stands,
        "goes": _whose_goes(manuscript, mine, wanted, stands),
    }
    return render(request, "publish/write/both.html", context)


def _whose_goes(
    manuscript: Manuscript, mine: Wording, wanted: Arrangement, stands: Arrangement
) -> str:
    """Whose choice of channels and readers is ticked beforehand: of the one who alone has changed it. Where both have,
    a person decides."""
    base = manuscript.wordings.filter(number=mine.base).first()
    before = arranged.of(base) if base else None
    if before == wanted:
        return "theirs"
    return "mine" if before == stands else ""


def _guarded(
    request: HttpRequest, manuscript: Manuscript, content: Content, wanted: Arrangement
) -> tuple[Content, Arrangement]:
    open_to = channels.open_to(writer(request), answers=manuscript.reply_to is not None)
    return arranged.with_others(manuscript, content, wanted, open_to)


@dataclass(frozen=True, slots=True)
class Side:
    """One part in two wordings. ``changes``: from the first to the second; None: they are too long to compare."""

    number: int
    first: str
    second: str
    changes: list[Change] | None


def _sides(first: Content, second: Content) -> list[Side]:
    most = max(len(first.parts), len(second.parts))
    pairs = zip(_filled(first.parts, most), _filled(second.parts, most), strict=True)
    return [
        Side(number, one, other, difference.changes(one, other))
        for number, (one, other) in enumerate(pairs, 1)
    ]


def _filled(parts: tuple[str, ...], most: int) -> tuple[str, ...]:
    return parts + ("",) * (most - len(parts))


def _row(manuscript: Manuscript, number: int) -> Wording:
    """:raises Http404: there is no such wording."""
    row = manuscript.wordings.select_related("author").filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _third(request: HttpRequest, manuscript: Manuscript, mine: Wording) -> HttpResponse:
    """From the words that were typed, and all else from those that were chosen: the words of channels, files and the
    rest from one; where it goes, and who sees it, from one."""
    typed = form.parts(request.POST.getlist("part"))
    base = request.POST.get("base", "")
    standing = int(base) if base.isdecimal() and len(base) < 10 else manuscript.revision
    rest = mine if request.POST.get("rest") == "mine" else _row(manuscript, standing)
    wanted = writing.arrangement(manuscript)
    if request.POST.get("goes") == "mine":
        wanted = arranged.of(mine) or wanted
    third = msgspec.structs.replace(unpack(rest.content), parts=typed)
    return _keep(request, manuscript, third, wanted, standing)


def _keep(
    request: HttpRequest, manuscript: Manuscript, content: Content, wanted: Arrangement, base: int
) -> HttpResponse:
    """Kept on top of ``base``; where somebody was quicker once more, those two are brought together next."""
    content, wanted = _guarded(request, manuscript, content, wanted)
    now, who = datetime.now(UTC), writer(request)
    try:
        saved = writing.save(manuscript.key, content, wanted=wanted, base=base, author=who, now=now)
    except writing.NotOpen as error:
        messages.error(request, str(error))
        return redirect("draft", manuscript.key)
    if saved.other is not None:
        return redirect("draft-both", manuscript.key, saved.wording.number)
    messages.success(request, _("Saved."))
    return redirect("draft", manuscript.key)
