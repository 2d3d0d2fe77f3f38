"""Looking through the directory."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tilstede.office.models import Body, User

Page = Callable[[str], str]
PLACES = [
    "/setup/",
    "/setup/first",
    "/setup/directory/",
    "/setup/directory/roles/",
    "/setup/directory/file",
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*PLACES, "/setup/directory/handover"])
def test_only_those_who_may_edit_come_in(client: Client, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/sign-in?next=")
    client.force_login(User.objects.create_user("les@fjordvik.example", "berre-til-lesing-her"))
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("part", ["bodies", "roles", "holders", "accounts"])
def test_an_empty_list_says_what_to_do_next(editor: Client, page: Page, part: str) -> None:
    seen = page(f"/setup/directory/{part}/")
    assert any(
        word in seen for word in ("Begin with your own", "Add the ones", "Tell who", "Paste")
    )


@pytest.mark.usefixtures("filled")
def test_bodies_are_a_tree(page: Page) -> None:
    seen = page("/setup/directory/")
    assert "Fjordvik kommune our own" in seen
    assert "1 unit" in seen
    assert "bibliotek" not in seen
    town = Body.objects.get(short="fjordvik")
    below = page(f"/setup/directory/bodies/?under={town.pk}")
    assert "Fjordvik bibliotek" in below
    assert "Kystdepartementet" not in below


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("sought", ["BIBLIOTEK", "fjordvik bib", "fjordvik-bibliotek"])
def test_a_body_is_found_wherever_it_lies(page: Page, sought: str) -> None:
    seen = page(f"/setup/directory/bodies/?q={sought}")
    assert "Fjordvik bibliotek" in seen
    assert "Kystdepartementet" not in seen


def test_letters_of_our_languages_have_no_case(editor: Client, page: Page) -> None:
    Body.objects.create(key="as", name_nn="Ås kommune")
    assert "Ås kommune" in page("/setup/directory/bodies/?q=ås")
    assert "Nothing is found for “østre”" in page("/setup/directory/bodies/?q=østre")


@pytest.mark.usefixtures("filled")
def test_roles_tell_who_holds_them_now(page: Page) -> None:
    seen = page("/setup/directory/roles/")
    assert "Ola Bakke" in seen
    assert "Kari Nordmann" not in seen
    assert "nobody" in seen


@pytest.mark.usefixtures("filled")
def test_holders_and_accounts_are_found(page: Page) -> None:
    assert "Kari Nordmann" in page("/setup/directory/holders/?q=kari")
    seen = page("/setup/directory/accounts/?q=olabakke")
    assert "not shown" in seen
    assert "kommunen" not in seen


def test_ten_thousand_bodies_are_turned_page_by_page(
    editor: Client, page: Page, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    Body.objects.bulk_create(Body(key=f"body-{n}", name_nb=f"Etat {n:05}") for n in range(10_000))
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]  # a context manager
        seen = page("/setup/directory/bodies/?page=3")
    assert "Etat 00100" in seen
    assert "101–150 of 10000" in seen
    assert "Etat 09999" in page("/setup/directory/bodies/?q=9999")
    assert len(editor.get("/en/setup/directory/roles/new").content) < 60_000


@pytest.mark.parametrize("path", ["/setup/directory/cars/", "/setup/directory/bodies/77"])
def test_what_is_not_there_is_not_found(editor: Client, path: str) -> None:
    assert editor.get(path).status_code == 404


def test_the_rooms_first_page_tells_what_is_missing(editor: Client, page: Page) -> None:
    seen = page("/setup/")
    assert "Who you are" in seen
    assert "The accounts that are to be read" in seen
    assert "The worker does not run" in seen


@pytest.mark.usefixtures("filled")
def test_the_rooms_first_page_counts_what_is_there(page: Page) -> None:
    seen = page("/setup/")
    assert "3 bodies" in seen
    assert "1 role that nobody is told to hold today" in seen
    assert "Who you are" not in seen
