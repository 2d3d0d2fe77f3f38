"""The guide for the first time: what a municipality with one communicator goes through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client

from tilstede.intake.lookups.tests import registers as made
from tilstede.office.models import Account, Body, Holding, Role
from tilstede.rooms.setup.directory.tests.conftest import words

Page = Callable[[str], str]
BODY = {
    "id": "310 100 013",
    "name": "Fjordvik kommune",
    "language_form": "nn",
    "kind": "municipality",
    "website": "https://www.fjordvik.example",
}


@pytest.fixture(autouse=True)
def site() -> Iterator[made.Site]:
    with made.registers() as running:
        yield running


@pytest.fixture
def begun(editor: Client) -> Client:
    """As `tilstede init` leaves it."""
    Body.objects.create(key="own", own=True, name_nb="Fjordvik kommune")
    return editor


def test_the_whole_guide(begun: Client, page: Page) -> None:
    assert "Who you are" in page("/setup/first")
    proposal = begun.get("/en/setup/first/body", {"q": "310100013"}).content.decode()
    assert 'value="https://www.fjordvik.example"' in proposal
    assert 'value="Fjordvik kommune"' in proposal
    assert '<option value="nn" selected>' in proposal
    assert begun.post("/en/setup/first/body", BODY).headers["Location"].endswith("/first/accounts")
    own = Body.objects.get(own=True)
    assert (own.key, own.name_nn, own.number) == ("NO-BRC-310100013", "Fjordvik kommune", "")

    addresses = (
        "https://social.fjordvik.example/@kommunen\n\nhttps://bsky.app/profile/fjordvik.example\n"
    )
    answer = begun.post("/en/setup/first/accounts", {"addresses": addresses})
    assert answer.headers["Location"].endswith("/first/leader")
    assert Account.objects.filter(body=own, capacity="official", show=True).count() == 2

    assert 'value="Ordførar"' in begun.get("/en/setup/first/leader").content.decode()
    leader = {
        "title": "Ordførar",
        "person": "Ola Bakke",
        "since": "2023-10-05",
        "capacity": "role",
        "addresses": "https://social.fjordvik.example/@ordforar",
    }
    assert begun.post("/en/setup/first/leader", leader).headers["Location"].endswith("/first/done")
    assert Role.objects.get().title_nn == "Ordførar"
    assert Holding.objects.get().since == date(2023, 10, 5)
    assert Account.objects.get(capacity="role").role == Role.objects.get()

    seen = page("/setup/first/done")
    assert "Mastodon: kommunen@social.fjordvik.example will be read in a moment" in seen
    assert "The worker does not run" in seen
    assert "Look at your stream" in seen


def test_what_was_there_is_kept(begun: Client) -> None:
    Body.objects.filter(own=True).update(number="0099", note="vår")
    begun.post("/en/setup/first/body", BODY)
    own = Body.objects.get(own=True)
    assert (own.number, own.note) == ("0099", "vår")
    assert (own.name_nn, own.name_nb) == ("Fjordvik kommune", ""), "init's name stood in for it"
    begun.post("/en/setup/first/body", {**BODY, "language_form": "nb"})
    own.refresh_from_db()
    assert (own.name_nn, own.name_nb) == ("Fjordvik kommune", "Fjordvik kommune")


def test_without_the_register_all_is_filled_in_by_hand(begun: Client, site: made.Site) -> None:
    site.pages["/enhet/enheter/310100013"] = made.Answer(b"", 503)
    answer = begun.get("/en/setup/first/body", {"q": "310100013"})
    assert "Enhetsregisteret does not answer now" in words(answer.content)
    assert "Or fill in by hand" in words(answer.content)
    assert begun.post("/en/setup/first/body", BODY).status_code == 302


def test_without_init_the_guide_begins_too(editor: Client) -> None:
    assert editor.get("/en/setup/first/accounts").headers["Location"].endswith("/first/body")
    assert editor.post("/en/setup/first/body", BODY).status_code == 302
    assert Body.objects.get().own


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"id": "310100014"}, "check"),
        ({"id": ""}, "must be filled in"),
        ({"name": ""}, "must be filled in"),
        ({"website": "fjordvik"}, "web address"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    begun: Client, more: dict[str, str], said: str
) -> None:
    answer = begun.post("/en/setup/first/body", {**BODY, **more})
    assert answer.status_code == 422
    assert said in words(answer.content)
    assert "ds-validation-message" in answer.content.decode()


def test_a_website_may_be_written_as_on_a_poster(begun: Client) -> None:
    begun.post("/en/setup/first/body", {**BODY, "website": "www.fjordvik.example"})
    assert Body.objects.get(own=True).url == "https://www.fjordvik.example"


def test_one_bad_address_does_not_stop_the_rest(begun: Client) -> None:
    begun.post("/en/setup/first/body", BODY)
    given = "https://social.fjordvik.example/@kommunen\nhttps://x.com/search\n"
    answer = begun.post("/en/setup/first/accounts", {"addresses": given})
    assert answer.status_code == 422
    seen = words(answer.content)
    assert (
        "These could not be taken in. The rest is saved. https://x.com/search is a page of" in seen
    )
    assert ">https://x.com/search</textarea>" in answer.content.decode().replace("\n", "")
    assert [account.network for account in Account.objects.all()] == ["mastodon"]


def test_a_number_the_register_could_not_tell_of_is_not_written_twice(
    begun: Client, site: made.Site
) -> None:
    site.pages["/enhet/enheter/310100013"] = made.Answer(b"", 503)
    html = begun.get("/en/setup/first/body", {"q": "310 100 013"}).content.decode()
    assert 'name="id" value="310100013"' in html


def test_two_feeds_of_one_host_are_told_apart(begun: Client) -> None:
    begun.post("/en/setup/first/body", BODY)
    given = "https://www.fjordvik.example/nytt.rss\nhttps://www.fjordvik.example/ledig.rss\n"
    begun.post("/en/setup/first/accounts", {"addresses": given})
    body = Body.objects.get(own=True).pk
    for path in ("first/done", "first/accounts", "directory/accounts/", f"directory/bodies/{body}"):
        seen = words(begun.get(f"/en/setup/{path}").content)
        assert "fjordvik.example/nytt.rss" in seen, path
        assert "fjordvik.example/ledig.rss" in seen, path


def test_a_network_that_is_read_with_a_login_says_so(begun: Client) -> None:
    begun.post("/en/setup/first/body", BODY)
    given = {"addresses": "https://www.facebook.com/fjordvik"}
    assert begun.post("/en/setup/first/accounts", given).status_code == 302
    seen = words(begun.get("/en/setup/first/done").content)
    assert "This network is read once the account is connected." in seen


def test_a_leader_without_a_name_is_asked_for(begun: Client) -> None:
    begun.post("/en/setup/first/body", BODY)
    answer = begun.post("/en/setup/first/leader", {"title": "Ordførar", "capacity": "role"})
    assert answer.status_code == 422
    assert "This must be filled in" in words(answer.content)
    assert not Role.objects.exists()


def test_a_leader_who_is_still_to_come_stands_and_is_remarked_on(begun: Client) -> None:
    begun.post("/en/setup/first/body", BODY)
    leader = {"title": "Ordførar", "person": "Ola", "since": "2999-01-02", "capacity": "role"}
    seen = words(begun.post("/en/setup/first/leader", leader, follow=True).content)
    assert "Ola takes office on 2 January 2999, which is not yet here." in seen
    assert Holding.objects.get().since == date(2999, 1, 2)
    assert "Ola, from 2 January 2999" in words(begun.get("/en/setup/first/leader").content)
    now = {**leader, "person": "Kari", "since": "2023-10-05"}
    assert "not yet here" not in words(
        begun.post("/en/setup/first/leader", now, follow=True).content
    )


def test_the_last_step_is_the_way_to_the_stream(begun: Client) -> None:
    begun.post("/en/setup/first/body", BODY)
    html = begun.get("/en/setup/first/done").content.decode()
    guide = html[html.index('<ol class="guide">') :]
    assert 'href="/en/"' in guide[: guide.index("</ol>")]
    assert '<a href="/en/">Look at the stream as everyone sees it</a>' in html


def test_accounts_are_found_on_the_bodys_own_website(begun: Client, site: made.Site) -> None:
    begun.post("/en/setup/first/body", {**BODY, "website": site.url("/")})
    seen = words(begun.get("/en/setup/first/accounts", {"find": "1"}).content)
    assert "127.0.0.1 has nothing under that" in seen
    site.pages["/"] = made.Answer(made.FRONT_PAGE)
    html = begun.get("/en/setup/first/accounts", {"find": "1"}).content.decode()
    assert "3 addresses were found" in words(html)
    assert "https://social.fjordvik.example/@kommunen\nhttps://www.facebook.com/fjordvik\n" in html
    assert not Account.objects.exists(), "they are proposed, and no more"
    begun.post("/en/setup/first/accounts", {"addresses": "https://www.facebook.com/fjordvik/"})
    html = begun.get("/en/setup/first/accounts", {"find": "1"}).content.decode()
    assert "2 addresses were found" in words(html)
