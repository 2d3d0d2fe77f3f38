"""Share kits for those who make them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tilstede.outbox.drafting import files, kit_opening, kits
from tilstede.outbox.drafting.files import Came, NotTaken
from tilstede.outbox.drafting.models import KitPicture, Manuscript, ShareKit
from tilstede.rooms.publish.kit import forms, public
from tilstede.rooms.publish.write import words
from tilstede.rooms.publish.write.access import writer, writers


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def listed(request: HttpRequest) -> HttpResponse:
    """All kits, and a new one."""
    form = forms.Begin(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = kits.begin(
            told["title"],
            by=_who(request),
            now=datetime.now(UTC),
            draft=Manuscript.objects.filter(key=told["draft"]).first(),
        )
        return redirect("share-kit", made.pk)
    rows = ShareKit.objects.order_by("-changed")[:200]
    context = {"room_page": "share-kits", "rows": rows, "form": form}
    return render(request, "publish/kit/kits.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def kit(request: HttpRequest, number: int) -> HttpResponse:
    """One kit: its words, its pictures, its link."""
    held = get_object_or_404(ShareKit, pk=number)
    form = forms.Words(request.POST) if request.method == "POST" else forms.of(held)
    if request.method == "POST" and form.is_valid() and _is_newest(request, held, form):
        kits.change(held, form.wording(), by=_who(request), now=datetime.now(UTC))
        messages.success(request, _("Saved."))
        return redirect("share-kit", number)
    status = 422 if form.errors else 200
    return render(request, "publish/kit/kit.html", _context(request, held, form), status=status)


def _is_newest(request: HttpRequest, held: ShareKit, form: forms.Words) -> bool:
    """False, with an error in the form: somebody else has changed the kit since the page was made."""
    if request.POST.get("base", "") == held.changed.isoformat():
        return True
    said = _(
        "Somebody has changed the kit meanwhile. Yours stands here; if you save again, it takes the place of theirs."
    )
    form.add_error(None, said)
    return False


def _context(request: HttpRequest, held: ShareKit, form: forms.Words) -> dict[str, Any]:
    found = kits.problems(held)
    return {
        "room_page": "share-kits",
        "kit": held,
        "form": form,
        "base": held.changed.isoformat(),
        "pictures": [
            (one, _described(one)) for one in held.pictures.defer("content").order_by("pk")
        ],
        "more": held.pictures.count() < kits.MOST,
        "problems": [_said(one) for one in found],
        "stops": any(one.stops for one in found),
        "waits": _waits(why) if (why := kit_opening.reasons(held, writer(request))) else "",
        "has_words": any(True for _text in kits.texts(held)),
        "link": request.build_absolute_uri(reverse("shared-kit", args=[held.key])),
    }


def _described(picture: KitPicture) -> forms.Described:
    told = {name: getattr(picture, name) for name in forms.Described.base_fields}
    return forms.Described(initial=told, auto_id=f"id_{picture.pk}_%s")


def _said(problem: kits.Problem) -> str:
    """In words; which text it is about comes first."""
    finding = problem.finding
    about = public.language_name(problem.language) if problem.language else _("What all share")
    advice = _(problem.check.advice).format(**finding.values)
    found = f" “{finding.found}”" if finding.found else ""
    return f"{about}: {_(problem.check.title)}.{found} {advice}"


@require_POST
@writers
def open_or_close(request: HttpRequest, number: int) -> HttpResponse:
    """Let those who have the link see it, or nobody."""
    held = get_object_or_404(ShareKit, pk=number)
    if request.POST.get("do") == "close":
        kits.close(held, by=_who(request), now=datetime.now(UTC))
        messages.success(request, _("It is closed. The link shows nothing now."))
        return redirect("share-kit", number)
    if request.POST.get("harm") not in ("none", "unsure"):
        messages.error(request, _("Answer first whether it could harm someone."))
        return redirect("share-kit", number)
    try:
        _open(request, held)
    except kit_opening.NotReady:
        messages.error(request, _("It cannot be opened yet. See what stands in the way."))
    except kit_opening.Changed:
        messages.error(
            request, _("Somebody has changed the kit meanwhile. Read it again, then open it.")
        )
    except kit_opening.AnotherPerson as error:
        messages.info(request, _waits(error.why))
    else:
        messages.success(request, _("It is open. Give your partners the link."))
    return redirect("share-kit", number)


def _open(request: HttpRequest, held: ShareKit) -> None:
    try:
        base = datetime.fromisoformat(request.POST.get("base", ""))
    except ValueError:
        raise kit_opening.Changed from None
    kit_opening.open_up(
        held,
        seen="seen" in request.POST,
        harmless=request.POST["harm"] == "none",
        base=base,
        by=writer(request),
        now=datetime.now(UTC),
    )


_WHY: Final[dict[kit_opening.Reason, Promise]] = {
    "harm": gettext_lazy("Somebody is not sure that it harms nobody."),
    "topic": gettext_lazy("It is about something that a second person always sees."),
    "right": gettext_lazy("What you write is seen by a second person."),
}


def _waits(why: Sequence[kit_opening.Reason]) -> str:
    """Who opens it, and why."""
    who = _(
        "It is opened by somebody who may approve for every channel, and has neither begun it nor changed it last."
    )
    return " ".join([*(str(_WHY[one]) for one in why), who])


@require_POST
@writers
def add_picture(request: HttpRequest, number: int) -> HttpResponse:
    """A picture more."""
    held, upload = get_object_or_404(ShareKit, pk=number), request.FILES.get("picture")
    if upload is not None and held.pictures.count() < kits.MOST:
        name = upload.name or ""
        with tempfile.NamedTemporaryFile() as file:
            for chunk in upload.chunks():
                file.write(chunk)
            file.flush()
            try:
                came = Came(Path(file.name), name)
                kits.add_picture(held, came, by=_who(request), now=datetime.now(UTC))
            except NotTaken as error:
                messages.error(request, words.refused(error, files.harmless(name, "")))
    return redirect(f"{reverse('share-kit', args=[number])}#pictures")


@require_POST
@writers
def change_picture(request: HttpRequest, number: int, picture: int) -> HttpResponse:
    """Say what it shows, or take it out."""
    held = get_object_or_404(KitPicture, pk=picture, kit=number)
    form, by, now = forms.Described(request.POST), _who(request), datetime.now(UTC)
    if request.POST.get("do") == "remove":
        kits.close(held.kit, by=by, now=now)
        held.delete()
    elif form.is_valid():
        told = form.cleaned_data
        alts = (told["alt_nb"], told["alt_nn"], told["alt_en"])
        kits.describe(held, alts, by=by, now=now)
    return redirect(f"{reverse('share-kit', args=[number])}#pictures")


def _who(request: HttpRequest) -> str:
    """As the record names people."""
    return writer(request).get_username()
