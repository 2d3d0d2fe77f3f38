"""Which entry is which."""

from __future__ import annotations

import json

import pytest

from tilstede.core.post import Post
from tilstede.networks.feeds import document, reading
from tilstede.networks.feeds.entry import Origin
from tilstede.networks.feeds.identity import REMEMBERED, Memory
from tilstede.networks.feeds.tests.documents import item, rss
from tilstede.networks.kit.contract import Seen

FEED = Origin("https://fjordvik.example/rss", site="https://fjordvik.example/")


def _posts(memory: Memory, *items: str) -> list[Post]:
    raws = document.take_apart(rss(*items)).entries()
    return [
        found.post for found, _ in reading.items(raws, FEED, memory, "") if isinstance(found, Seen)
    ]


def _again(memory: Memory) -> Memory:
    return Memory(json.loads(json.dumps(memory.state())))


def test_an_id_and_an_address() -> None:
    (post,) = _posts(Memory(), item(1))
    assert post.aliases == (
        "feed:https://fjordvik.example/rss#sak-1",
        "https://fjordvik.example/sak/1",
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Ny tittel"},
        {"link": "https://fjordvik.example/flyttet"},
        {"pubDate": "Fri, 01 Jan 2027 10:00:00 GMT"},
        {"title": "Ny tittel", "link": "https://fjordvik.example/flyttet"},
        {"title": "Ny tittel", "pubDate": "Fri, 01 Jan 2027 10:00:00 GMT"},
    ],
)
def test_an_entry_that_changed_is_the_same_post(changed: dict[str, str]) -> None:
    memory = Memory()
    (before,) = _posts(memory, item(1))
    (after,) = _posts(_again(memory), item(1, **changed))
    assert before.aliases[0] == after.aliases[0]


def test_an_id_used_again_for_another_entry_is_another_post() -> None:
    memory = Memory()
    (before,) = _posts(memory, item(1))
    memory = _again(memory)
    (after,) = _posts(memory, item(2, guid="sak-1"))
    assert not set(before.aliases) & set(after.aliases)
    assert after.aliases[0].startswith("feed:https://fjordvik.example/rss#sak-1#")
    (later,) = _posts(_again(memory), item(2, guid="sak-1"))
    assert later.aliases == after.aliases
    (first,) = _posts(_again(memory), item(1))
    assert first.aliases == before.aliases


def test_one_id_for_all_entries() -> None:
    posts = _posts(Memory(), *(item(number, guid="1") for number in range(5)))
    assert len({post.aliases[0] for post in posts}) == 5


def test_an_address_shared_by_several_is_a_name_of_the_first_alone() -> None:
    page = "https://fjordvik.example/vannmelding"
    memory = Memory()
    posts = _posts(memory, item(2, link=page), item(1, link=page))
    assert [page in post.aliases for post in posts] == [True, False]
    (later,) = _posts(_again(memory), item(3, link=page))
    assert page not in later.aliases


@pytest.mark.parametrize("front", ["https://fjordvik.example/", "https://fjordvik.example"])
def test_the_front_page_names_no_entry(front: str) -> None:
    (post,) = _posts(Memory(), item(1, link=front))
    assert post.aliases == ("feed:https://fjordvik.example/rss#sak-1",)


def test_without_an_id_the_address_is_the_name() -> None:
    memory = Memory()
    (before,) = _posts(memory, item(1, guid=""))
    (after,) = _posts(_again(memory), item(1, guid="", title="Ny tittel"))
    assert before.aliases == after.aliases
    assert before.aliases[0].endswith("#https://fjordvik.example/sak/1")


def test_without_an_id_two_that_stand_side_by_side_are_two_posts() -> None:
    page = "https://fjordvik.example/aktuelt"
    posts = _posts(
        Memory(),
        item(1, guid="", pubDate="", link=page),
        item(2, guid="", pubDate="", link=page),
        item(2, guid="", pubDate="", link=page),
    )
    assert len({post.aliases[0] for post in posts}) == 2


def test_without_an_id_another_title_and_date_is_another_post() -> None:
    memory = Memory()
    page = "https://fjordvik.example/aktuelt"
    (before,) = _posts(memory, item(1, guid="", link=page))
    (after,) = _posts(_again(memory), item(2, guid="", link=page))
    assert not set(before.aliases) & set(after.aliases)


def test_with_neither_id_nor_address_the_content_is_the_name() -> None:
    posts = _posts(Memory(), item(1, guid="", link=""), item(2, guid="", link=""))
    assert all("#sha256:" in post.aliases[0] for post in posts)
    assert posts[0].aliases != posts[1].aliases


def test_memory_has_an_end() -> None:
    memory = Memory()
    _posts(memory, *(item(number) for number in range(REMEMBERED * 2)))
    memory = _again(memory)
    _posts(memory, item(1), item(9999))
    assert len(memory.state()) == REMEMBERED + 2


@pytest.mark.parametrize("reached", [[], [item(1)], [item(number) for number in range(3)]])
def test_memory_survives_being_stored(reached: list[str]) -> None:
    memory = Memory()
    _posts(memory, *reached)
    assert Memory(memory.state()).state() == {} if not reached else memory.state()
