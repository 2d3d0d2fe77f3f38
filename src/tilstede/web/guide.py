"""The guide, served: pages made at set-up of what is written in docs/guide."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tilstede.web.caching import for_readers

_PAGES = Path(__file__).parent / "guide_pages"
#: A picture as the set-up names it.
_PICTURE = re.compile(r'(?<=src=")/static/(guide/[^"]+)')


@require_safe
@for_readers
def guide(request: HttpRequest, name: str = "index") -> HttpResponse:
    """A page of the guide in the language of the page."""
    language = get_language()
    contents = _contents(language)
    here = next((page for page in contents if page["name"] == name), None)
    if here is None:
        raise Http404
    # Made by our own set-up of our own text, and cleaned there.
    body = mark_safe(_body(language, name))  # noqa: S308
    context = {"contents": contents, "here": here, "body": body}
    return render(request, "web/guide.html", context)


@cache
def _contents(language: str) -> list[dict[str, Any]]:
    """The pages of a language in order, with title and headings. Empty: the guide was not made at set-up."""
    path = _PAGES / language / "contents.json"
    if not path.exists():
        return []
    found: list[dict[str, Any]] = json.loads(path.read_text())
    return found


@cache
def _body(language: str, name: str) -> str:
    """With pictures under names that change with what is in them: a browser has the new ones after an upgrade."""
    told = (_PAGES / language / f"{name}.html").read_text()
    return _PICTURE.sub(lambda found: static(found[1]), told)
