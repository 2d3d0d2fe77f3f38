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

_CLOCK: Final = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:.]([0-5]\d)(?!\d)")
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
        planning.keep_slots(chosen.account, list(_given(request)))
        said = _("The times of {channel} are kept.")
        messages.success(request, said.format(channel=chosen.name))
        return redirect("slots")
    shown = [(one, _week(one)) for one in own]
    context = {"room_page": "publish-calendar", "channels": shown}
    return render(request, "publish/plan/slots.html", context)


def _given(request: HttpRequest) -> Iterator[tuple[int, time]]:
    """What is no time of day is left out; the page shows what was kept."""
    for number in WEEKDAYS:
        for hour, minute in _CLOCK.findall(request.POST.get(f"day-{number}", ""))[:_MOST]:
            yield number, time(int(hour), int(minute))


def _week(channel: Channel) -> list[Weekday]:
    held: dict[int, list[str]] = {}
    for day, clock in channel.account.slots.order_by("clock").values_list("weekday", "clock"):
        held.setdefault(day, []).append(f"{clock:%H:%M}")
    return [
        Weekday(number, str(name), ", ".join(held.get(number, ())))
        for number, name in WEEKDAYS.items()
    ]
