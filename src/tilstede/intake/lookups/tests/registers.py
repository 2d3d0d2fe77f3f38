"""The two registers on loopback: their shapes as documented (2026-11), with bodies and people that are made up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from django.test import override_settings

from tilstede.networks.kit.tests.server import Page as Answer
from tilstede.networks.kit.tests.server import Site as Site
from tilstede.networks.kit.tests.server import serving

FJORDVIK = "310100013"
STRUCK_OFF = "310100021"

ENTITY: dict[str, Any] = {
    "organisasjonsnummer": FJORDVIK,
    "navn": "FJORDVIK KOMMUNE",
    "organisasjonsform": {
        "kode": "KOMM",
        "beskrivelse": "Kommune",
        "_links": {"self": {"href": "https://register.example/organisasjonsformer/KOMM"}},
    },
    "hjemmeside": "www.fjordvik.example",
    "epostadresse": "postmottak@fjordvik.example",
    "telefon": "00 00 00 00",
    "registreringsdatoEnhetsregisteret": "1995-02-20",
    "registrertIMvaregisteret": True,
    "naeringskode1": {"kode": "84.110", "beskrivelse": "Generell offentlig administrasjon"},
    "antallAnsatte": 412,
    "forretningsadresse": {
        "land": "Norge",
        "landkode": "NO",
        "postnummer": "0000",
        "poststed": "FJORDVIK",
        "adresse": ["Kommunevegen 1", None],
        "kommune": "FJORDVIK",
        "kommunenummer": "0099",
    },
    "institusjonellSektorkode": {"kode": "6500", "beskrivelse": "Kommuneforvaltningen"},
    "konkurs": False,
    "maalform": "Nynorsk",
    "_links": {"self": {"href": f"https://register.example/enheter/{FJORDVIK}"}},
    "respons_klasse": "Enhet",
}
DELETED: dict[str, Any] = {
    "organisasjonsnummer": STRUCK_OFF,
    "navn": "KYSTDEPARTEMENTET",
    "organisasjonsform": {"kode": "ORGL", "beskrivelse": "Organisasjonsledd"},
    "slettedato": "2024-05-18",
    "respons_klasse": "SlettetEnhet",
}

FRONT_PAGE = b"""<!doctype html><title>Fjordvik</title>
<link rel="alternate" type="application/rss+xml" href="https://www.fjordvik.example/nytt.rss">
<a href="/kontakt">Kontakt</a> <a href="mailto:postmottak@fjordvik.example">E-post</a>
<a rel="me" href="https://social.fjordvik.example/@kommunen">Mastodon</a>
<a href="https://www.facebook.com/fjordvik">Facebook</a> <a href="https://facebook.com/fjordvik/">Facebook</a>
<a href="https://www.facebook.com/sharer/sharer.php?u=https://www.fjordvik.example/">Del</a>
<a href="https://www.kyd.example/">Departementet</a>"""


def found(*entities: dict[str, Any]) -> dict[str, Any]:
    """A page of a search. Where nothing is found `_embedded` is left out."""
    page = {"size": 10, "totalElements": len(entities), "totalPages": 1, "number": 0}
    return {"page": page} | ({"_embedded": {"enheter": list(entities)}} if entities else {})


def statement(value: Any, *, rank: str = "normal", ended: str | None = None) -> dict[str, Any]:
    """A statement of Wikidata. ``ended``: as its time is written; "" where an end is told without a day."""
    said: dict[str, Any] = {
        "mainsnak": {
            "snaktype": "value",
            "property": "P0",
            "datavalue": {"value": value, "type": "string"},
            "datatype": "external-id",
        },
        "type": "statement",
        "rank": rank,
    }
    if ended:
        time = {
            "time": ended,
            "precision": 11,
            "calendarmodel": "http://www.wikidata.org/entity/Q1985727",
        }
        said["qualifiers"] = {
            "P582": [{"snaktype": "value", "datavalue": {"value": time, "type": "time"}}]
        }
    elif ended == "":
        said["qualifiers"] = {"P582": [{"snaktype": "somevalue"}]}
    return said


def no_value() -> dict[str, Any]:
    """That there is none: such a statement has no datavalue."""
    return {"mainsnak": {"snaktype": "novalue", "property": "P0"}, "rank": "normal"}


def entities(qid: str, claims: Any, **labels: str) -> dict[str, Any]:
    """What Special:EntityData answers."""
    named = {code: {"language": code, "value": value} for code, value in labels.items()}
    return {
        "entities": {
            qid: {
                "type": "item",
                "id": qid,
                "labels": named or [],
                "descriptions": {"nb": {"language": "nb", "value": "oppdiktet kommune"}},
                "aliases": [],
                "claims": claims,
                "sitelinks": {},
            }
        }
    }


TOWN = entities(
    "Q990001",
    {
        "P856": [statement("https://www.fjordvik.example/")],
        "P2504": [statement("0099")],
        "P2333": [statement(FJORDVIK)],
        "P4033": [statement("kommunen@social.fjordvik.example")],
        "P2002": [
            statement("fjordvik_old", ended="+2019-01-01T00:00:00Z"),
            statement("fjordvik_wrong", rank="deprecated"),
            statement("fjordvik"),
        ],
        "P2003": [no_value()],
    },
    nb="Fjordvik",
    nn="Fjordvik",
    en="Fjordvik Municipality",
)


def answer(value: Any, status: int = 200) -> Answer:
    """As JSON."""
    return Answer(json.dumps(value).encode(), status, {"Content-Type": "application/json"})


@contextmanager
def registers() -> Iterator[Site]:
    """Both registers, on one server, under `/enhet` and `/data`."""
    with serving() as site:
        site.pages[f"/enhet/enheter/{FJORDVIK}"] = answer(ENTITY)
        site.pages[f"/enhet/enheter/{STRUCK_OFF}"] = answer(DELETED)
        site.pages["/enhet/enheter?navn=fjordvik&size=10"] = answer(found(ENTITY))
        site.pages["/enhet/enheter?navn=ingen&size=10"] = answer(found())
        site.pages["/data/wiki/Special:EntityData/Q990001.json"] = answer(TOWN)
        site.pages[f"/data/w/api.php?{_searching('Fjordvik')}"] = answer(
            {"search": [{"id": "Q990001", "label": "Fjordvik", "description": "kommune"}]}
        )
        with override_settings(
            LOOPBACK=[site.host],
            ENHETSREGISTERET=site.url("/enhet"),
            WIKIDATA=site.url("/data"),
        ):
            yield site


def _searching(name: str) -> str:
    return (
        "action=wbsearchentities&format=json&type=item"
        f"&search={quote(name)}&language=nb&uselang=nb&limit=10"
    )
