"""What a takeout becomes, item by item."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.servers.meta_networks import FacebookApi

from tilstede.core.post import Post
from tilstede.networks.facebook.network import network
from tilstede.networks.facebook.tests import takeouts as made
from tilstede.networks.facebook.tests.test_network import NOW
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.conformance import check_export
from tilstede.networks.kit.contract import Source
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.items import Item, Left, Seen, SetAside


def read(path: Path) -> list[Item]:
    export = network.open_export(path)
    assert export is not None
    try:
        return list(export.items())
    finally:
        export.close()


def posts(items: list[Item]) -> list[Post]:
    return [item.post for item in items if isinstance(item, Seen)]


def test_a_page(tmp_path: Path) -> None:
    items = read(made.write_zip(tmp_path / "side.zip", made.page_files()))
    found = posts(items)
    assert [post.text for post in found] == [
        "Blåbærtur på søndag: æøå 🙋🏽",
        "Ferja på veg",
        "Les meir",
        "Kva dag?",
        "Side to",
        "Takk for spørsmålet",
    ]
    assert {post.author.id for post in found} == {"https://www.facebook.com/fjordvikkommune"}
    assert {post.author.name for post in found} == {"Fjordvik kommune"}
    assert {post.visibility for post in found} == {"public"}
    assert found[2].links[0].title == "Ny ferje på Fjordvik"
    assert found[3].poll is not None
    assert found[3].poll.options == ("Tysdag", "Laurdag")
    assert found[4].edited == datetime.fromtimestamp(1_700_000_400, UTC)
    assert found[5].reply_to.endswith("#answered")
    assert [item.reason for item in items if isinstance(item, SetAside)] == ["empty"]
    left = {item.kind: item.count for item in items if isinstance(item, Left)}
    assert left == {"direct-messages": 3, "likes": 1}


def test_a_picture_comes_along(tmp_path: Path) -> None:
    export = network.open_export(made.write_zip(tmp_path / "side.zip", made.page_files()))
    assert export is not None
    (found,) = (item for item in export.items() if isinstance(item, Seen) and item.attachments)
    assert found.attachments[0].path.read_bytes() == b"\xff\xd8\xff\xe0ferje"
    assert (found.attachments[0].mime, found.post.media[0].alt) == ("image/jpeg", None)
    export.close()


def test_a_person_is_never_shown_in_public(tmp_path: Path) -> None:
    """Facebook does not write who could read a post."""
    found = posts(read(made.write_zip(tmp_path / "person.zip", made.person_files())))
    assert {post.visibility for post in found} == {"followers"}
    assert all("audience-missing" in post.odd for post in found)
    assert {post.author.handle for post in found} == {"kari.ordforar"}


def test_one_part_of_many_is_of_the_account_in_its_name(tmp_path: Path) -> None:
    files = {f"{made.PAGE}/posts/profile_posts_3.json": made.broken([made.post("Del tre")])}
    (post,) = posts(
        read(made.write_zip(tmp_path / "facebook-fjordvikkommune-2026-11-01-x1.zip", files))
    )
    assert post.author.id == "https://www.facebook.com/fjordvikkommune"


def test_as_web_pages_it_is_refused_in_words(tmp_path: Path) -> None:
    files = {f"{made.PERSON}/posts/your_posts_1.html": b"<html></html>"}
    with pytest.raises(ValueError, match="ask Meta for it as JSON"):
        network.open_export(made.write_zip(tmp_path / "a.zip", files))


def test_a_broken_element_costs_itself_only(tmp_path: Path) -> None:
    good = made.broken([made.post("Ein"), made.post("To", 1_700_000_001)])
    path = tmp_path / "your_posts_1.json"
    path.write_bytes(good.replace(b'"To"', b'"To'))
    counts = Counter(type(item).__name__ for item in read(path))
    assert counts == {"Seen": 1, "SetAside": 1}


def test_the_same_post_by_the_api_is_one(
    facebook: FacebookApi, ours: Access, http: Http, tmp_path: Path
) -> None:
    """Where author, second and words are the same, and nowhere else."""
    facebook.post(ours.account_id, "Blåbærtur på søndag")
    facebook.post(ours.account_id, "Ei anna")
    source = Source("facebook", "https://www.facebook.com/fjordvikkommune", access=ours)
    (batch,) = network.fetch(source, http, NOW)
    by_api = posts(list(batch.items))
    second = int(
        next(p.published for p in by_api if p.text.startswith("Blå") and p.published).timestamp()
    )
    files = made.page_files()
    name = f"{made.PAGE}/posts/profile_posts_1.json"
    files[name] = made.broken(
        [made.post("Blåbærtur  på søndag ", second), made.post("Ei anna", second)]
    )
    in_takeout = posts(read(made.write_zip(tmp_path / "a.zip", files)))[:2]
    shared = [[bool({*one.aliases} & {*other.aliases}) for other in by_api] for one in in_takeout]
    assert shared == [[False, True], [False, False]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("your_posts_1_valid.json", {"Seen": 1}),
        ("your_posts_1_odd.json", {"Seen": 16, "SetAside": 2}),
    ],
)
def test_corpus(shared: Callable[[str], Path], name: str, expected: dict[str, int]) -> None:
    counts = check_export(network, shared(f"corpus/exports/facebook/{name}"))
    assert counts.pop("read") == sum(expected.values())
    assert counts == Counter(expected)


def test_recorded_answers(shared: Callable[[str], Path]) -> None:
    """Posts and comments as Facebook gave them (v10 to v16) are read."""
    folder = shared("corpus/api/facebook")
    elements = []
    for path in sorted([*(folder / "posts").glob("*.json"), *(folder / "comments").glob("*.json")]):
        told = json.loads(path.read_bytes())
        listed = told.get("data") or ([told] if "id" in told else list(told.values()))
        elements += [(path.parent.name, one) for one in listed]
    assert len(elements) > 20
    for kind, element in elements:
        whole = {"comment": element, "under": "1_2"} if kind == "comments" else element
        post = network.parse(json.dumps(whole).encode(), "application/json", {})
        assert post.aliases[0] == f"fb:{element['id']}"
        assert post.text == element.get("message", "")
        assert post.published is not None
