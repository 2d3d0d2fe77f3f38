"""Accounts that the directory does not let the public see: not found, not read, and the same after a rebuild."""

from __future__ import annotations

import pytest

from tilstede.core.post import Author
from tilstede.intake import pump
from tilstede.intake.tests.items import AUTHOR, NOW, post, seen
from tilstede.intake.tests.projection import everything
from tilstede.office.models import Account, Body
from tilstede.posts import hidden, models, read, rebuild
from tilstede.posts.search import facets, ranked, search

OTHER = Author(id="https://tut.example/users/kari", handle="kari@tut.example", name="Kari Strand")


@pytest.fixture(autouse=True, params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, db: None) -> str:
    """Each of the databases, empty; what is written is rolled back."""
    if request.param == "postgresql":
        request.getfixturevalue("postgres_db")
    return str(request.param)


@pytest.fixture
def account() -> Account:
    """The town's, shown."""
    body = Body.objects.create(key="town", name_nb="Fjordvik kommune")
    return Account.objects.create(network="mastodon", native_id=AUTHOR.id, body=body)


def take() -> list[int]:
    """A post of the town with a word that is a mark too, and one of somebody else's that answers it."""
    pump.take([seen(1, "Ferja er private i dag"), seen(2, "Ferja!", author=OTHER)], now=NOW)
    return [read.by_alias(post(number, "").aliases[0]) or -1 for number in (1, 2)]


def show(account: Account, shown: bool) -> int:
    account.show = shown
    account.save()
    return hidden.refresh()


def found() -> list[int]:
    hits = [hit.number for hit in search("ferja", public=True).hits]
    assert sorted(hits) == sorted(hit.number for hit in ranked("ferja", public=True).hits)
    assert facets("ferja", public=True).counted == len(hits)
    return hits


def test_a_hidden_account_is_nowhere(account: Account) -> None:
    town, other = take()
    assert found() == [other, town]
    assert show(account, False) == 1
    assert found() == [other]
    assert read.one(town) is None
    assert read.shown([town, other]) == read.shown([other])
    assert read.one(town, public=False) is not None
    assert {hit.number for hit in search("ferja", public=False).hits} == {town, other}
    assert show(account, False) == 0


def test_an_account_that_is_shown_again_is_found_by_every_word(account: Account) -> None:
    town, other = take()
    show(account, False)
    assert show(account, True) == 1
    assert found() == [other, town]
    assert [hit.number for hit in search("private", public=True).hits] == [town]


def test_what_comes_in_later_is_hidden_too(account: Account) -> None:
    show(account, False)
    town, other = take()
    assert found() == [other]
    pump.take([seen(3, "Ny ferje: ferja")], now=NOW)
    assert found() == [other]
    assert models.Author.objects.get(native_id=AUTHOR.id).hidden
    assert town != other


@pytest.mark.parametrize("shown", [True, False])
def test_a_rebuild_gives_the_same(account: Account, shown: bool) -> None:
    take()
    show(account, shown)
    before = everything()
    rebuild.rebuild()
    assert everything() == before
    assert (len(found()) == 2) == shown


def test_one_row_that_says_no_is_enough(account: Account) -> None:
    _town, other = take()
    Account.objects.create(
        network="mastodon",
        native_id=AUTHOR.id,
        body=Body.objects.create(key="other", name_nb="Ein annan"),
        show=False,
    )
    assert hidden.refresh() == 1
    assert found() == [other]
