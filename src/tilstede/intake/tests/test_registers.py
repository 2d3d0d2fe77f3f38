"""Real registers go in, and the counts add up."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from tilstede.intake import listing
from tilstede.intake.tests import registers
from tilstede.intake.tests.registers import rows
from tilstede.office.models import Account, Body, Holding, Person, Role

pytestmark = pytest.mark.django_db
Shared = Callable[[str], Path]
NOW = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
OPEN, SOURCE = "directory/open/", "directory/source-licence/"


def take_in(data: bytes, name: str = "katalog.yaml") -> listing.Report:
    """Take it in, see that it comes out letter by letter, and that it is then in already."""
    read = listing.read(data, name)
    report = listing.apply(read, by="kari", now=NOW, follow=False)
    if not name.endswith(".json"):
        assert listing.export(name.rpartition(".")[2]) == data
    again = listing.plan(listing.read(data, name))
    assert again.nothing
    for part, count in again.same.items():
        assert count == report.added[part] + report.changed[part] + report.same[part]
    return report


def wrong(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(listing.NotValid) as refused:
        listing.read(data, "katalog.yaml")
    return [(one.code, one.value) for one in refused.value.problems]


def etatsbasen(shared: Shared) -> list[registers.Row]:
    """The register, without the addresses in it that are none."""
    register = rows(shared(OPEN + "etatsbasen-2014.csv"))
    faults = [
        "hedmarken.tingrett@domstol.no.",
        "familievernkontoret.stord@bufetat.no.",
        "postmottak@kongsberg.kommune.no/servicetorget@kongsberg.kommune.no",
        "post@unn.no/bup",
        "post@pasientskadenemnda",
    ]
    assert wrong(registers.file(registers.etatsbasen(register))) == [
        ("email", one) for one in faults
    ]
    return [row | {"email": "" if row["email"] in faults else row["email"]} for row in register]


def test_a_register_of_all_bodies_with_their_tree(shared: Shared) -> None:
    register = etatsbasen(shared)
    assert take_in(registers.file(registers.etatsbasen(register))).added["bodies"] == 4365
    tails = {row["tailid"] for row in register}
    assert Body.objects.exclude(parent=None).count() == sum(
        row["parentid"] in tails for row in register
    )
    assert Body.objects.filter(key__startswith="NO-BRC-").count() == 1012 - 8
    assert Body.objects.filter(number="0301").exists()
    top = Body.objects.filter(parent=None, units__units__isnull=False).first()
    assert top is not None


def test_a_body_that_is_gone_from_the_register_is_gone_here(shared: Shared) -> None:
    register = etatsbasen(shared)
    take_in(registers.file(registers.etatsbasen(register)))
    parents = {row["parentid"] for row in register}
    kept = [row for row in register if row["parentid"] or row["tailid"] in parents]
    report = take_in(registers.file(registers.etatsbasen(kept)))
    assert report.removed["bodies"] == len(register) - len(kept) > 0
    assert Body.objects.count() == len(kept)


def test_municipalities_of_one_name_and_numbers_that_begin_with_zero(shared: Shared) -> None:
    register = rows(shared(SOURCE + "kommuner-2025.csv"))
    governors = rows(shared(SOURCE + "kommune-statsforvalter-2019.csv"), ";")
    report = take_in(registers.file(registers.municipalities(register, governors)))
    assert report.added["bodies"] == len(register) + 14 == 371
    towns = Body.objects.filter(kind="municipality")
    assert towns.get(number="0301").key == "NO-BRC-958935420"
    for name, numbers in (("Herøy kommune", {"1515", "1818"}), ("Våler kommune", {"3114", "3419"})):
        named = [town for town in towns if str(town) == name]
        assert {town.number for town in named} == numbers
    assert towns.filter(language_form="nn", name_nb="").count() == 88
    assert towns.get(number="1101").complaints_to == "NO-BRC-974763230"
    ssb = rows(shared(SOURCE + "ssb-klass-1236-orgnr-kommune-2023.csv"), ";")
    known = {f"NO-BRC-{row['sourceCode']}" for row in ssb}
    assert set(towns.values_list("key", flat=True)) - known == {"kommune-1580"}


def test_ministries_and_short_names(shared: Shared) -> None:
    register = rows(shared(OPEN + "departement-orgnr.csv"))
    names = registers.read_json(shared(OPEN + "altinn-kortnavn-orgnr.json"))
    report = take_in(registers.file(registers.ministries(register, names)))
    numbers = {row["orgnr"] for row in register} | {row["orgnr"] for row in names.values()}
    assert report.added["bodies"] == len(numbers)
    assert Body.objects.get(short="DFD").key == "dfd"


def test_who_was_minister_on_a_day(shared: Shared) -> None:
    register = rows(shared(SOURCE + "norge-rolleinnehavere-2001-2022.csv"))
    report = take_in(registers.file(registers.holders(register)))
    assert report.added == {"bodies": 1, "roles": 33, "holders": 258, "accounts": 0}
    assert Person.objects.count() == len({row["wikidata"] for row in register})
    day = "2008-01-01"
    held = Holding.objects.filter(
        role__title_en="Prime Minister", since__lte=day, until__gte=day
    ).get()
    assert (held.person.name, held.person.wikidata) == ("Jens Stoltenberg", "Q57665")
    now = rows(shared(SOURCE + "norge-regjering-2022-wikidata.csv"))
    assert take_in(registers.file(registers.holders(now))).added["holders"] > 0
    assert Holding.objects.count() == len(now) == 26


def test_a_parliament_with_hardly_any_account(shared: Shared) -> None:
    register = rows(shared(SOURCE + "storting-2013-2017-everypolitician.csv"))
    data = json.dumps(registers.parliament(register)).encode()
    report = take_in(data, "storting.json")
    counties, parties = ({row[name] for row in register} for name in ("area", "group_id"))
    assert report.added == {
        "bodies": len(parties) + 1,
        "roles": len(counties),
        "holders": 169,
        "accounts": 11,
    }
    assert Person.objects.count() == 169
    assert Account.objects.filter(show=True).count() == 0
    assert take_in(listing.export("popolo"), "storting.json").nothing


def test_a_register_with_a_column_a_network_becomes_a_row_an_account(shared: Shared) -> None:
    path = shared(OPEN + "us-legislators-social-media.yaml")
    register = yaml.safe_load(path.read_text())
    shared_by_two = "https://www.facebook.com/RogerMarshallMD"
    lists = registers.legislators(register)
    assert wrong(registers.file(lists)) == [("overlap", shared_by_two)]
    second = max(
        place for place, row in enumerate(lists["accounts"]) if row["url"] == shared_by_two
    )
    del lists["accounts"][second]
    report = take_in(registers.file(lists))
    told = sum(name in member["social"] for member in register for name in registers.PLACES) - 1
    assert report.added == {"bodies": 1, "roles": 519, "holders": 519, "accounts": told}
    assert Account.objects.filter(network="mastodon").count() == 13
    assert Account.objects.exclude(role=None).count() == told


def test_a_table_of_accounts_alone_makes_their_owners(shared: Shared) -> None:
    register = rows(shared(OPEN + "de-institusjoner-mastodon-fedipol.csv"))
    report = take_in(registers.institutions(register), "kontoer.csv")
    assert report.added == {"bodies": 46, "roles": 0, "holders": 0, "accounts": 46}
    handles = set(Account.objects.values_list("handle", flat=True))
    assert "stuttgart@xn--baw-joa.social" in handles
    assert "mannheim@xn--baw-joa.social" in handles  # pasted with an ü, and the same server
    assert Role.objects.count() == 0


def test_whoever_got_access_requests_is_found_by_name(shared: Shared) -> None:
    for year in ("2010", "2011"):
        register = rows(shared(f"{SOURCE}oep-innsynskrav-{year}.csv"), ";")
        names = [row["leverandor"] for row in register]
        bodies = [
            {"id": f"oep-{number}", "name": {"nb": name}} for number, name in enumerate(names)
        ]
        report = take_in(registers.file({"bodies": bodies}))
        assert report.added["bodies"] + report.changed["bodies"] + report.same["bodies"] == len(
            names
        )
        assert Body.objects.filter(name_nb="Arbeidstilsynet").exists()


def test_roles_of_a_register_with_years_for_days_are_refused_with_their_line(
    shared: Shared,
) -> None:
    register = rows(shared(SOURCE + "norge-regjeringsposter-wikidata.csv"))
    roles = [
        registers.said(
            id=row["id"], body="norge", title={"en": row["position"]}, from_=row["start"]
        )
        for row in register
    ]
    data = registers.file({"bodies": [{"id": "norge", "name": {"nb": "Norge"}}], "roles": roles})
    with pytest.raises(listing.NotValid) as refused:
        listing.read(data, "a.yaml")
    years = [row for row in register if len(row["start"]) == 4]
    assert [one.code for one in refused.value.problems] == ["date"] * len(years)
    lines = data.decode().splitlines()
    for problem in refused.value.problems:
        assert problem.value in lines[problem.line - 1]
