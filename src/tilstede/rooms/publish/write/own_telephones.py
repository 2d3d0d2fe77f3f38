"""The body's own telephone numbers, which may stand in what it publishes without being asked about."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tilstede.outbox import telephones
from tilstede.outbox.models import Telephone
from tilstede.rooms.publish.write.access import writer, writers


def keep(request: HttpRequest, written: str) -> None:
    """Somebody says that the number is the body's own."""
    row = telephones.own(written, by=writer(request).get_username(), now=datetime.now(UTC))
    said = _("{number} is kept as our own number, and is not asked about again.")
    messages.success(request, said.format(number=telephones.shown(row.number)))


@require_safe
@writers
def listed(request: HttpRequest) -> HttpResponse:
    """All of them, and who said so."""
    rows = [(row, telephones.shown(row.number)) for row in Telephone.objects.order_by("number")]
    context = {
        "room_page": "drafts",
        "rows": rows,
        "set": [telephones.shown(number) for number in settings.TELEPHONES],
    }
    return render(request, "publish/write/own_telephones.html", context)


@require_POST
@writers
def take_off(request: HttpRequest, number: int) -> HttpResponse:
    """It is asked about again."""
    telephones.disown(number, by=writer(request).get_username(), now=datetime.now(UTC))
    messages.success(request, _("It is taken off the list."))
    return redirect("own-telephones")
