"""What is wrong with a directory, in words for the person who edits it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.utils.translation import ngettext

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
        return special(problem)
    words = _(_SENTENCES[problem.code])
    return words.format(value=problem.value, field=problem.field, **problem.more) + _meant(problem)


def _meant(problem: Problem) -> str:
    meant = problem.more.get("meant", "")
    return " " + _("Did you mean {word}?").format(word=meant) if meant else ""


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
    "encoding": noop(
        "the file is not in UTF-8; it looks like {guess}. In Excel, save it as CSV UTF-8."
    ),
    "too-large": noop("the file is larger than {most}"),
    "too-deep": noop("there are lists within lists here, deeper than anything real"),
    "alias": noop("this refers to another place in the file (*name); write it out instead"),
    "tag": noop("{value} is a YAML tag, and is not used here; leave it out"),
    "version": noop("katalog: {value} is not known; this version reads katalog: 1"),
    "no-columns": noop("the first row must name the columns; these are missing: {missing}"),
    "cells": noop(
        "this row has more cells than the {most} columns; is a text without quotation marks?"
    ),
    "not-entries": noop("{field} should be a list; begin each entry with a dash"),
    "not-fields": noop("names and values are expected here, such as nb: Fjordvik kommune"),
    "not-text": noop("{field} should be one text"),
    "not-list": noop("{field} should be a list; begin each with a dash"),
    "unknown-list": noop("there is no list called {value}."),
    "unknown-field": noop("there is no field called {value}."),
    "twice": noop("{field} stands twice"),
    "missing": noop("{field} is missing"),
    "too-long": noop("{field} is longer than {most} characters"),
    "control": noop("there is a sign here that is no text: {value}"),
    "flag": noop("{field} should be yes or no"),
    "date": noop("{value} is not a day; write it as 2026-11-22"),
    "dates": noop("the last day, {value}, is before the first, {from}"),
    "language": noop("{value} is not a language code; write nb, nn, se or en"),
    "language-no": noop("{value} is not a language: write nb (bokmål) or nn (nynorsk)"),
    "name-language": noop("names are given in nb, nn, se and en, not in {value}"),
    "choice": noop("{field} should be one of {allowed}, not {value}."),
    "campaign": noop("campaign accounts are not taken in; leave the entry out"),
    "id": noop("{value} cannot be used as an id; use letters from a to z, digits and . _ : / -"),
    "orgnr-digits": noop(
        "{value} holds something else than digits; an organisation number has 9 digits"
    ),
    "orgnr-check": noop(
        "{value} is not an organisation number: its last digit does not fit the others"
    ),
    "orgnr-bare": noop("write an organisation number with NO-BRC- before it: NO-BRC-{value}"),
    "orgnr-prefix": noop("write NO-BRC- in capitals: {value}"),
    "number-zero": noop(
        "{value} has lost its leading zero; write the number of a municipality with 4 digits, in quotation marks"
    ),
    "number": noop("{value} is not the number of a municipality or a county"),
    "web": noop("{value} is not a web address; it begins with https://"),
    "email": noop("{value} is not an e-mail address"),
    "wikidata": noop("{value} is not a Wikidata id; they look like Q42"),
    "not-an-address": noop("{value} is not the address of an account; paste it from the browser"),
    "no-account": noop(
        "{value} is a page of the network and nobody's account; paste the profile's address"
    ),
    "unknown-body": noop("there is no body {value} in the directory."),
    "unknown-role": noop("there is no role {value} in the directory."),
    "unknown-owner": noop("there is no body and no role {value} in the directory."),
    "circle": noop("{value} lies within itself: {path}"),
    "person-name": noop("the same person_id is called {name} elsewhere, and {value} here"),
    "person-same": noop("{value} and {name} look like one person; give one of them a person_id"),
    "person-which": noop("several people are called {value}; say which by person_id"),
    "personal-whose": noop("a personal account must say whose it is: person"),
    "referred": noop("{value} is still used by {by}"),
    "not-there": noop("{value} is no longer in the directory"),
}
