"""Campaigns: a label over posts that keep their own times."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tilstede.outbox.drafting.content import unpack
from tilstede.outbox.drafting.models import Campaign, Manuscript, Wording
from tilstede.rooms.publish.plan import days
from tilstede.rooms.publish.plan.forms import Named
from tilstede.rooms.publish.plan.timing import mine
from tilstede.rooms.publish.write.access import writer, writers


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def campaigns(request: HttpRequest) -> HttpResponse:
    """All of them, and a new one."""
    form = Named(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        by = writer(request).get_username()
        made, is_new = Campaign.objects.get_or_create(
            name=told["name"], defaults={"note": told["note"], "made": datetime.now(UTC), "by": by}
        )
        if is_new:
            messages.success(request, _("The campaign is made. Put drafts in it from their plan."))
        return redirect("campaign", made.pk)
    rows = Campaign.objects.annotate(posts=Count("manuscripts")).order_by("-made", "-pk")
    context = {"room_page": "publish-calendar", "form": form, "rows": rows[:500]}
    return render(request, "publish/plan/campaigns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def campaign(request: HttpRequest, number: int) -> HttpResponse:
    """Its posts, each with its own time; and its name."""
    held = get_object_or_404(Campaign, pk=number)
    form = Named(request.POST or None, initial={"name": held.name, "note": held.note})
    if request.method == "POST" and form.is_valid() and _kept(held, form):
        messages.success(request, _("It is changed."))
        return redirect("campaign", number)
    rows = held.manuscripts.filter(state__in=days.SHOWN)
    context = {
        "room_page": "publish-calendar",
        "campaign": held,
        "form": form,
        "tiles": days.of(rows.exclude(due=None)[:500]),
        "without": _begun(list(rows.filter(due=None).order_by("-changed")[:500])),
        "here": request.get_full_path(),
    }
    return render(request, "publish/plan/campaign.html", context)


def _begun(rows: list[Manuscript]) -> list[tuple[Manuscript, str]]:
    """Each with how it begins."""
    standing = Wording.objects.filter(manuscript__in=rows, number=F("manuscript__revision"))
    told = dict(standing.values_list("manuscript_id", "content"))
    return [(row, days.beginning(unpack(told[row.pk]))) for row in rows]


def _kept(held: Campaign, form: Named) -> bool:
    """False, with an error in the form: another has the name."""
    held.name, held.note = form.cleaned_data["name"], form.cleaned_data["note"]
    try:
        with transaction.atomic():
            held.save(update_fields=["name", "note"])
    except IntegrityError:
        form.add_error("name", _("Another campaign has that name."))
        return False
    return True


@require_POST
@writers
def label(request: HttpRequest, key: str) -> HttpResponse:
    """Put a draft in a campaign, or take it out."""
    held = mine(request, key)
    told = request.POST.get("campaign", "")
    known = told.isascii() and told.isdecimal() and len(told) < 10
    chosen = get_object_or_404(Campaign, pk=int(told)) if known else None
    Manuscript.objects.filter(pk=held.pk).update(campaign=chosen)
    messages.success(request, _("It is changed."))
    return redirect("draft-plan", key)
