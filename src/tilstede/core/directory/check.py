"""A directory out of what was written, and all that is wrong with it, in the order of the lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from tilstede.core.directory import fields, relations
from tilstede.core.directory.entries import PARTS, Directory
from tilstede.core.directory.problems import Problem, Problems
from tilstede.core.directory.written import Fields


def read(
    written: Mapping[str, Sequence[Fields]], found: Sequence[Problem] = ()
) -> tuple[Directory, tuple[Problem, ...]]:
    """The directory, of use only when there is no problem. ``found``: problems that the format had already."""
    problems = Problems(found)
    parts: dict[str, list[Any]] = {
        part: [fields.entry(part, one, problems) for one in written.get(part, ())] for part in PARTS
    }
    directory = Directory(**parts)
    return directory, between(directory, written, problems)


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


def in_order(problems: Problems) -> tuple[Problem, ...]:
    """By line, those of a line as they were found."""
    return tuple(sorted(problems, key=lambda problem: problem.line))
