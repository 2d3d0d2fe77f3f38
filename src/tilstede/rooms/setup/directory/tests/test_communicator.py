"""A communicator edits the directory entry by entry; one of a single channel does not; and nobody gets at rights so."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tilstede.intake import listing
from tilstede.office.models import Account, Body, Grant, Holding, User
from tilstede.rooms.setup.directory.tests.conftest import FILE, NOW, hidden, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def listed(db: None) -> None:
    """A small directory."""
    listing.apply(listing.read(FILE.encode(), "katalog.yaml"), by="file", now=NOW)


def signed_in(client: Client, channel: Account | None = None) -> Client:
    user = User.objects.create_user("kari@fjordvik.example", "ferja-gaar-kl-sju", name="Kari")
    Grant.objects.create(user=user, right="communicator", channel=channel)
    client.force_login(user)
    return client


def test_a_communicator_edits_adds_and_removes(client: Client) -> None:
    signed_in(client)
    body = Body.objects.get(key="fjordvik-bibliotek")
    path = f"/en/setup/directory/bodies/{body.pk}"
    changed = hidden(client.get(path).content, "changed")
    given = {"id": body.key, "name_nn": "Biblioteket", "parent": "NO-BRC-310100013"}
    assert client.post(path, {**given, "changed": changed}).status_code == 302
    assert Body.objects.get(key=body.key).name_nn == "Biblioteket"
    account = {"owner": body.key, "url": "https://tut.example/@bok", "capacity": "official"}
    assert client.post("/en/setup/directory/accounts/new", account).status_code == 302
    row = Account.objects.get(url=account["url"])
    gone = client.post(f"/en/setup/directory/accounts/{row.pk}/remove", {"changed": row.changed})
    assert gone.status_code == 302


def test_a_communicator_of_one_channel_changes_nothing(client: Client) -> None:
    own = Account.objects.get(url="https://social.fjordvik.example/@kommunen")
    signed_in(client, own)
    assert client.get("/setup/directory/").status_code == 200
    for path in (
        f"/setup/directory/accounts/{own.pk}",
        f"/setup/directory/accounts/{own.pk}/remove",
        "/setup/directory/bodies/new",
        "/setup/directory/handover",
        "/setup/first/body",
    ):
        assert client.get(path).status_code == 403, path
        assert client.post(path).status_code == 403, path
    assert client.post(f"/setup/accounts/{own.pk}/check").status_code == 403


def test_a_file_in_place_of_it_all_is_for_administrators(client: Client) -> None:
    signed_in(client)
    assert "Upload" not in words(client.get("/en/setup/directory/file").content)
    assert client.get("/setup/directory/file/yaml").status_code == 200
    file = SimpleUploadedFile("katalog.yaml", FILE.encode())
    assert client.post("/setup/directory/file", {"file": file}).status_code == 403
    assert client.post("/setup/directory/file/take-in", {"file": "x"}).status_code == 403


def test_a_communicator_hands_an_office_over_and_leaves_rights_alone(client: Client) -> None:
    signed_in(client)
    other = User.objects.create_user("ola@fjordvik.example", "ferja-gaar-kl-sju")
    channel = Account.objects.get(url__contains="@ordforar")
    grant = Grant.objects.create(user=other, right="approver", channel=channel)
    asked = {
        "role": "Mayor, Fjordvik kommune (fjordvik/ordforar)",
        "since": "2026-12-01",
        "person": "Inga Strand",
    }
    plan = client.post("/en/setup/directory/handover", asked)
    assert "They stay as they are. Ask an administrator" in words(plan.content)
    assert f"grant-{grant.pk}" not in plan.content.decode()
    mine = User.objects.get(email="kari@fjordvik.example").pk
    told = {
        **{name: hidden(plan.content, name) for name in (*asked, "basis")},
        f"grant-{grant.pk}": "move",
        f"to-{grant.pk}": str(mine),
    }
    client.post("/en/setup/directory/handover", told)
    assert Holding.objects.filter(person__name="Inga Strand").exists()
    assert Grant.objects.get(pk=grant.pk).user == other


def test_people_and_rights_stay_with_administrators(client: Client) -> None:
    signed_in(client)
    assert client.get("/setup/people/invite").status_code == 403
    assert client.post("/setup/teams", {"name": "Vakta"}).status_code in (403, 405)
