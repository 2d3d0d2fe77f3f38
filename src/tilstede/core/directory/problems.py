"""What can be wrong with a directory. Codes are stable; the words for people lie with the pages."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

import msgspec

#: code -> what it says, in English for developers. ``more`` of a Problem holds what is named here in brackets; of an id
#: that stands in several places also the lines that follow (``also``), and how many more there are (``others``).
CODES: Final[dict[str, str]] = {
    "encoding": "the file is not UTF-8 [guess]",
    "syntax": "the file is not of its format [detail]",
    "nothing": "the file holds no entry at all",
    "too-large": "the file is larger than what is taken in [most]",
    "too-deep": "lists within lists beyond anything real",
    "alias": "YAML anchors and aliases are not used",
    "tag": "YAML tags are not used",
    "version": "the file is of another version of the format",
    "no-columns": "the first row does not name the columns [missing]",
    "cells": "the row has more cells than there are columns [most]",
    "not-entries": "a list of entries is expected here",
    "not-fields": "an entry, with names and values, is expected here",
    "not-text": "one value is expected here",
    "not-list": "a list is expected here",
    "unknown-list": "there is no such list [meant]",
    "unknown-field": "there is no such field [meant]",
    "twice": "the field stands twice",
    "missing": "the field must be given",
    "too-long": "the text is too long [most]",
    "control": "the text holds a control character",
    "flag": "yes or no is expected",
    "date": "a day is expected, as 2026-11-22",
    "dates": "the last day is before the first [from]",
    "language": "not a language code",
    "language-no": "`no` is no language: nb or nn",
    "name-language": "names are given in nb, nn, se, en",
    "choice": "another word is expected [allowed, meant]",
    "campaign": "campaign accounts are not taken in",
    "id": "not an id: letters a-z, digits and . _ : / -",
    "orgnr-length": "an organisation number has 9 digits [digits]",
    "orgnr-digits": "an organisation number has digits only",
    "orgnr-check": "the check digit of the organisation number is wrong",
    "orgnr-bare": "an organisation number is written with NO-BRC- before it",
    "orgnr-prefix": "the prefix is written NO-BRC-",
    "number-zero": "a kommunenummer has 4 digits, a fylkesnummer 2",
    "number": "not a number of a municipality or county",
    "web": "not a web address",
    "email": "not an e-mail address",
    "wikidata": "not a Wikidata id, as Q42",
    "not-an-address": "not the address of an account",
    "no-account": "the address is of a known network, and nobody's account",
    "duplicate": "another entry has the same id [line]",
    "own-twice": "only one body can be the installation's own [line]",
    "unknown-body": "no body has that id [meant]",
    "unknown-role": "no role has that id [meant]",
    "unknown-owner": "no body and no role has that id [meant]",
    "circle": "a body would lie within itself [path]",
    "overlap": "the account has another owner at the same time [line, owner]",
    "person-name": "the same person_id has another name elsewhere [name, line]",
    "person-same": "two different names make the same id: give one a person_id [name, line]",
    "person-which": "several people have that name: use the person_id",
    "personal-whose": "a personal account must say whose it is",
    "referred": "others refer to it [by]",
    "not-there": "there is no such entry",
}


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong. ``line``: in the file, from 1; 0 where there is no file. ``more``: see CODES."""

    code: str
    line: int = 0
    field: str = ""
    value: str = ""
    more: dict[str, str] = {}


class Problems(list[Problem]):
    """All that is wrong, as it is found."""

    def add(self, code: str, line: int, field: str = "", value: str = "", **more: object) -> None:
        """Note one. ``code``: of CODES."""
        assert code in CODES, code
        said = {name.rstrip("_"): str(value) for name, value in more.items() if str(value)}
        self.append(Problem(code, line, field, value, said))


def meant(word: str, among: Iterable[str]) -> str:
    """What was probably meant by a word that is none of these, or ``""``."""
    return next(iter(get_close_matches(word, list(among), 1, 0.6)), "")
