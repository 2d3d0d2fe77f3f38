"""Checkpoints and tiles: what the outside world sees of the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from tilstede.core import merkle, note
from tilstede.record import checkpoint, keys, read, store, tiles
from tilstede.record.append import Entry, append

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def grow(count: int) -> None:
    append([Entry("seen", {"post": b"x"})] * count, now=NOW)


class TestCheckpoint:
    def test_an_empty_log_has_one(self):
        assert checkpoint.latest() is None
        made = checkpoint.make(now=NOW)
        assert made.size == 1
        assert made.root == read.event(0).leaf
        assert checkpoint.latest() == made

    def test_is_signed_by_the_log(self):
        grow(300)
        parsed = note.parse(checkpoint.make(now=NOW).text.encode())
        assert note.check(parsed, checkpoint.verifier())
        head = note.parse_checkpoint(parsed.text)
        assert head == ("log.fjordvik.example", 301, merkle.root_of(store.leaves(0, 301)))

    def test_signs_only_when_the_tree_grew(self):
        first = checkpoint.make(now=NOW)
        assert checkpoint.make(now=NOW + timedelta(hours=1)) == first
        grow(1)
        assert checkpoint.make(now=NOW + timedelta(hours=1)).size == 2
        assert [made.size for made in checkpoint.every()] == [1, 2]
        assert [made.size for made in checkpoint.every(newest_first=True)] == [2, 1]
        assert [made.size for made in checkpoint.every(below=2)] == [1]
        assert [made.size for made in checkpoint.every(newest_first=True, below=3)] == [2, 1]
        assert list(checkpoint.every(below=1)) == []

    def test_finds_the_first_that_covers_an_event(self):
        for _ in range(3):
            grow(2)
            checkpoint.make(now=NOW)
        assert checkpoint.covering(2).size == 3
        assert checkpoint.covering(3).size == 5
        assert checkpoint.covering(7) is None

    def test_refuses_another_key(self):
        checkpoint.make(now=NOW)
        grow(1)
        kept = keys.path().read_bytes()
        keys.path().unlink()
        with pytest.raises(ImproperlyConfigured, match="missing"):
            checkpoint.make(now=NOW)
        keys.make()
        with pytest.raises(ImproperlyConfigured, match="missing: no key in"):
            checkpoint.make(now=NOW)
        keys.path().write_bytes(b"nonsense")
        with pytest.raises(ImproperlyConfigured, match="not a private key"):
            checkpoint.make(now=NOW)
        keys.path().write_bytes(kept)
        assert checkpoint.make(now=NOW).size == 2


class TestTiles:
    @pytest.mark.parametrize(
        ("name", "path"),
        [
            (tiles.Name(0, 0), "0/000"),
            (tiles.Name(1, 234067, 7), "1/x234/067.p/7"),
            (tiles.Name(0, 1234067), "0/x001/x234/067"),
            (tiles.Name(63, 1000, 255), "63/x001/000.p/255"),
        ],
    )
    def test_paths(self, name, path):
        assert name.path == path
        assert tiles.parse_path(path) == name

    @pytest.mark.parametrize(
        "path",
        [
            "",
            "0/0",
            "0/0000",
            "0/x000/001",
            "00/000",
            "64/000",
            "0/000.p/256",
            "0/000.p/0",
            "-1/000",
        ],
    )
    def test_refuses_other_ways_to_write_a_path(self, path):
        assert tiles.parse_path(path) is None

    def test_serves_the_hashes_of_the_tree(self):
        grow(599)
        leaves = store.leaves(0, 600)
        assert tiles.tile_bytes(tiles.Name(0, 1)) == leaves[256 * 32 : 512 * 32]
        assert tiles.tile_bytes(tiles.Name(0, 2, 88)) == leaves[512 * 32 :]
        assert tiles.tile_bytes(tiles.Name(0, 2, 5)) == leaves[512 * 32 : 517 * 32]
        assert tiles.tile_bytes(tiles.Name(1, 0, 2)) == b"".join(
            [merkle.root_of(leaves[: 256 * 32]), merkle.root_of(leaves[256 * 32 : 512 * 32])]
        )
        for absent in (tiles.Name(0, 2), tiles.Name(0, 2, 89), tiles.Name(1, 0, 3)):
            assert tiles.tile_bytes(absent) is None

    def test_proofs_hold(self):
        grow(599)
        tree = tiles.Tree(600)
        assert tree.root() == merkle.root_of(store.leaves(0, 600))
        for number in (0, 1, 255, 256, 511, 512, 599):
            path = tree.inclusion(number)
            leaf = read.event(number).leaf
            assert merkle.root_from_inclusion(leaf, number, 600, path) == tree.root()
        for old in (1, 2, 255, 256, 257, 512, 599, 600):
            path = tree.consistency(old)
            root = tiles.Tree(old).root()
            assert merkle.is_consistent(old, root, 600, tree.root(), path)

    def test_a_tree_of_nothing(self):
        assert tiles.Tree(0).root() == merkle.EMPTY_ROOT
