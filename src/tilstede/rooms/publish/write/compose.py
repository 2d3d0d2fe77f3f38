"""The composer: one page on which a draft is written, checked and saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tilstede.core import language
from tilstede.core.checks import telephone, voice
from tilstede.outbox.drafting import (
    asking,
    channels,
    leaving,
    nynorsk,
    rightful,
    serverside,
    writing,
)
from tilstede.outbox.drafting.channels import Channel
from tilstede.outbox.drafting.content import Arrangement, Content
from tilstede.outbox.drafting.models import Manuscript, Wording
from tilstede.outbox.drafting.writing import NotOpen
from tilstede.rooms.publish.write import (
    arranged,
    arriving,
    fields,
    form,
    joining,
    own_telephones,
    preview,
    uploads,
    words,
)
from tilstede.rooms.publish.write.access import writer, writers
from tilstede.rooms.publish.write.changes import CHANGES

#: Pages that come after writing, where they are there: what follows the draft's address.
_ONWARD: Final = ("harm", "plan", "nynorsk", "picture")
#: Where on the page one goes on after a button.
_PLACES: Final = {"save": "", "files": "#files"} | dict.fromkeys(
    ("check", "stand", "ours", "bare"), "#checked"
)
#: Of them, those that change the draft: the browser sends the form on to them.
_CHANGING: Final = ("nynorsk",)


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """The page; and what its buttons do, with or without a script. What was typed is saved first."""
    manuscript = found(key)
    if manuscript.deed and manuscript.state != Manuscript.State.DROPPED:
        return _deed(manuscript)
    if manuscript.state not in writing.OPEN:
        typed = _sent(request, manuscript).content if request.method == "POST" else None
        return _closed(request, manuscript, typed)
    if request.method == "POST":
        return _done(request, manuscript)
    return render(request, "publish/write/draft.html", _context(request, manuscript))


def _deed(manuscript: Manuscript) -> HttpResponse:
    """It has no words to write on: what is decided of it, or what came of it."""
    if manuscript.state in writing.OPEN:
        return redirect("harm", manuscript.key)
    return redirect("engage", manuscript.about or 0)


def found(key: str) -> Manuscript:
    """:raises Http404: there is no such draft."""
    row = Manuscript.objects.select_related("author", "campaign").filter(key=key).first()
    if row is None:
        raise Http404
    return row


def _context(request: HttpRequest, manuscript: Manuscript) -> dict[str, Any]:
    content = writing.standing(manuscript)
    open_to = channels.open_to(writer(request), answers=manuscript.reply_to is not None)
    serverside.learn(one.account for one in open_to)
    wanted = writing.arrangement(manuscript)
    chosen = [one for one in open_to if one.account.pk in wanted.accounts]
    others = manuscript.accounts.exclude(pk__in=[one.account.pk for one in open_to])
    return {
        "room_page": "drafts",
        "manuscript": manuscript,
        "content": content,
        "fields": fields.of(manuscript, content, open_to, wanted),
        "elsewhere": [channels.channel(one).name for one in others],
        "joined": joining.seen(request, manuscript.joined),
        "signature": _signature(manuscript, content),
        "onward": list(_onward(manuscript)),
        "last": _last(manuscript),
        "arrived": " ".join(arriving.told(request)),
        **checked(manuscript, content, chosen),
    }


def _signature(manuscript: Manuscript, content: Content) -> str:
    """As it would be, whether or not the draft is signed."""
    as_signed = Manuscript(author=manuscript.author, signed=True)
    return leaving.signature(as_signed, None, content.language)


def _onward(manuscript: Manuscript) -> Iterator[str]:
    """The pages that the draft can go on to from here."""
    for name in _ONWARD:
        if _is_there(manuscript, name) and (name != "nynorsk" or nynorsk.is_installed()):
            yield name


def _is_there(manuscript: Manuscript, name: str) -> bool:
    if name == "nynorsk" and not nynorsk.is_installed():
        return False
    try:
        resolve(f"/publish/drafts/{manuscript.key}/{name}")
    except Resolver404:
        return False
    return True


def _last(manuscript: Manuscript) -> Wording | None:
    """Who wrote last, and when."""
    rows = manuscript.wordings.filter(number=manuscript.revision).select_related("author")
    return rows.first()


def checked(manuscript: Manuscript, content: Content, chosen: Sequence[Channel]) -> dict[str, Any]:
    """What stands beside the text: what the checks find, how long it is, how it will look."""
    answer = asking.ask(manuscript, content, [one.account for one in chosen])
    keys = [item.file for item in content.media]
    findings = [words.said(one, keys) for one in answer.found]
    advice = sum(one.level == "advice" for one in findings)
    figures = voice.figures(answer.draft, answer.around)
    cards = preview.cards(manuscript, content, chosen, answer.lengths)
    return {
        "findings": findings,
        "stops": answer.stops,
        "summary": words.summary(answer.stops, advice),
        "cards": cards,
        "tightest": words.tightest(cards),
        "pictures": uploads.shown(manuscript, content),
        "voice": words.voice(figures),
        "content": content,
        "suggested": _suggested(content),
        "manuscript": manuscript,
    }


def _suggested(content: Content) -> str:
    """The language that the text seems to be in, where nobody has said; "" where that is not sure."""
    if content.language:
        return ""
    told = language.identify(" ".join(content.parts))
    return told.code if told.sure and told.code in form.LANGUAGES else ""


@require_POST
@writers
def check(request: HttpRequest, key: str) -> HttpResponse:
    """What stands beside the text, of what is typed now; nothing is saved."""
    manuscript = found(key)
    sent = _sent(request, manuscript)
    manuscript.signed = sent.wanted.signed
    context = checked(manuscript, sent.content, sent.chosen)
    return render(request, "publish/write/checked.html", context)


@require_POST
@writers
def save(request: HttpRequest, key: str) -> JsonResponse:
    """Keep what is typed now; told to the page's script. 409: somebody else has saved other words meanwhile. 410: it is
    no longer written on, or not by this person."""
    manuscript = found(key)
    try:
        saved = _saved(request, manuscript, _sent(request, manuscript))
    except NotOpen as error:
        return JsonResponse({"said": str(error)}, status=410)
    if saved.other is not None:
        said = _("{name} has saved other words meanwhile. Yours are kept too.")
        told = {
            "said": said.format(name=saved.other.author or saved.other.by),
            "both": reverse("draft-both", args=[key, saved.wording.number]),
        }
        return JsonResponse(told, status=409)
    clock = date_format(timezone.localtime(), "H:i:s")
    return JsonResponse(
        {"base": saved.wording.number, "said": _("Saved {clock}").format(clock=clock)}
    )


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a browser sent: the wording it was made from, the words, and the rest."""

    base: int
    content: Content
    wanted: Arrangement
    chosen: list[Channel]


def _sent(request: HttpRequest, manuscript: Manuscript) -> _Sent:
    told = request.POST
    keys = set(manuscript.files.values_list("key", flat=True))
    open_to = channels.open_to(writer(request), answers=manuscript.reply_to is not None)
    ticked = set(told.getlist("account"))
    chosen = [one for one in open_to if one.key in ticked]
    visibility = told.get("visibility", "")
    wanted = Arrangement(
        accounts=frozenset(one.account.pk for one in chosen),
        visibility=visibility if visibility in form.VISIBILITIES else "",
        signed="signed" in told,
    )
    base = told.get("base", "")
    number = int(base) if base.isdecimal() and len(base) < 10 else 0
    content, wanted = arranged.with_others(manuscript, form.content(told, keys), wanted, open_to)
    return _Sent(number, content, wanted, chosen)


def _saved(request: HttpRequest, manuscript: Manuscript, sent: _Sent) -> writing.Saved:
    """:raises NotOpen: nobody writes on it any more."""
    return writing.save(
        manuscript.key,
        sent.content,
        wanted=sent.wanted,
        base=sent.base,
        author=writer(request),
        now=datetime.now(UTC),
    )


def _done(request: HttpRequest, manuscript: Manuscript) -> HttpResponse:
    """What one of the page's buttons asks for, after everything typed is kept."""
    do, _colon, which = request.POST.get("do", "save").partition(":")
    sent = _sent(request, manuscript)
    try:
        saved = _saved(request, manuscript, sent)
        arriving.note(request)
        if saved.other is None:
            saved = _changed(request, manuscript, sent, saved, (do, which))
        if saved.other is not None:
            return redirect("draft-both", manuscript.key, saved.wording.number)
        if do == "post":
            return joining.join(request, manuscript, which)
    except NotOpen as error:
        return _closed(request, error.manuscript, sent.content, why=str(error))
    return _next(request, found(manuscript.key), do, which)


def _changed(
    request: HttpRequest,
    manuscript: Manuscript,
    sent: _Sent,
    saved: writing.Saved,
    asked: tuple[str, str],
) -> writing.Saved:
    """What the button, and the files that came along, make of the wording that was saved just now. To take in a film
    can last minutes, in which others write.

    :raises NotOpen: nobody writes on it any more.
    """
    do, which = asked
    changed = uploads.taken(request, manuscript, sent.content)
    if do in CHANGES:
        before, changed = changed, CHANGES[do](changed, which, sent.chosen)
        if do.startswith("split") and changed == before:
            messages.info(request, _("There is nothing to split: it fits the chosen channels."))
    if changed == sent.content:
        return saved
    now, base = datetime.now(UTC), saved.wording.number
    return writing.save(manuscript.key, changed, base=base, author=writer(request), now=now)


def _next(request: HttpRequest, manuscript: Manuscript, do: str, which: str) -> HttpResponse:
    """Where the person goes now."""
    address = reverse("draft", args=[manuscript.key])
    if do in _ONWARD and _is_there(manuscript, do):
        return redirect(f"{address}/{do}", preserve_request=do in _CHANGING)
    if do in ("stand", "ours"):
        _confirm(request, manuscript, which, ours=do == "ours")
    elif do == "save":
        messages.success(request, _("Saved."))
    return redirect(address + _PLACES.get(do, "#text"))


def _confirm(request: HttpRequest, manuscript: Manuscript, which: str, *, ours: bool) -> None:
    """Only what a check has found, and what may be confirmed. ``ours``: a telephone number is the body's own."""
    if not rightful.may_write(writer(request), manuscript):
        messages.error(request, _("You do not have the right to write for all of its channels."))
        return
    accounts = list(manuscript.accounts.all())
    answer = asking.ask(manuscript, writing.standing(manuscript), accounts)
    for one in answer.found:
        if one.check.confirmable and which == f"{one.check.id}:{one.finding.key}":
            by, now = writer(request).get_username(), datetime.now(UTC)
            if not ours:
                writing.confirm(manuscript.key, one.check.id, one.finding.key, by=by, now=now)
            elif one.check is telephone.CHECK:
                own_telephones.keep(request, one.finding.found)


def _closed(
    request: HttpRequest, manuscript: Manuscript, typed: Content | None = None, *, why: str = ""
) -> HttpResponse:
    """A draft that nobody writes on any more, or not this person. ``typed``: what somebody was writing: it is not lost.
    ``why``: it is not kept where it was written."""
    standing = writing.standing(manuscript)
    chosen = [
        channels.channel(one, answers=manuscript.reply_to is not None)
        for one in manuscript.accounts.select_related("access", "body", "role__body")
    ]
    context = {
        "room_page": "drafts",
        "manuscript": manuscript,
        "typed": typed,
        "why": why,
        "joined": joining.seen(request, manuscript.joined),
        **checked(manuscript, standing, chosen),
    }
    return render(request, "publish/write/closed.html", context, status=409 if typed else 200)
