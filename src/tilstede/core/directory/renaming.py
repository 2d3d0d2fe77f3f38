"""What refers to a body or a role, when its id changes or it is to go."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tilstede.core.directory.entries import Body, Directory, Entry, Role, key


def renamed(directory: Directory, old: Entry, new: Entry) -> Directory:
    """The directory with every reference to the old id turned to the new one; the entry itself is left alone."""
    if not isinstance(old, Body | Role) or not isinstance(new, Body | Role) or old.id == new.id:
        return directory
    return Directory(
        [
            _turned(one, ("parent", "complaints_to", "replaced_by"), old.id, new.id)
            for one in directory.bodies
        ],
        [_turned(one, ("body",), old.id, new.id) for one in directory.roles],
        [_turned(one, ("role",), old.id, new.id) for one in directory.holders],
        [_turned(one, ("owner",), old.id, new.id) for one in directory.accounts],
    )


def _turned(entry: Any, fields: tuple[str, ...], old: str, new: str) -> Any:
    turned = {field: new for field in fields if getattr(entry, field) == old}
    return replace(entry, **turned) if turned else entry


def referring(directory: Directory, name: str) -> list[str]:
    """Which entries refer to the body or role of that id, each as people know it."""
    bodies = (
        one.id
        for one in directory.bodies
        if name in (one.parent, one.complaints_to, one.replaced_by)
    )
    roles = (one.id for one in directory.roles if one.body == name)
    holders = (one.person for one in directory.holders if one.role == name)
    accounts = (one.url or key(one) for one in directory.accounts if one.owner == name)
    return [*bodies, *roles, *holders, *accounts]
