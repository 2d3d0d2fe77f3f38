"""What is ordered on the command line says what it is about, and lists say so too."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tilstede.cli import orders, send
from tilstede.cli.tests.test_outbox import Run, account, place, sample, server
from tilstede.office.models import Access, Account
from tilstede.outbox import steps
from tilstede.outbox.drafting.models import Topic
from tilstede.outbox.models import Act, Delivery

__all__ = ["account", "place", "sample", "server"]


@pytest.fixture
def sent(account: Account, run: Run) -> Delivery:
    done = run("send", "--account", "fjordvik", "--text", "Ferja gar.", "--wait")
    assert done.exit_code == 0, done.output
    return Delivery.objects.get()


def test_whoever_sits_there_is_asked_first(
    sent: Delivery, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ("outbox", "delete", str(sent.pk), "--reason", "Feil")
    monkeypatch.setattr(orders, "is_asked", lambda: True)
    done = run(*order, typed="n\n")
    assert done.exit_code == 1
    assert "Ferja gar." in done.output
    assert not Act.objects.exists()
    assert run(*order, "--yes").exit_code == 0
    assert Act.objects.count() == 1


def test_lists_say_what_and_whom(sent: Delivery, run: Run) -> None:
    assert run("outbox", "delete", str(sent.pk), "--reason", "Feil").exit_code == 0
    assert f"delete: {sent.pk}: Ferja gar." in run("outbox").output
    told = [json.loads(line) for line in run("outbox", "--json").output.splitlines()]
    assert [one.get("about", one.get("text")) for one in told] == [
        f"delete: {sent.pk}: Ferja gar.",
        "Ferja gar.",
    ]


def test_what_is_deleted_is_not_shown_as_standing(sent: Delivery, run: Run) -> None:
    run("outbox", "delete", str(sent.pk), "--reason", "Feil")
    Act.objects.update(state="confirmed", next_try=None)
    (line,) = [one for one in run("outbox").output.splitlines() if one.startswith(str(sent.pk))]
    assert line.endswith("deleted · Ferja gar.")
    (told,) = [
        one
        for one in map(json.loads, run("outbox", "--json").output.splitlines())
        if one["id"] == str(sent.pk)
    ]
    assert (told["deleted"], told["edited"]) == (True, False)
    done = run("outbox", "edit", str(sent.pk), "--text", "Ferja går.", "--reason", "Feil")
    assert done.exit_code == 1
    assert "deleted there before" in done.output


def test_what_a_second_person_must_see_goes_out_by_no_command(sent: Delivery, run: Run) -> None:
    Topic.objects.create(word="barnevern", by="kari", at=sent.made)
    words = ("--text", "Om barnevernet.")
    done = run("send", "--account", "fjordvik", *words)
    assert (done.exit_code, Delivery.objects.count()) == (1, 1)
    assert "“barnevern” is on the list of what a second person always sees" in done.output
    done = run("outbox", "edit", str(sent.pk), *words, "--reason", "Meir")
    assert (done.exit_code, Act.objects.count()) == (1, 0)
    done = run("send", "--account", "fjordvik", "--text", "Ja!", "--thread", "Barnevernvakta.")
    assert (done.exit_code, Delivery.objects.count()) == (1, 1)


def test_what_cannot_be_an_account_is_refused_at_once(account: Account, run: Run) -> None:
    done = run("outbox", "follow", "to ord", "--account", "fjordvik", "--reason", "Feil")
    assert done.exit_code == 1
    assert "to ord is no account on this network" in done.output


def test_what_is_to_be_published_by_hand_does_not_simply_stand(account: Account, run: Run) -> None:
    Account.objects.update(policy="by hand")
    run("send", "--account", "fjordvik", "--text", "Ein", "--thread", "To")
    first, second = Delivery.objects.order_by("position")
    assert f"Another part of it: {second.pk}" in run("outbox", "text", str(first.pk)).output
    assert run("outbox", "stands", str(first.pk)).exit_code == 1
    assert run("outbox", "published", str(first.pk), "--no-address").exit_code == 0


def test_it_is_told_at_once_what_is_waited_for(
    account: Account,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(send, "PATIENCE", 1.5)
    monkeypatch.setattr(steps, "SHORTEST", timedelta(seconds=0.3))
    Access.objects.update(server="http://127.0.0.1:9")
    run("send", "--account", "fjordvik", "--text", "Ferja går.")
    with pytest.raises(SystemExit):
        send._send_now(list(Delivery.objects.all()))
    said = capsys.readouterr().err
    assert "The network does not answer" in said
    assert said.count("If you stop here, the worker goes on") == 1
    assert "not waited for any longer" in said
