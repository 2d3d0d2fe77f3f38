"""The pages of people, teams and rights, as administrators, others who work here, and strangers meet them."""

from __future__ import annotations

import email
import re
from email import policy
from email.message import EmailMessage
from html import unescape
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.test import Client
from tests.servers.program import free_port

from tilstede.office.models import Grant, Team, User
from tilstede.office.rights import Right
from tilstede.rooms.setup.people.tests.test_actions import told

pytestmark = pytest.mark.django_db
PASSWORD = "ferja-gaar-kvart-kvarter"
LEADER, KARI = "leiar@fjordvik.example", "kari@fjordvik.example"
PATHS = ("/setup/people", "/setup/teams")


@pytest.fixture
def leader(client: Client) -> User:
    user = User.objects.create_superuser(LEADER, PASSWORD, name="Gunnvor")
    client.force_login(user)
    return user


@pytest.fixture
def kari() -> User:
    return User.objects.create_user(KARI, PASSWORD, name="Kari")


def html(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    assert (
        answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    )
    return unescape(answer.content.decode())


def test_strangers_are_asked_to_sign_in(client: Client, kari: User) -> None:
    for path in (*PATHS, "/setup/people/invite", f"/setup/people/{kari.pk}"):
        assert client.get(path).headers["Location"].startswith("/sign-in?next=")


def test_one_without_rights_is_refused(client: Client, kari: User) -> None:
    client.force_login(kari)
    assert {client.get(path).status_code for path in PATHS} == {403}


def test_a_reader_sees_and_changes_nothing(client: Client, kari: User) -> None:
    Grant.objects.create(user=kari, right=Right.READER)
    client.force_login(kari)
    team = Team.objects.create(name="Vakta")
    for path in (*PATHS, f"/setup/people/{kari.pk}", f"/setup/teams/{team.pk}"):
        assert "<form" not in re.sub(
            r"<(header|footer).*?</\1>", "", html(client, path), flags=re.S
        )
    assert client.get("/setup/people/invite").status_code == 403
    for path in (
        f"/setup/people/{kari.pk}/name",
        f"/setup/people/{kari.pk}/give",
        f"/setup/people/{kari.pk}/link",
        f"/setup/people/{kari.pk}/reset",
        f"/setup/people/{kari.pk}/close",
        f"/setup/people/{kari.pk}/reopen",
        f"/setup/rights/{kari.grants.get().pk}/take-back",
        "/setup/teams/make",
        f"/setup/teams/{team.pk}/add",
        f"/setup/teams/{team.pk}/remove/{kari.pk}",
        f"/setup/teams/{team.pk}/give",
        f"/setup/teams/{team.pk}/remove",
    ):
        assert client.post(path, {"right": "administrator"}).status_code == 403, path
    assert told() == []


def test_an_address_is_handed_over_where_no_e_mail_is_set_up(client: Client, leader: User) -> None:
    answer = client.post("/setup/people/invite", {"email": KARI, "given": ["reader", "archivist"]})
    found = re.search(r"http://testserver(/sign-in/link/[\w-]{43})<", answer.content.decode())
    assert found
    assert User.objects.get(email=KARI).grants.count() == 2
    assert mail.outbox == []
    assert Client().get(found[1]).status_code == 200


class Postman:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        letter = email.message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


def use_mail(settings: Any, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.MAIL = settings.MAIL._replace(host="127.0.0.1", port=port)
    settings.DEFAULT_FROM_EMAIL = "Fjordvik kommune <innlogging@fjordvik.example>"


@pytest.mark.server
def test_an_invitation_is_sent_where_e_mail_is_set_up(
    client: Client, leader: User, settings: Any
) -> None:
    postman, port = Postman(), free_port()
    server = Controller(postman, hostname="127.0.0.1", port=port)
    server.start()
    try:
        use_mail(settings, port)
        answer = client.post("/en/setup/people/invite", {"email": KARI, "name": "Kari Ås"})
    finally:
        server.stop()
    [letter] = postman.letters
    assert (letter["To"], letter["Reply-To"]) == (KARI, LEADER)
    text = letter.get_content()
    assert text.startswith("Hello Kari Ås,")
    found = re.search(r"^http://testserver(/sign-in/link/[\w-]{43})\s*$", text, re.M)
    assert found
    assert Client().get(found[1]).status_code == 200
    assert b"/sign-in/link/" not in answer.content, "only the person herself gets it"


def test_an_address_is_handed_over_where_the_mail_server_is_down(
    client: Client, leader: User, settings: Any
) -> None:
    use_mail(settings, free_port())
    answer = client.post("/setup/people/invite", {"email": KARI})
    assert b"/sign-in/link/" in answer.content


def test_what_is_wrong_is_told_beside_the_field(client: Client, leader: User) -> None:
    for wrong in (LEADER, "kari"):
        answer = client.post("/setup/people/invite", {"email": wrong})
        assert answer.status_code == 422
        assert b"ds-validation-message" in answer.content


def test_a_right_is_given_and_taken_back(client: Client, leader: User, kari: User) -> None:
    page = f"/setup/people/{kari.pk}"
    assert client.post(f"{page}/give", {"right": "approver"}).headers["Location"] == page
    grant = kari.grants.get()
    assert client.post(f"/setup/rights/{grant.pk}/take-back").headers["Location"] == page
    assert not kari.grants.exists()
    assert client.post(f"{page}/give", {"right": "king"}).status_code == 422


def test_the_last_administrator_is_told_why_not(client: Client, leader: User) -> None:
    page = f"/setup/people/{leader.pk}"
    client.post(f"{page}/close")
    assert "ds-alert" in html(client, page)
    assert User.objects.get(pk=leader.pk).is_active


def test_one_who_is_closed_out_is_out_at_once(client: Client, leader: User, kari: User) -> None:
    hers = Client()
    hers.force_login(kari)
    assert hers.get("/my-sign-in").status_code == 200
    client.post(f"/setup/people/{kari.pk}/close")
    assert hers.get("/my-sign-in").status_code == 302
    client.post(f"/setup/people/{kari.pk}/reopen")
    assert User.objects.get(pk=kari.pk).is_active


def test_a_new_address_replaces_the_one_before(client: Client, leader: User, kari: User) -> None:
    found = [
        re.search(
            r"/sign-in/link/[\w-]{43}",
            client.post(f"/setup/people/{kari.pk}/{way}").content.decode(),
        )
        for way in ("link", "reset")
    ]
    assert all(found)
    assert [client.get(one[0]).status_code for one in found if one] == [404, 200]


def test_a_team_from_first_to_last(client: Client, leader: User, kari: User) -> None:
    page = client.post("/setup/teams/make", {"name": "Vakta"}).headers["Location"]
    client.post(f"{page}/add", {"person": kari.pk})
    client.post(f"{page}/give", {"right": "communicator"})
    assert "Vakta" in html(client, f"/setup/people/{kari.pk}")
    assert User.objects.get(pk=kari.pk).has_perm("intake.change_source")
    assert client.post(f"{page}/add", {"person": kari.pk}).status_code == 422
    assert client.post(f"{page}/give", {"right": ""}).status_code == 422
    assert client.post("/setup/teams/make", {"name": "Vakta"}).status_code == 422
    client.post(f"{page}/remove/{kari.pk}")
    assert "Vakta" in html(client, f"{page}/remove")
    assert client.post(f"{page}/remove").headers["Location"] == "/setup/teams"
    assert not Team.objects.exists()


def test_who_works_here_is_listed_with_what_each_may(
    client: Client, leader: User, kari: User
) -> None:
    Grant.objects.create(user=kari, right=Right.ARCHIVIST)
    shown = html(client, "/en/setup/people")
    for word in ("Gunnvor", "Kari", "archivist", "administrator", "no second factor"):
        assert word in shown
    assert PASSWORD not in shown


def test_a_person_is_called_something_else(client: Client, leader: User, kari: User) -> None:
    page = f"/setup/people/{kari.pk}"
    client.post(f"{page}/name", {"name": "Kari Nes", "email": KARI})
    assert "Kari Nes" in html(client, page)
    assert client.post(f"{page}/name", {"name": "", "email": "none"}).status_code == 422
    client.post(f"{page}/name", {"name": "", "email": LEADER})
    assert "Kari Nes" in html(client, page)
