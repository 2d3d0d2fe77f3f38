"""Answering, boosting and liking any post, and following whoever wrote it, from the accounts that can."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tilstede.core.post import Author, Post, encode
from tilstede.jobs import call
from tilstede.office.models import Account, Body, Grant
from tilstede.outbox import clear, pump
from tilstede.outbox.draft import Draft, Part
from tilstede.outbox.models import Act, Delivery
from tilstede.outbox.tests.place import Place
from tilstede.posts import models, read
from tilstede.rooms.setup.connect.tests.test_outbox import (
    body,
    connected,
    linkedin,
    page,
    place,
    sample,
    server,
    signed_in,
    work,
    writer,
)

__all__ = ["body", "connected", "linkedin", "place", "sample", "server", "writer"]
pytestmark = pytest.mark.django_db


def said(**more: Any) -> int:
    """Somebody's post, in the record; its number."""
    told: dict[str, Any] = {"network": "sample", "visibility": "public", **more}
    post = Post(
        aliases=(f"{told['network']}:901",),
        author=Author(id="borger", handle="ola", name="Ola Nordmann"),
        form="api",
        parser="sample/1",
        text="Når går ferja?",
        **told,
    )
    words = ("application/json", encode(post).decode())
    call.enqueue(pump.TAKE, "sample", "x", base64.b64encode(b"{}").decode(), *words)
    work()
    number = read.by_alias(post.aliases[0])
    assert number is not None
    return number


def once(shown: str) -> dict[str, str]:
    """What tells this form on the page from the same form opened again."""
    return dict(re.findall(r'name="(once)" value="(\w+)"', shown))


def test_it_is_answered_and_the_answer_is_sent(
    writer: Client, connected: Account, place: Place
) -> None:
    number = said()
    address = f"/en/setup/outbox/about/{number}"
    shown = page(writer, address)
    assert "Når går ferja?" in shown
    ids = re.findall(r'\bid="([^"]+)"', shown)
    assert len(ids) == len(set(ids)), "each label has a field of its own"
    given = {"account": connected.pk, "text": "Klokka\r\nni.", "language": "nn", **once(shown)}
    assert writer.post(f"{address}/answer", {**given, "text": " "}).status_code == 422
    refused = writer.post(f"{address}/answer", {**given, "text": "x" * 501})
    assert "501" in refused.content.decode()
    writer.post(f"{address}/answer", given)
    writer.post(f"{address}/answer", given)
    row = Delivery.objects.get()
    assert row.cleared.reply_to == number
    work()
    assert place.texts() == ["Klokka\nni."], "as it was written, not as browsers send it"
    assert "Klokka ni." in page(writer, address)
    writer.post(f"{address}/answer", given | once(page(writer, address)))
    assert Delivery.objects.count() == 2, "the same words once more are meant"


def test_an_answer_is_cleared_once_however_many_say_it_at_once(
    writer: Client, connected: Account
) -> None:
    number, now = said(), datetime.now(UTC)
    draft, key = Draft(parts=(Part(text="Ja."),), reply_to=number), "1" * 32
    rows = clear.clear(draft, [connected], by="kari", now=now, key=key)
    with pytest.raises(clear.ClearedBefore) as found:
        clear.clear(draft, [connected], by="kari", now=now + timedelta(hours=1), key=key)
    assert list(found.value.deliveries) == rows


def test_what_not_all_can_see_is_passed_on_to_nobody(writer: Client, connected: Account) -> None:
    address = f"/en/setup/outbox/about/{said(visibility='followers')}"
    shown = page(writer, address)
    assert "Boost it" not in shown
    assert "Like it" in shown
    assert "who can see an answer from here: followers" in shown
    why = {"account": connected.pk, "reason": "Nyttig for alle"}
    refused = writer.post(f"{address}/boost", why)
    assert "not passed on to others" in refused.content.decode()
    assert not Act.objects.exists()


def test_it_is_boosted_and_liked_and_its_author_followed(
    writer: Client, connected: Account, place: Place
) -> None:
    address = f"/en/setup/outbox/about/{said()}"
    why = {"account": connected.pk, "reason": "Nyttig for alle"}
    assert writer.post(f"{address}/like", {**why, "reason": ""}).status_code == 422
    assert writer.post(f"{address}/delete", why).status_code == 404
    for kind in ("boost", "like", "follow"):
        assert writer.post(f"{address}/{kind}", why).status_code == 302
    work()
    assert place.acts == ["boost sample:901", "like sample:901", "follow ola"]
    assert "Nyttig for alle" in page(writer, address)


def test_it_is_answered_by_hand_where_nothing_can_be_sent(
    writer: Client, linkedin: Account
) -> None:
    address = f"/en/setup/outbox/about/{said(network='linkedin')}"
    assert "Boost it" not in page(writer, address)
    given = {"account": linkedin.pk, "text": "Klokka ni.", "language": "nn"}
    done = writer.post(f"{address}/answer", given, follow=True).content.decode()
    assert "Publish it by hand" in done
    assert Delivery.objects.get().state == "hand"


def test_without_an_account_there_it_says_what_to_do(writer: Client, body: Body) -> None:
    shown = page(writer, f"/en/setup/outbox/about/{said(network='mastodon')}")
    assert "No account of ours can do anything" in shown
    assert "/setup/connect/" in shown


def test_each_only_from_the_accounts_he_writes_for(connected: Account, linkedin: Account) -> None:
    address = f"/en/setup/outbox/about/{said()}"
    why = {"account": connected.pk, "reason": "x"}
    reader = signed_in(Grant.Right.READER)
    assert reader.get(address).status_code == 403
    assert reader.post(f"{address}/like", why).status_code == 403
    other = signed_in(Grant.Right.COMMUNICATOR, linkedin)
    assert "No account of ours" in page(other, address)
    assert other.post(f"{address}/like", why).status_code == 422
    assert Client().post(f"{address}/like", why).status_code == 302, "to sign in"
    assert not Act.objects.exists()


def test_what_is_private_is_for_those_who_write_for_all(writer: Client, connected: Account) -> None:
    address = f"/en/setup/outbox/about/{said(visibility='direct')}"
    assert "Når går ferja?" in page(writer, address)
    assert signed_in(Grant.Right.APPROVER, connected).get(address).status_code == 404
    assert writer.get("/en/setup/outbox/about/99999").status_code == 404


def test_the_outbox_tells_nobody_more_than_the_post_itself(
    writer: Client, connected: Account
) -> None:
    number = said(visibility="direct")
    address = f"/en/setup/outbox/about/{number}"
    writer.post(f"{address}/like", {"account": connected.pk, "reason": "Takk"})
    approver = signed_in(Grant.Right.APPROVER, connected)
    for client in (signed_in(Grant.Right.READER), approver):
        shown = page(client, "/en/setup/outbox/")
        assert "Takk" in shown
        assert "ferja" not in shown
        assert "@ola" not in shown
    assert "ferja" in page(writer, "/en/setup/outbox/")
    models.Post.objects.filter(number=number).update(visibility="public", withheld=True)
    assert "ferja" not in page(writer, "/en/setup/outbox/")
    models.Post.objects.update(withheld=False)
    models.Author.objects.update(hidden=True)
    assert "ferja" not in page(writer, "/en/setup/outbox/")


def test_an_answer_under_a_post_of_ours_is_shown_to_those_who_may_see_it(
    writer: Client, connected: Account
) -> None:
    draft = Draft(parts=(Part(text="Ferja går."),))
    (row,) = clear.clear(draft, [connected], by="kari", now=datetime.now(UTC))
    work()
    row.refresh_from_db()
    number = said(visibility="direct", reply_to=row.aliases[0])
    address = f"/en/setup/outbox/{row.pk}"
    approver = signed_in(Grant.Right.APPROVER, connected)
    assert "Når går ferja?" in page(writer, address)
    assert "Når går ferja?" not in page(approver, address)
    like = f"{address}/answer/{number}/like"
    assert approver.post(like, {"reason": "x"}).status_code == 404
    assert writer.post(like, {"reason": "x"}).status_code == 302
