"""What the public sees of posts that were withheld or destroyed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tilstede.intake import decisions
from tilstede.intake.tests import scene
from tilstede.office.models import Account, Grant, User
from tilstede.posts.models import Author, Post
from tilstede.record import checkpoint, read
from tilstede.rooms.follow.tests.conftest import words

pytestmark = pytest.mark.usefixtures("life")
LATER = scene.NOW + timedelta(days=1)


def test_a_withheld_post_is_nowhere(client: Client) -> None:
    number = scene.number(3)
    decisions.withhold(number, reason="Namn", by="kari", now=LATER)
    checkpoint.make(now=LATER)
    for path in ("/post/{}", "/post/{}/bundle", "/media/{}/0", "/thumb/{}/0"):
        assert client.get(path.format(number)).status_code == 404
    assert f"/post/{number}" not in client.get("/").content.decode()


def test_a_destroyed_post_says_when_and_by_which_law(client: Client) -> None:
    number = scene.number(3)
    decisions.destroy([number], reason="Namnet Ola", ground="arkivlova § 13", by="kari", now=LATER)
    answer = client.get(f"/en/post/{number}")
    assert answer.status_code == 410
    said = words(answer.content.decode())
    assert "Its words were lawfully destroyed on 23 November 2026" in said
    assert "arkivlova § 13" in said
    assert "Ola" not in said
    assert "kari" not in said
    for path in ("/post/{}/bundle", "/media/{}/0", "/thumb/{}/0"):
        assert client.get(path.format(number)).status_code == 404
    assert client.get("/").status_code == 200


@pytest.fixture
def archivist(client: Client) -> Client:
    """Someone who may decide about posts, and nothing else."""
    client.force_login(scene.member("arkiv@fjordvik.example", "archivist"))
    return client


def test_staff_withhold_and_release_with_a_reason_and_the_record_knows(archivist: Client) -> None:
    number = scene.number(3)
    asked = words(archivist.get(f"/en/post/{number}/withhold").content.decode())
    assert "Withhold this post?" in asked
    assert "Kommunehuset lyser" in asked
    assert archivist.post(f"/en/post/{number}/withhold", {"reason": " "}).status_code == 422
    assert archivist.post(f"/en/post/{number}/withhold", {"reason": "Na\0mn"}).status_code == 422
    done = archivist.post(f"/en/post/{number}/withhold", {"reason": "Namn"}, follow=True)
    said = words(done.content.decode())
    assert "The post is withheld from the public." in said
    assert "/bundle" not in done.content.decode()
    about = read.payload(read.size() - 1, "about")
    assert about is not None
    assert b"arkiv@fjordvik.example" in about
    assert b"Namn" in about
    assert Client().get(f"/post/{number}").status_code == 404
    assert "Kommunehuset lyser" in archivist.get("/en/withheld").content.decode()
    done = archivist.post(f"/en/post/{number}/release", {}, follow=True)
    assert "The public sees the post again." in words(done.content.decode())
    assert Client().get(f"/post/{number}").status_code == 200
    assert [event.kind for event in read.events()][-2:] == ["withheld", "released"]


def test_what_was_decided_already_is_told_and_not_done_twice(archivist: Client) -> None:
    number, before = scene.number(3), read.size()
    done = archivist.post(f"/en/post/{number}/release", {}, follow=True)
    assert "is not withheld" in words(done.content.decode())
    assert read.size() == before


def test_pictures_of_a_withheld_post_are_for_those_who_decide_and_kept_by_no_cache(
    archivist: Client,
) -> None:
    number = scene.number(3)
    decisions.withhold(number, reason="Namn", by="kari", now=LATER)
    for path in (f"/media/{number}/0", f"/thumb/{number}/0", f"/post/{number}"):
        answer = archivist.get(path)
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
        assert Client().get(path).status_code == 404


def test_deciding_shows_nobody_what_was_never_public(archivist: Client) -> None:
    for action in ("", "/withhold", "/release"):
        assert archivist.get(f"/post/{scene.number(12)}{action}").status_code == 404


def test_others_are_asked_to_sign_in_or_refused(client: Client) -> None:
    number = scene.number(3)
    paths = (f"/post/{number}/withhold", f"/post/{number}/release", "/withheld")
    for path in paths:
        assert client.get(path).headers["Location"].startswith("/sign-in?next=")
    assert "For staff" not in client.get(f"/en/post/{number}").content.decode()
    client.force_login(User.objects.create_user("les@fjordvik.example", "berre-til-lesing-her"))
    for path in paths:
        assert client.get(path).status_code == 403
    assert client.post(paths[0], {"reason": "Namn"}).status_code == 403
    assert client.get(f"/post/{number}").status_code == 200


def test_one_who_decides_about_one_channel_decides_about_its_posts_alone(client: Client) -> None:
    own, other = scene.number(3), scene.number(12)
    author = Author.objects.get(id=Post.objects.get(number=own).author_id)
    channel = Account.objects.filter(network=author.network, native_id=author.native_id).first()
    user = User.objects.create_user("arkiv@fjordvik.example", "berre-til-lesing-her")
    Grant.objects.create(user=user, right="archivist", channel=channel)
    client.force_login(user)
    assert channel is not None
    assert client.get(f"/post/{own}/withhold").status_code == 200
    client.post(f"/post/{own}/withhold", {"reason": "Namn"})
    assert Client().get(f"/post/{own}").status_code == 404
    assert client.get(f"/post/{own}").status_code == 200
    client.post(f"/post/{own}/release", {"reason": ""})
    assert Client().get(f"/post/{own}").status_code == 200
    assert client.get("/withheld").status_code == 403
    assert client.get(f"/post/{other}/withhold").status_code == 403
