"""A view of the stream inside other sites: a page of its own, without script, and how to put it there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from tilstede.rooms.follow import queries
from tilstede.rooms.follow.outputs import asked, feeds
from tilstede.rooms.follow.outputs.answering import outgoing
from tilstede.web import addresses
from tilstede.web.caching import READERS, for_readers
from tilstede.web.middleware import POLICY

#: Posts in an embed: it is a window, and the whole stream is one link away.
MOST = 10
#: As everywhere (`web.middleware`), but without scripts and forms, and inside any site.
_FRAMED = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors *",
    )
)
#: What is pasted. The frame runs nothing, and only a reader's own click leaves it.
_CODE = (
    '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" style="border: 0"'
    ' sandbox="allow-same-origin allow-top-navigation-by-user-activation"></iframe>'
)
SCHEMES = (
    ("auto", _("As the reader has chosen")),
    ("light", _("Light")),
    ("dark", _("Dark")),
)


class Look(forms.Form):
    """How an embed looks."""

    scheme = forms.ChoiceField(label=_("Colours"), choices=SCHEMES)
    language = forms.ChoiceField(label=_("Language of the frame"))
    height = forms.IntegerField(label=_("Height in pixels"), min_value=200, max_value=4_000)

    def __init__(self, told: Any) -> None:
        began = {"scheme": "auto", "language": get_language(), "height": 640}
        whole = {name: told.get(f"look-{name}") or value for name, value in began.items()}
        super().__init__({f"look-{name}": value for name, value in whole.items()}, prefix="look")
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = settings.LANGUAGES
        for field in self.fields.values():
            field.widget.attrs["class"] = "ds-input"


@outgoing
@xframe_options_exempt
def embed(request: HttpRequest) -> HttpResponseBase:
    """The newest posts of a view, for a frame on any site. Its links open in the whole window."""
    view = asked.view(request.GET)
    page = queries.stream(view.filters)
    scheme = request.GET.get("scheme", "auto")
    context = {
        "cards": page.cards[:MOST],
        "title": asked.title(view),
        "query": view.query,
        "scheme": scheme if scheme in dict(SCHEMES) else "auto",
    }
    answer = render(request, "follow/outputs/embed.html", context)
    answer.headers["Content-Security-Policy"] = _FRAMED
    answer.headers["Cache-Control"] = READERS
    return answer


@require_safe
@for_readers
def how(request: HttpRequest) -> HttpResponse:
    """The lines to paste, with a preview. A view that cannot be understood is as on the page of the stream."""
    look = Look(request.GET)
    try:
        view = asked.view(request.GET)
    except asked.NotUnderstood as error:
        return _how(request, {"look": look, "mistake": str(error)}, status=400)
    context = {
        "look": look,
        "title": feeds.title(view),
        "chosen": view.chosen,
        "query": view.query,
        "view": view,
    }
    if look.is_valid():
        told = look.cleaned_data
        path = _path(view.query, told["language"], told["scheme"])
        url = request.build_absolute_uri(path)
        code = format_html(_CODE, url, context["title"], told["height"])
        context |= {"path": path, "code": str(code), "height": told["height"]}
    return _how(request, context, status=200 if look.is_valid() else 400)


def _how(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    answer = render(request, "follow/outputs/embed_how.html", context, status=status)
    answer.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return answer


def _path(query: str, language: str, scheme: str) -> str:
    path = addresses.in_language(reverse("embed"), language)
    told = [query] if query else []
    if scheme != "auto":
        told.append(urlencode({"scheme": scheme}))
    return f"{path}?{'&'.join(told)}" if told else path
