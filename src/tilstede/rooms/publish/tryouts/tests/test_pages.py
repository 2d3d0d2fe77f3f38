"""Try-outs on their pages: begun, due, and done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tilstede.office.models import Account, Body
from tilstede.outbox.drafting.models import Topic, TryOut
from tilstede.outbox.drafting.tests.staff import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari() -> Client:
    made = Client(HTTP_ACCEPT_LANGUAGE="en")
    made.force_login(person("Kari", "communicator"))
    return made


def _begin(browser: Client, **more: str) -> int:
    ends = timezone.localdate() + timedelta(days=30)
    told = {"kind": "service", "name": "Spør oss", "hypothesis": "Folk spør.", "ends": str(ends)}
    return browser.post("/publish/try-outs/new", {**told, **more}).status_code


def test_one_is_begun_comes_first_when_its_day_has_come_and_is_judged(kari: Client) -> None:
    assert "Nothing is being tried" in kari.get("/publish/try-outs").content.decode()
    assert _begin(kari, ends="2020-01-01") == 422
    assert _begin(kari, name="") == 422
    assert _begin(kari) == 302
    assert "beta" in kari.get("/publish/try-outs").content.decode()
    TryOut.objects.update(ends=timezone.localdate())
    assert "The day has come" in kari.get("/publish/try-outs").content.decode()
    path = f"/publish/try-outs/{TryOut.objects.get().pk}"
    assert kari.post(path, {"verdict": "", "outcome": "keep"}).status_code == 422
    again = kari.post(path, {"verdict": "Få spurde.", "outcome": "change"})
    assert "Spør oss" in kari.get(again["Location"]).content.decode()
    assert "Få spurde." in kari.get("/publish/try-outs").content.decode()
    assert kari.post(path, {"verdict": "Nei", "outcome": "stop"}).status_code == 422


def test_what_all_can_read_is_for_those_whose_word_is_enough(kari: Client) -> None:
    body = Body.objects.create(key="NO-BRC-310100013", own=True, name_nb="Fjordvik kommune")
    here, other = (
        Account.objects.create(network="sample", handle=one, address=f"sample:{one}", body=body)
        for one in ("fjordvik", "anna")
    )
    vikar = Client(HTTP_ACCEPT_LANGUAGE="en")
    vikar.force_login(person("Vikar", "writer"))
    ola = Client(HTTP_ACCEPT_LANGUAGE="en")
    ola.force_login(person("Ola", "communicator", here))
    assert _begin(vikar, kind="post") == 302
    for browser, account in ((vikar, here.pk), (vikar, ""), (ola, other.pk), (ola, "")):
        assert _begin(browser, account=str(account)) == 422
    assert _begin(ola, account=str(here.pk)) == 302
    path = f"/publish/try-outs/{TryOut.objects.get(kind='service').pk}"
    told = {"verdict": "Få spurde.", "outcome": "keep"}
    assert "What was found?" not in vikar.get(path).content.decode()
    assert vikar.post(path, told).status_code == 422
    assert ola.post(path, told).status_code == 302


@pytest.mark.parametrize("name", ["Ring Kari på 412 34 567", "Spør barnevernet"])
def test_a_name_that_all_can_read_is_checked(kari: Client, name: str) -> None:
    Topic.objects.create(word="barnevern", by="kari", at=timezone.now())
    assert _begin(kari, name=name) == 422
    assert not TryOut.objects.exists()


def test_others_are_asked_to_sign_in() -> None:
    assert Client().get("/publish/try-outs")["Location"].startswith("/sign-in")
