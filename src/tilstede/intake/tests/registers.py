"""Registers of others, turned into our own file: small converters, for trying the directory on real data."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from tilstede.core.directory.entries import person_key

Row = dict[str, str]
Lists = dict[str, list[dict[str, Any]]]
FORMS = {"Bokmål": "nb", "Nynorsk": "nn"}


def rows(path: Path, sign: str = ",") -> list[Row]:
    """A register's rows, as they are."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=sign))


def file(lists: Lists) -> bytes:
    """Our file, as another program writes YAML."""
    return yaml.safe_dump(lists, allow_unicode=True, sort_keys=False, width=1000).encode()


def said(**fields: Any) -> dict[str, Any]:
    """An entry without what is empty."""
    return {
        name.rstrip("_"): value for name, value in fields.items() if value not in ("", None, {})
    }


def etatsbasen(register: list[Row]) -> Lists:
    """Bodies with their tree; a number that two share is the first's, a parent that is not there is left out."""
    ids: dict[str, str] = {}
    for row in register:
        number = f"NO-BRC-{row['orgid']}"
        taken = not row["orgid"] or number in ids.values()
        ids[row["tailid"]] = f"etat-{row['tailid']}" if taken else number
    return {
        "bodies": [
            said(
                id=ids[row["tailid"]],
                name=said(nb=row["name_nb"], nn=row["name_nn"], en=row["name_en"]),
                parent=ids.get(row["parentid"], ""),
                number=row["kommunenummer"],
                website=row["url_nb"],
                access_email=row["email"],
            )
            for row in register
        ]
    }


def municipalities(register: list[Row], governors: list[Row]) -> Lists:
    """Municipalities, and the county governors who hear complaints over them."""
    hears = {row["kode"]: f"NO-BRC-{row['orgnr_fylkesmann']}" for row in governors}
    names = {f"NO-BRC-{row['orgnr_fylkesmann']}": row["fylkesmann"] for row in governors}
    bodies = [said(id=key, kind="agency", name={"nb": name}) for key, name in names.items()]
    for row in register:
        form = FORMS.get(row["maalform"], "")
        bodies.append(
            said(
                id=f"NO-BRC-{row['orgnr']}" if row["orgnr"] else f"kommune-{row['kommunenr']}",
                name={form or "nb": f"{row['navn']} kommune"},
                kind="municipality",
                number=row["kommunenr"],
                county=row["fylke"],
                language_form=form,
                website=row["nettsted"],
                complaints_to=hears.get(row["kommunenr"], ""),
            )
        )
    return {"bodies": bodies}


def ministries(register: list[Row], names: dict[str, dict[str, str]]) -> Lists:
    """Ministries and whatever else has a short name in Altinn, each number once."""
    bodies = {
        row["orgnr"] or row["kortnavn"]: said(
            id=f"NO-BRC-{row['orgnr']}" if row["orgnr"] else row["kortnavn"].lower(),
            name={"nb": row["navn_nb"]},
            short=row["kortnavn"],
            kind="ministry",
            note=row["tidligere_navn_eller_merknad"],
        )
        for row in register
    }
    for short, row in names.items():
        body = said(id=f"NO-BRC-{row['orgnr']}", name={"nb": row["name"]}, short=short)
        bodies.setdefault(row["orgnr"], body)
    return {"bodies": list(bodies.values())}


def holders(register: list[Row]) -> Lists:
    """Who held which role; a year that is no day is taken from its first to its last."""
    roles = {row["position"]: person_key(row["position"]) for row in register}
    return {
        "bodies": [{"id": "norge", "name": {"nb": "Norge"}}],
        "roles": [
            {"id": key, "body": "norge", "title": {"en": title}} for title, key in roles.items()
        ],
        "holders": [
            said(
                role=roles[row["position"]],
                person=row["person"],
                from_=(row["start"] + "-01-01")[:10],
                to=(row.get("end", "") and (row["end"] + "-12-31")[:10]),
                wikidata=row["wikidata"],
            )
            for row in register
        ],
    }


def parliament(register: list[Row]) -> dict[str, Any]:
    """Popolo, as EveryPolitician published it."""
    groups = {row["group_id"]: row["group"] for row in register}
    return {
        "organizations": [
            {"id": "stortinget", "name": "Stortinget", "classification": "legislature"},
            *(
                {"id": f"party/{key}", "name": name, "classification": "party"}
                for key, name in groups.items()
            ),
        ],
        "persons": [
            {
                "id": row["id"],
                "name": row["name"],
                "contact_details": [
                    {"type": kind, "value": row[kind]}
                    for kind in ("twitter", "facebook")
                    if row[kind]
                ],
            }
            for row in register
        ],
        "memberships": [
            {
                "person_id": row["id"],
                "organization_id": "stortinget",
                "on_behalf_of_id": f"party/{row['group_id']}",
                "role": f"Representant for {row['area']}",
                "start_date": "2013-10-01",
                "end_date": "2017-09-30",
            }
            for row in register
        ],
    }


PLACES = {
    "twitter": "https://twitter.com/{}",
    "facebook": "https://www.facebook.com/{}",
    "instagram": "https://www.instagram.com/{}/",
    "youtube": "https://www.youtube.com/user/{}",
    "youtube_id": "https://www.youtube.com/channel/{}",
    "mastodon": "{}",
}


def legislators(register: Iterable[dict[str, Any]]) -> Lists:
    """One role a member, and one row an account, where the register has a column a network."""
    lists: Lists = {
        "bodies": [{"id": "us-congress", "name": {"en": "United States Congress"}}],
        "roles": [],
        "holders": [],
        "accounts": [],
    }
    for member in register:
        key = f"us-congress/{member['id']['bioguide']}"
        lists["roles"].append({"id": key, "body": "us-congress", "title": {"en": "Member"}})
        lists["holders"].append({"role": key, "person": member["id"]["bioguide"]})
        lists["accounts"] += _social(key, member["social"])
    return lists


def _social(owner: str, social: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for network, pattern in PLACES.items():
        if network in social:
            url = pattern.format(social[network])
            yield {"owner": owner, "url": url, "capacity": "official", "show": True}


def institutions(register: list[Row]) -> bytes:
    """A table of accounts alone, whose owners nobody has entered yet."""
    lines = ["owner;owner_name;url;capacity;show;from"]
    for number, row in enumerate(register):
        day = ".".join(reversed(row["created_at"].split("-")))
        lines.append(f'de-{number};"{row["name"]}";{row["url"]};official;yes;{day}')
    return ("\r\n".join(lines) + "\r\n").encode()


def read_json(path: Path) -> Any:
    """A register in JSON."""
    return json.loads(path.read_text())
