"""The bodies as search engines read them (schema.org, version 29, 2026)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from stdnum.no import orgnr

from tilstede.core.canonical import dumps
from tilstede.office.models import Body
from tilstede.rooms.setup.accounts.register import Section

#: The organisation numbers of Brønnøysundregistrene: as org-id.guide names them, and by ISO 6523.
_NORWEGIAN: Final = "NO-BRC-"
_ICD: Final = "0192:"
#: In JSON inside a page nothing may end the element it stands in (HTML Living Standard, 4.12.1.3).
_ESCAPED: Final = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def data(sections: Iterable[Section]) -> SafeString:
    """The bodies of a page as JSON-LD, safe inside a `script` element, which holds data and runs nothing."""
    graph = [_organization(section) for section in sections]
    text = dumps({"@context": "https://schema.org", "@graph": graph}).decode()
    return mark_safe(text.translate(_ESCAPED))  # noqa: S308 - every sign that means something to HTML is escaped


def _organization(section: Section) -> dict[str, Any]:
    body = section.body
    names = [body.name_nb, body.name_nn, body.name_se, body.name_en, body.short]
    found: dict[str, Any] = {
        "@type": "GovernmentOrganization",
        "name": str(body),
        "alternateName": [name for name in dict.fromkeys(names) if name and name != str(body)],
        "url": body.url,
        "identifier": body.key,
        "iso6523Code": iso6523(body.key),
        "sameAs": [one.url for one in section.accounts if one.level and one.url],
        "contactPoint": _contacts(body),
    }
    return {name: value for name, value in found.items() if value}


def iso6523(key: str) -> str:
    """The body's organisation number by ISO 6523, or "" where its key holds none."""
    number = key.removeprefix(_NORWEGIAN)
    return f"{_ICD}{number}" if key.startswith(_NORWEGIAN) and orgnr.is_valid(number) else ""


def _contacts(body: Body) -> list[dict[str, str]]:
    found = []
    for row in body.contacts:
        name = {"phone": "telephone", "email": "email"}.get(str(row.get("type", "")))
        if name and row.get("value"):
            said = " ".join(filter(None, (str(row.get("note", "")), str(row.get("hours", "")))))
            found.append(_contact(name, str(row["value"]), said))
    if body.access_email:
        found.append(_contact("email", body.access_email, "", kind="access to records"))
    return found


def _contact(
    name: str, value: str, description: str, kind: str = "customer service"
) -> dict[str, str]:
    found = {"@type": "ContactPoint", "contactType": kind, name: value}
    return {**found, "description": description} if description else found
