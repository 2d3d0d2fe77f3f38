"""The harm test: two questions before a draft goes out, and what follows from the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tilstede.outbox.drafting import (
    asking,
    deeds,
    handing,
    judging,
    looking,
    releasing,
    rightful,
    sealing,
    signs,
    trying,
    writing,
)
from tilstede.outbox.drafting.asking import Asked
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.handing import NotHanded
from tilstede.outbox.drafting.judging import Answers, NotJudged
from tilstede.outbox.drafting.models import Judgement, Manuscript, TryOut
from tilstede.outbox.drafting.releasing import NotReleased, Released
from tilstede.outbox.drafting.trying import NotTried, Trial
from tilstede.outbox.drafting.writing import NotOpen
from tilstede.rooms.publish.judge import shown
from tilstede.rooms.publish.judge.forms import HarmTest
from tilstede.rooms.publish.write import words
from tilstede.rooms.publish.write.access import writer, writers
from tilstede.rooms.publish.write.compose import found


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def harm(request: HttpRequest, key: str) -> HttpResponse:
    """The two questions, under the draft as it will go out."""
    manuscript = found(key)
    if manuscript.state not in writing.OPEN:
        return redirect("draft", key)
    running = list(trying.running())
    form = HarmTest(
        request.POST or None, running=running, initial={"seal": sealing.seal(manuscript)}
    )
    if form.is_valid():
        try:
            judged = _judge(request, manuscript, form.cleaned_data)
        except (NotJudged, NotTried) as error:
            form.add_error(None, str(error))
            again = request.POST.copy()
            again["seal"] = sealing.seal(manuscript)  # the page shows what stands now
            form.data = again
        else:
            return _next(request, manuscript, judged)
    return _page(request, manuscript, form)


def _page(request: HttpRequest, manuscript: Manuscript, form: HarmTest) -> HttpResponse:
    content = writing.standing(manuscript)
    findings = _findings(manuscript, content)
    keys = [item.file for item in content.media]
    context = {
        **shown.draft(request, manuscript),
        "room_page": "drafts",
        "form": form,
        "stops": [words.said(one, keys) for one in findings if one.stops],
        "signs": [one for text in deeds.judged(manuscript) for one in signs.of(text, findings)],
        **standing(manuscript),
    }
    status = 422 if form.errors else 200
    return render(request, "publish/judge/harm.html", context, status=status)


def _findings(manuscript: Manuscript, content: Content) -> Sequence[Asked]:
    """What the checks find."""
    if manuscript.deed:
        return deeds.asked(manuscript)
    return asking.ask(manuscript, content, list(manuscript.accounts.all())).found


def standing(manuscript: Manuscript) -> dict[str, Any]:
    """How it stands: what was answered, who is asked, what they said."""
    now = datetime.now(UTC)
    said = manuscript.looks.exclude(answer="").order_by("answered_at", "pk").last()
    planned = releasing.planned_for(manuscript)
    judged = judging.standing(manuscript)
    return {
        "may_go": judging.may_go(manuscript),
        "urgent": judging.urgent_at(manuscript, now=now) is not None,
        "judged": judged,
        "needed": judging.needed(judged) if judged else [],
        "open_looks": looking.of(manuscript, now=now),
        "said": said,
        "said_by": shown.answerer(said) if said else "",
        "same": bool(said and said.seal == sealing.seal(manuscript)),
        "planned": planned,
        "late": planned is not None and planned <= now,
    }


def _judge(request: HttpRequest, manuscript: Manuscript, told: dict[str, Any]) -> Judgement:
    """:raises NotJudged: :raises NotTried: then no try-out is begun either."""
    by, now = writer(request), datetime.now(UTC)
    with transaction.atomic():
        judging.locked(manuscript)
        tryout = _tryout(told, by=by.get_username(), now=now)
        names = ("seal", "harm", "note", "emergency")
        answers = Answers(
            **{name: told[name] for name in names}, whom=tuple(told["whom"]), tryout=tryout
        )
        return judging.judge(manuscript, answers, by=by, now=now)


def _tryout(told: dict[str, Any], *, by: str, now: datetime) -> TryOut | None:
    if told["trial"] == "no":
        return None
    if told["trial"] != "new":
        running = trying.running().filter(pk=told["trial"]).first()
        if running is None:
            raise NotTried(_("Somebody has just said how that try-out went."))
        return running
    trial = Trial(kind=TryOut.Kind.POST, hypothesis=told["hypothesis"], ends=told["ends"])
    return trying.begin(trial, by=by, now=now, today=timezone.localdate())


def _next(request: HttpRequest, manuscript: Manuscript, judged: Judgement) -> HttpResponse:
    by, now = writer(request), datetime.now(UTC)
    if judged.emergency:
        return went(request, manuscript, lambda: releasing.release_now(manuscript, by=by, now=now))
    if judged.why:
        return redirect("ask-second", manuscript.key)
    name = by.get_username()
    return went(request, manuscript, lambda: releasing.release(manuscript, by=name, now=now))


@require_POST
@writers
def go(request: HttpRequest, key: str) -> HttpResponse:
    """What may go out goes: at its time, or ``when`` its writer says now, at once."""
    manuscript = found(key)
    by, now = writer(request), datetime.now(UTC)
    if not rightful.may_write(by, manuscript):
        messages.error(request, _("You do not have the right to write for all of its channels."))
        return redirect("harm", key)
    if request.POST.get("when") == "now":
        return went(request, manuscript, lambda: releasing.release_now(manuscript, by=by, now=now))
    name = by.get_username()
    return went(request, manuscript, lambda: releasing.release(manuscript, by=name, now=now))


def went(
    request: HttpRequest, manuscript: Manuscript, release: Callable[[], Released]
) -> HttpResponse:
    """Let it go, and say what came of it, or why not."""
    try:
        came = release()
    except NotHanded as error:
        for problem in error.problems:
            messages.error(request, problem)
        return redirect("harm", manuscript.key)
    except NotReleased as error:
        messages.error(request, str(error))
        return redirect("harm", manuscript.key)
    except NotOpen:
        messages.error(request, _("Nobody works on this draft any more."))
        return redirect("draft", manuscript.key)
    if came is Released.LATE:
        messages.warning(request, _("Its time is over. Choose a new one, or publish it now."))
        return redirect("harm", manuscript.key)
    by_hand = came is Released.HANDED and _is_by_hand(manuscript)
    said = _("It may go out. Now publish it by hand: what to copy is here.")
    messages.success(request, said if by_hand else came_of(came))
    return redirect("draft-sent" if came is Released.HANDED else "draft", manuscript.key)


def _is_by_hand(manuscript: Manuscript) -> bool:
    """Whether nothing of it is sent from here: a person publishes it in each of its channels."""
    return all(row.by_hand for row in handing.deliveries(manuscript))


def came_of(came: Released) -> str:
    """What became of it, for the one who let it go."""
    said = {
        Released.HANDED: _("It is on its way out."),
        Released.PLANNED: _("It goes out at its time."),
        Released.LATE: _("Its time is over. Its writer chooses a new one."),
    }
    return said[came]
