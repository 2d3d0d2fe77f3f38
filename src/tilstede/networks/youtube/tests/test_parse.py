"""What lies around an item, and where its post is met by others."""

from __future__ import annotations

from tilstede.networks.youtube import parse


def test_elements_put_together_are_the_same_apart() -> None:
    assert parse.parts(parse.joined(b'{"a": 1}', [b'{"b":  2}', b"{}"])) == [
        b'{"a": 1}',
        b'{"b":  2}',
        b"{}",
    ]
    assert parse.joined(b'{"a": 1}', []) == b'{"a": 1}'
