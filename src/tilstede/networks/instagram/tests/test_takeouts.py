"""What a takeout becomes, item by item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tilstede.core.post import Post
from tilstede.networks.instagram.network import network
from tilstede.networks.instagram.tests import takeouts as made
from tilstede.networks.kit.conformance import check_export
from tilstede.networks.kit.items import Item, Left, Seen


def read(path: Path) -> list[Item]:
    export = network.open_export(path)
    assert export is not None
    try:
        return list(export.items())
    finally:
        export.close()


def posts(items: list[Item]) -> list[Post]:
    return [item.post for item in items if isinstance(item, Seen)]


def test_a_whole_one(tmp_path: Path) -> None:
    items = read(made.write_zip(tmp_path / "a.zip", made.files()))
    found = posts(items)
    assert sorted(post.text for post in found) == [
        "",
        "Blåbærtur på søndag",
        "Film",
        "Så fint!",
        "To bilete frå dugnaden på Fjordvik #dugnad @nabokommune",
    ]
    assert {(post.author.handle, post.author.name) for post in found} == {
        ("fjordvik", "Fjordvik kommune – på Vestlandet")
    }
    assert {post.visibility for post in found} == {"public"}
    carousel = next(post for post in found if post.tags)
    assert (carousel.tags, carousel.mentions) == (("dugnad",), ("nabokommune",))
    assert [one.kind for one in carousel.media] == ["image", "video"]
    answer = next(post for post in found if post.reply_to)
    assert answer.reply_to_author == "nabokommune"
    left = {item.kind: item.count for item in items if isinstance(item, Left)}
    assert left == {"direct-messages": 2, "likes": 1, "threads": 1, "other": 1}
    (tour,) = [item for item in items if isinstance(item, Seen) and item.attachments]
    assert tour.post.text == "Blåbærtur på søndag"


@pytest.mark.parametrize(
    ("private", "visibility"), [("False", "public"), ("True", "followers"), ("", "followers")]
)
def test_a_private_account_is_never_shown(tmp_path: Path, private: str, visibility: str) -> None:
    files = made.files()
    name = "personal_information/personal_information/personal_information.json"
    files[name] = made.broken(made.profile(private=private, norwegian=True))
    found = posts(read(made.write_zip(tmp_path / "a.zip", files)))
    assert {post.visibility for post in found} == {visibility}
    assert {post.author.handle for post in found} == {"fjordvik"}


def test_comments_in_another_language(tmp_path: Path) -> None:
    """Known by shape where the labels are not known."""
    labels = ("Opmerking", "Eigenaar van de media", "Tijd")
    files = {
        f"{made.ROOT}/comments/post_comments_1.json": made.broken(
            {"comments_media_comments": [made.comment("Mooi zo!", "nabokommune", labels)]}
        )
    }
    (post,) = posts(read(made.write_zip(tmp_path / "instagram-fjordvik-2023-11-01-x.zip", files)))
    assert (post.text, post.reply_to_author) == ("Mooi zo!", "nabokommune")
    assert post.author.handle == "fjordvik"


def test_labels_of_2024(tmp_path: Path) -> None:
    told = [{"label": "Comment", "value": "Hei på deg"}, {"label": "Media Owner", "value": "nabo"}]
    item = {"timestamp": made.SECONDS, "media": [], "label_values": told}
    files = {
        f"{made.ROOT}/comments/reels_comments.json": made.broken(
            {"comments_reels_comments": [item]}
        )
    }
    (post,) = posts(read(made.write_zip(tmp_path / "instagram-fjordvik-2024-11-01-x.zip", files)))
    assert (post.text, post.reply_to_author) == ("Hei på deg", "nabo")


def test_corpus(shared: Callable[[str], Path]) -> None:
    """A test subject's takeout of 2020; its list of products seen is broken as it was delivered, and left."""
    counts = check_export(network, shared("corpus/exports/instagram_2020"))
    assert counts.pop("read") == 66, (
        "122 media and comments, of which 56 are further ones of 14 posts"
    )
    assert counts == Counter({"Seen": 66, "Left": 3})
    left = {
        one.kind: one.count
        for one in read(shared("corpus/exports/instagram_2020"))
        if isinstance(one, Left)
    }
    assert left["joined"] == 56
    found = posts(read(shared("corpus/exports/instagram_2020")))
    assert all(post.published for post in found)
    assert {post.visibility for post in found} == {"followers"}, "the account is private"


def early(kind: str, name: str, words: str, second: int = 19) -> dict[str, str]:
    """A medium as takeouts of before 2021 have it."""
    when = f"2020-10-19T17:22:{second}+00:00"
    return {"caption": words, "taken_at": when, "path": f"{kind}/202010/{name}"}


def test_the_pictures_of_an_early_post_are_one_post(tmp_path: Path) -> None:
    """Each stands by itself there, and films in another list."""
    told = {
        "stories": [early("stories", "s.jpg", "Tur")],
        "photos": [
            *(early("photos", f"{n}.jpg", "Tur") for n in "abc"),
            early("photos", "d.jpg", "Tur", 20),
            *(early("photos", f"{n}.jpg", "") for n in "ef"),
        ],
        "videos": [early("videos", "v.mp4", "Tur"), early("videos", "w.mp4", "Film")],
    }
    files = {"media.json": made.broken(told)}
    files |= {f"photos/202010/{n}.jpg": b"\xff\xd8\xff\xe0" for n in "abcdef"}
    items = read(made.write_zip(tmp_path / "a.zip", files))
    found = {tuple(one.file.partition("/")[2][7:] for one in post.media) for post in posts(items)}
    assert found == {
        ("a.jpg", "b.jpg", "c.jpg", "v.mp4"),
        ("d.jpg",),
        ("e.jpg", "f.jpg"),
        ("w.mp4",),
        ("s.jpg",),
    }
    assert [(one.kind, one.count) for one in items if isinstance(one, Left)] == [("joined", 4)]
    carousel = next(one for one in items if isinstance(one, Seen) and len(one.post.media) == 4)
    assert [one.position for one in carousel.attachments] == [0, 1, 2]
    assert network.again(carousel.raw, carousel.post) == carousel.post
    assert carousel.where == "media.json, item 3"


def test_every_file_of_the_corpus_alone(shared: Callable[[str], Path]) -> None:
    taken = {}
    for path in sorted(shared("corpus/exports/instagram_2020").glob("*.json")):
        export = network.open_export(path)
        if export is not None:
            export.close()
            taken[path.name] = check_export(network, path)["read"]
    assert taken == {"comments.json": 16, "media.json": 50}
