"""Asking a second person, and being one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tilstede.office.models import User
from tilstede.outbox.drafting import deeds, judging, looking, releasing, rightful, writing
from tilstede.outbox.drafting.handing import NotHanded
from tilstede.outbox.drafting.looking import NotTaken, Said
from tilstede.outbox.drafting.models import Manuscript, SecondLook
from tilstede.outbox.drafting.releasing import NotReleased
from tilstede.outbox.drafting.writing import NotOpen
from tilstede.rooms.publish.judge import harm, letters, shown
from tilstede.rooms.publish.judge.access import approvers
from tilstede.rooms.publish.judge.forms import AskColleague, AskStandIn, Reply
from tilstede.rooms.publish.write.access import writer, writers
from tilstede.rooms.publish.write.compose import found
from tilstede.web import addresses, pace

#: Questions on a page.
MOST: Final = 30
#: Letters of a draft that the list shows.
_BEGINNING: Final = 160

# --- asking --------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """A colleague, or a stand-in elsewhere."""
    manuscript = found(key)
    after = looking.can_be_looked_over(manuscript)
    if manuscript.state not in writing.OPEN and not after:
        return redirect("draft", key)
    if not after and judging.standing(manuscript) is None:
        return redirect("harm", key)
    colleagues = [] if after else rightful.colleagues(manuscript)
    here, elsewhere = AskColleague(colleagues=colleagues), AskStandIn()
    if request.method == "POST" and request.POST.get("whom") == "stand-in":
        elsewhere = AskStandIn(request.POST)
        if elsewhere.is_valid() and (answer := _stand_in(request, manuscript, elsewhere)):
            return answer
    elif request.method == "POST" and not after:
        here = AskColleague(request.POST, colleagues=colleagues)
        if here.is_valid() and _colleague(request, manuscript, here):
            return redirect("draft", key)
    context = _asking(manuscript, here, elsewhere, colleagues)
    context |= {"after": after, "trusted": rightful.is_trusted(writer(request), manuscript)}
    wrong = here.errors or elsewhere.errors
    return render(request, "publish/judge/ask.html", context, status=422 if wrong else 200)


def _asking(
    manuscript: Manuscript, here: AskColleague, elsewhere: AskStandIn, colleagues: list[User]
) -> dict[str, Any]:
    told = harm.standing(manuscript)
    return {
        "room_page": "drafts",
        "manuscript": manuscript,
        "colleagues": colleagues,
        "here": here,
        "elsewhere": elsewhere,
        "mails": bool(settings.MAIL.host),
        "why": shown.why(told["needed"]),
        **told,
    }


def _colleague(request: HttpRequest, manuscript: Manuscript, form: AskColleague) -> bool:
    chosen = form.cleaned_data["person"]
    person = User.objects.filter(pk=chosen).first() if chosen else None
    try:
        look = looking.ask(manuscript, person=person, by=writer(request), now=datetime.now(UTC))
    except NotTaken as error:
        form.add_error(None, str(error))
        return False
    if person is not None and not pace.is_too_fast(request, "second-person"):
        url = request.build_absolute_uri(addresses.neutral("look", look.pk))
        letters.send_colleague(person, url, by=writer(request))
    messages.success(request, _("{who} is asked.").format(who=person or _("A colleague")))
    return True


def _stand_in(
    request: HttpRequest, manuscript: Manuscript, form: AskStandIn
) -> HttpResponse | None:
    if pace.is_too_fast(request, "stand-in"):
        form.add_error(None, _("You have made many links in a short time. Wait for an hour."))
        return None
    try:
        look, secret = looking.ask_stand_in(
            manuscript, **form.cleaned_data, by=writer(request), now=datetime.now(UTC)
        )
    except NotTaken as error:
        form.add_error(None, str(error))
        return None
    url = request.build_absolute_uri(addresses.neutral("stand-in", secret))
    sent = bool(look.address) and letters.send_stand_in(look, url, by=writer(request))
    context = {
        "room_page": "drafts",
        "manuscript": manuscript,
        "look": look,
        "url": url,
        "sent": sent,
    }
    return render(request, "publish/judge/link.html", context)


@require_POST
@writers
def take_back(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Ask no more; a link that was handed over is worth nothing from now on."""
    look = SecondLook.objects.filter(manuscript__key=key, pk=number).first()
    if look is None:
        raise Http404
    if not rightful.may_write(writer(request), look.manuscript):
        raise PermissionDenied
    looking.take_back(look, now=datetime.now(UTC))
    messages.success(request, _("The question is taken back."))
    return redirect("ask-second", key)


# --- being asked ---------------------------------------------------------------------------------


@require_safe
@approvers
def looks(request: HttpRequest) -> HttpResponse:
    """What waits for this person's answer, and what for others'."""
    now = datetime.now(UTC)
    asked = looking.asked_of(writer(request), now=now)
    page = Paginator(asked, MOST).get_page(request.GET.get("page", "1"))
    context = {"room_page": "looks", "page": page, "rows": _rows(looking.standing(page))}
    return render(request, "publish/judge/looks.html", context)


def _rows(asked: Sequence[SecondLook]) -> list[dict[str, Any]]:
    held = writing.standings(one.manuscript for one in asked)
    people = User.objects.filter(email__in=[one.asked_by for one in asked])
    names = {one.email: str(one) for one in people}
    return [
        {
            "look": one,
            "stood_in": looking.stood_in(one.manuscript, one.seal) if one.after else None,
            "words": deeds.named(one.manuscript) or held[one.manuscript.pk].parts[0][:_BEGINNING],
            "asker": names.get(one.asked_by, one.asked_by),
        }
        for one in asked
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@approvers
def look(request: HttpRequest, number: int) -> HttpResponse:
    """One draft that a colleague asks about."""
    row = SecondLook.objects.select_related("manuscript").filter(pk=number, digest=None).first()
    if row is None:
        raise Http404
    form = Reply(request.POST or None, after=row.after)
    if form.is_valid() and _answer(request, row, form):
        return redirect("looks")
    standing = looking.is_standing(row)
    context = {
        **shown.draft(request, row.manuscript),
        **shown.asked(row),
        "room_page": "looks",
        "form": form,
        "standing": standing,
        "stood_in": looking.stood_in(row.manuscript, row.seal) if row.after else None,
        "may": rightful.may_approve(writer(request), row.manuscript),
    }
    status = 422 if form.errors else 200
    return render(request, "publish/judge/look.html", context, status=status)


def _answer(request: HttpRequest, row: SecondLook, form: Reply) -> bool:
    said = Said(yes=form.cleaned_data["answer"] == "yes", words=form.cleaned_data["words"])
    try:
        answered = looking.answer(row, said, by=writer(request), now=datetime.now(UTC))
    except NotTaken as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, let_out(answered))
    return True


def let_out(answered: SecondLook) -> str:
    """Let out what was said yes to; what came of the answer, for the one who gave it."""
    if answered.after or answered.answer == looking.Answer.NO:
        return _("Thank you. {who} sees what you said.").format(who=shown.named(answered.asked_by))
    now = datetime.now(UTC)
    try:
        return harm.came_of(releasing.release(answered.manuscript, by=answered.asked_by, now=now))
    except (NotHanded, NotReleased, NotOpen):
        said = _("You said yes, but something else stands in the way. {who} sees to it.")
        return said.format(who=shown.named(answered.asked_by))
