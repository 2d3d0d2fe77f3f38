"""Accounts looked at over the network, and what is written down of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tilstede.core.post import Author
from tilstede.core.verification import CONFIRMED, PATIENCE, WEEK
from tilstede.intake import pump
from tilstede.intake.models import Source
from tilstede.intake.tests.items import seen
from tilstede.intake.verification import findings, sites
from tilstede.intake.verification.tests.places import HTML, Bluesky, Mastodon, Town
from tilstede.networks.kit.tests.server import Page
from tilstede.office.models import Account, Alarm, Body, Finding, Role
from tilstede.posts.search import search
from tilstede.record import read

pytestmark = pytest.mark.django_db

DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
OTHER = "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"


def events(kind: str) -> list[dict[str, Any]]:
    """What the events of a kind say."""
    numbers = [event.number for event in read.events(kinds=(kind,))]
    return [json.loads(read.payload(number, "about") or b"") for number in numbers]


def codes(finding: Finding) -> set[str]:
    return {row["code"] for row in finding.evidence}


def test_a_mastodon_account_from_claimed_to_confirmed_both_ways(
    town: Town, fediverse: Mastodon
) -> None:
    account = town.account(fediverse.page)
    found = town.check(account)
    assert (found.level, found.status) == (0, "ok")
    assert found.stable_id == account.native_id == fediverse.actor
    town.links(fediverse.page)
    assert town.check(account).level == 1
    fediverse.verified("https://andre.example/", town.site.url("/om"))
    found = town.check(account)
    assert (found.level, codes(found)) == (2, {"linked", "links-back"})
    assert found.last_ok == found.last_checked == town.now
    assert [about["found"]["level"] for about in events("verified")] == [0, 1, 2]
    town.later(WEEK)
    town.check(account)
    assert len(events("verified")) == 3


def test_a_link_in_a_profile_that_no_server_vouches_for_proves_nothing(
    town: Town, fediverse: Mastodon
) -> None:
    town.links(fediverse.page)
    value = f'<a href="{town.site.url("/")}">nett</a>'
    fediverse.tell(fields=[{"name": "Nett", "value": value, "verified_at": None}], note=value)
    assert town.check(town.account(fediverse.page)).level == 1


def test_posts_of_an_account_that_is_not_shown_are_hidden_once_its_id_is_known(
    town: Town, fediverse: Mastodon
) -> None:
    author = Author(id=fediverse.actor, handle="ordforar")
    pump.take([seen(1, "Ikkje for alle", author=author)], now=town.now)
    account = town.account(fediverse.page, show=False)
    assert search("ikkje", public=True).hits
    town.check(account)
    assert not search("ikkje", public=True).hits


def test_the_bodys_own_server_is_the_best_proof(town: Town, fediverse: Mastodon) -> None:
    Body.objects.update(url="http://localhost:1/")
    found = town.check(town.account(fediverse.page))
    assert (found.level, codes(found)) == (3, {"own-domain", "site-silent"})


def test_a_server_that_claims_to_be_the_bodys_is_not_believed(
    town: Town, fediverse: Mastodon
) -> None:
    fediverse.tell(uri="http://127.0.0.1/users/ordforar", url="http://127.0.0.1/@ordforar")
    found = town.check(town.account(fediverse.page))
    assert found.level == 0
    assert found.stable_id == fediverse.actor


@pytest.mark.parametrize("form", ["/@ordforar", "/users/ordforar", "/@ordforar/"])
def test_a_site_may_link_in_any_of_the_addresses_of_an_account(
    town: Town, fediverse: Mastodon, form: str
) -> None:
    town.links(fediverse.site.url(form))
    assert town.check(town.account(fediverse.page)).level == 1


def test_a_wordpress_site_is_its_own_actor(town: Town, fediverse: Mastodon) -> None:
    del fediverse.site.pages["/api/v1/accounts/lookup?acct=ordforar"]
    actor = {"id": fediverse.actor, "type": "Person", "movedTo": "https://ny.example/@a"}
    fediverse.site.pages["/users/ordforar"] = Page(json.dumps(actor).encode())
    account = town.account(fediverse.page)
    assert town.check(account).stable_id == fediverse.actor
    assert [alarm.kind for alarm in account.alarms.all()] == ["moved"]


def test_a_name_that_passed_to_a_stranger_stops_the_stream(town: Town, fediverse: Mastodon) -> None:
    account = town.account(fediverse.page)
    town.check(account)
    source = Source.objects.create(
        network="mastodon", address=account.url, account_id=account.native_id, next_try=town.now
    )
    stranger = fediverse.site.url("/ap/users/2")
    fediverse.tell(actor=stranger)
    town.links(fediverse.page)
    town.later(WEEK)
    found = town.check(account)
    assert (found.status, found.level, found.stable_id) == ("held", 0, fediverse.actor)
    source.refresh_from_db()
    assert (source.state, source.why) == ("paused", "account-changed")
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.detail) == ("taken", stranger)
    assert events("alarmed") == [
        {
            "account": fediverse.actor,
            "address": account.address,
            "alarm": "taken",
            "by": "tilstede",
            "detail": stranger,
            "network": "mastodon",
        }
    ]
    assert read.event(alarm.event).kind == "alarmed"
    town.later(WEEK)
    town.check(account)
    assert len(events("alarmed")) == 1


def test_the_id_that_posts_were_taken_in_under_is_known_from_the_start(
    town: Town, fediverse: Mastodon
) -> None:
    account = town.account(fediverse.page, native_id="https://localhost/users/gammal")
    assert town.check(account).status == "held"


def test_a_site_that_answers_differently_each_time_raises_no_alarm(
    town: Town, fediverse: Mastodon
) -> None:
    account = town.account(fediverse.page)
    for links in ([fediverse.page], [], [fediverse.page], []):
        town.links(*links)
        found = town.check(account)
        assert found.level == 1
        town.later(WEEK)
    assert Alarm.objects.count() == 0
    assert found.next_check - found.last_checked == CONFIRMED


def test_a_site_that_stopped_linking(town: Town, fediverse: Mastodon) -> None:
    account = town.account(fediverse.page)
    town.links(fediverse.page)
    town.check(account)
    town.links()
    town.check(account)
    town.later(CONFIRMED)
    assert town.check(account).level == 0
    assert Alarm.objects.get().kind == "unlinked"
    town.links(fediverse.page)
    town.later(WEEK)
    town.check(account)
    alarm = Alarm.objects.get()
    assert (alarm.verdict, alarm.settled) == ("over", town.now)
    assert events("settled")[0]["verdict"] == "over"


def test_a_page_that_cannot_be_read_now_has_not_stopped_linking(
    town: Town, fediverse: Mastodon
) -> None:
    account = town.account(fediverse.page)
    town.links(path="/", more='<a href="/kontakt">Kontakt oss</a>')
    town.links(fediverse.page, path="/kontakt")
    assert town.check(account).level == 1
    town.site.pages["/kontakt"] = Page(status=500)
    for _ in range(2):
        town.later(CONFIRMED)
        assert town.check(account).level == 1
    town.later(PATIENCE)
    assert town.check(account).level == 0


def test_pages_that_name_accounts_are_found_and_others_left_alone(
    town: Town, fediverse: Mastodon
) -> None:
    names = ["kontakt-oss", "om-kommunen", "presse", "sosiale-medier", "om-oss", "kontakt", "skule"]
    town.links(more="".join(f'<a href="/{name}">{name}</a>' for name in names))
    for name in names:
        town.links(path=f"/{name}")
    town.links(fediverse.page, path="/sosiale-medier")
    account = town.account(fediverse.page)
    other = town.account("https://x.com/fjordvik")
    found = town.check(account, other)
    assert found.evidence[0]["detail"] == town.site.url("/sosiale-medier")
    asked = [path for path, _headers in town.site.seen]
    assert sorted(asked) == sorted(set(asked)), "each page once, whatever the number of accounts"
    assert asked[:2] == ["/", "/sosiale-medier"]
    assert len(asked) == 6
    assert "/skule" not in asked


def test_our_own_pages_prove_nothing_to_ourselves(
    town: Town, fediverse: Mastodon, settings: Any
) -> None:
    settings.HOSTS = ["127.0.0.1"]
    town.links(fediverse.page)
    assert town.check(town.account(fediverse.page)).level == 0
    assert town.site.seen == []


@pytest.mark.parametrize(
    "front",
    [
        Page(b"<a href='x'>" * 600_000, headers=HTML),
        Page(status=302, headers={"Location": "/"}),
        Page(status=302, headers={"Location": "http://10.0.0.1/"}),
        Page(status=302, headers={"Location": "http://169.254.169.254/latest"}),
        Page(status=503),
        Page(raw=lambda handler: handler.wfile.write(b"\x00\xff" * 100)),
    ],
    ids=["too large", "a ring", "inside our network", "the cloud's own", "busy", "no HTTP"],
)
def test_a_site_that_cannot_be_read_is_neither_believed_nor_fatal(
    town: Town, fediverse: Mastodon, front: Page
) -> None:
    town.site.pages["/"] = front
    found = town.check(town.account(fediverse.page))
    assert (found.level, found.status) == (0, "ok")
    assert "site-silent" in codes(found)


@pytest.mark.parametrize(
    "page", [b"", b"\x00\x01\x02", b"<" * 100_000, b"<div>" * 50_000, b"PK\x03\x04", b"{}"]
)
def test_a_page_that_is_none_links_to_nothing(town: Town, fediverse: Mastodon, page: bytes) -> None:
    town.site.pages["/"] = Page(page, headers=HTML)
    assert "no-link" in codes(town.check(town.account(fediverse.page)))


def test_a_page_of_nearly_five_megabytes_is_read_whole(town: Town, fediverse: Mastodon) -> None:
    town.links(fediverse.page, more="<p>Fjordvik</p>" * 300_000)
    assert town.check(town.account(fediverse.page)).level == 1


def test_a_server_that_is_gone(town: Town, fediverse: Mastodon) -> None:
    account = town.account(fediverse.page)
    town.check(account)
    fediverse.site.pages = {path: Page(status=503) for path in fediverse.site.pages}
    assert town.check(account).status == "ok"
    town.later(CONFIRMED)
    assert town.check(account).status == "unreachable"
    town.later(PATIENCE)
    town.check(account)
    assert [alarm.kind for alarm in account.alarms.all()] == ["closing"]


def test_a_server_that_says_it_will_close(town: Town, fediverse: Mastodon) -> None:
    told = {"description": "Velkomen", "registrations": {"message": "<p>It will be shut down.</p>"}}
    fediverse.site.pages["/api/v2/instance"] = Page(json.dumps(told).encode())
    account = town.account(fediverse.page)
    assert town.check(account).status == "ok"
    assert [(one.kind, one.detail) for one in account.alarms.all()] == [
        ("closing", "Velkomen It will be shut down.")
    ]


def test_a_site_that_takes_long_over_each_page_is_left(
    town: Town, fediverse: Mastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sites, "LONGEST", 0.0)
    town.links(more='<a href="/kontakt">Kontakt oss</a>')
    town.links(fediverse.page, path="/kontakt")
    found = town.check(town.account(fediverse.page))
    assert "site-silent" in codes(found)
    assert [path for path, _headers in town.site.seen] == ["/"]


def test_an_account_that_is_gone(town: Town, fediverse: Mastodon) -> None:
    account = town.account(fediverse.page)
    town.check(account)
    fediverse.close()
    town.check(account)
    town.later(CONFIRMED)
    assert town.check(account).status == "gone"
    assert [alarm.kind for alarm in account.alarms.all()] == ["released"]


def test_bluesky_names_and_ids_must_point_at_each_other(town: Town, bluesky: Bluesky) -> None:
    Body.objects.update(url="https://fjordvik.invalid/")
    bluesky.has("fjordvik.invalid", DID)
    own = town.account("https://bsky.app/profile/fjordvik.invalid")
    assert town.check(own).level == 3
    assert own.native_id == DID
    bluesky.has("ordforar.fjordvik.invalid", OTHER)
    assert town.check(town.account("https://bsky.app/profile/ordforar.fjordvik.invalid")).level == 2
    bluesky.calls_itself(OTHER, "andre.invalid", "ordforar.fjordvik.invalid")
    found = town.check(Account.objects.get(handle="ordforar.fjordvik.invalid"))
    assert (found.level, "disagrees" in codes(found)) == (0, True)


def test_an_account_named_by_its_id(town: Town, bluesky: Bluesky) -> None:
    bluesky.has("fjordvik.invalid", DID)
    found = town.check(town.account(f"https://bsky.app/profile/{DID}"))
    assert (found.stable_id, found.handle) == (DID, "fjordvik.invalid")


def test_a_bluesky_name_that_was_given_up_and_then_taken(town: Town, bluesky: Bluesky) -> None:
    bluesky.has("anneholm.invalid", DID)
    account = town.account("https://bsky.app/profile/anneholm.invalid")
    town.check(account)
    bluesky.names("anneholm.invalid", "")
    bluesky.has("ny.invalid", DID)
    found = town.check(account)
    assert (found.status, found.handle) == ("gone", "ny.invalid")
    assert Alarm.objects.get().kind == "released"
    bluesky.has("anneholm.invalid", OTHER)
    found = town.check(account)
    assert (found.status, found.stable_id) == ("held", DID)
    assert set(Alarm.objects.filter(settled=None).values_list("kind", flat=True)) == {"changed"}


def test_a_bluesky_account_that_was_taken_away(town: Town, bluesky: Bluesky) -> None:
    bluesky.has("anneholm.invalid", DID)
    account = town.account("https://bsky.app/profile/anneholm.invalid")
    town.check(account)
    bluesky.names("anneholm.invalid", "")
    bluesky.calls_itself(DID)
    town.check(account)
    town.later(CONFIRMED)
    assert town.check(account).status == "gone"


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/fjordvik",
        "https://www.facebook.com/fjordvik",
        "https://www.instagram.com/fjordvik",
        "https://www.linkedin.com/company/fjordvik",
    ],
)
def test_networks_that_show_nothing_without_a_login_are_not_asked(town: Town, url: str) -> None:
    account = town.account(url, native_id="42")
    town.links(url)
    found = town.check(account)
    assert (found.level, found.status, found.stable_id) == (1, "ok", "42")
    assert codes(found) == {"linked", "not-asked"}


def test_posts_under_another_id_tell_that_a_closed_networks_name_has_passed_on(town: Town) -> None:
    account = town.account("https://x.com/fjordvik", native_id="42")
    town.check(account)
    Account.objects.update(native_id="43")
    assert town.check(account).status == "held"
    assert Alarm.objects.get().detail == "43"


def test_a_feed_on_the_bodys_own_domain(town: Town) -> None:
    town.site.pages["/rss.xml"] = Page(b"<rss/>")
    assert town.check(town.account(town.site.url("/rss.xml"))).level == 3


def test_a_role_speaks_with_the_bodys_domain_and_a_unit_with_that_above_it(
    town: Town, fediverse: Mastodon
) -> None:
    town.links(fediverse.page)
    role = Role.objects.create(key="ordforar", body=town.body, title_nb="Ordfører")
    account = town.account(fediverse.page, body=None, role=role)
    assert town.check(account).level == 1
    unit = Body.objects.create(key="unge", name_nb="Unge", parent=town.body)
    Account.objects.update(role=None, body=unit)
    assert town.check(Account.objects.select_related("body").get()).level == 1


def test_an_account_of_nobodys_is_claimed(town: Town, fediverse: Mastodon) -> None:
    found = town.check(town.account(fediverse.page, body=None))
    assert (found.level, codes(found)) == (0, {"no-site"})


def test_a_channel_that_is_read_through_its_feed_is_on_its_own_network(town: Town) -> None:
    account = town.account("https://www.youtube.com/@fjordvik")
    account.network, account.native_id = "feeds", "https://www.youtube.com/feeds/videos.xml"
    assert findings.network_of(account) == "youtube"
    assert findings.before(account, Finding(account=account)).stable_id == ""
