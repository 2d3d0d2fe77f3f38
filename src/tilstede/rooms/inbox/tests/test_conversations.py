"""What is said on the telephone is written down, recorded as heard, and seen by those who work here alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tilstede.office.models import Body, Grant, User
from tilstede.office.rights import Right
from tilstede.posts import models, read
from tilstede.record import read as record

pytestmark = pytest.mark.django_db
TOLD = {
    "way": "telephone",
    "at": "2026-10-14T16:30",
    "said": "Når kjem brøytebilen?",
    "language": "nn",
    "answer": "I kveld.",
    "read_back": "on",
}
NEW = "/inbox/conversations/new"


@pytest.fixture
def staff(client: Client) -> Client:
    user = User.objects.create_user("kari@fjordvik.example", "ferja-gaar-kvart-kvarter")
    Grant.objects.create(user=user, right=Right.COMMUNICATOR)
    Body.objects.create(key="fjordvik", name_nn="Fjordvik kommune", own=True)
    client.force_login(user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def kinds() -> list[str]:
    return [event.kind for event in record.events()][1:]


def test_a_conversation_and_its_answer_are_heard_and_never_public(staff: Client) -> None:
    assert staff.post(NEW, TOLD).status_code == 302
    assert kinds() == ["heard", "heard", "logged"]
    first, second = models.Post.objects.order_by("number")
    assert not first.public
    assert not second.public
    item = read.one(first.number, public=False)
    assert item is not None
    assert item.post is not None
    (answer,) = read.thread(item, public=False).after
    assert answer.post is not None
    assert answer.post.author.name == "Fjordvik kommune"
    page = staff.get("/inbox/conversations").content.decode()
    assert "Når kjem brøytebilen?" in page
    assert "No name was given" in page
    stream = Client().get("/").content.decode()
    assert "brøytebilen" not in stream
    assert "byhand" not in stream, "a reader is not offered what no reader sees"


def test_papers_that_were_handed_in_are_recorded(staff: Client) -> None:
    paper = SimpleUploadedFile("brev.pdf", b"%PDF-1.7 x", "application/pdf")
    told = {"way": "paper", "at": "2026-10-14T16:30", "papers": [paper]}
    assert staff.post(NEW, told).status_code == 302
    (medium,) = models.Media.objects.all()
    assert record.payload(medium.event, medium.role) == b"%PDF-1.7 x"
    assert "brev.pdf" in staff.get("/inbox/conversations").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"read_back": ""}, "Read the words back first"),
        ({"said": " ", "read_back": ""}, "Write what was said"),
        ({"at": "2999-01-01T00:00"}, "This time has not come yet."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_saved(
    staff: Client, wrong: dict[str, str], said: str
) -> None:
    answer = staff.post(NEW, TOLD | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert kinds() == []


def test_papers_are_never_left_out_without_a_word(staff: Client) -> None:
    paper = SimpleUploadedFile("brev.pdf", b"%PDF-1.7 x", "application/pdf")
    first = staff.post(NEW, TOLD | {"read_back": "", "papers": [paper]})
    assert "Choose the files again, since the page cannot keep them: brev.pdf" in told(first)
    again = TOLD | {"chosen": "brev.pdf"}
    assert f'name="chosen" value="{again["chosen"]}"' in told(first)
    second = staff.post(NEW, again)
    assert second.status_code == 422
    assert "Choose the files again" in told(second)
    assert kinds() == []
    paper.seek(0)
    assert staff.post(NEW, again | {"papers": [paper]}).status_code == 302
    assert models.Media.objects.count() == 1
    assert staff.post(NEW, again | {"without": "on"}).status_code == 302
    assert models.Media.objects.count() == 1


def told(answer: Any) -> str:
    return str(answer.content.decode())


def test_others_are_kept_out(client: Client) -> None:
    assert client.get(NEW).headers["Location"].startswith("/sign-in?next=")
    user = User.objects.create_user("ola@fjordvik.example", "ferja-gaar-kvart-kvarter")
    Grant.objects.create(user=user, right=Right.READER)
    client.force_login(user)
    assert client.get(NEW).status_code == 403
