"""From the command line to a body's own site, a real WordPress, and back into the record; its feed and its export are
the same posts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.journeys.test_sending_mastodon import work
from tests.servers.wordpress import Site
from tilstede.cli.tests.conftest import Run, run
from tilstede.intake import capture
from tilstede.intake import pump as intake
from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import Seen, Source
from tilstede.networks.kit.http import Http
from tilstede.office.models import Account, Body
from tilstede.outbox import acts
from tilstede.outbox.models import Delivery
from tilstede.posts import models, read
from tilstede.record import append

__all__ = ["run"]
pytestmark = pytest.mark.django_db

TEXT = 'Ho sa "ja" -- endeleg... Sjå https://fjordvik.example/ferje :)'


@pytest.fixture
def site(
    db: None, wordpress_site: Site, run: Run, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Site:
    """Connected on the command line, by an application password."""
    settings.LOOPBACK = ["127.0.0.1:*"]
    settings.SETTLING = 1
    with transaction.atomic():
        append.begin(now=datetime.now(UTC))
    Body.objects.create(key="NO-BRC-310100013", own=True, name_nb="Fjordvik kommune")
    wordpress_site.do("clear")
    password = wordpress_site.do("password", name="fjordvik")
    monkeypatch.setenv("TILSTEDE_CONNECT_SERVER", wordpress_site.address)
    monkeypatch.setenv("TILSTEDE_CONNECT_USER_NAME", "fjordvik")
    monkeypatch.setenv("TILSTEDE_CONNECT_APP_PASSWORD", password)
    done = run("accounts", "connect", f"{wordpress_site.address}/wp-json/")
    assert done.exit_code == 0, done.output
    assert f"{wordpress_site.address}/wp-admin/profile.php" in done.output
    assert password not in done.output
    return wordpress_site


def send(run: Run, site: Site, *words: str) -> Delivery:
    done = run("send", "--account", f"{site.address}/wp-json/", *words, "--wait")
    assert done.exit_code == 0, done.output
    delivery = Delivery.objects.latest("id")
    assert (delivery.state, delivery.differences) == ("confirmed", []), done.output
    work()
    return delivery


def take(network: str, address: str, **told: Any) -> None:
    with Http(["127.0.0.1:*"]) as http:
        source = Source(network=network, address=address, **told)
        for batch in registry.get(network).fetch(source, http, datetime.now(UTC)):
            intake.take(batch.items, now=datetime.now(UTC))


def test_a_post_by_all_its_ways_is_one(
    site: Site, run: Run, client: Client, tmp_path: Path
) -> None:
    words = ("--text", TEXT, "--title", "Ferja går att", "--language", "nn")
    number = read.by_alias(send(run, site, *words).aliases[0])
    assert number is not None
    older = site.do("post", post_title="Eldre", post_content="<p>Eldre</p>", post_status="publish")
    take("feeds", f"{site.address}/feed/")
    take("wordpress", f"{site.address}/wp-json/")
    path = tmp_path / "fjordvik.xml"
    path.write_text(site.do("export"), "utf-8")
    export = registry.get("feeds").open_export(path)
    assert export is not None
    intake.take([item for item in export.items() if isinstance(item, Seen)], now=datetime.now(UTC))
    export.close()
    assert models.Post.objects.count() == 2
    shown = read.one(number)
    assert shown is not None
    assert shown.post is not None
    assert (shown.post.title, shown.post.text) == ("Ferja går att", TEXT)
    page = client.get(reverse("post", args=[number])).content.decode()
    assert 'href="https://fjordvik.example/ferje"' in page  # shown as an article, with its links
    assert read.by_alias(f"{site.address}/?p={older}") not in (None, number)


def test_a_followed_site_is_its_feed_unless_its_rest_is_named(site: Site, run: Run) -> None:
    site.do("post", post_title="Sak", post_content="<p>Sak</p>", post_status="publish")
    for address, network in (
        (f"{site.address}/", "feeds"),
        (f"{site.address}/wp-json/", "wordpress"),
    ):
        found = [
            one for name in registry.names() if (one := _recognised(name, address)) is not None
        ]
        assert found[0] == network
    assert Account.objects.get().network == "wordpress"


def test_a_site_that_is_closed_to_others_is_read_with_its_login(site: Site) -> None:
    site.do("post", post_title="Sak", post_content="<p>Sak</p>", post_status="publish")
    site.do("option", name="town_closed", value="1")
    work()
    account = Account.objects.get()
    assert (account.reading, account.reading_why) == (Account.Reading.READ, "")
    capture.capture(at_once=True)
    assert models.Post.objects.count() == 1


def _recognised(name: str, address: str) -> str | None:
    with Http(["127.0.0.1:*"]) as http:
        found = registry.get(name).recognise(address, http)
    return found.network if found else None


def test_an_answer_to_a_citizen(site: Site, run: Run) -> None:
    post = send(run, site, "--text", "Bassenget opnar snart.", "--title", "Bassenget")
    number = int(post.aliases[0].rpartition("=")[2])
    asked = site.do(
        "comment",
        comment_post_ID=number,
        comment_content="Når?",
        comment_author="Ein borgar",
        comment_approved="1",
    )
    take("wordpress", f"{site.address}/wp-json/", what="mentions")
    heard = read.by_alias(f"{site.address}/?p={number}#comment-{asked}")
    sent = send(run, site, "--text", "Måndag klokka åtte.", "--reply-to", str(heard))
    acts.delete(sent, reason="Feil dag", by="test", now=datetime.now(UTC))
    work()
    answer = read.by_alias(sent.aliases[0])
    assert answer is not None
    gone = read.one(answer, public=False)
    assert gone is not None
    assert gone.withdrawn
