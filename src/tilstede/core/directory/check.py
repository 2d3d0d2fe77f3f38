"""A directory out of what was written, and all that is wrong with it, in the order of the lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

    def line(part: str, position: int, field: str) -> int:
        return written[part][position].line_of(field)

    relations.check(directory, line, problems)
    return directory, in_order(problems)


def between(directory: Directory) -> tuple[Problem, ...]:
    """What is wrong between entries that are in order each by itself."""
    problems = Problems()
    relations.check(directory, lambda part, position, field: 0, problems)
    return in_order(problems)


def in_order(problems: Problems) -> tuple[Problem, ...]:
    """By line, those of a line as they were found."""
    return tuple(sorted(problems, key=lambda problem: problem.line))
