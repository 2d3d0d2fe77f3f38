"""How two directories differ, and what holds between entries."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from msgspec.structs import replace

from tilstede.core.account_address import parse
from tilstede.core.directory import renaming
from tilstede.core.directory.difference import differences
from tilstede.core.directory.entries import (
    PARTS,
    Account,
    Body,
    Directory,
    Holder,
    Names,
    Role,
    digest,
    person_key,
    plain,
)
from tilstede.core.directory.relations import bodies_by_depth
from tilstede.core.tests.directories import directories, patient


@patient
@given(directories(), directories())
def test_the_old_with_its_changes_is_the_new(old: Directory, new: Directory) -> None:
    for part, change in differences(old, new).items():
        before, after = old.part(part), new.part(part)
        became = {pair.old: pair.entry for pair in change.changed}
        made = [became.get(at, one) for at, one in enumerate(before) if at not in change.removed]
        assert Counter([*made, *change.added]) == Counter(after)
        assert len(after) == len(change.added) + len(change.changed) + change.same
        assert len(before) == len(change.removed) + len(change.changed) + change.same


@patient
@given(directories())
def test_nothing_differs_from_itself(directory: Directory) -> None:
    for change in differences(directory, directory).values():
        assert not [*change.added, *change.changed, *change.removed]


@patient
@given(directories(), directories())
def test_entries_of_one_digest_say_the_same(one: Directory, other: Directory) -> None:
    entries = [entry for part in PARTS for entry in (*one.part(part), *other.part(part))]
    said: dict[str, object] = {}
    for entry in entries:
        assert said.setdefault(digest(entry), plain(entry)) == plain(entry)


def account(**fields: object) -> Account:
    url = "https://sosial.kyst.example/@kyd"
    told = {"owner": "kyd", "url": url, "capacity": "official", "show": True, "found": parse(url)}
    return Account(**{**told, **fields})  # type: ignore[arg-type]  # a row of the file, as text


def kinds(old: list[Account], new: list[Account]) -> tuple[int, int, int, int]:
    change = differences(Directory(accounts=old), Directory(accounts=new))["accounts"]
    return len(change.added), len(change.changed), len(change.removed), change.same


def test_an_account_is_known_again_when_its_day_or_its_owner_is_mended() -> None:
    day = date(2024, 1, 15)
    assert kinds([account()], [account(since=day)]) == (0, 1, 0, 0)
    assert kinds([account()], [account(owner="kyst")]) == (0, 1, 0, 0)
    handed = [account(until=day), account(owner="kyst", since=date(2024, 1, 16))]
    assert kinds([account()], handed) == (1, 1, 0, 0)
    other = account(url="https://x.com/a", found=parse("https://x.com/a"))
    assert kinds([account()], [other]) == (1, 0, 1, 0)


def test_a_holder_is_known_again_when_the_name_is_mended() -> None:
    old = Holder(role="kyd/a", person="Anne Holm", since=date(2024, 1, 1))
    new = replace(old, person="Anna Holm")
    change = differences(Directory(holders=[old]), Directory(holders=[new]))["holders"]
    assert [pair.entry for pair in change.changed] == [new]


def test_a_new_id_is_turned_to_everywhere() -> None:
    kyd, unit = Body(id="kyd", name=Names(nb="a")), Body(id="b", parent="kyd", replaced_by="kyd")
    role = Role(id="kyd/a", body="kyd")
    turned = renaming.renamed(
        Directory([kyd, unit], [role], [], [account()]), kyd, replace(kyd, id="k")
    )
    assert (turned.bodies[1].parent, turned.bodies[1].replaced_by) == ("k", "k")
    assert (turned.roles[0].body, turned.accounts[0].owner) == ("k", "k")
    assert renaming.referring(turned, "kyd") == []
    assert len(renaming.referring(turned, "k")) == 3


def test_parents_come_before_their_units() -> None:
    bodies = [Body(id="c", parent="b"), Body(id="b", parent="a"), Body(id="a"), Body(id="d")]
    levels = [[body.id for body in level] for level in bodies_by_depth(bodies)]
    assert levels == [["a", "d"], ["b"], ["c"]]
    with pytest.raises(ValueError, match="within itself"):
        list(bodies_by_depth([Body(id="a", parent="b"), Body(id="b", parent="a")]))


def test_a_person_is_known_by_plain_letters() -> None:
    assert person_key("Åse Bjørnæs-Élan") == "ase-bjornaes-elan"
    assert person_key("Кари") == person_key("Кари") != person_key("Оля")
    assert person_key("Åse", "aase") == "aase"
