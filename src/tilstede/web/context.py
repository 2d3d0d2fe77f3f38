"""What every page knows: whose site it is, and the same page in the other languages."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, pgettext

from tilstede.office import rights
from tilstede.office.models import Body
from tilstede.record import read
from tilstede.web import addresses, appearance, menus
from tilstede.web.unchanged import kept

#: Who may write may also answer, thank and boost what others wrote.
_WRITE: Final = "drafting.change_manuscript"


def page(request: HttpRequest) -> dict[str, Any]:
    """Values for the base template. The body is looked up only by templates that name it."""
    here, language = request.get_full_path(), get_language()
    return {
        "body_name": SimpleLazyObject(lambda: kept(("site", language), site_name)),
        "fiction": SimpleLazyObject(lambda: kept("fiction", fiction)),
        "menu": SimpleLazyObject(lambda: menus.main(request.user)),
        "staff_menu": SimpleLazyObject(lambda: menus.for_staff(request.user)),
        "engages": SimpleLazyObject(lambda: rights.may_somewhere(request.user, _WRITE)),
        "theme": _own("own-theme", appearance.theme()),
        "logo": _own("own-logo", appearance.logo()),
        "statement": settings.ACCESSIBILITY_STATEMENT,
        "sends_mail": bool(settings.MAIL.host),
        "language": language,
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


def _own(name: str, file: appearance.File | None) -> str:
    """The address of the body's own theme or logo; "" when it has set none."""
    return addresses.neutral(name, file.digest) if file else ""


def site_name() -> str:
    """The name of the body that runs the site, in the page's language; the product's until there is one."""
    body = Body.objects.filter(own=True).first()
    if body is None:
        return pgettext("name of the site before a body is named", "Tilstede")
    return named(body)


def fiction() -> str:
    """What every page of the demo must say of itself: "pure", or "mixed" once someone has taken in more than the
    demo's own; "" where the record is no demo."""
    first = read.event(1)
    if first is None or first.kind != "demo":
        return ""
    loaded = next(iter(read.events(after=1, kinds=("demo",), limit=1)), None)
    if loaded is None:
        return "pure"
    more = read.events(after=loaded.number, kinds=("followed", "imported"), limit=1)
    return "mixed" if any(more) else "pure"


def named(row: Any, field: str = "name") -> str:
    """A name that is kept in several languages, in the page's own, else in the first that it has."""
    return str(getattr(row, f"{field}_{get_language()}", "") or row)
