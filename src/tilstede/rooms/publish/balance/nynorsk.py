"""A draft in nynorsk of one in bokmål: made by a machine when somebody asks, edited by a person before it can go."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tilstede.outbox.drafting import nynorsk, writing
from tilstede.outbox.drafting.models import Manuscript
from tilstede.rooms.publish.write.access import writer, writers

_SAID: Final[dict[str, Promise]] = {
    "missing": gettext_lazy("The translator is not installed here."),
    "too-long": gettext_lazy("The text is too long for the translator. Divide it."),
    "too-slow": gettext_lazy("The translator took too long. Try again, or with less text."),
    "failed": gettext_lazy("The translator could not make anything of this text."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """What it is, and the button; then the wording that was made, on the draft's own page."""
    manuscript = get_object_or_404(Manuscript, key=key)
    if manuscript.state not in writing.OPEN:
        return redirect("draft", key)
    if request.method == "POST" and _made(request, manuscript):
        return redirect("draft", key)
    content = writing.standing(manuscript)
    context = {
        "room_page": "drafts",
        "manuscript": manuscript,
        "content": content,
        "has_words": any(part.strip() for part in content.parts),
        "installed": nynorsk.is_installed(),
        "package": nynorsk.PACKAGE,
    }
    return render(request, "publish/balance/nynorsk.html", context)


def _made(request: HttpRequest, manuscript: Manuscript) -> bool:
    """False: it could not be; the page says why."""
    try:
        saved = nynorsk.make(manuscript, author=writer(request), now=datetime.now(UTC))
    except nynorsk.NotDrafted as error:
        messages.error(request, _SAID[error.code])
        return False
    except writing.NotOpen:
        return True
    if saved.wording.machine:
        said = _(
            "This is a machine's draft. Read it, and change what a person would say otherwise."
        )
        messages.warning(request, said)
    else:
        messages.info(request, _("The translator found nothing to change."))
    return True
