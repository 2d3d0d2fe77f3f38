"""Servers that say that they will close, and those that say other things."""

from __future__ import annotations

import pytest

from tilstede.core.closing import told


@pytest.mark.parametrize(
    "said",
    [
        "EU Voice will be shut down on 18 May 2024. Thank you!",
        "Hei! Denne tenaren vert lagt ned 1. mars.",
        "Tjenesten legges ned ved årsskiftet",
        "Dieser Server wird zum 31. Januar abgeschaltet.",
        "We are shutting\ndown in June",
    ],
)
def test_what_a_server_says_of_its_end_is_found(said: str) -> None:
    assert told(said)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "We never close. Registrations are closed.",
        "Vi stenger kommentarfeltet om natta",
        "A close community down by the fjord",
    ],
)
def test_what_it_says_of_other_things_is_not(said: str) -> None:
    assert not told(said)


def test_what_stands_around_it_is_told_too_but_not_all() -> None:
    said = "<p>Welcome.</p>" + "x " * 500 + "It will be <b>shut down</b> on 18 May." + " y" * 500
    assert "It will be shut down on 18 May." in told(said)
    assert len(told(said)) < 300
