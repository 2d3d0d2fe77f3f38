"""Who may see the directory and not change it: readers, communicators, approvers and archivists."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from tilstede.intake import listing
from tilstede.office.models import Account, Body, Grant, User
from tilstede.office.rights import ALLOWS, Right
from tilstede.rooms.setup.directory.parts import PARTS
from tilstede.rooms.setup.directory.tests.conftest import FILE, NOW, words

LISTS = ("/setup/directory/", *(f"/setup/directory/{part}/" for part in PARTS))
FILES = tuple(f"/setup/directory/file/{kind}" for kind in ("yaml", "csv", "popolo", "lock"))
SEEN = ("/setup/", *LISTS, "/setup/directory/file")
#: Addresses that lead to changes; the units of a body are at `?under=`.
EDITING = re.compile(r"/setup/(first|directory/(handover|file/take-in|\w+/(new|\d+)))")


@pytest.fixture
def listed(reader: Client) -> Client:
    """With a small directory."""
    listing.apply(listing.read(FILE.encode(), "katalog.yaml"), by="file", now=NOW)
    return reader


def rows() -> list[tuple[str, int]]:
    return [(name, row.pk) for name, part in PARTS.items() for row in part.rows()]


def main(client: Client, path: str) -> str:
    answer = client.get(f"/en{path}")
    assert answer.status_code == 200, path
    html = answer.content.decode()
    return unescape(html[html.index("<main") : html.index("</main")])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "right", [Right.READER, Right.COMMUNICATOR, Right.APPROVER, Right.ARCHIVIST]
)
def test_all_who_work_here_see_the_lists_and_the_files(client: Client, right: str) -> None:
    user = User.objects.create_user("ari@fjordvik.example", "berre-til-lesing-her")
    Grant.objects.create(user=user, right=right)
    client.force_login(user)
    for path in (*SEEN, *FILES):
        assert client.get(path).status_code == 200, path
    menu = client.get("/en/setup/").content.decode()
    for path in ("/setup/directory/", "/setup/accounts/"):
        assert f'href="/en{path}"' in menu


@pytest.mark.django_db
def test_one_without_rights_gets_no_file(client: Client) -> None:
    client.force_login(User.objects.create_user("ny@fjordvik.example", "berre-til-lesing-her"))
    for path in FILES:
        assert client.get(path).status_code == 403, path


def test_a_reader_sees_names_and_nothing_to_change_them_by(listed: Client) -> None:
    town = Body.objects.get(short="fjordvik")
    for path in (*SEEN, f"/setup/directory/bodies/?under={town.pk}"):
        page = main(listed, path)
        assert not EDITING.search(page), path
        assert 'method="post"' not in page, path
    assert "Fjordvik bibliotek" in main(listed, f"/setup/directory/bodies/?under={town.pk}")
    assert "Ola Bakke" in main(listed, "/setup/directory/roles/")
    assert "Kari Nordmann" in main(listed, "/setup/directory/holders/")
    account = Account.objects.get(handle="olabakke.example")
    assert f'href="/en/setup/accounts/{account.pk}"' in main(listed, "/setup/directory/accounts/")
    assert b"Kari Nordmann" in listed.get("/setup/directory/file/yaml").content


def test_an_empty_list_asks_nothing_of_a_reader(reader: Client) -> None:
    for path in SEEN:
        assert not EDITING.search(main(reader, path)), path
    assert "Begin with your own" not in main(reader, "/setup/directory/")


def test_a_reader_changes_nothing(listed: Client) -> None:
    before = listing.export("yaml")
    paths = [
        "/setup/first",
        "/setup/first/body",
        "/setup/first/accounts",
        "/setup/first/leader",
        "/setup/first/done",
        "/setup/directory/handover",
        "/setup/directory/file/take-in",
        *(f"/setup/directory/{part}/new" for part in PARTS),
    ]
    for part, number in rows():
        entry = f"/setup/directory/{part}/{number}"
        paths += [entry, f"{entry}/remove", f"{entry}/lookup"]
    for path in paths:
        assert listed.get(path).status_code == 403, path
        assert listed.post(path, {"changed": "0"}).status_code in (403, 405), path
    assert listed.post("/setup/directory/file").status_code == 403
    assert listing.export("yaml") == before


def test_the_rooms_first_page_shows_a_reader_what_is_missing(listed: Client) -> None:
    page = main(listed, "/setup/")
    assert "1 role that nobody is told to hold today" in words(page)
    assert 'href="/en/setup/directory/roles/"' in page
    assert "The guide for the first time" not in page


@pytest.mark.usefixtures("filled")
def test_an_administrator_is_led_to_the_guide(client: Client) -> None:
    assert "The guide for the first time" in main(client, "/setup/")
    assert EDITING.search(main(client, "/setup/directory/"))


def test_who_does_not_see_the_directory_is_not_told_that_it_is_whole(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ALLOWS, Right.READER, frozenset({"office.view_user"}))
    page = main(reader, "/setup/")
    assert "Nothing is missing" not in page
    assert "Look at the people" in page
    assert "Open the directory" not in page
