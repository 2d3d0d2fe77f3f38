"""A directory out of what was written, and all that is wrong with it, in the order of the lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import msgspec

from tilstede.core.directory import fields, relations
from tilstede.core.directory.entries import PARTS, Directory
from tilstede.core.directory.problems import Problem, Problems
from tilstede.core.directory.written import Fields

#: How codes begin of what is wrong with an id, which other entries may repeat.
_REFERRED: Final = ("orgnr-", "unknown-body", "unknown-role", "unknown-owner")
#: Lines that are told of what stands in several places.
_LINES: Final = 5


def read(
    written: Mapping[str, Sequence[Fields]], found: Sequence[Problem] = ()
) -> tuple[Directory, tuple[Problem, ...]]:
    """The directory, of use only when there is no problem. ``found``: problems that the format had already."""
    problems = Problems(found)
    parts: dict[str, list[Any]] = {
        part: [fields.entry(part, one, problems) for one in written.get(part, ())] for part in PARTS
    }
    directory = Directory(**parts)
    return directory, told_once(between(directory, written, problems))


def between(
    directory: Directory,
    written: Mapping[str, Sequence[Fields]] = MappingProxyType({}),
    found: Sequence[Problem] = (),
) -> tuple[Problem, ...]:
    """What is wrong between entries, and what was ``found`` of each by itself. ``written``: as they were written,
    by list, where that is known."""
    problems = Problems(found)

    def line(part: str, position: int, field: str) -> int:
        return written[part][position].line_of(field) if part in written else 0

    relations.check(directory, line, problems)
    return in_order(problems)


def told_once(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """A wrong number, or an id that nobody has, is told where it stands first, with the lines that refer to it."""
    wrong = {_digits(one.value) for one in problems if one.code.startswith("orgnr-")} - {""}
    problems = [
        one
        for one in problems
        if not (one.code.startswith("unknown-") and _digits(one.value) in wrong)
    ]
    several: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if problem.line and problem.code.startswith(_REFERRED):
            several.setdefault((problem.code, problem.value), []).append(problem)
    first = {id(same[0]): _with_lines(same) for same in several.values() if len(same) > 1}
    again = {id(one) for same in several.values() for one in same[1:]}
    return tuple(first.get(id(one), one) for one in problems if id(one) not in again)


def _digits(value: str) -> str:
    return "".join(sign for sign in value if sign.isdecimal())


def _with_lines(same: Sequence[Problem]) -> Problem:
    told, *rest = same
    lines = ", ".join(str(line) for line in dict.fromkeys(one.line for one in rest[:_LINES]))
    left = {"others": str(len(rest) - _LINES)} if len(rest) > _LINES else {}
    return msgspec.structs.replace(told, more={**told.more, "also": lines, **left})


def in_order(problems: Problems) -> tuple[Problem, ...]:
    """By line, those of a line as they were found."""
    return tuple(sorted(problems, key=lambda problem: problem.line))
