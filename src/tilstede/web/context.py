"""What every page knows: whose site it is, and the same page in the other languages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, pgettext

from tilstede.office.models import Body
from tilstede.record import read
from tilstede.web import addresses


def page(request: HttpRequest) -> dict[str, Any]:
    """Values for the base template. The body is looked up only by templates that name it."""
    here = request.get_full_path()
    return {
        "body_name": SimpleLazyObject(site_name),
        "fiction": SimpleLazyObject(is_fiction),
        "language": get_language(),
        "translations": [
            {
                "code": code,
                "name": name,
                "path": addresses.in_language(here, code),
                "url": request.build_absolute_uri(addresses.in_language(here, code)),
            }
            for code, name in settings.LANGUAGES
        ],
        "neutral_url": request.build_absolute_uri(addresses.in_language(here, "")),
    }


def site_name() -> str:
    """The name of the body that runs the site, in the page's language; the product's until there is one."""
    body = Body.objects.filter(own=True).first()
    if body is None:
        return pgettext("name of the site before a body is named", "Tilstede")
    return named(body)


def is_fiction() -> bool:
    """Whether the record is the demo, which every page must say."""
    first = read.event(1)
    return first is not None and first.kind == "demo"


def named(row: Any, field: str = "name") -> str:
    """A name that is kept in several languages, in the page's own, else in bokmål."""
    return str(getattr(row, f"{field}_{get_language()}", "") or getattr(row, f"{field}_nb"))
