"""Publishing by hand, and what else is done by decision, as typed."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tilstede.cli.tests.test_outbox import account, place, sample, server
from tilstede.core.post import Author, Post, encode
from tilstede.jobs import call
from tilstede.jobs.worker import Worker
from tilstede.office.models import Account
from tilstede.outbox import pump
from tilstede.outbox.models import Delivery
from tilstede.outbox.moderating.tests.conftest import adopt
from tilstede.outbox.tests.place import Place
from tilstede.posts import read

__all__ = ["account", "place", "sample", "server"]
Run = Callable[..., Any]
COMPANY = "https://www.linkedin.com/company/fjordvik/"


def test_what_is_published_by_hand_is_handed_out_and_told_of(
    db: None, place: Place, run: Run, tmp_path: Path
) -> None:
    Account.objects.create(network="linkedin", handle="company/fjordvik", url=COMPANY)
    picture, folder = tmp_path / "ferje.png", tmp_path / "ut"
    picture.write_bytes(b"bilete")
    given = ["--text", "Ferja går.", "--file", str(picture), "--alt", "Ei ferje"]
    done = run("send", "--account", "company/fjordvik", *given)
    assert done.exit_code == 0, done.output
    (row,) = Delivery.objects.all()
    number = str(row.pk)
    assert f"tilstede outbox text {number}" in done.output
    assert "published by hand" in run("outbox", "--person").output
    done = run("outbox", "text", number, "--files", str(folder))
    assert done.stdout == "Ferja går.\n"
    assert "shareActive" in done.stderr
    assert "Ei ferje" in done.stderr
    assert (folder / "ferje.png").read_bytes() == b"bilete"
    done = run("outbox", "text", number, "--files", str(folder))
    assert done.exit_code == 1, "nothing is written over"
    assert run("outbox", "published", number).exit_code == 2
    done = run("outbox", "published", number, "https://x.com/fjordvik/status/1")
    assert "does not lie on linkedin.com" in done.output
    assert "not known to stand" in run("outbox", "deleted", number, "--reason", "x").output
    done = run("outbox", "published", number, f"{COMPANY}posts/17")
    assert "sent" in done.output
    assert run("outbox", "drop", number, "--reason", "x").exit_code == 1
    done = run("outbox", "edited", number, "--text", "Ferja går.", "--reason", "x")
    assert "had before" in done.output
    done = run("outbox", "edited", number, "--text", "Ferja står.", "--reason", "Ho står")
    assert "done" in done.output
    assert run("outbox", "deleted", number, "--reason", "Ho går").exit_code == 0
    assert "done by hand" in run("outbox").output


def test_by_hand_without_an_address_or_not_at_all(db: None, run: Run, tmp_path: Path) -> None:
    Account.objects.create(network="snapchat", handle="fjordvik", url="https://snapchat.com/add/f")
    picture = tmp_path / "ferje.png"
    picture.write_bytes(b"bilete")
    given = ["--text", "Ferja går.", "--file", str(picture), "--alt", "Ei ferje"]
    assert "there is none" in run("send", "--account", "fjordvik", *given[:2]).output
    for _ in range(2):
        assert run("send", "--account", "fjordvik", *given).exit_code == 0
    first, second = Delivery.objects.order_by("id")
    assert run("outbox", "published", str(first.pk), "--no-address").exit_code == 0
    assert "Say why" in run("outbox", "drop", str(second.pk)).output
    assert run("outbox", "drop", str(second.pk), "--reason", "Ferja står").exit_code == 0
    states = Delivery.objects.order_by("id").values_list("state", "why")
    assert list(states) == [("sent", "no-address"), ("failed", "dropped")]


def test_what_stands_is_edited_and_deleted_with_a_reason(
    account: Account, place: Place, run: Run
) -> None:
    assert run("send", "--account", "fjordvik", "--text", "Ferja gar.", "--wait").exit_code == 0
    (row,) = Delivery.objects.all()
    number = str(row.pk)
    assert run("outbox", "edit", number, "--text", "Ferja går.").exit_code == 2
    why = ["--reason", "Skrivefeil"]
    assert "It is ordered" in run("outbox", "edit", number, "--text", "Ferja går.", *why).output
    Worker().drain()
    assert place.texts() == ["Ferja går."]
    assert "It is ordered" in run("outbox", "delete", number, *why).output
    Worker().drain()
    assert place.texts() == []
    assert "done" in run("outbox").output
    post = ["99", "--account", "fjordvik", *why]
    for order in ("show", "boost", "like"):
        assert "There is no post 99" in run("outbox", order, *post).output
    assert run("outbox", "follow", "@nabo", "--account", "fjordvik", *why).exit_code == 0
    Worker().drain()
    assert place.acts == ["follow @nabo"]


def test_nothing_of_others_is_touched_without_a_house_rule(
    account: Account, place: Place, run: Run
) -> None:
    number = str(heard())
    told = [number, "--account", "fjordvik", "--reason", "Trugsel"]
    assert "Missing option '--rule'" in run("outbox", "hide", *told).output
    ruled = [*told, "--rule", "1"]
    assert "must be adopted first" in run("outbox", "hide", *ruled).output
    adopt(datetime.now(UTC))
    for order in ("hide", "block", "remove"):
        done = run("outbox", order, *ruled)
        assert "by rule 1. It can be appealed." in done.output, done.output
    Worker().drain()
    assert "It is ordered" in run("outbox", "show", *told).output
    assert run("outbox", "unblock", *told).exit_code == 0
    assert "Nobody is blocked" in run("outbox", "unblock", *told).output
    Worker().drain()
    done = [one.partition(" ")[0] for one in place.acts]
    assert sorted(done) == ["block", "hide", "remove", "show", "unblock"]
    assert run("outbox", "block", *ruled, "--by-hand").exit_code == 0
    assert "It is taken back." in run("outbox", "unblock", *told).output


def heard() -> int:
    """A citizen's answer; its number."""
    post = Post(
        aliases=("sample:901",),
        author=Author(id="borger"),
        form="api",
        network="sample",
        parser="sample/1",
        text="Eg veit kvar du bur.",
    )
    raw = base64.b64encode(b"{}").decode()
    call.enqueue(pump.TAKE, "sample", "fjordvik", raw, "application/json", encode(post).decode())
    Worker().drain()
    number = read.by_alias("sample:901")
    assert number is not None
    return number


def test_what_was_decided_is_said(db: None, run: Run) -> None:
    decided = {"policy_by": "Kommunedirektøren", "policy_reason": "Personvern"}
    Account.objects.create(network="tiktok", handle="fjordvik", policy="listen only", **decided)
    done = run("send", "--account", "fjordvik", "--text", "Ferja går.")
    assert done.exit_code == 1
    assert "we only listen. (Kommunedirektøren: Personvern)" in done.output
