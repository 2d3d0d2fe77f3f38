"""One text with two pictures goes from the composer, by the keyboard alone, to a real Mastodon server and a real
Bluesky server, and back into the record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.journeys.installation import Installation
from tests.journeys.keys import Keys
from tests.journeys.test_sending_mastodon import posts_of
from tests.servers import atproto
from tests.servers.mastodon import Person, eventually
from tests.servers.program import PLAIN, end

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow]

NARROW = 360
WORDS, OTHERS = "Ferja går att frå kaia i dag.", "Ferja går att. Kva skal ho heite?"
ALTS = ("Ferja ved kai i blått lys", "Tavla med nye avgangar")

#: What the record holds of it: what was cleared, and what was read back.
_TOLD = """
import json
from hashlib import sha256
from tilstede.core.post import decode
from tilstede.outbox.models import Delivery
from tilstede.posts import read
from tilstede.record import read as record
def told(row):
    shown = read.one(read.by_alias(row.aliases[0]))
    held = [record.payload(one.event, one.role) for one in shown.media]
    return {
        "state": row.state,
        "text": shown.post.text,
        "alts": [one.alt for one in shown.post.media],
        "pictures": [[one.mime, sha256(data).hexdigest()] for one, data in zip(shown.media, held)],
        "cleared": row.cleared.text,
        "sent": [sha256(record.payload(row.cleared.event, f"media.{n}")).hexdigest() for n in (0, 1)],
    }
kinds = [event.kind for event in record.events(kinds=("judged", "cleared", "sent", "confirmed"))]
print(json.dumps([kinds, {row.network: told(row) for row in Delivery.objects.all()}]))
"""


@pytest.fixture
def town(
    tmp_path: Path, snac_nodes: tuple[Person, Person], pds_server: atproto.Server
) -> Installation:
    """An empty data folder that knows where the servers are."""
    return Installation(
        tmp_path / "data",
        TILSTEDE_LOOPBACK="127.0.0.1:* localhost:*",
        TILSTEDE_SETTLING="1",
        TILSTEDE_BLUESKY_DIRECTORY=pds_server.directory,
        TILSTEDE_BLUESKY_APPLICATION=pds_server.address,
    )


@pytest.fixture
def password(town: Installation, mayor: Person, bluesky: atproto.Account) -> str:
    """Kari's, who administers the body with both accounts connected."""
    told = town.run("init", "--no-input", "--name", "Fjordvik", "--email", "kari@fjordvik.example")
    connect = ("accounts", "connect")
    by_token = {"TILSTEDE_CONNECT_SERVER": mayor.base, "TILSTEDE_CONNECT_TOKEN": mayor.token}
    by_password = {
        "TILSTEDE_CONNECT_SERVER": bluesky.server.address,
        "TILSTEDE_CONNECT_HANDLE": bluesky.handle,
        "TILSTEDE_CONNECT_APP_PASSWORD": bluesky.app_password,
    }
    both = [
        town.start(*connect, f"@{mayor.handle}", "--way", "token", **by_token),
        town.start(*connect, f"@{bluesky.handle}", "--way", "app-password", **by_password),
    ]
    for one in both:
        said, wrong = one.communicate(timeout=120)
        assert one.returncode == 0, said + wrong
    found = re.search(r"Password \(shown only now\): (\S+)", told)
    assert found
    return found[1]


@pytest.fixture
def mayor(snac_nodes: tuple[Person, Person]) -> Person:
    return snac_nodes[0]


@pytest.fixture
def bluesky(pds_server: atproto.Server) -> atproto.Account:
    return pds_server.account("fjordvik")


@pytest.fixture
def keys(town: Installation, password: str, browser: Browser) -> Iterator[Keys]:
    """Kari, at a keyboard, signed in; the worker works."""
    worker = town.start("work")
    try:
        with town.served() as address:
            context = browser.new_context(
                locale="en-GB", viewport={"width": NARROW, "height": 900}, reduced_motion="reduce"
            )
            keys = Keys(context.new_page())
            keys.page.goto(f"{address}/sign-in?next=/publish/drafts")
            keys.write(keys.page.get_by_label("E-mail"), "kari@fjordvik.example")
            keys.write(keys.page.get_by_label("Password"), password)
            keys.page.keyboard.press("Enter")
            expect(keys.page.get_by_role("heading", name="Drafts")).to_be_visible()
            yield keys
            context.close()
    finally:
        worker.terminate()
        end(worker)


def photograph(colour: str, name: str) -> dict[str, Any]:
    """With the place in it."""
    picture, target = Image.new("RGB", (64, 40), colour), BytesIO()
    exif = picture.getexif()
    exif.get_ifd(0x8825)[2] = (60.0, 23.0, 30.0)
    picture.save(target, "JPEG", exif=exif)
    return {"name": name, "mimeType": "image/jpeg", "buffer": target.getvalue()}


def write(keys: Keys, mayor: Person, bluesky: atproto.Account) -> None:
    page = keys.page
    keys.enter(page.get_by_role("button", name="Write", exact=True))
    channels = page.get_by_role("group", name="Channels")
    keys.write(page.get_by_label("What do you want to say?"), WORDS)
    keys.tick(channels.get_by_label(mayor.name))
    keys.tick(channels.get_by_label(bluesky.handle))
    keys.enter(page.get_by_role("button", name=re.compile(f"Other words here.*{bluesky.handle}")))
    own = page.get_by_role("group", name=re.compile(f"Words of its own.*{bluesky.handle}"))
    keys.write(own.get_by_label("Text"), OTHERS)
    pictures = (photograph("steelblue", "kai.jpg"), photograph("gold", "tavle.jpg"))
    keys.give(page.get_by_label("Add pictures, a film or a sound"), *pictures)
    for name, alt in zip(("kai.jpg", "tavle.jpg"), ALTS, strict=True):
        box = page.get_by_role("group", name=name)
        expect(box.get_by_text("Taken out of the file")).to_be_visible()
        keys.write(box.get_by_label("Describe the picture"), alt)
    expect(page.locator(".finding.stops")).to_have_count(0)
    keys.enter(page.get_by_role("button", name="On to publishing"))


def think(keys: Keys) -> None:
    page = keys.page
    harm = page.get_by_role("group", name="Could this harm someone?")
    keys.choose(harm.get_by_label("No", exact=True))
    keys.choose(page.get_by_role("group", name="Is it a try-out?").get_by_label("No", exact=True))
    keys.enter(page.get_by_role("button", name="Answer and publish"))
    expect(page.get_by_role("heading", name="How it goes")).to_be_visible()


def test_it_is_as_it_was_written_at_both_networks_and_in_the_record(
    keys: Keys, town: Installation, mayor: Person, bluesky: atproto.Account
) -> None:
    write(keys, mayor, bluesky)
    think(keys)
    going = keys.page.locator("#going").get_by_text("sent and read back")
    expect(going).to_have_count(2, timeout=60_000)
    at_mastodon, at_bluesky = on_mastodon(mayor), on_bluesky(bluesky)
    assert at_mastodon["text"] == WORDS
    assert at_bluesky["text"] == OTHERS
    for one in (at_mastodon, at_bluesky):
        assert one["alts"] == list(ALTS)
        assert [mime for mime, _data in one["pictures"]] == ["image/jpeg", "image/jpeg"]
        assert not any(b"Exif" in data for _mime, data in one["pictures"]), "nobody sees where"

    def held() -> tuple[list[str], dict[str, Any]] | None:
        kinds, told = json.loads(town.program(_TOLD))
        whole = all(len(one["pictures"]) == len(ALTS) for one in told.values())
        return (kinds, told) if whole else None

    kinds, told = eventually(held)
    assert kinds == ["judged", "cleared", "cleared", *kinds[3:]]
    assert sorted(kinds[3:]) == ["confirmed", "confirmed", "sent", "sent"]
    for name, there in (("mastodon", at_mastodon), ("bluesky", at_bluesky)):
        here = told[name]
        assert here["state"] == "confirmed"
        assert here["text"] == here["cleared"] == there["text"]
        assert here["alts"] == there["alts"]
        digests = [[mime, sha256(data).hexdigest()] for mime, data in there["pictures"]]
        assert here["pictures"] == digests
        assert here["sent"] == [digest for _mime, digest in digests]


def on_mastodon(mayor: Person) -> dict[str, Any]:
    """The newest post, as the server shows it."""
    post = posts_of(mayor)[0]
    media = post["media_attachments"]
    return {
        "text": unescape(re.sub("<[^>]+>", "", post["content"])),
        "alts": [one["description"] for one in media],
        "pictures": [got(one["url"]) for one in media],
    }


def on_bluesky(town: atproto.Account) -> dict[str, Any]:
    """The same, as the server holds it."""
    (post,) = town.posts()
    images = post["value"]["embed"]["images"]
    address = f"{town.server.address}/xrpc/com.atproto.sync.getBlob?did={town.did}&cid="
    return {
        "text": post["value"]["text"],
        "alts": [one["alt"] for one in images],
        "pictures": [
            (one["image"]["mimeType"], got(address + one["image"]["ref"]["$link"])[1])
            for one in images
        ],
    }


def got(address: str) -> tuple[str, bytes]:
    """Content type and bytes."""
    answer = httpx.get(address, verify=PLAIN).raise_for_status()
    return answer.headers["Content-Type"], answer.content
