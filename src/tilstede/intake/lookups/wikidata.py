"""Wikidata: what volunteers have written about a body or a person. CC0, and often out of date.

Source: www.wikidata.org/wiki/Wikidata:Data_access (Special:EntityData), www.mediawiki.org/wiki/Wikibase/API, and
Help:Ranking: of several statements the preferred count, a deprecated one never; one with an end (P582) is past.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from urllib.parse import quote

import msgspec
from django.conf import settings

from tilstede.intake.lookups.asking import NotAnswered as NotAnswered
from tilstede.intake.lookups.asking import Proposed, ask, not_understood, understood

REGISTER = "Wikidata"
MOST = 10
ENDED = "P582"

#: Property -> the address of the account that its value names.
ACCOUNTS: Final[dict[str, str]] = {
    "P2002": "https://x.com/{}",
    "P2003": "https://www.instagram.com/{}/",
    "P2013": "https://www.facebook.com/{}",
    "P2397": "https://www.youtube.com/channel/{}",
    "P11245": "https://www.youtube.com/@{}",
    "P12361": "https://bsky.app/profile/{}",
    "P11892": "https://www.threads.net/@{}",
    "P7085": "https://www.tiktok.com/@{}",
    "P4264": "https://www.linkedin.com/company/{}",
    "P6634": "https://www.linkedin.com/in/{}",
    "P4015": "https://vimeo.com/{}",
    "P1581": "{}",
    "P1019": "{}",
}
MASTODON = "P4033"
#: Property -> field of the directory's file.
FIELDS: Final[dict[str, str]] = {"P856": "website", "P2504": "number", "P2333": "id"}
LANGUAGES: Final[dict[str, str]] = {"nb": "nb", "nn": "nn", "se": "se", "en": "en"}


class _Said(msgspec.Struct, frozen=True):
    value: str = ""


class _Value(msgspec.Struct, frozen=True):
    value: Any = None


class _Snak(msgspec.Struct, frozen=True):
    snaktype: str = ""
    datavalue: _Value = _Value()


class _Statement(msgspec.Struct, frozen=True):
    mainsnak: _Snak
    rank: str = "normal"
    qualifiers: dict[str, list[_Snak]] = {}


#: The service writes an empty object as a list (phabricator.wikimedia.org/T241422).
_Statements = dict[str, list[_Statement]]


class _Entity(msgspec.Struct, frozen=True):
    id: str = ""
    labels: dict[str, _Said] | list[Any] = []
    descriptions: dict[str, _Said] | list[Any] = []
    claims: _Statements | list[Any] = []


class _Entities(msgspec.Struct, frozen=True):
    entities: dict[str, _Entity]


class _Match(msgspec.Struct, frozen=True):
    id: str
    label: str = ""
    description: str = ""


class _Matches(msgspec.Struct, frozen=True):
    search: list[_Match]


class Item(msgspec.Struct, frozen=True):
    """Something that Wikidata has a page about. ``id``: its QID, another than was asked for where two were merged."""

    id: str
    label: str
    description: str
    proposed: tuple[Proposed, ...] = ()

    @property
    def url(self) -> str:
        """The page that a person checks it on."""
        return f"{settings.WIKIDATA}/wiki/{self.id}"


def item(qid: str, *, today: date) -> Item:
    """What stands about it today. :raises NotAnswered: there is none, or no answer we can use."""
    answer = ask(REGISTER, f"{settings.WIKIDATA}/wiki/Special:EntityData/{quote(qid)}.json")
    entities = understood(REGISTER, answer, _Entities).entities
    if len(entities) != 1:
        raise not_understood(REGISTER, f"{len(entities)} entities for {qid}")
    [(name, entity)] = entities.items()
    labels = _words(entity.labels)
    return Item(
        id=entity.id or name,
        label=next(iter(labels.values()), name),
        description=next(iter(_words(entity.descriptions).values()), ""),
        proposed=tuple(_proposed(labels, entity.claims, today)),
    )


def search(name: str, *, language: str) -> list[Item]:
    """Items whose names are like it. :raises NotAnswered:"""
    answer = ask(
        REGISTER,
        f"{settings.WIKIDATA}/w/api.php",
        action="wbsearchentities",
        format="json",
        type="item",
        search=name,
        language=language,
        uselang=language,
        limit=str(MOST),
    )
    return [
        Item(row.id, row.label or row.id, row.description)
        for row in understood(REGISTER, answer, _Matches).search
    ]


def find(asked: str, *, language: str, today: date) -> list[Item]:
    """What a person means by a QID, an address of a page with one, or a name. :raises NotAnswered:"""
    qid = re.fullmatch(r"(?:https?://(?:www\.|m\.)?wikidata\.org/\S*?)?(Q[1-9]\d*)", asked.strip())
    return [item(qid[1], today=today)] if qid else search(asked, language=language)


def _words(said: dict[str, _Said] | list[Any]) -> dict[str, str]:
    """By language, ours first in the order they are asked for."""
    if isinstance(said, list):
        return {}
    return {code: said[code].value for code in LANGUAGES if code in said and said[code].value}


def _proposed(
    labels: dict[str, str], claims: _Statements | list[Any], today: date
) -> Iterator[Proposed]:
    yield from (Proposed(f"name.{code}", label) for code, label in labels.items())
    if isinstance(claims, list):
        return
    for name, field in FIELDS.items():
        for value in _standing(claims.get(name, []), today)[:1]:
            yield Proposed(field, f"NO-BRC-{value}" if field == "id" else value)
    for value in _standing(claims.get(MASTODON, []), today):
        account, _at, host = value.lstrip("@").partition("@")
        if account and host:
            yield Proposed("account", f"https://{host}/@{account}")
    for name, pattern in ACCOUNTS.items():
        for value in _standing(claims.get(name, []), today):
            yield Proposed("account", pattern.format(value))


def _standing(statements: list[_Statement], today: date) -> list[str]:
    """The values that count today: of the best rank, and not ended."""
    current = [row for row in statements if row.rank != "deprecated" and not _is_over(row, today)]
    preferred = [row for row in current if row.rank == "preferred"]
    values = [row.mainsnak.datavalue.value for row in preferred or current]
    return [value for value in values if isinstance(value, str) and value]


def _is_over(row: _Statement, today: date) -> bool:
    """Whether it says that it has ended. An end that is told without a day has been."""
    return any(_day(snak) <= today for snak in row.qualifiers.get(ENDED, ()))


def _day(snak: _Snak) -> date:
    """The first day that a time of Wikidata may mean (+2024-00-00T00:00:00Z is the year); long ago when unknown."""
    value = snak.datavalue.value
    told = re.match(
        r"\+(\d{4})-(\d\d)-(\d\d)T", str(value.get("time", "")) if isinstance(value, dict) else ""
    )
    if told is None:
        return date.min
    year, month, day = map(int, told.groups())
    return date(year, month or 1, day or 1)
