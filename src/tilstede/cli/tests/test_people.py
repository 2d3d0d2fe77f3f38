"""`tilstede people …` as an operator types it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from tilstede.cli.tests.conftest import Run
from tilstede.office import rights
from tilstede.office.models import Account, Link, User
from tilstede.record import read

PASSWORD = "ferja-gaar-kvart-kvarter"
LEADER, KARI = "leiar@fjordvik.example", "kari@fjordvik.example"


@pytest.fixture
def leader(run: Run) -> User:
    return User.objects.create_superuser(LEADER, PASSWORD)


def path(output: str) -> str:
    """Where a printed address leads."""
    found = re.search(r"^http://127\.0\.0\.1:8000(/sign-in/link/[\w-]{43})$", output, re.M)
    assert found, output
    return found[1]


def test_one_is_added_and_joins(run: Run, leader: User) -> None:
    done = run("people", "add", KARI, "--name", "Kari", "--right", "communicator")
    client = Client()
    chosen = {"name": "Kari Nes", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(path(done.output), chosen).headers["Location"] == "/my-sign-in"
    assert client.get("/my-sign-in").status_code == 200
    assert (
        "kari@fjordvik.example (Kari Nes): can sign in; communicator"
        in run("people", "list").output
    )
    assert run("people", "add", KARI).exit_code == 1


def test_the_list_is_for_programs_too(run: Run, leader: User) -> None:
    told = json.loads(run("people", "list", "--json").output)
    assert told == {
        "email": LEADER,
        "name": "",
        "active": True,
        "rights": ["administrator"],
        "second_factor": False,
    }


def test_rights_are_given_and_taken_back(run: Run, leader: User) -> None:
    User.objects.create_user(KARI, PASSWORD)
    Account.objects.create(network="mastodon", native_id="1", handle="fjordvik@sosial.example")
    given = run("people", "grant", KARI, "approver", "--channel", "@fjordvik@sosial.example")
    assert given.exit_code == 0, given.output
    assert run("people", "revoke", KARI, "approver").exit_code == 1
    assert run("people", "grant", KARI, "approver", "--channel", "nobody").exit_code == 1
    taken = run("people", "revoke", KARI, "approver", "--channel", "fjordvik@sosial.example")
    assert taken.exit_code == 0
    assert run("people", "grant", KARI, "king").exit_code == 2
    assert run("people", "grant", "x@fjordvik.example", "reader").exit_code == 1


def test_the_last_administrator_stays(run: Run, leader: User) -> None:
    for words in (("revoke", LEADER, "administrator"), ("close", LEADER)):
        done = run("people", *words)
        assert done.exit_code == 1
        assert "no administrator" in done.output
    assert rights.administrators().get() == leader


def test_one_who_is_closed_out_is_let_in_again(run: Run, leader: User) -> None:
    User.objects.create_user(KARI, PASSWORD)
    assert run("people", "close", KARI).exit_code == 0
    assert "people reopen" in run("people", "reset", KARI).output
    assert run("people", "reopen", KARI).exit_code == 0
    assert run("people", "reset", KARI).exit_code == 0


def test_an_operator_gets_in_where_only_the_provider_is_open(
    run: Run, leader: User, settings: Any
) -> None:
    assert run("people", "link", LEADER).exit_code == 1, "nothing to open"
    settings.SIGN_IN, settings.OIDC_ISSUER = "oidc", "https://id.fjordvik.example"
    address = path(run("people", "link", LEADER).output)
    client, told = Client(), {"login": LEADER, "password": PASSWORD}
    assert client.post("/sign-in", told).status_code == 403
    assert client.get(address).status_code == 200
    assert client.post("/sign-in", told).status_code == 403, "looking opens nothing"
    assert client.post(address).headers["Location"] == "/sign-in"
    assert client.post("/sign-in", told).headers["Location"] == "/"
    assert Client().get(address).status_code == 404, "it works once"
    told_of = [
        json.loads(read.payload(event.number, "about") or b"")
        for event in read.events(kinds=("granted",))
    ]
    assert [(one["done"], one.get("purpose")) for one in told_of] == [
        ("linked", "enter"),
        ("link-used", "enter"),
    ]


def test_an_opened_way_is_for_one_person_alone(run: Run, leader: User, settings: Any) -> None:
    settings.SIGN_IN, settings.OIDC_ISSUER = "oidc", "https://id.fjordvik.example"
    User.objects.create_user(KARI, PASSWORD)
    client = Client()
    client.post(path(run("people", "link", LEADER).output))
    answer = client.post("/sign-in", {"login": KARI, "password": PASSWORD})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_way_in_is_made_for_administrators_with_a_password(
    run: Run, leader: User, settings: Any
) -> None:
    settings.SIGN_IN, settings.OIDC_ISSUER = "oidc", "https://id.fjordvik.example"
    User.objects.create_user(KARI, PASSWORD)
    assert "is no administrator" in run("people", "link", KARI).output
    leader.set_unusable_password()
    leader.save()
    assert "people reset" in run("people", "link", LEADER).output
    chosen = {"password1": PASSWORD, "password2": PASSWORD}
    client = Client()
    answer = client.post(path(run("people", "reset", LEADER).output), chosen)
    assert answer.headers["Location"] == "/sign-in", "chosen, and kept for the day it is needed"
    assert "_auth_user_id" not in client.session
    assert run("people", "link", LEADER).exit_code == 0
    assert Link.objects.filter(purpose="enter").count() == 1


def test_what_init_gives_is_in_the_record(run: Run) -> None:
    run("init", "--no-input", "--email", LEADER)
    [event] = read.events(kinds=("granted",))
    told = json.loads(read.payload(event.number, "about") or b"")
    assert (told["person"], told["right"]) == (LEADER, "administrator")
