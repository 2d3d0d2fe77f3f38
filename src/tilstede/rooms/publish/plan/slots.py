"""The times of the week that channels have of their own, for "next free time"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tilstede.outbox.drafting import channels, planning
from tilstede.outbox.drafting.channels import Channel
from tilstede.rooms.publish.write.access import writer, writers

_CLOCK: Final = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_BETWEEN: Final = re.compile(r"[\s,;]+")
#: Times a day that are kept.
_MOST: Final = 48


@dataclass(frozen=True, slots=True)
class Weekday:
    """``clocks``: as they stand in the field."""

    number: int
    name: str
    clocks: str


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def slots(request: HttpRequest) -> HttpResponse:
    """Those of each channel this person may write for."""
    own = channels.open_to(writer(request))
    if request.method == "POST":
        chosen = next((one for one in own if one.key == request.POST.get("channel")), None)
        if chosen is None:
            raise PermissionDenied
        _keep(request, chosen)
        return redirect("slots")
    shown = [(one, _week(one)) for one in own]
    context = {"room_page": "publish-calendar", "channels": shown}
    return render(request, "publish/plan/slots.html", context)


def _keep(request: HttpRequest, channel: Channel) -> None:
    """All of what was written, or nothing where something in it is no time of day."""
    try:
        planning.keep_slots(channel.account, list(_given(request)))
    except _NoClock as error:
        said = _("Nothing is changed: “{typed}” is no time of day. Write it as 08:30.")
        messages.error(request, said.format(typed=error))
    else:
        said = _("The times of {channel} are kept.")
        messages.success(request, said.format(channel=channel.name))


class _NoClock(ValueError):
    """The text is what was typed."""


def _given(request: HttpRequest) -> Iterator[tuple[int, time]]:
    """:raises _NoClock:"""
    for number in WEEKDAYS:
        typed = _BETWEEN.split(request.POST.get(f"day-{number}", "").strip())
        for one in filter(None, typed[:_MOST]):
            clock = _CLOCK.fullmatch(one)
            if clock is None:
                raise _NoClock(one[:20])
            yield number, time(int(clock[1]), int(clock[2]))


def _week(channel: Channel) -> list[Weekday]:
    held: dict[int, list[str]] = {}
    for day, clock in channel.account.slots.order_by("clock").values_list("weekday", "clock"):
        held.setdefault(day, []).append(f"{clock:%H:%M}")
    return [
        Weekday(number, str(name), ", ".join(held.get(number, ())))
        for number, name in WEEKDAYS.items()
    ]
