"""Archives: whole, in parts, broken, hostile, and what is never taken from them."""

from __future__ import annotations

import json
import tracemalloc
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tilstede.core.post import encode
from tilstede.networks.kit.archive import CutOff
from tilstede.networks.kit.contract import Gone, Item, Left, Seen, SetAside
from tilstede.networks.mastodon.network import network
from tilstede.networks.mastodon.tests import archives
from tilstede.networks.mastodon.tests.archives import as_folder, as_tar, as_zip, members, note


def read(path: Path) -> list[Item]:
    export = network.open_export(path)
    assert export is not None
    try:
        return list(export.items())
    finally:
        export.close()


def test_account_and_handle_come_from_the_actor(tmp_path: Path) -> None:
    export = network.open_export(as_zip(tmp_path / "a.zip", members([note(1, "Hei")])))
    assert export is not None
    assert export.account is not None
    assert export.account.handle == "ordforar@sosial.fjordvik.example"
    assert export.title == "ordforar@sosial.fjordvik.example"
    assert export.account.name == "Kari Nordmo, ordførar"
    (item,) = [item for item in export.items() if isinstance(item, Seen)]
    assert item.post.author == export.account
    export.close()


def test_handle_may_end_in_another_domain(tmp_path: Path) -> None:
    files = members([note(1, "Hei")])
    actor = json.loads(files["actor.json"]) | {"webfinger": "ordforar@fjordvik.example"}
    files["actor.json"] = json.dumps(actor).encode()
    export = network.open_export(as_folder(tmp_path / "a", files))
    assert export is not None
    assert export.account is not None
    assert export.account.handle == "ordforar@fjordvik.example"
    export.close()


def test_private_key_goes_nowhere(tmp_path: Path) -> None:
    path = as_tar(
        tmp_path / "a.tar.gz", members([note(1, "Hei"), archives.boost(2, "https://x/1")])
    )
    for item in read(path):
        assert "SECRET" not in repr(item)
        if isinstance(item, Seen):
            assert b"SECRET" not in item.raw + encode(item.post)


def test_raw_is_the_elements_own_bytes(tmp_path: Path) -> None:
    odd = b'{ "type":"OrderedCollection",\n"orderedItems":[\n  %s ]}'
    element = json.dumps(note(1, "Hei"), indent=3).encode()
    path = tmp_path / "outbox.json"
    path.write_bytes(odd % element)
    (item,) = read(path)
    assert isinstance(item, Seen)
    assert item.raw == element
    assert item.mime == "application/activity+json"


@pytest.mark.parametrize("inside", ["", "archive-20260401-abc/"])
def test_pictures_come_with_their_posts(tmp_path: Path, inside: str) -> None:
    files = {inside + name: data for name, data in members([archives.picture_note(1)]).items()}
    for path in (as_zip(tmp_path / "a.zip", files), as_tar(tmp_path / "a.tar.gz", files)):
        export = network.open_export(path)
        assert export is not None
        (item,) = [item for item in export.items() if isinstance(item, Seen)]
        (attachment,) = item.attachments
        assert item.post.media[0].alt == "Eit ras."
        assert (attachment.position, attachment.mime) == (0, "image/jpeg")
        assert attachment.size == len(files[inside + archives.PICTURE])
        assert attachment.path.read_bytes() == files[inside + archives.PICTURE]
        export.close()


def test_a_picture_that_is_not_there_is_no_attachment(tmp_path: Path) -> None:
    files = members([archives.picture_note(1)])
    del files[archives.PICTURE]
    (item,) = [i for i in read(as_zip(tmp_path / "a.zip", files)) if isinstance(i, Seen)]
    assert item.attachments == ()
    assert item.post.media[0].file == archives.PICTURE


def test_likes_messages_and_other_acts_are_counted(tmp_path: Path) -> None:
    items = [
        note(1, "Hei"),
        note(2, "løynd", to=["https://nabo.example/users/borger"], cc=[]),
        {"type": "Like", "id": "https://x/1", "object": "https://x/2"},
        {"type": "Undo", "object": {"type": "Like", "id": "https://x/1"}},
    ]
    left = [i for i in read(as_zip(tmp_path / "a.zip", members(items))) if isinstance(i, Left)]
    assert left == [
        Left("direct-messages", 1, "a.zip"),
        Left("other", 2, "a.zip"),
        Left("other", 3, "likes.json"),
    ]


def test_likes_alone_are_left(tmp_path: Path) -> None:
    path = tmp_path / "likes.json"
    path.write_bytes(archives.addresses("likes.json", 7))
    assert read(path) == [Left("other", 7, "likes.json")]


def test_a_later_snapshot_tells_what_was_deleted(tmp_path: Path) -> None:
    """Absence is never a deletion: post 2 is only missing, post 1 has a tombstone."""
    first = read(as_zip(tmp_path / "1.zip", members([note(1, "a"), note(2, "b"), note(3, "c")])))
    second = read(
        as_zip(
            tmp_path / "2.zip",
            members([note(3, "c", updated="2026-03-03T08:00:00Z"), archives.deletion(1)]),
        )
    )
    assert sum(isinstance(item, Seen) for item in first) == 3
    (gone,) = [item for item in second if isinstance(item, Gone)]
    assert gone.aliases[0] == f"{archives.ACTOR}/statuses/1"
    assert gone.when == datetime(2026, 4, 1, 12, tzinfo=UTC)
    (kept,) = [item for item in second if isinstance(item, Seen)]
    assert kept.post.edited == datetime(2026, 3, 3, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "removal",
    [
        {"type": "Delete", "object": f"{archives.ACTOR}/statuses/1"},
        {"type": "Tombstone", "id": f"{archives.ACTOR}/statuses/1"},
        {
            "type": "Create",
            "object": {"type": "Tombstone", "id": f"{archives.ACTOR}/statuses/1"},
        },
    ],
    ids=["delete", "tombstone", "created-tombstone"],
)
def test_every_way_to_say_deleted(tmp_path: Path, removal: dict[str, object]) -> None:
    path = tmp_path / "outbox.json"
    path.write_bytes(archives.outbox([removal]))
    (item,) = read(path)
    assert isinstance(item, Gone)
    assert item.aliases[0] == f"{archives.ACTOR}/statuses/1"


def test_an_undone_boost_is_gone_and_a_closed_account_is_no_post(tmp_path: Path) -> None:
    undone = archives.boost(4, "https://x/1")
    closing = {"type": "Delete", "actor": archives.ACTOR, "object": archives.ACTOR}
    path = tmp_path / "outbox.json"
    path.write_bytes(archives.outbox([{"type": "Undo", "object": undone}, closing]))
    gone, left = read(path)
    assert isinstance(gone, Gone)
    assert gone.aliases[0] == undone["id"]
    assert left == Left("other", 1, "outbox.json")


def test_what_others_wrote_is_set_aside(tmp_path: Path) -> None:
    stranger = note(9, "Ikkje mine ord", attributedTo="https://nabo.example/users/borger")
    items = read(as_zip(tmp_path / "a.zip", members([stranger, note(1, "Hei")])))
    aside = [item for item in items if isinstance(item, SetAside)]
    assert aside == [
        SetAside("outbox.json, item 1", "other-author", "https://nabo.example/users/borger")
    ]


def test_one_broken_item_never_ends_the_reading(tmp_path: Path) -> None:
    good, later = json.dumps(note(1, "Hei")), json.dumps(note(2, "Hallo"))
    broken = good.replace('"type": "Note"', '"type": Note')
    empty = json.dumps(note(3, ""))
    path = tmp_path / "outbox.json"
    path.write_text(
        f'{{"type": "OrderedCollection", "orderedItems": [{good}, 7, {broken}, {empty}, {later}]}}'
    )
    items = read(path)
    assert [i.post.text for i in items if isinstance(i, Seen)] == ["Hei", "Hallo"]
    reasons = Counter(item.reason for item in items if isinstance(item, SetAside))
    assert reasons == {"broken-json": 1, "not-a-post": 1, "empty": 1}


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_an_archive_cut_off(tmp_path: Path, cut: float) -> None:
    files = members([note(number, f"Innlegg {number} " + "ord " * 50) for number in range(400)])
    whole = as_tar(tmp_path / "a.tar.gz", files).read_bytes()
    path = tmp_path / "cut.tar.gz"
    path.write_bytes(whole[: int(len(whole) * cut)])
    items = read(path)
    assert "cut-off" in {item.reason for item in items if isinstance(item, SetAside)}
    texts = [item.post.text.split()[1] for item in items if isinstance(item, Seen)]
    assert texts == [str(number) for number in range(len(texts))]
    assert len(texts) > 50, "what lies before the cut is taken in"


def test_an_archive_cut_before_its_posts_says_so(tmp_path: Path) -> None:
    files = {"media_attachments/1.jpg": bytes(range(256)) * 200, **members([note(1, "Hei")])}
    whole = as_tar(tmp_path / "a.tar.gz", files).read_bytes()
    path = tmp_path / "cut.tar.gz"
    path.write_bytes(whole[:300])
    with pytest.raises(CutOff, match="ends before outbox"):
        network.open_export(path)


def test_a_cut_zip_says_so(tmp_path: Path) -> None:
    whole = as_zip(tmp_path / "a.zip", members([note(1, "Hei")])).read_bytes()
    path = tmp_path / "cut.zip"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ValueError, match="cut off"):
        network.open_export(path)


def test_an_outbox_that_is_no_list(tmp_path: Path) -> None:
    files = members([]) | {"outbox.json": b'{"type": "OrderedCollection", "orderedItems": 3}'}
    items = read(as_zip(tmp_path / "a.zip", files))
    assert [i.reason for i in items if isinstance(i, SetAside)] == ["broken-json"]


@pytest.mark.parametrize("actor", [b"{", b"[]", b'{"type": "Person"}'])
def test_an_archive_without_a_readable_actor(tmp_path: Path, actor: bytes) -> None:
    files = members([note(1, "Hei")]) | {"actor.json": actor}
    items = read(as_zip(tmp_path / "a.zip", files))
    assert [item.where for item in items if isinstance(item, SetAside)] == ["actor.json"]
    (seen,) = [item for item in items if isinstance(item, Seen)]
    assert seen.post.author.id == archives.ACTOR


def test_paths_that_lead_out_are_set_aside(tmp_path: Path) -> None:
    files = members([note(1, "Hei")]) | {"../../evil.json": b"{}"}
    items = read(as_tar(tmp_path / "a.tar.gz", files))
    assert [item.reason for item in items if isinstance(item, SetAside)] == ["unsafe-path"]


def test_too_large_an_item_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "outbox.json"
    path.write_bytes(archives.outbox([note(1, "x" * (17 << 20)), note(2, "Hei")]))
    items = read(path)
    assert [item.reason for item in items if isinstance(item, SetAside)] == ["too-large"]
    assert [item.post.text for item in items if isinstance(item, Seen)] == ["Hei"]


def test_a_large_outbox_is_streamed(tmp_path: Path) -> None:
    """34 MB go through in a fraction of that in memory."""
    element = json.dumps(note(1, "Kommunestyret " * 8_000)).encode()
    path = tmp_path / "outbox.json"
    with path.open("wb") as file:
        file.write(b'{"type":"OrderedCollection","orderedItems":[')
        for number in range(300):
            file.write(b"," * (number > 0) + element)
        file.write(b"]}")
    export = network.open_export(path)
    assert export is not None
    tracemalloc.start()
    count = sum(isinstance(item, Seen) for item in export.items())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    export.close()
    assert count == 300
    assert peak < 20 << 20
