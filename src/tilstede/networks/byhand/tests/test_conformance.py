from __future__ import annotations

from pathlib import Path

from tilstede.networks.byhand.network import network
from tilstede.networks.kit.conformance import Conformance


class TestByHand(Conformance):
    network = network
    folder = Path(__file__).parent


def test_two_without_a_name_are_two_persons() -> None:
    said = b'{"id":"%d","way":"counter","at":"2026-10-15T09:00:00Z","said":"Hei"}'
    assert len({network.parse(said % n, "", {}).author.id for n in (1, 2)}) == 2
