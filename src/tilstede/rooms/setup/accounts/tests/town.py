"""A small directory to show: a municipality, its mayor, a council of young people, and their accounts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tilstede.core.account_address import parse
from tilstede.office.models import Account, Body, Finding, Holding, Person, Role

CHECKED = datetime(2026, 11, 20, 9, tzinfo=UTC)


def municipality(**fields: Any) -> Body:
    given = {
        "key": "NO-BRC-310100013",
        "own": True,
        "kind": "municipality",
        "name_nb": "Fjordvik kommune",
        "name_nn": "Fjordvik kommune",
        "name_en": "Fjordvik municipality",
        "url": "https://www.fjordvik.example/",
        "access_email": "innsyn@fjordvik.example",
        "contacts": [{"type": "phone", "value": "+47 00 00 00 00", "hours": "Mon-Fri 09-15"}],
    }
    return Body.objects.create(**{**given, **fields})


def mayor(body: Body) -> Role:
    role = Role.objects.create(
        key="fjordvik/ordforar", body=body, title_nb="Ordfører", title_en="Mayor"
    )
    for name, since, until in (
        ("Kari Nordmann", date(2019, 10, 10), date(2023, 10, 4)),
        ("Ola Bakke", date(2023, 10, 5), None),
    ):
        person = Person.objects.create(key=name.lower().replace(" ", "-"), name=name)
        Holding.objects.create(role=role, person=person, since=since, until=until)
    return role


def account(url: str, *, found: dict[str, Any] | None = None, **fields: Any) -> Account:
    """``found``: of its finding, if it was looked at."""
    told = parse(url)
    row = Account.objects.create(
        url=url, network=told.network, handle=told.handle, address=told.address, **fields
    )
    if found is not None:
        Finding.objects.create(
            account=row, **{"status": "ok", "last_checked": CHECKED, "last_ok": CHECKED, **found}
        )
    return row


def town() -> Body:
    """The whole of it."""
    body = municipality()
    role = mayor(body)
    account(
        "https://social.fjordvik.example/@kommunen",
        body=body,
        found={
            "level": 3,
            "stable_id": "https://social.fjordvik.example/users/kommunen",
            "evidence": [{"code": "own-domain", "detail": "social.fjordvik.example"}],
        },
    )
    account("https://www.youtube.com/@fjordvikkommune", body=body, found={"level": 1})
    account("https://x.com/fjordvikkommune", body=body)
    account("https://bsky.app/profile/tatt.example", body=body, found={"status": "held"})
    account(
        "https://social.fjordvik.example/@ordforar",
        role=role,
        capacity="role",
        found={"level": 3, "status": "quiet"},
    )
    account("https://nett.example/@hemmeleg", role=role, capacity="personal", show=False)
    account("https://gammal.example/@kommunen", body=body, until=date(2024, 5, 18))
    return body
