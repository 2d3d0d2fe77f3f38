"""A table of accounts may name owners that are not there yet: they are made, as far as the table tells of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tilstede.core.directory.difference import known_again
from tilstede.core.directory.entries import Account, Body, Directory, Names, Role


def completed(
    standing: Directory,
    accounts: Sequence[Account],
    names: Mapping[str, str],
    columns: Sequence[str],
) -> Directory:
    """The directory that stands, with these accounts in place of its own.

    ``names``: owner -> name, for owners that are not known. ``columns``: what the table tells of an account; all else
    stays as it stands.
    """
    bodies, roles = list(standing.bodies), list(standing.roles)
    known = {body.id for body in bodies} | {role.id for role in roles}
    for owner, name in names.items():
        if owner in known:
            continue
        if "/" in owner and not owner.startswith("NO-BRC-"):
            body = _body_of(owner, bodies)
            if body not in known:
                bodies.append(Body(id=body, name=Names(nb=body)))
                known.add(body)
            roles.append(Role(id=owner, body=body, title=Names(nb=name)))
        else:
            bodies.append(Body(id=owner, name=Names(nb=name)))
        known.add(owner)
    told = _with_rest(standing.accounts, accounts, columns)
    return Directory(bodies, roles, standing.holders, told)


def _body_of(role: str, bodies: Sequence[Body]) -> str:
    """The body a role such as ``kyd/statsrad`` lies in: the one that is called ``kyd``, or a new one."""
    word = role.partition("/")[0]
    return next((body.id for body in bodies if word in (body.id, body.short)), word)


def _with_rest(
    old: Sequence[Account], new: Sequence[Account], columns: Sequence[str]
) -> list[Account]:
    told = {"found", *({"from": "since", "to": "until"}.get(name, name) for name in columns)}
    rest = [name for name in Account.__struct_fields__ if name not in told]
    before = known_again(old, new)
    return [
        msgspec.structs.replace(one, **{name: getattr(old[before[place]], name) for name in rest})
        if place in before
        else one
        for place, one in enumerate(new)
    ]
