"""What is wrong with a directory, in words for the person who edits it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tilstede.core.directory.problems import Problem


def said(problem: Problem) -> str:
    """With the line, where there is a file: "line 14: 97241785 has 8 digits; an organisation number has 9"."""
    words = sentence(problem)
    if not problem.line:
        return words
    return _("line {line}: {words}").format(line=problem.line, words=words)


def sentence(problem: Problem) -> str:
    """Without the line."""
    if (special := _SPECIAL.get(problem.code)) is not None:
        return special(problem) + _also(problem)
    words = _(_SENTENCES[problem.code])
    said = words.format(value=problem.value, field=problem.field, **problem.more)
    return said + _meant(problem) + _also(problem)


def _meant(problem: Problem) -> str:
    meant = problem.more.get("meant", "")
    return " " + _("Did you mean {word}?").format(word=meant) if meant else ""


def _also(problem: Problem) -> str:
    """Where the same id stands again."""
    lines, others = problem.more.get("also", ""), int(problem.more.get("others", "0"))
    if not lines:
        return ""
    if not others:
        return " " + _("(also on line {lines})").format(lines=lines)
    said = ngettext(
        "(also on line {lines}, and in {count} more place)",
        "(also on line {lines}, and in {count} more places)",
        others,
    )
    return " " + said.format(lines=lines, count=others)


def _digits(problem: Problem) -> str:
    count = int(problem.more.get("digits", "0"))
    return ngettext(
        "{value} has {count} digit; an organisation number has 9",
        "{value} has {count} digits; an organisation number has 9",
        count,
    ).format(value=problem.value, count=count)


def _duplicate(problem: Problem) -> str:
    if line := problem.more.get("line"):
        return _("{value} stands on line {line} already").format(value=problem.value, line=line)
    return _("{value} is in the directory already").format(value=problem.value)


def _own_twice(problem: Problem) -> str:
    said = _("only one body can be this installation's own")
    if line := problem.more.get("line"):
        return said + " " + _("(see line {line})").format(line=line)
    return said


def _overlap(problem: Problem) -> str:
    said = _("{value} belongs to {owner} at the same time").format(
        value=problem.value, owner=problem.more.get("owner", "")
    )
    if line := problem.more.get("line"):
        said += " " + _("(see line {line})").format(line=line)
    return said + ". " + _("Give the earlier one a last day (to) and this one a first (from).")


def _syntax(problem: Problem) -> str:
    said = _("this cannot be read; look at indents, brackets and quotation marks near it")
    detail = problem.more.get("detail")
    return f"{said} ({detail})" if detail else said


_SPECIAL: Final[dict[str, Callable[[Problem], str]]] = {
    "orgnr-length": _digits,
    "duplicate": _duplicate,
    "own-twice": _own_twice,
    "overlap": _overlap,
    "syntax": _syntax,
}

_SENTENCES: Final[dict[str, str]] = {
    "encoding": gettext_noop(
        "the file is not in UTF-8; it looks like {guess}. Save it as UTF-8; in Excel, as CSV UTF-8."
    ),
    "nothing": gettext_noop(
        "the file names nobody at all; what is to be emptied is removed entry by entry, on the pages"
    ),
    "too-large": gettext_noop("the file is larger than {most}"),
    "too-deep": gettext_noop("there are lists within lists here, deeper than anything real"),
    "alias": gettext_noop("this refers to another place in the file (*name); write it out instead"),
    "tag": gettext_noop("{value} is a YAML tag, and is not used here; leave it out"),
    "version": gettext_noop("katalog: {value} is not known; this version reads katalog: 1"),
    "no-columns": gettext_noop("the first row must name the columns; these are missing: {missing}"),
    "cells": gettext_noop(
        "this row has more cells than the {most} columns; is a text without quotation marks?"
    ),
    "not-entries": gettext_noop("{field} should be a list; begin each entry with a dash"),
    "not-fields": gettext_noop("names and values are expected here, such as nb: Fjordvik kommune"),
    "not-text": gettext_noop("{field} should be one text"),
    "not-list": gettext_noop("{field} should be a list; begin each with a dash"),
    "unknown-list": gettext_noop("there is no list called {value}."),
    "unknown-field": gettext_noop("there is no field called {value}."),
    "twice": gettext_noop("{field} stands twice"),
    "missing": gettext_noop("{field} is missing"),
    "too-long": gettext_noop("{field} is longer than {most} characters"),
    "control": gettext_noop("there is a sign here that is no text: {value}"),
    "flag": gettext_noop("{field} should be yes or no"),
    "date": gettext_noop("{value} is not a day; write it as 2026-11-22"),
    "dates": gettext_noop("the last day, {value}, is before the first, {from}"),
    "language": gettext_noop("{value} is not a language code; write nb, nn, se or en"),
    "language-no": gettext_noop("{value} is not a language: write nb (bokmål) or nn (nynorsk)"),
    "name-language": gettext_noop("names are given in nb, nn, se and en, not in {value}"),
    "choice": gettext_noop("{field} should be one of {allowed}, not {value}."),
    "campaign": gettext_noop("campaign accounts are not taken in; leave the entry out"),
    "id": gettext_noop(
        "{value} cannot be used as an id; use letters from a to z, digits and . _ : / -"
    ),
    "orgnr-digits": gettext_noop(
        "{value} holds something else than digits; an organisation number has 9 digits"
    ),
    "orgnr-check": gettext_noop(
        "{value} is not an organisation number: its last digit does not fit the others"
    ),
    "orgnr-bare": gettext_noop(
        "write an organisation number with NO-BRC- before it: NO-BRC-{value}"
    ),
    "orgnr-prefix": gettext_noop("write NO-BRC- in capitals: {value}"),
    "number-zero": gettext_noop(
        "{value} has lost its leading zero; write the number of a municipality with 4 digits, in quotation marks"
    ),
    "number": gettext_noop("{value} is not the number of a municipality or a county"),
    "web": gettext_noop("{value} is not a web address; it begins with https://"),
    "email": gettext_noop("{value} is not an e-mail address"),
    "wikidata": gettext_noop("{value} is not a Wikidata id; they look like Q42"),
    "not-an-address": gettext_noop(
        "{value} is not the address of an account; paste it from the browser"
    ),
    "no-account": gettext_noop(
        "{value} is a page of the network and nobody's account; paste the profile's address"
    ),
    "unknown-body": gettext_noop("there is no body {value} in the directory."),
    "unknown-role": gettext_noop("there is no role {value} in the directory."),
    "unknown-owner": gettext_noop("there is no body and no role {value} in the directory."),
    "circle": gettext_noop("{value} lies within itself: {path}"),
    "person-name": gettext_noop("the same person_id is called {name} elsewhere, and {value} here"),
    "person-same": gettext_noop(
        "{value} and {name} look like one person; give one of them a person_id"
    ),
    "person-which": gettext_noop("several people are called {value}; say which by person_id"),
    "personal-whose": gettext_noop("a personal account must say whose it is: person"),
    "referred": gettext_noop("{value} is still used by {by}"),
    "not-there": gettext_noop("{value} is no longer in the directory"),
}
