"""A picture made of a question or a quotation: looked at first, then put in the draft with its alternative text.

What is to stand on it is sent with each step and never stands in an address, which histories and logs keep.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tilstede.outbox.drafting import files, writing
from tilstede.outbox.drafting.content import Content, Item
from tilstede.outbox.drafting.models import Manuscript
from tilstede.outbox.drafting.taking import Taken
from tilstede.rooms.publish.kit import drawing
from tilstede.rooms.publish.write.access import writer, writers

_SHAPES: Final = (
    ("wide", gettext_lazy("Wide (1200 × 675)")),
    ("square", gettext_lazy("Square (1080 × 1080)")),
)


class Words(forms.Form):
    """What is to stand on the card."""

    words = forms.CharField(
        label=gettext_lazy("The question, or the quotation"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"class": "ds-input", "rows": 4, "dir": "auto"}),
    )
    by = forms.CharField(
        label=gettext_lazy("Who said it"),
        help_text=gettext_lazy("For a quotation. Empty: it is a question of ours."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )
    shape = forms.ChoiceField(
        label=gettext_lazy("Shape"),
        choices=_SHAPES,
        widget=forms.Select(attrs={"class": "ds-input"}),
    )


@dataclass(frozen=True, slots=True)
class _Made:
    taken: Taken
    alt: str

    @property
    def shown(self) -> str:
        """The picture itself, as a page holds it (RFC 2397)."""
        return f"data:{self.taken.mime};base64,{base64.b64encode(self.taken.data).decode()}"


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """The words, the picture they make, and the button that puts it in the draft."""
    manuscript = get_object_or_404(Manuscript, key=key)
    if manuscript.state not in writing.OPEN:
        return redirect("draft", key)
    content = writing.standing(manuscript)
    posted = request.method == "POST"
    form = Words(request.POST) if posted else Words(initial={"words": _question(content)})
    made = _made(form, content) if posted else None
    if made is not None and request.POST.get("do") == "add":
        return _added(request, manuscript, made)
    context: dict[str, Any] = {
        "room_page": "drafts",
        "manuscript": manuscript,
        "form": form,
        "made": made,
    }
    return render(request, "publish/kit/picture.html", context, status=422 if form.errors else 200)


def _made(form: Words, content: Content) -> _Made | None:
    """None, with what is wrong in the form: it cannot be made."""
    if not form.is_valid():
        return None
    told = form.cleaned_data
    words, by = told["words"], told["by"].strip()
    try:
        taken = drawing.placard(words, by=by, shape=told["shape"], language=content.language)
    except drawing.NotDrawn as error:
        form.add_error("words", str(error))
        return None
    return _Made(taken, drawing.alt(words, by=by, language=content.language))


def _question(content: Content) -> str:
    """The text's last question, which is most often the one that is put to people."""
    sentences = " ".join(content.parts).replace("!", ".").replace("?", "?.").split(".")
    return next((one.strip() for one in reversed(sentences) if one.strip().endswith("?")), "")


def _added(request: HttpRequest, manuscript: Manuscript, made: _Made) -> HttpResponse:
    """The draft's page, with the picture; two wordings side by side where somebody saved another meanwhile."""
    who, now, key = writer(request), datetime.now(UTC), manuscript.key
    content, by = writing.standing(manuscript), who.get_username()
    try:
        with transaction.atomic():
            row = files.keep(manuscript, made.taken, name="picture.png", by=by, now=now)
            item = Item(file=row.key, alt=made.alt)
            more = msgspec.structs.replace(content, media=(*content.media, item))
            saved = writing.save(key, more, base=manuscript.revision, author=who, now=now)
    except writing.NotOpen as error:
        messages.error(request, str(error))
        return redirect("draft", key)
    if saved.other is not None:
        return redirect("draft-both", key, saved.wording.number)
    said = _("The picture is in the draft, with a description made of the same words.")
    messages.success(request, said)
    return redirect("draft", key)
