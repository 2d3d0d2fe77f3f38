"""What must hold between entries: what they refer to is there, and no account has two owners at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from tilstede.core.directory.entries import Account, Body, Directory, Entry, key, person_key
from tilstede.core.directory.problems import Problems, meant
from tilstede.core.directory.values import PREFIX

#: Where a field of an entry stands: part, position in it, name of the field -> line.
Line = Callable[[str, int, str], int]
_FIRST: Final = date.min
_LAST: Final = date.max


def check(directory: Directory, line: Line, problems: Problems) -> None:
    """Note all that does not hold."""
    _duplicates(directory, line, problems)
    _own(directory, line, problems)
    _references(directory, line, problems)
    _circles(directory, line, problems)
    _people(directory, line, problems)
    _overlaps(directory.accounts, line, problems)


def _duplicates(directory: Directory, line: Line, problems: Problems) -> None:
    owners: dict[str, int] = {}
    for part, field in (("bodies", "id"), ("roles", "id")):
        _once(part, field, directory.part(part), owners, line, problems)
    for part, field in (("holders", "role"), ("accounts", "url")):
        _once(part, field, directory.part(part), {}, line, problems)


def _once(
    part: str,
    field: str,
    entries: Iterable[Entry],
    seen: dict[str, int],
    line: Line,
    problems: Problems,
) -> None:
    for position, entry in enumerate(entries):
        name = key(entry)
        if not name.strip("|"):
            continue
        here = line(part, position, field)
        if name in seen:
            said = entry.url if isinstance(entry, Account) else name.split("|", maxsplit=1)[0]
            problems.add("duplicate", here, field, said, line_=seen[name] or "")
        else:
            seen[name] = here


def _own(directory: Directory, line: Line, problems: Problems) -> None:
    own = [position for position, body in enumerate(directory.bodies) if body.own]
    for position in own[1:]:
        first = line("bodies", own[0], "own")
        body = directory.bodies[position]
        problems.add(
            "own-twice", line("bodies", position, "own"), "own", body.id, line_=first or ""
        )


def _references(directory: Directory, line: Line, problems: Problems) -> None:
    bodies = {body.id for body in directory.bodies}
    roles = {role.id for role in directory.roles}
    owners = bodies | roles
    refer = _Referring(line, problems)
    for position, body in enumerate(directory.bodies):
        refer.to(bodies, "unknown-body", ("bodies", position, "parent"), body.parent)
        for field, other in (
            ("complaints_to", body.complaints_to),
            ("replaced_by", body.replaced_by),
        ):
            if not other.startswith(PREFIX):  # a number is known outside the file too
                refer.to(bodies, "unknown-body", ("bodies", position, field), other)
    for position, role in enumerate(directory.roles):
        refer.to(bodies, "unknown-body", ("roles", position, "body"), role.body)
    for position, holder in enumerate(directory.holders):
        refer.to(roles, "unknown-role", ("holders", position, "role"), holder.role)
    for position, account in enumerate(directory.accounts):
        refer.to(owners, "unknown-owner", ("accounts", position, "owner"), account.owner)


class _Referring:
    def __init__(self, line: Line, problems: Problems) -> None:
        self._line = line
        self._problems = problems

    def to(self, known: set[str], code: str, where: tuple[str, int, str], name: str) -> None:
        if name and name not in known:
            near = meant(name, known) if len(self._problems) < _GUESSES else ""
            self._problems.add(code, self._line(*where), where[2], name, meant=near)


#: After so many problems nobody reads the guesses, and each costs a look at all that is known.
_GUESSES: Final = 50


def _circles(directory: Directory, line: Line, problems: Problems) -> None:
    parents = {body.id: body.parent for body in directory.bodies if body.parent}
    free: set[str] = set()
    for position, body in enumerate(directory.bodies):
        path: dict[str, None] = {}
        here = body.id
        while here in parents and here not in free and here not in path:
            path[here] = None
            here = parents[here]
        if here in path and here not in free:
            ring = list(path)[list(path).index(here) :]
            said = " → ".join((*ring, here))
            problems.add("circle", line("bodies", position, "parent"), "parent", body.id, path=said)
        free.update(path)


def _people(directory: Directory, line: Line, problems: Problems) -> None:
    """One id, one name; and a name that several have does not say which of them is meant."""
    known: dict[str, tuple[str, int]] = {}
    shared = _shared(directory)
    for part in ("holders", "accounts"):
        for position, entry in enumerate(directory.part(part)):
            if not entry.person:
                continue
            here = line(part, position, "person")
            name, at = known.setdefault(
                person_key(entry.person, entry.person_id), (entry.person, here)
            )
            if name != entry.person:
                code = "person-name" if entry.person_id else "person-same"
                problems.add(code, here, "person", entry.person, name=name, line_=at or "")
            elif part == "accounts" and not entry.person_id and entry.person in shared:
                problems.add("person-which", here, "person", entry.person)


def _shared(directory: Directory) -> set[str]:
    """Names that several people have."""
    named: dict[str, set[str]] = defaultdict(set)
    for holder in directory.holders:
        named[holder.person].add(person_key(holder.person, holder.person_id))
    return {name for name, people in named.items() if len(people) > 1}


def _overlaps(accounts: list[Account], line: Line, problems: Problems) -> None:
    for same in _of_one_address(accounts):
        for (_, before), (since, after) in pairwise(sorted(same)):
            if since <= (accounts[before].until or _LAST):
                first, second = sorted((before, after))
                one, other = accounts[first], accounts[second]
                if key(one) != key(other):
                    at = line("accounts", first, "url") or ""
                    here = line("accounts", second, "url")
                    problems.add("overlap", here, "url", other.url, owner=one.owner, line_=at)


def _of_one_address(accounts: list[Account]) -> Iterable[list[tuple[date, int]]]:
    """The rows of each account that has several: from which day, and where they stand. Most have one."""
    first: dict[str, int] = {}
    rows: dict[str, list[int]] = {}
    for position, account in enumerate(accounts):
        address = account.found.address
        if address and (before := first.setdefault(address, position)) != position:
            rows.setdefault(address, [before]).append(position)
    return [[(accounts[at].since or _FIRST, at) for at in same] for same in rows.values()]


def bodies_by_depth(bodies: Iterable[Body]) -> Iterator[list[Body]]:
    """Groups of bodies in which every parent comes in a group before its units."""
    waiting = list(bodies)
    ids = {body.id for body in waiting}
    placed: set[str] = set()
    while waiting:
        ready = [one for one in waiting if one.parent not in ids or one.parent in placed]
        if not ready:
            raise ValueError("a body lies within itself")
        yield ready
        placed.update(body.id for body in ready)
        waiting = [body for body in waiting if body.id not in placed]
