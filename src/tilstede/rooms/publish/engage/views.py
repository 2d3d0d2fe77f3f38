"""What one can do about somebody's post, and doing it: a page that shows it, and asks one question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tilstede.core.decide import PUBLIC
from tilstede.office import reach
from tilstede.outbox import fitting, naming, queries, seeing, words
from tilstede.outbox.drafting import channels, deeds, judging, releasing, sealing, signs
from tilstede.outbox.drafting.deeds import Deed
from tilstede.outbox.drafting.handing import NotHanded
from tilstede.outbox.drafting.judging import Answers, NotJudged
from tilstede.outbox.drafting.models import Judgement, Manuscript
from tilstede.outbox.models import Act, Delivery, Errand
from tilstede.posts import read
from tilstede.posts.read import Shown
from tilstede.rooms.publish.engage.forms import DeedForm
from tilstede.rooms.publish.write.access import writer, writers
from tilstede.rooms.publish.write.words import said

State = Errand.State
_COLORS: Final = {
    State.CONFIRMED: "success",
    State.SENT: "success",
    State.DIFFERS: "warning",
    State.UNSURE: "warning",
    State.HAND: "warning",
    State.FAILED: "danger",
    State.ASKED: "danger",
}


@dataclass(frozen=True, slots=True)
class Going:
    """Something that was done about the post, or is under way. ``reason``: "" of an answer, which has words."""

    row: Act | Delivery
    channel: str
    what: str
    reason: str
    state: str
    color: str
    why: str
    by: str


@require_safe
@writers
def post(request: HttpRequest, number: int) -> HttpResponse:
    """The post, what can be done about it, and what was. Of one that passes another on: about that."""
    item = found(request, number)
    if original := _passed_on(item):
        return redirect("engage", original)
    here = [one for one in _answering(request) if one.account.network == item.row.network]
    quotes = any(one.by_hand for one in here) or "quote" in reach.abilities(item.row.network)
    context = {
        "room_page": "drafts",
        "item": item,
        "name": name(item),
        "answers": bool(here),
        "is_ours": any(fitting.is_by(item.author.native_id, one.account) for one in here),
        "quotes": bool(here) and quotes and item.row.visibility in PUBLIC,
        "audience": fitting.audience(number) if here else "",
        "deeds": list(deeds.open_to(writer(request), item)),
        "done": _done(item),
    }
    return render(request, "publish/engage/post.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def deed(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """One of `deeds.KINDS`: what it is about, by which account, and whether it could do harm."""
    item = found(request, number)
    if kind not in deeds.KINDS:
        raise Http404
    if original := _passed_on(item):
        return redirect("engage-do", original, kind)
    accounts = deeds.open_to(writer(request), item).get(kind, [])
    if not accounts:
        messages.error(request, _("None of the accounts that you write for can do this."))
        return redirect("engage", number)
    form = DeedForm(request.POST or None, accounts=accounts, initial={"version": item.row.event})
    if form.is_valid() and (answer := _do(request, item, kind, form)):
        return answer
    findings = deeds.about(kind, number, frozenset(request.POST.getlist("confirmed")))
    found_signs = signs.of(deeds.theirs(number), ())
    context = {
        "room_page": "drafts",
        "item": item,
        "name": name(item),
        "kind": kind,
        "form": form,
        "findings": [{"said": said(one, []), "key": one.finding.key} for one in findings],
        "signs": found_signs,
        "always": any(one.kind == "topic" for one in found_signs),
    }
    status = 422 if form.errors else 200
    return render(request, "publish/engage/deed.html", context, status=status)


def found(request: HttpRequest, number: int) -> Shown:
    """A post that stands, and that the person may see. :raises Http404: there is none."""
    item = read.one(number, public=False)
    if item is None or item.post is None or item.withdrawn or not seeing.by(request.user)(item):
        raise Http404
    return item


def _passed_on(item: Shown) -> int | None:
    """Number of the post that it passes on, where that is held."""
    return read.by_alias(item.post.repost_of) if item.post and item.post.repost_of else None


def name(item: Shown) -> str:
    """Of whoever wrote it."""
    return item.author.name or item.author.handle or item.author.url or item.author.native_id


def _answering(request: HttpRequest) -> list[channels.Channel]:
    """The channels that the person can answer from."""
    return channels.open_to(writer(request), answers=True)


def _do(request: HttpRequest, item: Shown, kind: str, form: DeedForm) -> HttpResponse | None:
    """What follows from the answers; None where something stands in the way, which the form then says."""
    if form.cleaned_data["version"] != item.row.event:
        again = request.POST.copy()
        again["version"] = str(item.row.event)  # the page shows what stands now
        form.data = again
        form.add_error(None, _("It was edited since you saw it. Look at it again, then answer."))
        return None
    told = Deed(
        kind=kind,
        about=item.number,
        accounts=form.chosen,
        confirmed=frozenset(request.POST.getlist("confirmed")),
    )
    try:
        manuscript, judged = _judged(request, told, form)
    except (NotJudged, NotHanded) as error:
        form.add_error(None, str(error))
        return None
    if judged.why and not judged.emergency:
        return redirect("ask-second", manuscript.key)
    messages.success(request, _("It is ordered, and recorded when it is done."))
    return redirect("engage", item.number)


def _judged(request: HttpRequest, told: Deed, form: DeedForm) -> tuple[Manuscript, Judgement]:
    """Begun, judged, and let go where that is enough: all of it, or nothing.

    :raises NotJudged: :raises NotHanded:
    """
    by, now = writer(request), datetime.now(UTC)
    with transaction.atomic():
        manuscript = deeds.begin(told, author=by, now=now)
        given = {key: form.cleaned_data[key] for key in ("harm", "note", "emergency")}
        whom = tuple(form.cleaned_data["whom"])
        answers = Answers(seal=sealing.seal(manuscript), whom=whom, **given)
        judged = judging.judge(manuscript, answers, by=by, now=now)
        if not judged.why or judged.emergency:
            releasing.release_now(manuscript, by=by, now=now)
    return manuscript, judged


def _done(item: Shown) -> list[Going]:
    """The newest first."""
    on_post = Q(post=item.number, kind__in=(deeds.Kind.BOOST, deeds.Kind.LIKE))
    on_author = Q(kind=deeds.Kind.FOLLOW, network=item.row.network, address=deeds.address(item))
    ordered = Act.objects.filter(on_post | on_author).select_related("account")
    joined = Q(cleared__reply_to=item.number) | Q(cleared__quote_of=item.number)
    answers = Delivery.objects.filter(joined, position=0)
    rows: list[Act | Delivery] = [*ordered, *answers.select_related("cleared", "account")]
    return [_going(row) for row in sorted(rows, key=lambda row: row.made, reverse=True)]


def _going(row: Act | Delivery) -> Going:
    deleted = isinstance(row, Delivery) and queries.is_deleted(row)
    return Going(
        row=row,
        channel=words.name(row.network, row.handle),
        what=str(row.get_kind_display()) if isinstance(row, Act) else naming.delivery(row),
        reason=row.reason if isinstance(row, Act) else "",
        state=words.state(row),
        color="neutral" if deleted else _COLORS.get(State(row.state), "neutral"),
        why="" if deleted else words.reason(row),
        by=naming.person(row.by if isinstance(row, Act) else row.cleared.by),
    )
