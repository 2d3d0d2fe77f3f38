from __future__ import annotations

import feedparser
import pytest
from django.test import Client

from tilstede.intake.tests import scene

pytestmark = pytest.mark.usefixtures("life")


def test_each_change_and_withdrawal_is_told_of(client: Client) -> None:
    answer = client.get("/en/changes.atom")
    found = feedparser.parse(answer.content)
    assert not found.bozo
    told = {entry.title: entry for entry in found.entries}
    edited = told["Fjordvik kommune: edited"]
    assert edited.link == f"http://testserver/post/{scene.number(2)}#versions"
    assert "Vegen opnar ikkje før kl. 14." in edited.content[0].value
    withdrawn = told["Fjordvik kommune: withdrawn"]
    assert withdrawn.link == f"http://testserver/post/{scene.number(5)}"
    assert "blir trekt tilbake" not in answer.content.decode()
    assert len({entry.id for entry in found.entries}) == len(found.entries)


def test_it_is_narrowed_as_its_page_is(client: Client) -> None:
    assert feedparser.parse(client.get("/en/changes.atom?network=x").content).entries == []
    assert client.get("/en/changes.atom?network=facebok").status_code == 400
    assert client.get("/en/changes.atom?before=x").status_code == 400


def test_it_is_not_sent_twice(client: Client) -> None:
    tag = client.get("/changes.atom")["ETag"]
    assert client.get("/changes.atom", headers={"If-None-Match": tag}).status_code == 304


def test_the_page_of_changes_says_where_its_feed_is(client: Client) -> None:
    html = client.get("/en/changes?network=mastodon").content.decode()
    assert '<link rel="alternate" type="application/atom+xml"' in html
    assert 'href="/en/changes.atom?network=mastodon"' in html
