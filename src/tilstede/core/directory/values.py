"""How one value is understood. A reader gives the value, or None when it noted what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from stdnum.no import orgnr

from tilstede.core.account_address import NotAnAccount, parse
from tilstede.core.directory.entries import LANGUAGES, Contact, Names
from tilstede.core.directory.problems import Problems, meant
from tilstede.core.directory.written import Fields, Several, Text, Value

#: Reads a value that stands in the field of that name.
Reader = Callable[[Value, str, Problems], Any]

PREFIX: Final = "NO-BRC-"
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]*")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
_QID: Final = re.compile(r"Q[1-9]\d*")
_WEB: Final = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_MAIL: Final = re.compile(r"[^\s@]+@[^\s@/]+\.[^\s@./]+")
_NUMBER: Final = re.compile(r"[A-Za-z0-9]{1,8}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TRUTHS: Final = {
    **dict.fromkeys(("yes", "true", "on", "y"), True),
    **dict.fromkeys(("no", "false", "off", "n"), False),
}


def text(most: int) -> Reader:
    """Any words, at most so many characters."""

    def read(value: Value, name: str, problems: Problems) -> str | None:
        if not isinstance(value, Text):
            problems.add("not-text", value.line, name)
            return None
        if len(value.text) > most:
            problems.add("too-long", value.line, name, value.text[:60], most=most)
            return None
        if _CONTROL.search(value.text):
            problems.add("control", value.line, name, repr(value.text[:60]))
            return None
        return value.text

    return read


def shaped(pattern: re.Pattern[str], code: str, most: int) -> Reader:
    """Words of a certain form. ``code``: the problem when they are not."""
    words = text(most)

    def read(value: Value, name: str, problems: Problems) -> str | None:
        said: str | None = words(value, name, problems)
        if said is not None and not pattern.fullmatch(said):
            problems.add(code, value.line, name, said)
            return None
        return said

    return read


def choice(*allowed: str) -> Reader:
    """One of a few words."""
    words = text(200)

    def read(value: Value, name: str, problems: Problems) -> str | None:
        said: str | None = words(value, name, problems)
        if said is None or said in allowed:
            return said
        code = "campaign" if said == "campaign" else "choice"
        problems.add(
            code, value.line, name, said, allowed=", ".join(allowed), meant=meant(said, allowed)
        )
        return None

    return read


_some_words: Final = text(500)
web: Final = shaped(_WEB, "web", 500)
email: Final = shaped(_MAIL, "email", 254)
wikidata: Final = shaped(_QID, "wikidata", 20)
slug: Final = shaped(_ID, "id", 120)


def org_id(value: Value, name: str, problems: Problems) -> str | None:
    """An organisation number written ``NO-BRC-972417858`` (org-id.guide), any other org-id, or an own word."""
    said: str | None = _some_words(value, name, problems)
    if said is None:
        return None
    digits = said.replace(" ", "")
    if digits.isdecimal():
        code = "orgnr-bare" if len(digits) == 9 else "orgnr-length"
        problems.add(code, value.line, name, said, digits=len(digits))
        return None
    if said.upper().startswith(PREFIX):
        return said if _is_orgnr(said, value, name, problems) else None
    read: str | None = slug(value, name, problems)
    return read


def _is_orgnr(said: str, value: Value, name: str, problems: Problems) -> bool:
    """Nine digits, the last a check digit, modulo 11 (Brønnøysundregistrene)."""
    number = said[len(PREFIX) :]
    if not number.isdecimal():
        problems.add("orgnr-digits", value.line, name, number)
    elif len(number) != 9:
        problems.add("orgnr-length", value.line, name, number, digits=len(number))
    elif not orgnr.is_valid(number):
        problems.add("orgnr-check", value.line, name, number)
    elif not said.startswith(PREFIX):
        problems.add("orgnr-prefix", value.line, name, said)
    else:
        return True
    return False


def flag(value: Value, name: str, problems: Problems) -> bool | None:
    """Yes or no, as YAML 1.1 has them (yaml.org/type/bool.html)."""
    said = value.text.lower() if isinstance(value, Text) else ""
    if said not in _TRUTHS:
        problems.add("flag", value.line, name, value.text if isinstance(value, Text) else "")
        return None
    return _TRUTHS[said]


def day(value: Value, name: str, problems: Problems) -> date | None:
    """A day of the calendar, as 2026-11-22."""
    said = value.text if isinstance(value, Text) else ""
    if _DAY.fullmatch(said):
        try:
            return date.fromisoformat(said)
        except ValueError:
            pass  # the 31st of February: said below
    problems.add("date", value.line, name, said[:60])
    return None


def language(value: Value, name: str, problems: Problems) -> str | None:
    """A language code (BCP 47). YAML reads a bare ``no`` as false, and Norwegian has two written forms."""
    said = value.text if isinstance(value, Text) else ""
    if said.lower() in _TRUTHS:
        problems.add("language-no", value.line, name, said)
    elif len(said) > 8 or not _LANGUAGE.fullmatch(said):
        problems.add("language", value.line, name, said[:60])
    else:
        return said
    return None


def names(value: Value, name: str, problems: Problems) -> Names | None:
    """A name by language."""
    if not isinstance(value, Fields):
        problems.add("not-fields", value.line, name)
        return None
    words, said = text(300), {}
    for code, written in value.values.items():
        if isinstance(written, Text) and written.empty:
            continue
        if code in LANGUAGES:
            said[code] = words(written, f"{name}.{code}", problems) or ""
        else:
            wrong = "language-no" if code.lower() in _TRUTHS else "name-language"
            problems.add(wrong, written.line, name, code)
    if not any(said.values()):
        problems.add("missing", value.line, name)
        return None
    return Names(**said)


def number(value: Value, name: str, problems: Problems) -> str | None:
    """Kommunenummer (4 digits) or fylkesnummer (2), as written; another country's up to 8 signs."""
    said = value.text if isinstance(value, Text) else ""
    if said.isdecimal() and len(said) in (1, 3):
        problems.add("number-zero", value.line, name, said)
    elif not _NUMBER.fullmatch(said):
        problems.add("number", value.line, name, said[:60])
    else:
        return said
    return None


def account(value: Value, name: str, problems: Problems) -> str | None:
    """The address of an account, as pasted."""
    said: str | None = _some_words(value, name, problems)
    if said is None:
        return None
    try:
        parse(said)
    except NotAnAccount as error:
        code = "not-an-address" if error.code == "empty" else error.code
        problems.add(code, value.line, name, said)
        return None
    return said


def texts(value: Value, name: str, problems: Problems) -> tuple[str, ...] | None:
    """A list of words."""
    if not isinstance(value, Several):
        problems.add("not-list", value.line, name)
        return None
    words = text(300)
    return tuple(words(one, name, problems) or "" for one in value.values)


def contacts(value: Value, name: str, problems: Problems) -> tuple[Contact, ...] | None:
    """Ways to reach a body."""
    if not isinstance(value, Several):
        problems.add("not-list", value.line, name)
        return None
    read = [_contact(one, name, problems) for one in value.values]
    return tuple(one for one in read if one is not None)


def _contact(value: Value, name: str, problems: Problems) -> Contact | None:
    if not isinstance(value, Fields):
        problems.add("not-fields", value.line, name)
        return None
    known, words, said = Contact.__struct_fields__, text(500), {}
    for inner, written in value.values.items():
        if inner not in known:
            problems.add("unknown-field", written.line, name, inner, meant=meant(inner, known))
        elif not (isinstance(written, Text) and written.empty):
            said[inner] = words(written, f"{name}.{inner}", problems)
    for inner in ("type", "value"):
        if inner not in said:
            problems.add("missing", value.line, f"{name}.{inner}")
            return None
    return Contact(**said)
