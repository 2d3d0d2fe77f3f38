"""Connecting, sending and deciding as typed."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.servers import absence

from tilstede.jobs.worker import Worker
from tilstede.office.models import Access, Account, Body
from tilstede.outbox import tasks
from tilstede.outbox.drafting import recordings
from tilstede.outbox.models import Delivery
from tilstede.outbox.tests.conftest import place as server
from tilstede.outbox.tests.conftest import sample
from tilstede.outbox.tests.place import Place
from tilstede.posts import read
from tilstede.record import read as record

__all__ = ["sample", "server"]
Run = Callable[..., Any]


@pytest.fixture
def place(server: Place, sample: None, settings: Any) -> Place:
    settings.LOOPBACK = ["127.0.0.1:*"]
    settings.SETTLING = 1
    return server


@pytest.fixture
def account(db: None, place: Place, run: Run) -> Account:
    """Connected by a token."""
    body = Body.objects.create(key="NO-BRC-310100013", own=True, name_nb="Fjordvik kommune")
    row = Account.objects.create(
        network="sample", handle="fjordvik", address="sample:fjordvik", body=body
    )
    typed = f"{place.address}\nhemmeleg-1\n"
    done = run("accounts", "connect", "@fjordvik", "--way", "token", typed=typed)
    assert done.exit_code == 0, done.output
    assert "hemmeleg-1" not in done.output
    return row


def test_accounts_are_listed_tested_capped_and_disconnected(
    account: Account, place: Place, run: Run
) -> None:
    assert "Sample fjordvik · works" in run("accounts").output
    (told,) = map(json.loads, run("accounts", "--json").output.splitlines())
    assert (told["state"], told["cap"]) == ("ok", None)
    assert run("accounts", "test").exit_code == 0
    place.tokens.clear()
    done = run("accounts", "test", "fjordvik")
    assert done.exit_code == 1
    assert "no longer accepts" in done.output
    assert "must be connected again" in run("accounts").output
    assert "is disconnected" in run("accounts", "disconnect", "fjordvik").output
    assert "was not connected" in run("accounts", "disconnect", "fjordvik").output
    assert Access.objects.get().secrets == ""


def test_a_post_with_a_picture_in_a_thread(
    account: Account, place: Place, run: Run, tmp_path: Path
) -> None:
    picture = tmp_path / "kai.png"
    picture.write_bytes(b"\x89PNG")
    done = run(
        *("send", "--account", "fjordvik", "--text", "Ein", "--thread", "To", "--language", "nn"),
        *("--file", str(picture), "--alt", "Kaia", "--wait"),
    )
    assert done.exit_code == 0, done.output
    first, second = place.posts.values()
    assert first["media"] == [{"alt": "Kaia", "mime": "image/png", "size": 4}]
    assert second["reply_to"] == f"sample:{first['id']}"
    assert done.output.count("sent and read back") == 2


def test_words_from_standard_input_wait_for_the_worker(
    account: Account, place: Place, run: Run
) -> None:
    done = run("send", "--account", "fjordvik", "--text", "-", typed="Frå røyret")
    assert done.exit_code == 0
    assert "tilstede work" in done.output
    assert Delivery.objects.get().cleared.text == "Frå røyret"
    assert place.posts == {}


def test_what_cannot_go_out_is_told_whole(
    account: Account, place: Place, run: Run, tmp_path: Path
) -> None:
    picture = tmp_path / "kai.png"
    picture.write_bytes(b"\x89PNG")
    done = run("send", "--account", "fjordvik", "--text", "x" * 501, "--quote", "4711")
    assert done.exit_code == 1
    assert "There is no post 4711 in the record." in done.output
    done = run("send", "--account", "fjordvik", "--text", "x" * 501, "--thread", "y" * 502)
    assert "501" in done.output
    assert "502" in done.output
    done = run("send", "--account", "fjordvik", "--text", "Ein", "--file", str(picture))
    assert "--alt" in done.output
    assert not Delivery.objects.exists()
    assert "cleared" not in [event.kind for event in record.events()]


def test_what_a_person_must_decide_is_listed_with_what_to_type(
    account: Account, place: Place, run: Run
) -> None:
    place.faults, place.unseen = [("after", 500, {})], True
    done = run("send", "--account", "fjordvik", "--text", "Vatnet er trygt.", "--wait")
    assert done.exit_code == 1
    (row,) = Delivery.objects.all()
    assert row.state == "asked"
    assert f"tilstede outbox stands {row.pk}" in run("outbox", "--person").output
    assert "it stands" in done.output
    assert run("outbox", "stands", str(row.pk)).exit_code == 0
    assert "Nothing waits for a person" in run("outbox", "--person").output
    done = run("outbox", "retry", str(row.pk))
    assert done.exit_code == 1
    assert "cannot be said" in done.output
    assert "There is no 99 in the outbox" in run("outbox", "drop", "99").output
    assert "There is no a9 in the outbox" in run("outbox", "drop", "a9").output


def test_what_a_camera_noted_is_taken_out_of_a_picture_and_told(
    account: Account, place: Place, run: Run, tmp_path: Path
) -> None:
    picture = Image.new("RGB", (8, 8), "teal")
    exif = picture.getexif()
    exif.get_ifd(0x8825)[2] = (60.0, 23.0, 30.0)
    picture.save(tmp_path / "kai.jpg", exif=exif)
    words = ("send", "--account", "fjordvik", "--text", "Kaia", "--alt", "Kaia", "--file")
    done = run(*words, str(tmp_path / "kai.jpg"))
    assert done.exit_code == 0, done.output
    assert "kai.jpg: taken out before anything is sent: where it was taken" in done.output
    (row,) = Delivery.objects.all()
    assert b"Exif" not in (record.payload(row.cleared.event, "media.0") or b"Exif")


def test_a_film_is_asked_for_its_sound(
    account: Account, place: Place, run: Run, tmp_path: Path
) -> None:
    if not recordings.is_installed():
        absence.end("ffmpeg is missing; on Debian: apt-get install ffmpeg")
    heard, silent = tmp_path / "heard.mp4", tmp_path / "silent.mp4"
    picture = ("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=64x48:r=5")
    subprocess.run([*picture, "-pix_fmt", "yuv420p", str(silent)], check=True)
    sound = ("-f", "lavfi", "-i", "sine=d=1", "-pix_fmt", "yuv420p")
    subprocess.run([*picture, *sound, str(heard)], check=True)
    send = ("send", "--account", "fjordvik", "--text", "Møtet", "--alt", "Møtet", "--file")
    assert "heard.mp4 has sound, or may have, and no captions" in run(*send, str(heard)).output
    done = run(*send, str(silent))
    assert done.exit_code == 0, done.output


def test_an_empty_outbox_says_so(db: None, run: Run) -> None:
    assert "Nothing is in the outbox" in run("outbox").output
    assert "No account is connected" in run("accounts").output


def test_what_is_destroyed_by_law_is_gone_from_the_outbox_too(
    account: Account, place: Place, run: Run, tmp_path: Path
) -> None:
    picture = tmp_path / "kai.png"
    picture.write_bytes(b"\x89PNG, Kari")
    place.changes = str.upper
    media = ("--file", str(picture), "--alt", "Kari")
    run("send", "--account", "fjordvik", "--text", "Kari har ringt", *media, "--wait")
    Worker().drain()
    row = Delivery.objects.get()
    assert row.state == "differs"
    number = read.by_alias(row.aliases[0])
    ground = ("--ground", "personopplysningsloven", "--reason", "Namn", "--yes")
    done = run("record", "destroy", str(number), *ground)
    assert done.exit_code == 0, done.output
    tasks.forget_destroyed.call()
    tasks.forget_destroyed.call()
    left = [
        payload.content.decode("utf-8", "replace")
        for event in record.events()
        for payload in record.payloads(event.number).values()
    ]
    assert not any("kari" in text.casefold() for text in left)
    assert "kari" not in run("outbox", "--json").output.casefold()
    assert "personopplysningsloven" in left[-1]
    assert run("record", "check").exit_code == 0


def test_what_a_check_stops_goes_out_when_a_person_says_that_it_may_stand(
    account: Account, place: Place, run: Run, tmp_path: Path
) -> None:
    picture = tmp_path / "kai.png"
    picture.write_bytes(b"\x89PNG")
    words = ("send", "--account", "fjordvik", "--text", "Ring 412 34 567.", "--file", str(picture))
    done = run(*words, "--alt", "bilde")
    assert done.exit_code == 1
    assert "kai.png has no description of what it shows" in done.output
    assert "412 34 567 looks like a telephone number" in done.output
    (key,) = re.findall(r"--confirm (\w+)", done.output)
    assert run(*words, "--alt", "bilde", "--confirm", key).exit_code == 1
    done = run(*words, "--alt", "Kaia i Fjordvik", "--confirm", key, "--wait")
    assert done.exit_code == 0, done.output
    assert place.texts() == ["Ring 412 34 567."]
    (cleared,) = record.events(kinds=["cleared"])
    assert json.loads(record.payload(cleared.number, "about") or b"{}")["confirmed"] == [key]
    (row,) = Delivery.objects.all()
    edited = ("outbox", "edit", str(row.pk), "--text", "Ring 412 34 567 no.", "--reason", "Tid")
    assert f"--confirm {key}" in run(*edited).output
    assert run(*edited, "--confirm", key).exit_code == 0
