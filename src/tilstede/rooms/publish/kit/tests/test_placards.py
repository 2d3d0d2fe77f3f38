"""A picture made of a draft's question goes into the draft with its words."""

from __future__ import annotations

import base64
import io
from datetime import UTC, datetime

import pytest
from django.test import Client
from PIL import Image

from tilstede.office.models import Body, Grant, User
from tilstede.office.rights import Right
from tilstede.outbox.drafting import files, writing
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.models import File, Manuscript
from tilstede.rooms.publish.kit import drawing
from tilstede.web import appearance

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari() -> User:
    Body.objects.create(key="fjordvik", name_nb="Fjordvik kommune", name_en="Fjordvik", own=True)
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
    content = Content(parts=("Byen vokser. Hva synes du om brua? #bru",), language="nb")
    return writing.begin(author=kari, now=NOW, content=content)


def test_the_drafts_question_becomes_a_picture_in_it(
    browser: Client, manuscript: Manuscript
) -> None:
    address = f"/publish/drafts/{manuscript.key}/picture"
    assert "Hva synes du om brua?</textarea>" in browser.get(address).content.decode()
    told = {"words": "Hva synes du om brua?", "by": "", "shape": "wide"}
    page = browser.post(address, told).content.decode()
    assert "Put it in the draft" in page
    shown = base64.b64decode(page.partition('src="data:image/png;base64,')[2].partition('"')[0])
    manuscript.refresh_from_db()
    assert not writing.standing(manuscript).media, "it was looked at, and no more"
    assert browser.post(address, {**told, "do": "add"}).status_code == 302
    manuscript.refresh_from_db()
    item = writing.standing(manuscript).media[0]
    assert item.alt
    assert item.alt.endswith(": Hva synes du om brua?")
    assert item.alt.startswith("Fjordvik kommune ")
    row = File.objects.get(key=item.file)
    assert files.data(row) == shown
    assert Image.open(io.BytesIO(shown)).size == (1200, 675)


def test_what_has_no_room_is_refused_in_words(browser: Client, manuscript: Manuscript) -> None:
    address = f"/publish/drafts/{manuscript.key}/picture"
    told = {"words": "Hva synes du? " * 60, "by": "", "shape": "wide"}
    answer = browser.post(address, told)
    assert answer.status_code == 422
    assert "are not cut" in answer.content.decode()
    told["words"] = "Bølger 🌊?"
    assert "lack 🌊" in browser.post(address, {**told, "do": "add"}).content.decode()


def test_no_unpublished_word_stands_in_an_address(browser: Client, manuscript: Manuscript) -> None:
    """Histories and logs keep addresses: what is written is sent with the form alone."""
    address = f"/publish/drafts/{manuscript.key}/picture"
    told = {"words": "Skal brua rives?", "by": "", "shape": "wide"}
    for page in (browser.get(address), browser.post(address, told)):
        html = page.content.decode().partition("<main")[2]
        assert 'method="get"' not in html
        assert "words=" not in html
    assert "Skal brua rives?" not in browser.get(address, told).content.decode()


def test_a_quotation_stands_in_its_signs_with_who_said_it(kari: User) -> None:
    said = drawing.alt("Vi bygger.", by="Åse Ærlig", language="en")
    assert said == "Åse Ærlig: «Vi bygger.» A picture from Fjordvik."
    assert drawing.placard("Vi bygger.", by="Åse", shape="square", language="en").height == 1080


def test_the_words_can_be_read_on_their_ground() -> None:
    ground, letters = appearance.own_colours()
    assert appearance.contrast(ground[1:], letters[1:]) >= 4.5
