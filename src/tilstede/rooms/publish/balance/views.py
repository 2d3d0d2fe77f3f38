"""The balance between bokmål and nynorsk: a page and a file for each year, and what the body aims at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tilstede.office import language_aim
from tilstede.outbox import resolving
from tilstede.rooms.publish.balance import counting, report
from tilstede.rooms.publish.balance.counting import KINDS, Channel, Kind, Year, share
from tilstede.web import charts, words

_READ = "posts.view_post"
_DECIDE = "office.change_account"


class Aim(forms.Form):
    """What the body aims at. Nothing: what the law says for its kind."""

    share = forms.IntegerField(
        label=gettext_lazy("At least so many per cent of the posts in each form"),
        help_text=gettext_lazy("0: no aim. Empty: as the law has it for this kind of body."),
        min_value=0,
        max_value=language_aim.MOST,
        required=False,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table. ``counts``: by kind. ``part``: of nynorsk, in words. ``below``: the form of which there is less
    than is aimed at."""

    label: str
    network: str
    counts: list[int]
    part: str
    below: str


@require_safe
@never_cache
@login_required
@permission_required(_READ, raise_exception=True)
def balance(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The year's figures, drawn and in tables."""
    offered = counting.years()
    counted = counting.count(_chosen(year, offered))
    return render(request, "publish/balance/balance.html", _context(counted, offered))


@require_safe
@never_cache
@login_required
@permission_required(_READ, raise_exception=True)
def table(request: HttpRequest, year: int) -> HttpResponse:
    """The same as a file."""
    counted = counting.count(_chosen(year, counting.years()))
    name = f"balance-{year}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    # The mark at its beginning tells spreadsheets that it is UTF-8.
    data = report.write(counted).encode("utf-8-sig")
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
@login_required
@permission_required(_DECIDE, raise_exception=True)
def aim(request: HttpRequest) -> HttpResponse:
    """Decide what the body aims at."""
    body, form = counting.own_body(), Aim(request.POST)
    if body is None:
        raise Http404
    if form.is_valid():
        by = request.user.get_username()
        resolving.aim(body, form.cleaned_data["share"], by=by, now=timezone.now())
        messages.success(request, _("Saved."))
    else:
        messages.error(request, " ".join(map(str, form.errors["share"])))
    return redirect("balance")


def _chosen(year: int | None, offered: list[int]) -> int:
    """This year, where none is named. :raises Http404: nothing can have been written then."""
    if year is None:
        return timezone.localdate().year
    if year not in offered:
        raise Http404
    return year


def _context(counted: Year, offered: list[int]) -> dict[str, Any]:
    body = counting.own_body()
    wanted = language_aim.of(body)
    return {
        "room_page": "balance",
        "body": body,
        "year": counted.year,
        "this": counted.year == timezone.localdate().year,
        "years": offered,
        "aim": wanted,
        "form": Aim(initial={"share": body.least_share if body else None}),
        "counted": counted,
        "part": share(counted.total.posts, "nn"),
        "missing": counting.missing(counted.total, wanted),
        "kinds": list(report.kinds().values()),
        "tables": _tables(counted, wanted),
        "chart": _chart(counted, wanted),
        "method": report.method(),
    }


def _tables(counted: Year, wanted: int) -> list[tuple[str, str, list[Line]]]:
    """Posts, then characters: a row for each channel, and for all."""
    whole = Channel("", _("All channels"), counted.total)
    rows = [*counted.channels, whole] if len(counted.channels) != 1 else list(counted.channels)
    return [
        ("posts", _("In posts"), [_line(one, one.tally.posts, wanted) for one in rows]),
        (
            "characters",
            _("In characters"),
            [_line(one, one.tally.characters, wanted) for one in rows],
        ),
    ]


def _line(channel: Channel, counts: dict[Kind, int], wanted: int) -> Line:
    nynorsk = share(counts, "nn")
    return Line(
        channel.name,
        words.network(channel.network) if channel.network else "",
        [counts[kind] for kind in KINDS],
        _said(nynorsk),
        _lacking(nynorsk, wanted),
    )


def _lacking(nynorsk: float | None, wanted: int) -> str:
    """The form that has less than is wanted, in words; "": none."""
    if nynorsk is None or min(nynorsk, 100 - nynorsk) >= wanted:
        return ""
    return report.kinds()["nn" if nynorsk < 50 else "nb"]


def _said(part: float | None) -> str:
    # A hard space, as Norwegian has it.
    return "–" if part is None else f"{number_format(round(part, 1), decimal_pos=1)}\u00a0%"


def _chart(counted: Year, wanted: int) -> SafeString | None:
    """Nynorsk's part in each channel, and what is aimed at."""
    rows = [
        charts.Row(f"{words.network(one.network)}: {one.name}", round(part, 1))
        for one in counted.channels
        if (part := share(one.tally.posts, "nn")) is not None
    ]
    if not rows:
        return None
    if wanted:
        rows.append(charts.Row(_("What is aimed at, at least"), wanted))
    frame = charts.Frame(
        "nynorsk",
        _("Nynorsk in each channel"),
        _("Nynorsk's part of the posts in bokmål or nynorsk, in per cent, for each channel."),
        _("Channel"),
        _("Per cent"),
    )
    return charts.bars(frame, rows)
