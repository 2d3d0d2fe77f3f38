from __future__ import annotations

import logging
import os
import signal
from pathlib import Path

import pytest

from tilstede.cli.tests.conftest import Run
from tilstede.intake import books
from tilstede.intake.models import Source
from tilstede.intake.tests.feed_server import Feed
from tilstede.record import read


def test_what_was_left_is_followed_again(run: Run, feed: Feed) -> None:
    assert run("follow", feed.address).output.startswith(
        "Now following Driftsmeldingar (News feed)"
    )
    assert run("follow", feed.address).output.startswith("Already following")
    for way in ("unfollow", "pause"):
        run(way, feed.address)
        assert run("follow", feed.address).output.startswith("Following again: Driftsmeldingar")
        assert Source.objects.get().state == "followed"
    assert [event.kind for event in read.events()].count("followed") == 3


def test_the_technical_side_is_told_apart_from_what_went_wrong(run: Run, feed: Feed) -> None:
    run("follow", feed.address)
    feed.status = 503
    said = run("capture", "--now", code="nn").output
    assert "les 0" not in said, "what could not be read is not counted"
    assert len(said.splitlines()) == 2
    assert "127.0.0.1 svarar ikkje no.\n  Teknisk (på engelsk): " in said
    listed = run("sources", code="nn").output
    assert "svarar ikkje\n  Teknisk (på engelsk): " in listed
    assert "unreachable" not in listed


def test_x_is_not_followed_and_says_what_to_do_instead(run: Run) -> None:
    said = run("follow", "https://x.com/kystmin_demo", code="nb").output
    assert "tilstede import" in said
    assert "tilstede accounts connect" in said


def test_a_colleague_s_reason_is_told_as_it_was_written(run: Run, feed: Feed) -> None:
    run("follow", feed.address)
    said = run("pause", feed.address, "--why", "flytta til ny tenar", code="nn").output
    assert "flytta til ny tenar" in said
    assert "Teknisk" not in said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("borte.opml", None, "There is no file"),
        ("liste.opml", "<opml><body", "set aside 0"),
        ("liste.opml", "ikkje ei liste", "is no subscription list"),
        ("arkiv.zip", "PK", "tilstede import"),
    ],
)
def test_a_list_that_is_none_says_so(
    run: Run, tmp_path: Path, name: str, content: str | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    assert said in run("follow", str(tmp_path / name)).output


def test_a_list_with_a_bomb_in_it_is_refused(run: Run, tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20}">' for n in range(1, 9))
    bomb = f'<!DOCTYPE o [<!ENTITY a0 "x">{entities}]><opml><body>&a8;</body></opml>'
    (tmp_path / "bombe.opml").write_text(bomb)
    done = run("follow", str(tmp_path / "bombe.opml"))
    assert done.exit_code == 1
    assert "is broken" in done.output
    assert "Technical detail:" in done.output


def test_no_line_of_a_log_stands_among_what_is_said(
    run: Run, feed: Feed, caplog: pytest.LogCaptureFixture
) -> None:
    run("follow", feed.address)
    feed.status = 503
    caplog.clear()
    run("capture", "--now")
    assert caplog.records == []
    assert logging.getLogger("tilstede").level == logging.ERROR


def test_what_is_so_already_is_told_and_not_recorded(run: Run, feed: Feed) -> None:
    run("follow", feed.address)
    assert "It is followed already" in run("resume", feed.address).output
    run("pause", feed.address)
    assert "It is not being read as it is" in run("pause", feed.address).output
    run("unfollow", feed.address)
    assert "It is unfollowed already" in run("unfollow", feed.address).output
    assert "already" not in run("resume", feed.address).output
    kinds = [event.kind for event in read.events()]
    assert kinds == ["key", "followed", "paused", "unfollowed", "followed"]


def test_a_capture_ended_by_sigterm_suspects_no_source(
    run: Run, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("follow", feed.address)
    before = signal.getsignal(signal.SIGTERM)

    def ended(source: Source, batch: object, now: object) -> None:
        assert Source.objects.get().begun is not None
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(books, "come_to", ended)
    assert run("capture", "--now").exit_code == 128 + signal.SIGTERM
    assert Source.objects.get().begun is None
    assert signal.getsignal(signal.SIGTERM) == before
