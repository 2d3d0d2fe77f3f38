"""Partners get what to say in three languages by a link, while it is open, and nothing else does."""

from __future__ import annotations

import io
import json
import os
import tracemalloc
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tilstede.office.models import Account, Body, Grant, User
from tilstede.office.rights import Right
from tilstede.outbox.drafting import kit_opening, kits, writing
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.models import KitPicture, Manuscript, ShareKit, Topic
from tilstede.record import read as record

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WORDS = {
    "title": "Ny bru",
    "about": "Del gjerne.",
    "text_nb": "Hva synes du om brua?",
    "text_nn": "Kva synest du om brua?",
    "text_en": "What do you think of the bridge?",
    "page": "www.fjordvik.example/bru",
    "since": "2026-12-01",
    "until": "2026-12-24",
}
ALTS = {"alt_nb": "En bru over fjorden", "alt_nn": "Ei bru over fjorden", "alt_en": "A bridge"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari() -> User:
    Body.objects.create(key="fjordvik", name_nb="Fjordvik kommune", own=True)
    user = User.objects.create_user("kari@fjordvik.example", name="Kari Nes")
    Grant.objects.create(user=user, right=Right.COMMUNICATOR)
    return user


@pytest.fixture
def browser(kari: User) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(kari)
    return client


@pytest.fixture
def kit(browser: Client) -> ShareKit:
    """With words and a picture, closed."""
    browser.post("/publish/kits", {"title": "Bru"})
    made = ShareKit.objects.get()
    assert write(browser, made).status_code == 302
    upload = SimpleUploadedFile("../bru 1.PNG", drawn(), "text/html")
    browser.post(f"/publish/kits/{made.pk}/pictures", {"picture": upload})
    made.refresh_from_db()
    return made


def write(browser: Client, kit: ShareKit, **other: str) -> Any:
    kit.refresh_from_db()
    told = {**WORDS, **other, "base": kit.changed.isoformat()}
    return browser.post(f"/publish/kits/{kit.pk}", told)


def drawn() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(target, "PNG")
    return target.getvalue()


def describe(browser: Client, kit: ShareKit) -> KitPicture:
    picture = kit.pictures.get()
    browser.post(f"/publish/kits/{kit.pk}/pictures/{picture.pk}", ALTS)
    return picture


def opened(browser: Client, kit: ShareKit, **other: str) -> bool:
    kit.refresh_from_db()
    told = {"do": "open", "harm": "none", "base": kit.changed.isoformat(), **other}
    browser.post(f"/publish/kits/{kit.pk}/open", told)
    kit.refresh_from_db()
    return kit.open


def test_a_kit_is_opened_when_its_pictures_are_described(browser: Client, kit: ShareKit) -> None:
    page = browser.get(f"/publish/kits/{kit.pk}").content.decode()
    assert "bru 1.png has no description" in page
    assert not opened(browser, kit)
    describe(browser, kit)
    assert opened(browser, kit)
    assert f"/publish/shared/{kit.key}" in browser.get(f"/publish/kits/{kit.pk}").content.decode()
    write(browser, kit)
    kit.refresh_from_db()
    assert not kit.open, "nobody has looked at what was changed"
    opening, closing = record.events(kinds=("shared",))
    told = json.loads(record.payload(opening.number, "about") or b"")
    assert (told["done"], told["by"]) == ("opened", "kari@fjordvik.example")
    assert (told["text_nn"], told["since"]) == (WORDS["text_nn"], WORDS["since"])
    assert [one["alt_en"] for one in told["pictures"]] == ["A bridge"]
    assert record.payload(opening.number, "media.0") == bytes(kit.pictures.get().content)
    assert kit.key not in json.dumps(told), "who reads the record has no link by it"
    told = json.loads(record.payload(closing.number, "about") or b"")
    assert (told["done"], told["kit"]) == ("closed", kit.pk)


def test_who_has_the_link_sees_it_while_it_is_open(browser: Client, kit: ShareKit) -> None:
    picture, partner = describe(browser, kit), Client(HTTP_ACCEPT_LANGUAGE="en")
    link = f"/publish/shared/{kit.key}"
    addresses = [link, f"{link}.zip", f"{link}/pictures/{picture.key}"]
    assert [partner.get(one).status_code for one in addresses] == [404, 404, 404]
    assert opened(browser, kit)
    answer = partner.get(link)
    page = answer.content.decode()
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    for words in (
        "Kva synest du om brua?",
        "Ei bru over fjorden",
        "Fjordvik kommune",
        "24 December",
    ):
        assert words in page, words
    assert partner.get(addresses[2]).headers["Content-Type"] == "image/png"
    packed = partner.get(addresses[1])
    assert packed.headers["Content-Disposition"] == 'attachment; filename="ny-bru.zip"'
    with zipfile.ZipFile(io.BytesIO(packed.getvalue())) as held:
        assert held.namelist() == [
            "about.txt",
            "text-nb.txt",
            "text-nn.txt",
            "text-en.txt",
            "pictures/01-bru 1.png",
            "pictures/01-bru 1.png.nb.txt",
            "pictures/01-bru 1.png.nn.txt",
            "pictures/01-bru 1.png.en.txt",
        ]
        assert held.read("text-nn.txt").decode() == "Kva synest du om brua?\n"
        assert "https://www.fjordvik.example/bru" in held.read("about.txt").decode()
    assert partner.get(f"/publish/kits/{kit.pk}").status_code == 302, "it is no way in"


def test_many_large_pictures_are_not_held_in_memory(browser: Client, kit: ShareKit) -> None:
    """Whoever has the link may ask, as often as they like: the page reads no picture, the zip one at a time."""
    size, told = 3 << 20, {"mime": "image/jpeg", "width": 1, "height": 1, "alt_nb": "Ei bru"}
    ShareKit.objects.filter(pk=kit.pk).update(open=True)
    for place in range(5):
        content = os.urandom(size)
        KitPicture.objects.create(kit=kit, key=f"k{place}", name="a.jpg", content=content, **told)
    partner, link = Client(), f"/publish/shared/{kit.key}"
    with CaptureQueriesContext(connection) as asked:
        assert partner.get(link).status_code == 200
    assert not any('"content"' in one["sql"] for one in asked)
    tracemalloc.start()
    try:
        read = sum(map(len, partner.get(f"{link}.zip").streaming_content))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read > 5 * size
    assert peak < 4 * size


def test_what_a_person_may_judge_is_looked_at_first(browser: Client, kit: ShareKit) -> None:
    describe(browser, kit)
    write(browser, kit, text_nb="Ring Kari på 906 12 345.")
    assert not opened(browser, kit)
    opened(browser, kit, seen="on")
    kit.refresh_from_db()
    assert kit.open


def test_two_who_change_it_are_told(browser: Client, kit: ShareKit) -> None:
    address = f"/publish/kits/{kit.pk}"
    seen = kit.changed.isoformat()
    write(browser, kit, text_nb="Den andres ord")
    answer = browser.post(address, {**WORDS, "text_nb": "Mine ord", "base": seen})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Somebody has changed the kit meanwhile" in page
    assert "Mine ord" in page
    kit.refresh_from_db()
    assert kit.text_nb == "Den andres ord"


def test_it_begins_with_a_drafts_words(browser: Client, kari: User) -> None:
    content = Content(parts=("Kva synest du?",), language="nn", page="https://fjordvik.example/")
    draft = writing.begin(author=kari, now=NOW, content=content)
    browser.post("/publish/kits", {"title": "Bru", "draft": draft.key})
    made = ShareKit.objects.get()
    assert (made.text_nn, made.text_nb, made.page) == (content.parts[0], "", content.page)
    assert Manuscript.objects.count() == 1


def test_a_file_that_is_no_picture_is_refused(browser: Client, kit: ShareKit) -> None:
    upload = SimpleUploadedFile("bru.png", b"<svg/>", "image/png")
    address = f"/publish/kits/{kit.pk}/pictures"
    assert browser.post(address, {"picture": upload}, follow=True).status_code == 200
    assert kit.pictures.count() == 1
    picture = kit.pictures.get()
    browser.post(f"{address}/{picture.pk}", {"do": "remove"})
    assert kit.pictures.count() == 0


def test_an_empty_kit_is_not_opened(kari: User) -> None:
    made = kits.begin("Bru", by="kari", now=NOW)
    with pytest.raises(kit_opening.NotReady):
        opening(made, kari)


def opening(kit: ShareKit, by: User, *, harmless: bool = True) -> None:
    kit.refresh_from_db()
    told: dict[str, Any] = {"seen": True, "base": kit.changed, "by": by, "now": NOW}
    kit_opening.open_up(kit, harmless=harmless, **told)


def person(name: str, right: str, channel: Account | None = None) -> User:
    made = User.objects.create_user(f"{name}@fjordvik.example", name=name)
    Grant.objects.create(user=made, right=right, channel=channel)
    return made


def written(by: str = "kari@fjordvik.example", **other: Any) -> ShareKit:
    made = kits.begin("Bru", by=by, now=NOW)
    wording = {"title": "Bru", "texts": ("Hva synes du?", "", ""), **other}
    kits.change(made, kits.Wording(**wording), by=by, now=NOW)
    return made


def test_whose_words_are_always_seen_does_not_open_it(kari: User) -> None:
    """Neither who has the right *writer*, nor a communicator for one channel; who opens it has not written in it."""
    channel = Account.objects.create(
        network="mastodon", address="https://m.example/@fjordvik", body=Body.objects.get()
    )
    made = written(by="ola@fjordvik.example")
    for one in (person("ola", Right.WRITER), person("liv", Right.COMMUNICATOR, channel)):
        with pytest.raises(kit_opening.AnotherPerson) as caught:
            opening(made, one)
        assert caught.value.why == ["right"]
    opening(made, person("per", Right.APPROVER))
    assert made.open


def test_what_is_always_seen_is_opened_by_another(kari: User) -> None:
    Topic.objects.create(word="barnevern", by="gro", at=NOW)
    for words in (
        {"about": "Nytt frå barnevernet."},
        {"texts": ("", "Barnevernet inviterer.", "")},
    ):
        made = written(**words)
        for one in (kari, person(f"gro{made.pk}", Right.ADMINISTRATOR)):
            if one == kari:
                with pytest.raises(kit_opening.AnotherPerson, match="topic"):
                    opening(made, one)
            else:
                opening(made, one)
        assert made.open


def test_who_is_not_sure_has_another_open_it(kari: User) -> None:
    made = written()
    with pytest.raises(kit_opening.AnotherPerson, match="harm"):
        opening(made, kari, harmless=False)
    with pytest.raises(kit_opening.AnotherPerson, match="harm"):
        opening(made, kari)
    opening(made, person("per", Right.APPROVER))
    done = [
        json.loads(record.payload(one.number, "about") or b"")["done"]
        for one in record.events(kinds=("shared",))
    ]
    assert (made.open, done) == (True, ["doubted", "opened"])


def test_what_was_changed_since_it_was_looked_at_is_not_opened(
    browser: Client, kit: ShareKit
) -> None:
    describe(browser, kit)
    kit.refresh_from_db()
    base = kit.changed.isoformat()
    write(browser, kit, text_nb="Noko heilt anna.")
    assert not opened(browser, kit, base=base)
    assert not opened(browser, kit, base="for ei stund sidan")
    assert not opened(browser, kit, harm=""), "nobody has said that it harms nobody"
    assert opened(browser, kit)


def test_closed_twice_is_closed(browser: Client, kit: ShareKit) -> None:
    describe(browser, kit)
    assert opened(browser, kit)
    assert not opened(browser, kit, do="close")
    assert not opened(browser, kit, do="close")


def test_all_that_partners_would_see_is_looked_at(kari: User) -> None:
    """Also what all texts share, and descriptions in a language that has no text."""
    made = written(about="Ring 90 12 34 56, eller skriv til kari.nes@gmail.com.")
    assert {one.finding.check for one in kits.problems(made)} == {"telephone", "e-mail"}
    other = written()
    KitPicture.objects.create(
        kit=other,
        key="k",
        name="bru.png",
        width=1,
        height=1,
        mime="image/png",
        content=b"",
        alt_nb="Bru",
        alt_en="Call 90 12 34 56",
    )
    assert [(one.language, one.finding.check) for one in kits.problems(other)] == [
        ("en", "telephone")
    ]


def test_where_its_words_are_from_is_asked_about(kari: User) -> None:
    made = written()
    ShareKit.objects.filter(pk=made.pk).update(machine=True, source="followers")
    made.refresh_from_db()
    assert {one.finding.check for one in kits.problems(made)} == {"machine-draft", "closed-source"}
    kits.change(made, kits.Wording(title="Bru", texts=("Mine ord.", "", "")), by="kari", now=NOW)
    assert {one.finding.check for one in kits.problems(made)} == {"closed-source"}
