"""The body's directory: bodies, people, roles with dates, and accounts, from plain data."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tilstede.core.account_address import parse
from tilstede.office.models import Account, Body, Grant, Holding, Person, Role, User


@transaction.atomic
def load(data: dict[str, Any]) -> None:
    """Add or update everything named in ``data`` (keys ``own bodies people roles holdings accounts users``).

    :raises KeyError: an entry refers to another that is not there.
    :raises ValueError: there is no such right.
    """
    bodies = {row["key"]: _body(row) for row in data.get("bodies", ())}
    for row in data.get("bodies", ()):
        if row.get("parent"):
            bodies[row["key"]].parent = bodies[row["parent"]]
            bodies[row["key"]].save()
    if "own" in data:
        Body.objects.filter(key=data["own"]).update(own=True)
    people = {row["key"]: _person(row) for row in data.get("people", ())}
    roles = {row["key"]: _role(row, bodies) for row in data.get("roles", ())}
    for row in data.get("holdings", ()):
        Holding.objects.get_or_create(
            role=roles[row["role"]],
            person=people[row["person"]],
            since=row.get("since"),
            defaults={"until": row.get("until")},
        )
    for row in data.get("accounts", ()):
        _account(row, bodies, roles, people)
    for row in data.get("users", ()):
        _user(row)


def _in_three(row: dict[str, Any], field: str) -> dict[str, str]:
    said = row[field]
    return {f"{field}_{code}": said.get(code, "") for code in ("nb", "nn", "en")}


def _body(row: dict[str, Any]) -> Body:
    return Body.objects.update_or_create(
        key=row["key"],
        defaults={"kind": row.get("kind", ""), "url": row.get("url", ""), **_in_three(row, "name")},
    )[0]


def _person(row: dict[str, Any]) -> Person:
    return Person.objects.update_or_create(key=row["key"], defaults={"name": row["name"]})[0]


def _role(row: dict[str, Any], bodies: dict[str, Body]) -> Role:
    return Role.objects.update_or_create(
        key=row["key"], defaults={"body": bodies[row["body"]], **_in_three(row, "title")}
    )[0]


def _account(
    row: dict[str, Any], bodies: dict[str, Body], roles: dict[str, Role], people: dict[str, Person]
) -> None:
    owner: dict[str, Any] = {}
    if "body" in row:
        owner["body"] = bodies[row["body"]]
    if "role" in row:
        owner["role"] = roles[row["role"]]
    if "person" in row:
        owner["person"] = people[row["person"]]
    Account.objects.update_or_create(
        network=row["network"],
        native_id=row["id"],
        defaults={
            "handle": row.get("handle", ""),
            "url": row.get("url", ""),
            "address": parse(row["url"]).address if row.get("url") else "",
            "capacity": row.get("capacity", "official"),
            **owner,
        },
    )


def _user(row: dict[str, Any]) -> None:
    if User.objects.filter(email=row["email"]).exists():
        return
    user = User.objects.create_user(row["email"], row["password"], name=row.get("name", ""))
    for right in row.get("rights", ()):
        Grant.objects.create(user=user, right=Grant.Right(right))
