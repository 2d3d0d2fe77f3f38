"""Whether a draft fits all its channels is told at once, and before anything goes to any of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tilstede.office.models import Account
from tilstede.outbox import acts
from tilstede.outbox.clear import NotCleared, clear
from tilstede.outbox.draft import Draft, Enclosure, Part
from tilstede.outbox.models import Delivery
from tilstede.outbox.tests.conftest import Desk

WHO = "kari@fjordvik.example"


def by_hand(desk: Desk, network: str, handle: str) -> Account:
    return Account.objects.create(
        network=network, handle=handle, body=desk.account().body, policy="by hand"
    )


def refused(desk: Desk, *networks: str, **some: Any) -> str:
    """What is said, when nothing is cleared for any channel."""
    accounts = [by_hand(desk, name, f"fjordvik-{number}") for number, name in enumerate(networks)]
    visibility = some.pop("visibility", None)
    part = Part(**{"text": "Ferja går.", **some})
    with pytest.raises(NotCleared) as found:
        clear(Draft(parts=(part,), visibility=visibility), accounts, by=WHO, now=desk.now)
    assert not Delivery.objects.exists()
    return str(found.value)


def test_what_one_network_takes_and_another_does_not_goes_to_none(
    desk: Desk, tmp_path: Path
) -> None:
    said = refused(desk, "mastodon", "bluesky", warning="Obs", visibility="followers")
    assert "Bluesky fjordvik-1: It has a warning in its own words" in said
    assert "Possible: all." in said
    assert "Mastodon" not in said
    said = refused(desk, "wordpress", "mastodon", title="Ferja")
    assert said.splitlines() == [
        "Mastodon fjordvik-1: It has a title, and posts on this network have none."
    ]


def test_all_faults_of_all_channels_are_told_at_once(desk: Desk, tmp_path: Path) -> None:
    files = []
    for name, mime in (("ferje.jpg", "image/jpeg"), ("ferje.mp4", "video/mp4")):
        (tmp_path / name).write_bytes(b"fil")
        files.append(Enclosure(tmp_path / name, mime, name))
    said = refused(desk, "mastodon", "bluesky", "x", media=tuple(files), title="Ferja", text="")
    assert said.count("goes by itself") == 3
    assert said.count("have none") == 3


def test_by_hand_too_a_post_must_fit(desk: Desk) -> None:
    assert "at most 3000" in refused(desk, "linkedin", text="x" * 5_000)
    assert "Possible: all." in refused(desk, "tiktok", visibility="direct")
    assert "is a picture or a film" in refused(desk, "instagram")
    assert "is a picture or a film" in refused(desk, "snapchat")


@pytest.mark.parametrize("language", ["klingon", "norsk bokmål", "NN!"])
def test_a_language_is_told_by_its_code(desk: Desk, language: str) -> None:
    assert f"{language} is no language" in refused(desk, "linkedin", language=language)


def test_a_film_s_words_are_edited_without_the_film(desk: Desk, tmp_path: Path) -> None:
    """What lies at the network stays there."""
    (tmp_path / "ferje.png").write_bytes(b"bilete")
    picture = Enclosure(tmp_path / "ferje.png", "image/png", "ferje.png", "Ei ferje")
    draft = Draft(parts=(Part(text="Ferja gar.", media=(picture,)),))
    account = desk.connect(desk.account())
    (row,) = clear(draft, [account], by=WHO, now=desk.now)
    desk.work()
    row.refresh_from_db()
    acts.edit(row, acts.reworded(row, ""), reason="Utan ord", by=WHO, now=desk.now)
