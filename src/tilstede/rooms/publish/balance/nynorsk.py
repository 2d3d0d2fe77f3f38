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
    if request.method == "POST" and (onward := _made(request, manuscript)):
        return onward
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


def _made(request: HttpRequest, manuscript: Manuscript) -> HttpResponse | None:
    """Where the person goes now; None: nothing could be made, and the page says why."""
    key = manuscript.key
    if writing.standing(manuscript).language == "nn":
        messages.info(request, _("The draft is said to be in nynorsk already."))
        return redirect("draft", key)
    try:
        saved = nynorsk.make(manuscript, author=writer(request), now=datetime.now(UTC))
    except nynorsk.NotDrafted as error:
        messages.error(request, str(_SAID[error.code]))
        return None
    except writing.NotOpen as error:
        messages.error(request, str(error))
        return redirect("draft", key)
    if saved.other is not None:
        return redirect("draft-both", key, saved.wording.number)
    if saved.wording.machine:
        said = _(
            "This is a machine's draft. Read it, and change what a person would say otherwise."
        )
        messages.warning(request, said)
    else:
        messages.info(request, _("The translator found nothing to change."))
    return redirect("draft", key)
