from __future__ import annotations

import pytest

from tilstede.core import alias


@pytest.mark.parametrize(
    "address",
    [
        "https://twitter.com/fjordvik/status/1720000000000000001",
        "https://x.com/nytt_namn/status/1720000000000000001?s=20",
        "https://mobile.twitter.com/fjordvik/statuses/1720000000000000001",
        "https://x.com/i/web/status/1720000000000000001",
        "https://x.com/i/status/1720000000000000001",
    ],
)
def test_a_tweet_is_known_by_its_number_whoever_the_address_names(address: str) -> None:
    assert alias.key(address) == alias.key("x:1720000000000000001")


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ",
        "https://www.youtube.com/shorts/dQw4w9WgXcQ",
    ],
)
def test_a_film_is_known_by_its_id(address: str) -> None:
    assert alias.key(address) == alias.key("yt:dQw4w9WgXcQ")


def test_names_that_differ_have_different_keys() -> None:
    names = [
        "x:7",
        "x:07",
        "x:70",
        "x",
        "y:7",
        "x:" + "9" * 19,
        "x:" + "9" * 20,
        "x:" + "9" * 21,
        "",
    ]
    keys = {alias.key(name) for name in names}
    assert len(keys) == len(names)
    assert {len(key) for key in keys} == {alias.LENGTH}


def test_numbers_that_follow_each_other_lie_side_by_side() -> None:
    keys = [
        alias.key(f"https://fjordvik.example/@fjordvik/{number}") for number in range(100, 1000)
    ]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    "address",
    [
        "https://sosial.example/users/kari/statuses/110000000000000001",
        "https://sosial.example/users/kari/statuses/110000000000000001/activity",
        "https://sosial.example/ap/users/117/statuses/110000000000000001",
        "https://sosial.example/@kari/110000000000000001",
        "https://SOSIAL.example/@kari@nabo.example/110000000000000001/",
    ],
)
def test_a_status_is_known_by_its_number_on_its_server(address: str) -> None:
    assert alias.key(address) == alias.key("mastodon:sosial.example:110000000000000001")


@pytest.mark.parametrize(
    "address",
    [
        "https://sosial.example/@kari/12",
        "https://sosial.example/@kari/ein-artikkel",
        "https://sosial.example/@kari/110000000000000001/embed",
        "https://sosial.example/notes/110000000000000001",
        "https://sosial.example/users/kari/statuses/110000000000000001#a",
    ],
)
def test_what_only_looks_like_a_status_keeps_its_own_name(address: str) -> None:
    assert alias.normal(address) == address


def test_names_that_are_one_are_one_key() -> None:
    page, number = "https://sosial.example/@kari/110000000000000001", "110000000000000001"
    names = (page, "https://annan.example/p/1", f"mastodon:sosial.example:{number}")
    assert alias.keys(names) == (alias.key(page), alias.key("https://annan.example/p/1"))
