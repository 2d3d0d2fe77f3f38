"""Names that join what came by different ways."""

from __future__ import annotations

import pytest

from tilstede.networks.mastodon import names

HOST = "sosial.fjordvik.example"


@pytest.mark.parametrize(
    "address",
    [
        f"https://{HOST}/users/kari/statuses/114",
        f"https://{HOST}/users/kari/statuses/114/activity",
        f"https://{HOST}/ap/users/117/statuses/114",
        f"https://{HOST}/@kari/114",
        f"https://{HOST.upper()}/@kari@nabo.example/114",
    ],
)
def test_the_number_in_an_address(address: str) -> None:
    assert names.number_in(address) == (HOST, "114")


@pytest.mark.parametrize(
    "address",
    [
        "",
        f"https://{HOST}/notes/9abc",
        f"https://{HOST}/kari/p/1.2",
        f"https://{HOST}/@kari",
        "https://[",
    ],
)
def test_addresses_without_a_number(address: str) -> None:
    assert names.number_in(address) == ("", "")


def test_api_and_archive_give_a_status_the_same_names() -> None:
    uri, url = f"https://{HOST}/users/kari/statuses/114", f"https://{HOST}/@kari/114"
    assert names.aliases(uri, url, HOST, "114") == names.aliases(uri, url)
    assert f"mastodon:{HOST}:114" in names.aliases(uri, url)


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        (f"https://{HOST}/users/kari", f"kari@{HOST}"),
        (f"https://{HOST}/@kari/114", f"kari@{HOST}"),
        (f"https://{HOST}/kari", f"kari@{HOST}"),
        (f"https://{HOST}/kari/p/17.9", f"kari@{HOST}"),
        (f"https://{HOST}/a/b/c", ""),
        ("https://[/", ""),
    ],
)
def test_the_handle_an_address_shows(address: str, handle: str) -> None:
    assert names.handle_in(address) == handle


def test_a_handle_that_has_a_host_keeps_it() -> None:
    assert names.handle("@kari@nabo.example", HOST) == "kari@nabo.example"
    assert names.handle("kari", HOST) == f"kari@{HOST}"
    assert names.handle("", HOST) == ""


def test_where_people_see_a_boost() -> None:
    uri = f"https://{HOST}/users/kari/statuses/114/activity"
    assert names.boost_page(f"https://{HOST}/@kari", uri) == f"https://{HOST}/@kari/114"
    assert names.boost_page(f"https://{HOST}/kari", uri) == ""
    assert names.boost_page("https://nabo.example/@kari", uri) == ""
    assert names.boost_page(f"https://{HOST}/@kari", f"https://{HOST}/kari/d/1/Announce") == ""
