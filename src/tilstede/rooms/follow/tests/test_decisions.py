"""What the public sees of posts that were withheld or destroyed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tilstede.intake import decisions
from tilstede.intake.tests import scene
from tilstede.record import checkpoint
from tilstede.rooms.follow.tests.conftest import words

pytestmark = pytest.mark.usefixtures("life")
LATER = scene.NOW + timedelta(days=1)


def test_a_withheld_post_is_nowhere(client: Client) -> None:
    number = scene.number(3)
    decisions.withhold(number, reason="Namn", by="kari", now=LATER)
    checkpoint.make(now=LATER)
    for path in ("/post/{}", "/post/{}/bundle", "/media/{}/0", "/thumb/{}/0"):
        assert client.get(path.format(number)).status_code == 404
    assert f"/post/{number}" not in client.get("/").content.decode()


def test_a_destroyed_post_says_when_and_by_which_law(client: Client) -> None:
    number = scene.number(3)
    decisions.destroy([number], reason="Namnet Ola", ground="arkivlova § 13", by="kari", now=LATER)
    answer = client.get(f"/en/post/{number}")
    assert answer.status_code == 410
    said = words(answer.content.decode())
    assert "Its words were lawfully destroyed on 23 November 2026" in said
    assert "arkivlova § 13" in said
    assert "Ola" not in said
    assert "kari" not in said
    for path in ("/post/{}/bundle", "/media/{}/0", "/thumb/{}/0"):
        assert client.get(path.format(number)).status_code == 404
    assert client.get("/").status_code == 200
