"""The directory: bodies, roles and people, each with the accounts that the public is shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from msgspec import UNSET
from msgspec.structs import asdict

from tilstede.office import models
from tilstede.rooms.follow.api import directory_shapes as shapes
from tilstede.rooms.follow.api import paging, problems
from tilstede.rooms.follow.api.addresses import Addresses
from tilstede.rooms.follow.api.parameters import ByKey, Nothing
from tilstede.rooms.follow.api.shaping import web
from tilstede.rooms.follow.who import accounts as who
from tilstede.web.context import named

_LANGUAGES = ("nb", "nn", "se", "en")


def bodies(asked: ByKey, addresses: Addresses) -> shapes.Bodies:
    """All bodies."""
    page = _page(models.Body.objects.select_related("parent"), asked)
    told = tuple(_body(row, addresses) for row in page.some)
    return shapes.Bodies(bodies=told, **page.links(addresses))


def body(asked: Nothing, addresses: Addresses, key: str) -> shapes.Body:
    """One body."""
    row = _the(models.Body.objects.select_related("parent"), key)
    return shapes.Body(
        **asdict(_body(row, addresses)),
        access_email=row.access_email,
        complaints_to=row.complaints_to,
        replaced_by=row.replaced_by,
        other_names=tuple(row.other_names),
        contacts=tuple(_contact(one) for one in row.contacts),
        units=tuple(_to_body(one, addresses) for one in row.units.order_by("key")),
        roles=tuple(_to_role(one, addresses) for one in row.roles.order_by("key")),
        accounts=_accounts(Q(body=row), addresses),
    )


def roles(asked: ByKey, addresses: Addresses) -> shapes.Roles:
    """All roles."""
    page = _page(models.Role.objects.select_related("body"), asked)
    told = tuple(_role(row, addresses) for row in page.some)
    return shapes.Roles(roles=told, **page.links(addresses))


def role(asked: Nothing, addresses: Addresses, key: str) -> shapes.Role:
    """One role."""
    row = _the(models.Role.objects.select_related("body"), key)
    return shapes.Role(
        **asdict(_role(row, addresses)),
        holders=_holders(row.holdings, addresses),
        accounts=_accounts(Q(role=row), addresses),
    )


def people(asked: ByKey, addresses: Addresses) -> shapes.People:
    """All people."""
    page = _page(_public_people(), asked)
    told = tuple(_person(row, addresses) for row in page.some)
    return shapes.People(people=told, **page.links(addresses))


def person(asked: Nothing, addresses: Addresses, key: str) -> shapes.Person:
    """One person."""
    row = _the(_public_people(), key)
    return shapes.Person(
        **asdict(_person(row, addresses)),
        held=_holders(row.holdings, addresses),
        accounts=_accounts(Q(person=row), addresses),
    )


def _public_people() -> QuerySet[models.Person]:
    """Those who hold or held a role, or have an account that is shown; not the owner of a hidden one alone."""
    held = models.Holding.objects.filter(person=OuterRef("pk"))
    shown = models.Account.objects.filter(person=OuterRef("pk"), show=True)
    return models.Person.objects.filter(Exists(held) | Exists(shown))


def _page(rows: QuerySet[Any], asked: ByKey) -> paging.Page[Any]:
    """A page of rows, by key."""
    ordered = rows.order_by("key")
    if asked.after is UNSET:
        some, before = list(ordered[: asked.limit + 1]), []
    else:
        some = list(ordered.filter(key__gt=asked.after)[: asked.limit + 1])
        earlier = rows.filter(key__lte=asked.after).order_by("-key").values_list("key", flat=True)
        before = list(earlier[: asked.limit + 1])
    further = len(some) > asked.limit
    some = some[: asked.limit]
    previous = {"after": before[asked.limit]} if len(before) > asked.limit else {}
    return paging.Page(
        some, {"after": some[-1].key} if further else None, previous if before else None
    )


def _the(rows: QuerySet[Any], key: str) -> Any:
    """:raises Refused: there is none."""
    row = rows.filter(key=key).first() if "\0" not in key else None
    if row is None:
        raise problems.not_found()
    return row


def _body(row: models.Body, addresses: Addresses) -> shapes.BodyEntry:
    return shapes.BodyEntry(
        key=row.key,
        name=named(row),
        names=_names(row, "name"),
        short=row.short,
        kind=row.kind,
        own=row.own,
        parent=row.parent.key if row.parent else None,
        number=row.number,
        county=row.county,
        language_form=row.language_form,
        website=web(row.url),
        since=row.since,
        until=row.until,
        wikidata=row.wikidata,
        addresses=_addresses("body", row.key, addresses),
    )


def _role(row: models.Role, addresses: Addresses) -> shapes.RoleEntry:
    return shapes.RoleEntry(
        key=row.key,
        title=named(row, "title"),
        titles=_names(row, "title"),
        kind=row.kind,
        body=_to_body(row.body, addresses),
        since=row.since,
        until=row.until,
        wikidata=row.wikidata,
        addresses=_addresses("role", row.key, addresses),
    )


def _person(row: models.Person, addresses: Addresses) -> shapes.PersonEntry:
    return shapes.PersonEntry(
        key=row.key,
        name=row.name,
        wikidata=row.wikidata,
        addresses=_addresses("person", row.key, addresses),
    )


def _names(row: Any, field: str) -> dict[str, str]:
    return {code: said for code in _LANGUAGES if (said := getattr(row, f"{field}_{code}"))}


def _addresses(kind: str, key: str, addresses: Addresses) -> shapes.EntryAddresses:
    return shapes.EntryAddresses(
        self=addresses.of(f"api-{kind}", key), page=addresses.of(kind, key)
    )


def _to_body(row: models.Body, addresses: Addresses) -> shapes.Reference:
    return shapes.Reference(key=row.key, name=named(row), address=addresses.of("api-body", row.key))


def _to_role(row: models.Role, addresses: Addresses) -> shapes.Reference:
    return shapes.Reference(
        key=row.key, name=named(row, "title"), address=addresses.of("api-role", row.key)
    )


def _holders(rows: Any, addresses: Addresses) -> tuple[shapes.Holder, ...]:
    """The latest first; those of unknown days last."""
    held: Iterable[models.Holding] = rows.select_related("person", "role")
    return tuple(
        shapes.Holder(
            person=shapes.Reference(
                key=one.person.key,
                name=one.person.name,
                address=addresses.of("api-person", one.person.key),
            ),
            role=_to_role(one.role, addresses),
            party=one.party,
            since=one.since,
            until=one.until,
        )
        for one in sorted(held, key=lambda one: (one.since or date.min, one.id), reverse=True)
    )


def _contact(told: dict[str, str]) -> shapes.Contact:
    return shapes.Contact(**{name: told.get(name, "") for name in shapes.Contact.__struct_fields__})


def _accounts(wanted: Q, addresses: Addresses) -> tuple[shapes.ListedAccount, ...]:
    return tuple(_account(one, addresses) for one in who.listed(wanted))


def _account(one: who.Listed, addresses: Addresses) -> shapes.ListedAccount:
    row = one.account
    finding = getattr(row, "finding", None)
    return shapes.ListedAccount(
        network=row.network,
        handle=row.handle,
        url=row.url,
        native_id=row.native_id,
        capacity=row.capacity,
        language=row.language,
        since=row.since,
        until=row.until,
        level=cast("Any", one.level),
        status=finding.status if finding else models.Finding.Status.UNCHECKED.value,
        account=addresses.of("api-account", one.author) if one.author else None,
    )
