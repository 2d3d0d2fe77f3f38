"""The public register: for people, for machines, for the networks."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from lxml import html

from tilstede.core.account_address import parse
from tilstede.office.models import Account, Body, Finding, Person
from tilstede.outbox.drafting.models import TryOut
from tilstede.rooms.setup.accounts import public, register
from tilstede.rooms.setup.accounts.tests.town import account, mayor, municipality, town

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def read(client: Client, path: str = "/en/kontoer/", **extra: Any) -> Any:
    answer = client.get(path, **extra)
    assert answer.status_code == 200, answer.content
    return html.fromstring(answer.content)


def me(page: Any) -> set[str]:
    """What Mastodon's link check would find (app/services/verify_link_service.rb)."""
    rule = '[contains(concat(" ", normalize-space(@rel), " "), " me ")]/@href'
    return {href.lower() for href in page.xpath(f"//a{rule}|//link{rule}")}


def test_every_account_links_with_me_in_plain_html(client: Client) -> None:
    town()
    answer = client.get("/kontoer/")
    assert len(answer.content) < 30_000
    assert me(html.fromstring(answer.content)) == {
        "https://social.fjordvik.example/@kommunen",
        "https://social.fjordvik.example/@ordforar",
        "https://www.youtube.com/@fjordvikkommune",
        "https://x.com/fjordvikkommune",
    }


def test_an_address_in_another_spelling_is_given_in_mastodons_own_too(client: Client) -> None:
    account("https://nett.example/users/Kommunen", body=municipality())
    assert me(read(client)) == {
        "https://nett.example/users/kommunen",
        "https://nett.example/@kommunen",
    }


def test_it_says_in_words_how_certain_each_is(client: Client) -> None:
    town()
    page = read(client)
    said = {" ".join(row.text_content().split()) for row in page.xpath("//section//li")}
    text = "\n".join(sorted(said))
    assert "Mastodon: kommunen@social.fjordvik.example on the body's own domain" in text
    assert "fjordvikkommune linked from the body's own site" in text
    assert "X: fjordvikkommune claimed not looked at yet" in text
    assert "ordforar@social.fjordvik.example on the body's own domain Silent" in text
    assert "tatt.example Stopped: it is not certain whose it is now" in text
    assert "looked at 20 November 2026" in text
    heading = page.xpath("//h3")[0].text_content()
    assert "Mayor" in heading
    assert "Ola Bakke" in heading
    assert "Kari" not in heading


def test_what_is_tried_is_marked_as_beta_until_somebody_says_how_it_went(client: Client) -> None:
    town()
    told = {"hypothesis": "Fleire spør.", "began": NOW, "ends": date(2199, 1, 1), "by": "kari"}
    youtube = Account.objects.get(network="youtube")
    TryOut.objects.create(kind="channel", account=youtube, **told)
    TryOut.objects.create(kind="service", name="Spør oss", **told)
    TryOut.objects.create(kind="post", account=None, **told)
    said = " ".join(read(client).text_content().split())
    assert said.count("we are trying it out, until 1 January 2199") == 2
    assert "Spør oss: we are trying" in said
    rows = client.get("/kontoer.json").json()["accounts"]
    assert [row["network"] for row in rows if row["beta"]] == ["youtube"]
    TryOut.objects.update(outcome="keep")
    assert "we are trying" not in client.get("/en/kontoer/").content.decode()


def test_what_is_not_to_be_shown_is_nowhere(client: Client) -> None:
    town()
    paths = ("/kontoer/", "/kontoer/NO-BRC-310100013", "/kontoer.json", "/.well-known/trust.txt")
    for path in paths:
        said = client.get(path).content.decode()
        assert "kommunen" in said
        assert "hemmeleg" not in said
        assert "gammal.example" not in said


def test_a_row_that_is_taken_out_is_gone_from_here_too(client: Client) -> None:
    town()
    Account.objects.filter(network="x").delete()
    assert "x.com" not in client.get("/kontoer/").content.decode()
    assert "x.com" not in client.get("/kontoer.json").content.decode()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_in_three_languages(client: Client, language: str) -> None:
    town()
    answer = client.get(f"/{language}/kontoer/")
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language


def test_search_engines_are_told_who_the_body_is(client: Client) -> None:
    town()
    told = json.loads(read(client).xpath('//script[@type="application/ld+json"]/text()')[0])
    assert told["@context"] == "https://schema.org"
    (body,) = told["@graph"]
    assert body["@type"] == "GovernmentOrganization"
    assert body["iso6523Code"] == "0192:310100013"
    assert body["sameAs"] == [
        "https://social.fjordvik.example/@kommunen",
        "https://www.youtube.com/@fjordvikkommune",
    ]
    assert {row["contactType"] for row in body["contactPoint"]} == {
        "customer service",
        "access to records",
    }


def test_a_name_cannot_break_out_of_the_data(client: Client) -> None:
    body = municipality(name_nb="</script><script>alert(1)</script>")
    account("https://nett.example/@a", body=body)
    page = read(client, "/nb/kontoer/")
    assert len(page.xpath("//script")) == 1
    told = json.loads(page.xpath("//script/text()")[0])
    assert told["@graph"][0]["name"] == "</script><script>alert(1)</script>"


def test_for_machines(client: Client) -> None:
    town()
    answer = client.get("/kontoer.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    told = answer.json()
    assert told["version"] == 1
    assert told["page"] == "http://testserver/kontoer/"
    one = next(row for row in told["accounts"] if row["handle"].startswith("kommunen"))
    assert one == {
        "network": "mastodon",
        "url": "https://social.fjordvik.example/@kommunen",
        "handle": "kommunen@social.fjordvik.example",
        "id": "https://social.fjordvik.example/users/kommunen",
        "owner": {
            "body": "NO-BRC-310100013",
            "body_name": {
                "nb": "Fjordvik kommune",
                "nn": "Fjordvik kommune",
                "en": "Fjordvik municipality",
            },
        },
        "capacity": "official",
        "language": "",
        "level": 3,
        "status": "ok",
        "evidence": [{"code": "own-domain", "detail": "social.fjordvik.example"}],
        "since": None,
        "until": None,
        "last_checked": "2026-11-20T09:00:00Z",
        "last_ok": "2026-11-20T09:00:00Z",
        "beta": False,
    }
    held = next(row for row in told["accounts"] if row["status"] == "held")
    assert held["url"] == ""
    role = next(row for row in told["accounts"] if row["capacity"] == "role")
    assert role["owner"]["role"] == "fjordvik/ordforar"


def test_what_a_check_met_with_is_told_without_its_details(client: Client) -> None:
    met = [
        {"code": "linked", "detail": "https://a.example/"},
        {"code": "unreachable", "detail": "10"},
    ]
    account("https://nett.example/@a", body=municipality(), found={"evidence": met})
    (one,) = client.get("/kontoer.json").json()["accounts"]
    assert one["evidence"] == [
        {"code": "linked", "detail": "https://a.example/"},
        {"code": "unreachable", "detail": ""},
    ]


def test_it_is_sent_again_only_when_it_has_changed(client: Client) -> None:
    town()
    tag = client.get("/kontoer.json").headers["ETag"]
    assert client.get("/kontoer.json", headers={"If-None-Match": tag}).status_code == 304
    Finding.objects.filter(level=1).update(level=2)
    assert client.get("/kontoer.json", headers={"If-None-Match": tag}).status_code == 200


def test_its_shape_is_told_and_kept(client: Client) -> None:
    town()
    schema = client.get("/kontoer.schema.json").json()
    told = client.get("/kontoer.json").json()
    assert told["schema"] == "http://testserver/kontoer.schema.json"
    one = schema["$defs"]["RegisteredAccount"]
    assert set(one["required"]) == set(told["accounts"][0])
    assert set(schema["$defs"]["Register"]["required"]) == set(told)


def test_trust_txt(client: Client) -> None:
    ministry = Body.objects.create(
        key="kyd", name_nb="Kystdepartementet", url="https://kyd.example"
    )
    body = town()
    Body.objects.filter(id=body.id).update(parent=ministry)
    Body.objects.create(key="hamn", name_nb="Hamn", url="https://hamn.example", parent=body)
    answer = client.get("/.well-known/trust.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert lines[0] == "# Fjordvik kommune"
    said = [line for line in lines if not line.startswith("#")]
    assert all(line.partition("=")[1] for line in said)
    assert "disclosure=http://testserver/kontoer/" in said
    assert "controlledby=https://kyd.example" in said
    assert "control=https://hamn.example" in said
    assert "social=https://social.fjordvik.example/@kommunen" in said
    assert not any("tatt.example" in line for line in said)


def test_a_persons_own_account_is_called_so_and_not_stated_to_be_the_bodys(client: Client) -> None:
    role = mayor(municipality())
    person = Person.objects.get(name="Ola Bakke")
    account("https://nett.example/@ola", role=role, capacity="personal", person=person)
    assert "a private account: Ola Bakke" in client.get("/en/kontoer/").content.decode()
    assert "ola" not in client.get("/.well-known/trust.txt").content.decode()
    (one,) = client.get("/kontoer.json").json()["accounts"]
    assert one["capacity"] == "personal"


def test_nothing_is_stated_before_the_body_is_named(client: Client) -> None:
    assert client.get("/.well-known/trust.txt").status_code == 404
    assert "No account is listed yet" in client.get("/en/kontoer/").content.decode()


DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
HANDLE = "ordforar.fjordvik.example"


@pytest.fixture
def handle(settings: Any) -> Account:
    settings.ALLOWED_HOSTS = [".fjordvik.example", ".example"]
    body = municipality()
    return account(f"https://bsky.app/profile/{HANDLE}", body=body, found={"stable_id": DID})


def did(client: Client, host: str) -> tuple[int, str]:
    answer = client.get("/.well-known/atproto-did", headers={"Host": host})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("host", [HANDLE, HANDLE.upper(), f"{HANDLE}:8443"])
def test_a_handle_on_the_bodys_domain_is_answered_for(
    client: Client, handle: Account, host: str
) -> None:
    assert did(client, host) == (200, DID)
    answer = client.get("/.well-known/atproto-did", headers={"Host": host})
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "change",
    [
        {"show": False},
        {"until": "2024-01-01"},
        {"network": "mastodon"},
        {"handle": "andre.fjordvik.example"},
    ],
)
def test_others_are_not(client: Client, handle: Account, change: dict[str, Any]) -> None:
    Account.objects.filter(id=handle.id).update(**change)
    assert did(client, HANDLE)[0] == 404


def test_a_host_outside_the_bodys_domain_is_not(client: Client, handle: Account) -> None:
    account("https://bsky.app/profile/framand.example", body=handle.body, found={"stable_id": DID})
    assert did(client, "framand.example")[0] == 404
    assert did(client, "evil-fjordvik.example")[0] == 404


@pytest.mark.parametrize("found", [{"status": "held"}, {"status": "gone"}, {"stable_id": ""}])
def test_a_handle_that_must_be_judged_first_is_not(
    client: Client, handle: Account, found: dict[str, Any]
) -> None:
    Finding.objects.filter(account=handle).update(**found)
    assert did(client, HANDLE)[0] == 404


def test_many_accounts_are_split_by_body(client: Client) -> None:
    own = municipality()
    account("https://nett.example/@eiga", body=own)
    bodies = Body.objects.bulk_create(
        Body(key=f"kommune-{n}", name_nb=f"Kommune {n:04}") for n in range(1_000)
    )
    Account.objects.bulk_create(
        Account(
            body=body,
            url=f"https://nett.example/@k{body.id}x{n}",
            address=f"https://nett.example/@k{body.id}x{n}",
            network="mastodon",
            handle=f"k{body.id}x{n}@nett.example",
        )
        for body in bodies
        for n in range(10)
    )
    answer = client.get("/kontoer/")
    assert len(answer.content) < 60_000
    page = html.fromstring(answer.content)
    assert me(page) == {"https://nett.example/@eiga"}
    links = page.xpath("//ul[@class='bodies']//a/@href")
    assert len(links) == register.BODIES
    assert len(me(read(client, links[0]))) == 10
    second = html.fromstring(client.get("/kontoer/?page=2").content)
    assert me(second) == set()
    assert second.xpath("//ul[@class='bodies']//a/@href")[0] != links[0]
    told = client.get("/kontoer.json").json()
    handles = [one["handle"] for one in told["accounts"]]
    assert len(handles) == public.MOST
    while told["next"]:
        told = client.get(told["next"]).json()
        handles += [one["handle"] for one in told["accounts"]]
    assert len(handles) == len(set(handles)) == 10_001
    of_one = client.get("/kontoer.json", {"body": bodies[0].key}).json()
    assert (len(of_one["accounts"]), of_one["next"]) == (10, "")


@pytest.mark.parametrize("asked", ["after=x", "after=-1", "after=" + "9" * 40, "after="])
def test_a_place_that_is_none_is_refused(client: Client, asked: str) -> None:
    assert client.get(f"/kontoer.json?{asked}").status_code == 400


def test_a_body_that_is_not_there_has_no_register(client: Client) -> None:
    assert client.get("/kontoer.json?body=ukjend").status_code == 404


def test_a_body_without_accounts_has_no_page(client: Client) -> None:
    municipality()
    assert client.get("/kontoer/NO-BRC-310100013").status_code == 404
    assert client.get("/kontoer/ukjend/kommune").status_code == 404


def test_a_units_accounts_are_reached_from_the_body_above(client: Client) -> None:
    body = municipality()
    unit = Body.objects.create(key="fjordvik/ungdomsrad", name_nb="Ungdomsråd", parent=body)
    account("https://nett.example/@unge", body=unit)
    page = read(client, "/en/kontoer/NO-BRC-310100013")
    (link,) = page.xpath("//ul[@class='bodies']//a/@href")
    assert me(read(client, link)) == {"https://nett.example/@unge"}


def test_the_spelling_in_the_tests_is_that_of_the_directory() -> None:
    assert parse("https://nett.example/users/Kommunen").address == "https://nett.example/@kommunen"
