"""Try-outs on their pages: begun, due, and done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tilstede.outbox.drafting.models import TryOut
from tilstede.outbox.drafting.tests.staff import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari() -> Client:
    made = Client(HTTP_ACCEPT_LANGUAGE="en")
    made.force_login(person("Kari", "writer"))
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


def test_others_are_asked_to_sign_in() -> None:
    assert Client().get("/publish/try-outs")["Location"].startswith("/sign-in")
