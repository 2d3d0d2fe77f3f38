"""A draft answers or quotes a post whose address is pasted, and nobody is greeted by themselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tilstede.office.models import Account
from tilstede.outbox.drafting import writing
from tilstede.outbox.drafting.models import Manuscript
from tilstede.rooms.publish.write.tests.test_composer import begin, content, page, posted, send

pytestmark = pytest.mark.django_db

LIV = "https://sosial.example/users/liv/statuses/1"


def joined(key: str) -> tuple[int | None, int | None]:
    row = Manuscript.objects.get(key=key)
    return row.reply_to, row.quote_of


def said(answer: Any) -> str:
    return " ".join(map(str, answer.wsgi_request._messages))


def test_a_pasted_address_is_answered_quoted_and_left_alone(
    kari: Client, mastodon: Account
) -> None:
    number, key = posted(LIV, "Når går ferja?"), begin(kari)
    send(kari, key, "post:answer", part="Kvart kvarter.", join=f" {LIV}?x=1 ")
    assert joined(key) == (number, None)
    assert content(key).parts == ("@liv@sosial.example Kvart kvarter.",), "or nobody tells her"
    assert list(Manuscript.objects.get().accounts.all()) == [mastodon], "the only one there"
    send(kari, key, "post:answer", part=content(key).parts[0], join=LIV)
    assert content(key).parts[0].count("@liv") == 1
    assert "Når går ferja?" in page(kari, f"/publish/drafts/{key}")
    send(kari, key, "post:quote", part="Sjå her.", join=f"http://testserver/en/post/{number}")
    assert joined(key) == (None, number)
    send(kari, key, "post:alone", part="Sjå her.")
    assert joined(key) == (None, None)
    send(kari, key, "post:quote", part="Sjå her.", join=str(number))
    assert joined(key) == (None, number)


def test_a_boost_goes_on_to_its_own_page_and_the_draft_stays(kari: Client) -> None:
    number, key = posted(LIV, "Når går ferja?"), begin(kari)
    answer = send(kari, key, "post:boost", part="Hei", join=LIV)
    assert answer.headers["Location"] == f"/publish/about/{number}/boost"
    assert content(key).parts == ("Hei",)


@pytest.mark.parametrize("address", ["", "x", "https://ukjent.example/1", "9" * 30, "\x00", "/"])
def test_what_is_not_in_the_record_says_what_to_do(kari: Client, address: str) -> None:
    key = begin(kari)
    answer = send(kari, key, "post:answer", part="Hei", join=address)
    assert "Follow whoever wrote it" in said(answer)
    assert joined(key) == (None, None)
    assert content(key).parts == ("Hei",)


def test_what_was_planned_is_looked_at_again(kari: Client) -> None:
    posted(LIV, "Når går ferja?")
    key = begin(kari)
    Manuscript.objects.update(state="planned")
    send(kari, key, "post:answer", join=LIV)
    assert Manuscript.objects.get().state == "writing"
    Manuscript.objects.update(state="handed")
    row = Manuscript.objects.select_related("author").get()
    assert row.author is not None
    with pytest.raises(writing.NotOpen):
        writing.join(key, author=row.author, now=row.made)


def test_an_answer_from_the_composer_tells_whom_it_answers_but_never_ourselves(
    kari: Client, mastodon: Account
) -> None:
    number = posted(LIV, "Når går ferja?")
    kari.post("/publish/drafts/new", {"reply_to": number})
    assert content(Manuscript.objects.latest("pk").key).parts == ("@liv@sosial.example ",)
    kari.post("/publish/drafts/new", {"thank": number})
    assert content(Manuscript.objects.latest("pk").key).parts[0].startswith("@liv@sosial.example T")
    Account.objects.filter(pk=mastodon.pk).update(native_id="https://sosial.example/users/liv")
    kari.post("/publish/drafts/new", {"reply_to": number})
    assert content(Manuscript.objects.latest("pk").key).parts == ("",)
