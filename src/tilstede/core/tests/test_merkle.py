"""The tree against Certificate Transparency's known answers and RFC 9162 read literally."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilstede.core import merkle

# The leaves and roots of RFC 6962's reference implementation (merkletree tests).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SOME = [merkle.leaf_hash(b"%d" % number) for number in range(700)]


def naive_root(leaves):
    """MTH of RFC 9162 § 2.1.1."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return merkle.node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


def naive_path(index, leaves):
    """PATH of RFC 9162 § 2.1.3.1."""
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return [*naive_path(index, leaves[:split]), naive_root(leaves[split:])]
    return [*naive_path(index - split, leaves[split:]), naive_root(leaves[:split])]


def naive_proof(old, leaves, whole=True):
    """SUBPROOF of RFC 9162 § 2.1.4.1."""
    if old == len(leaves):
        return [] if whole else [naive_root(leaves)]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if old <= split:
        return [*naive_proof(old, leaves[:split], whole), naive_root(leaves[split:])]
    return [*naive_proof(old - split, leaves[split:], False), naive_root(leaves[:split])]


def node(level, index):
    return naive_root(SOME[index << level : (index + 1) << level])


@pytest.mark.parametrize("size", range(9))
def test_known_answers(size):
    leaves = b"".join([merkle.leaf_hash(leaf) for leaf in LEAVES[:size]])
    assert merkle.root_of(leaves).hex() == ROOTS[size]
    assert merkle.Edge().grown(leaves)[0].root().hex() == ROOTS[size]


@given(st.lists(st.integers(0, 300), max_size=6))
@settings(max_examples=30)
def test_the_edge_grows_to_the_same_root_in_whatever_steps(steps):
    edge, tiles, leaves = merkle.Edge(), [], (SOME * 3)[: sum(steps)]
    for step in steps:
        part = leaves[edge.size : edge.size + step]
        edge, filled = edge.grown(b"".join(part))
        tiles += filled
    assert edge.size == len(leaves)
    assert edge.root() == naive_root(leaves)
    assert [tile.number for tile in tiles] == list(range(len(leaves) // 256))
    for tile in tiles:
        part = leaves[tile.number * 256 : (tile.number + 1) * 256]
        assert (tile.hashes, tile.root) == (b"".join(part), naive_root(part))


def test_tiles_above_tiles():
    leaves = b"".join([merkle.leaf_hash(b"%d" % number) for number in range(256 * 256 + 300)])
    edge, tiles = merkle.Edge().grown(leaves)
    top = [tile for tile in tiles if tile.level == 1]
    assert [tile.number for tile in top] == [0]
    assert top[0].hashes == b"".join([tile.root for tile in tiles if tile.level == 0][:256])
    assert [len(level) // 32 for level in edge.levels] == [44, 1, 1]
    assert edge.root() == merkle.root_of(leaves)


@given(st.integers(1, 600).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
def test_inclusion(pair):
    size, index = pair
    path = merkle.inclusion_path(index, size, node)
    root = naive_root(SOME[:size])
    assert path == naive_path(index, SOME[:size])
    assert merkle.root_from_inclusion(SOME[index], index, size, path) == root
    assert merkle.root_from_inclusion(SOME[index + 1], index, size, path) != root


@given(st.integers(1, 600).flatmap(lambda new: st.tuples(st.integers(0, new), st.just(new))))
def test_consistency(pair):
    old, new = pair
    path = merkle.consistency_path(old, new, node)
    roots = naive_root(SOME[:old]), naive_root(SOME[:new])
    if 0 < old < new:
        assert path == naive_proof(old, SOME[:new])
    assert merkle.is_consistent(old, roots[0], new, roots[1], path)
    assert not merkle.is_consistent(old, bytes(32), new, roots[1], path)
    assert not merkle.is_consistent(old, roots[0], new, roots[1], [*path, bytes(32)])
    if path:
        assert not merkle.is_consistent(old, roots[0], new, bytes(32), path)
        assert not merkle.is_consistent(old, roots[0], new, roots[1], path[:-1])


@pytest.mark.parametrize("size", range(1, 20))
def test_another_index_is_refused(size):
    root = naive_root(SOME[:size])
    for index in range(size):
        path = merkle.inclusion_path(index, size, node)
        for other in range(size):
            if other != index:
                try:
                    assert merkle.root_from_inclusion(SOME[index], other, size, path) != root
                except ValueError:
                    continue


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="no leaf 3"):
        merkle.inclusion_path(3, 3, node)
    with pytest.raises(ValueError, match="no leaf"):
        merkle.root_from_inclusion(SOME[0], 1, 1, [])
    with pytest.raises(ValueError, match="too short"):
        merkle.root_from_inclusion(SOME[0], 0, 2, [])
    with pytest.raises(ValueError, match="too long"):
        merkle.root_from_inclusion(SOME[0], 0, 1, [SOME[1]])
    with pytest.raises(ValueError, match="does not hold"):
        merkle.consistency_path(4, 3, node)
    assert not merkle.is_consistent(4, SOME[0], 3, SOME[1], [])
