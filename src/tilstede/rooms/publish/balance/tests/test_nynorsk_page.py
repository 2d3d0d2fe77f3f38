"""The button that makes a draft in nynorsk, and the page where it cannot."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from tests.servers.program import in_ci

from tilstede.office.models import Grant, User
from tilstede.office.rights import Right
from tilstede.outbox.drafting import nynorsk, writing
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.models import Manuscript

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari() -> User:
    user = User.objects.create_user("kari@fjordvik.example", name="Kari Nes")
    Grant.objects.create(user=user, right=Right.COMMUNICATOR)
    return user


@pytest.fixture
def browser(kari: User) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(kari)
    return client


@pytest.fixture
def manuscript(kari: User) -> Manuscript:
    return writing.begin(author=kari, now=NOW, content=Content(parts=("Jeg kommer ikke.",)))


@pytest.mark.skipif(
    not nynorsk.is_installed() and not in_ci(), reason="apertium-nno-nob is not installed"
)
def test_a_draft_is_made_once_and_marked(browser: Client, manuscript: Manuscript) -> None:
    address = f"/publish/drafts/{manuscript.key}"
    assert "Make a first draft in nynorsk" in browser.get(address).content.decode()
    assert "Make the draft" in browser.get(f"{address}/nynorsk").content.decode()
    page = browser.post(f"{address}/nynorsk", follow=True).content.decode()
    assert "This is a machine" in page
    manuscript.refresh_from_db()
    assert writing.standing(manuscript).parts == ("Eg kjem ikkje.",)
    assert "a machine's draft" in browser.get(f"{address}/wordings").content.decode()
    again = browser.post(f"{address}/nynorsk", follow=True).content.decode()
    assert "said to be in nynorsk already" in again
    assert manuscript.wordings.count() == 2


def test_where_it_cannot_be_made_the_page_names_the_package(
    browser: Client, manuscript: Manuscript, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    address = f"/publish/drafts/{manuscript.key}"
    composer = browser.get(address).content.decode()
    assert "Make a first draft in nynorsk" not in composer
    assert nynorsk.PACKAGE in composer
    page = browser.get(f"{address}/nynorsk").content.decode()
    assert nynorsk.PACKAGE in page
    assert "Make the draft" not in page
    told = browser.post(f"{address}/nynorsk").content.decode()
    assert "The translator is not installed here." in told
    assert manuscript.wordings.count() == 1
