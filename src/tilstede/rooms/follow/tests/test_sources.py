from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tilstede.intake.models import Source
from tilstede.intake.tests import scene
from tilstede.office.models import Account, User
from tilstede.posts.models import Author
from tilstede.record import read
from tilstede.rooms.follow.tests.conftest import words

pytestmark = pytest.mark.usefixtures("life")
Page = Callable[[str], str]


def test_every_source_tells_how_it_goes(page: Page) -> None:
    seen = words(page("/sources"))
    assert "Failed 3 times in a row" in seen
    assert "Does not answer Technical detail timed out" in seen
    assert "Read without trouble" in seen
    assert "Paused" in seen
    assert "1 gap" in seen
    assert "The network shows no more pages" in seen


def test_readers_are_shown_no_buttons(page: Page, client: Client) -> None:
    assert "Stop following" not in page("/sources")
    for path in ("/sources/follow", "/sources/1/pause", "/sources/1/resume", "/sources/1/unfollow"):
        assert client.post(path).headers["Location"].startswith("/sign-in?next=")


def test_a_colleagues_reason_is_for_colleagues(page: Page, client: Client) -> None:
    Source.objects.filter(why="decided").update(detail="sakt opp av Kari")
    assert "Paused by a person" in words(page("/sources"))
    assert "sakt opp" not in page("/sources")
    assert b"sakt opp" not in client.get("/api/v1/sources").content
    client.force_login(scene.staff())
    assert b"sakt opp av Kari" in client.get("/en/sources").content


def test_those_without_the_right_are_refused(client: Client) -> None:
    client.force_login(User.objects.create_user("les@fjordvik.example", "berre-til-lesing-her"))
    source = Source.objects.get(address=scene.TOWN.id)
    assert client.post(f"/sources/{source.id}/pause").status_code == 403
    assert b"Stop following" not in client.get("/en/sources").content


def test_staff_pause_resume_and_unfollow_and_the_record_knows(client: Client) -> None:
    client.force_login(scene.staff())
    source = Source.objects.get(address=scene.TOWN.id)
    for action, state in (("pause", "paused"), ("resume", "followed"), ("unfollow", "unfollowed")):
        answer = client.post(f"/nn/sources/{source.id}/{action}")
        assert answer.headers["Location"] == "/nn/sources"
        source.refresh_from_db()
        assert source.state == state
    kinds = [event.kind for event in read.events()][-3:]
    assert kinds == ["paused", "resumed", "unfollowed"]
    about = read.payload(read.size() - 1, "about")
    assert about is not None
    assert b"vakt@fjordvik.example" in about


@pytest.mark.parametrize(
    "address",
    ["\0", "x\0y", "@a\0b@c.no", "http://[::1", "http://xn--a/", "https://\u2100/", "//", "@@"],
)
def test_what_is_no_address_is_told_beside_the_field(client: Client, address: str) -> None:
    client.force_login(scene.staff())
    answer = client.post("/en/sources/follow", {"address": address})
    assert answer.status_code == 422
    assert "ds-validation-message" in answer.content.decode()


def test_an_address_that_cannot_be_followed_is_explained_beside_the_field(client: Client) -> None:
    client.force_login(scene.staff())
    answer = client.post("/en/sources/follow", {"address": "http://127.0.0.1:9/"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "ds-validation-message" in html
    assert 'value="http://127.0.0.1:9/"' in html


def test_changes_are_made_by_post_alone(client: Client) -> None:
    client.force_login(scene.staff())
    assert client.get("/sources/1/pause").status_code == 405


def test_an_account_tells_who_holds_it_and_what_could_not_be_seen(page: Page) -> None:
    author = Author.objects.get(native_id=scene.MAYOR.id)
    seen = words(page(f"/account/{author.id}"))
    assert "as the body lists it: role" in seen
    assert seen.index("Amund Storevik") < seen.index("Ragnhild Nesgard")
    assert "17 October 2019 – 1 October 2025" in seen
    assert "The network shows no more pages" in seen


def test_an_account_the_body_does_not_list_says_so(page: Page) -> None:
    author = Author.objects.get(native_id=scene.CITIZEN.id)
    assert "not among those the body lists" in page(f"/account/{author.id}")


def test_an_unknown_account_is_not_found(client: Client) -> None:
    assert client.get("/account/99999").status_code == 404


def test_a_source_of_an_account_that_is_not_shown_is_for_staff_alone(client: Client) -> None:
    source = Source.objects.exclude(account_id="").first()
    assert source is not None
    Account.objects.filter(network=source.network, native_id=source.account_id).delete()
    Account.objects.create(
        network=source.network, native_id=source.account_id, address="x", show=False
    )
    assert source.address not in client.get("/en/sources").content.decode()
    client.force_login(scene.staff())
    assert source.address in client.get("/en/sources").content.decode()
