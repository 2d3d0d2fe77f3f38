"""The Norwegian register of legal entities (Enhetsregisteret), open to all and without a login.

Source: data.brreg.no/enhetsregisteret/api/dokumentasjon, read 2026-11. The licence is NLOD.
"""

from __future__ import annotations

import re
from datetime import date

import msgspec
from django.conf import settings

from tilstede.intake.lookups.asking import NotAnswered as NotAnswered
from tilstede.intake.lookups.asking import Proposed, ask, understood

REGISTER = "Enhetsregisteret"
#: Units a search shows; a name that finds more must be written more fully.
MOST = 10

_KINDS = {"KOMM": "municipality", "FYLK": "county", "PART": "party"}
_FORMS = {"bokmål": "nb", "nynorsk": "nn"}
#: Words that the names of bodies are made of; all others keep a capital letter.
_COMMON = re.compile(
    r"kommune|fylkeskommune|departement(et)?|direktorat(et)?|tilsyn(et)?|statsforvalt[ae]ren|råd(et)?|etat(en)?|verk(et)?"
    r"|institutt(et)?|universitet(et)?|høgskole[n]?|avdeling|foretak|og|i|for|på|av|til|ved|med|mot|om|den|det|de|under"
    r"|\w+(departementet|direktoratet|tilsynet|kommunen|etaten|ombudet|nemnda)"
)


class _Form(msgspec.Struct, frozen=True):
    kode: str = ""


class _Place(msgspec.Struct, frozen=True):
    adresse: list[str | None] = []
    postnummer: str = ""
    poststed: str = ""
    kommune: str = ""
    kommunenummer: str = ""


class _Enhet(msgspec.Struct, frozen=True):
    organisasjonsnummer: str
    navn: str = ""
    organisasjonsform: _Form = _Form()
    hjemmeside: str = ""
    telefon: str = ""
    epostadresse: str = ""
    maalform: str = ""
    overordnetEnhet: str = ""
    forretningsadresse: _Place = _Place()
    slettedato: date | None = None


class _Found(msgspec.Struct, frozen=True):
    enheter: list[_Enhet] = []


class _Search(msgspec.Struct, frozen=True):
    embedded: _Found = msgspec.field(name="_embedded", default_factory=_Found)


class Unit(msgspec.Struct, frozen=True):
    """A legal entity. ``name``: as the register writes it, in capitals. ``deleted``: the day it was struck off."""

    number: str
    name: str
    place: str
    deleted: date | None
    proposed: tuple[Proposed, ...]

    @property
    def key(self) -> str:
        """Its org-id (org-id.guide, list NO-BRC)."""
        return f"NO-BRC-{self.number}"


def unit(number: str) -> Unit:
    """The entity with that organisation number, nine digits; spaces are forgiven.

    :raises NotAnswered: there is none, or the register gave no answer we can use.
    """
    answer = ask(REGISTER, f"{settings.ENHETSREGISTERET}/enheter/{_digits(number)}")
    return _unit(understood(REGISTER, answer, _Enhet))


def search(name: str) -> list[Unit]:
    """Entities whose names are like it, the likest first. :raises NotAnswered:"""
    answer = ask(REGISTER, f"{settings.ENHETSREGISTERET}/enheter", navn=name, size=str(MOST))
    return [_unit(row) for row in understood(REGISTER, answer, _Search).embedded.enheter]


def find(asked: str) -> list[Unit]:
    """What a person means by a number or a name. :raises NotAnswered:"""
    digits = _digits(asked)
    if len(digits) == 9 and not re.search(r"[^\W\d_]", asked.removeprefix("NO-BRC-")):
        return [unit(digits)]
    return search(asked)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _unit(row: _Enhet) -> Unit:
    return Unit(
        number=row.organisasjonsnummer,
        name=row.navn,
        place=row.forretningsadresse.kommune or row.forretningsadresse.poststed,
        deleted=row.slettedato,
        proposed=tuple(
            Proposed(field, value.strip()) for field, value in _fields(row).items() if value.strip()
        ),
    )


def _fields(row: _Enhet) -> dict[str, str]:
    kind = _KINDS.get(row.organisasjonsform.kode, "")
    form = _FORMS.get(row.maalform.lower(), "")
    return {
        f"name.{form or 'nb'}": spelled(row.navn),
        "kind": kind,
        "number": row.forretningsadresse.kommunenummer if kind == "municipality" else "",
        "language_form": form,
        "website": _website(row.hjemmeside),
        "access_email": row.epostadresse,
        "to": row.slettedato.isoformat() if row.slettedato else "",
    }


def spelled(name: str) -> str:
    """A name that the register writes in capitals, as it is most likely written: FJORDVIK KOMMUNE is Fjordvik
    kommune. Whoever reads it decides, since capitals do not tell which words are names."""
    if name != name.upper():
        return name
    words = name.lower().split()
    return " ".join(_word(word, first=number == 0) for number, word in enumerate(words))


def _word(word: str, *, first: bool) -> str:
    if not first and _COMMON.fullmatch(word):
        return word
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


def _website(given: str) -> str:
    """With the scheme that the register leaves out."""
    given = given.strip()
    return f"https://{given}" if given and "://" not in given else given
