"""Answers of the API that were kept on disk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tilstede.networks.kit.contract import Item, Left, Seen, SetAside
from tilstede.networks.mastodon.network import network

HOST = "https://sosial.fjordvik.example"


def status(number: int, author: str = "fjordvik", **fields: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "uri": f"{HOST}/users/{author}/statuses/{number}",
        "url": f"{HOST}/@{author}/{number}",
        "created_at": "2026-03-01T08:00:00.000Z",
        "visibility": "public",
        "content": f"<p>Ferja går {number}</p>",
        "account": {
            "id": "1",
            "acct": author,
            "username": author,
            "uri": f"{HOST}/users/{author}",
            "url": f"{HOST}/@{author}",
        },
        "media_attachments": [],
        "reblog": None,
        **fields,
    }


def read(path: Path, content: Any) -> list[Item]:
    path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1))
    export = network.open_export(path)
    assert export is not None
    found = list(export.items())
    done, total = export.progress()
    assert done == total
    export.close()
    return found


def test_a_list_of_statuses_of_many_accounts(tmp_path: Path) -> None:
    items = read(tmp_path / "statuses.json", [status(1), status(2, "ordforar")])
    posts = [item.post for item in items if isinstance(item, Seen)]
    assert [post.text for post in posts] == ["Ferja går 1", "Ferja går 2"]
    assert [post.author.id for post in posts] == [
        f"{HOST}/users/fjordvik",
        f"{HOST}/users/ordforar",
    ]
    assert {post.form for post in posts} == {"api"}


def test_what_a_boost_carries_comes_too(tmp_path: Path) -> None:
    boost = status(3, content="", reblog=status(2, "ordforar"))
    first, second = read(tmp_path / "statuses.json", [boost])
    assert isinstance(first, Seen)
    assert isinstance(second, Seen)
    assert first.post.repost_of in second.post.aliases


def test_private_messages_are_left_and_counted(tmp_path: Path) -> None:
    direct = [status(n, visibility="direct") for n in range(3)]
    items = read(tmp_path / "statuses.json", [*direct, status(9)])
    assert [item.count for item in items if isinstance(item, Left)] == [3]
    assert len([item for item in items if isinstance(item, Seen)]) == 1


def test_one_that_is_no_status_never_stops_the_rest(tmp_path: Path) -> None:
    items = read(tmp_path / "statuses.json", [status(1), {"id": "7", "what": 1}, status(2)])
    assert [type(item) for item in items] == [Seen, SetAside, Seen]
    cut = json.dumps([status(1), status(2)])[:-40]
    items = read(tmp_path / "cut.json", cut)
    assert [type(item) for item in items] == [Seen, SetAside]


def test_other_lists_are_not_taken_for_statuses(tmp_path: Path) -> None:
    for content in ("[]", "[1, 2]", '[{"id": 1}]', "[", '[{"account": 1}]'):
        path = tmp_path / "other.json"
        path.write_text(content)
        assert network.open_export(path) is None
