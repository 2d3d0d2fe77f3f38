"""An office passes to somebody new, through the pages."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from tilstede.intake import listing
from tilstede.office.models import Account, Grant, Holding, Person, User
from tilstede.outbox.models import Cleared, Delivery
from tilstede.record import read as record
from tilstede.rooms.setup.directory.tests.conftest import NOW, hidden, words

pytestmark = pytest.mark.usefixtures("filled")
PAGE = "/en/setup/directory/handover"
ASKED = {
    "role": "Mayor, Fjordvik kommune (fjordvik/ordforar)",
    "since": "2026-12-01",
    "person": "Inga Strand",
    "party": "V",
}


def planned(client: Client, **more: str) -> HttpResponse:
    return client.post(PAGE, {**ASKED, **more})  # type: ignore[return-value]  # as a client's answer


def done(client: Client, plan: HttpResponse, **more: str) -> HttpResponse:
    """Everything the page holds, sent as it stands, with these choices."""
    assert plan.status_code in (200, 409), words(plan.content)
    html = plan.content.decode()
    given = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    }
    given |= {
        unescape(name): unescape(value)
        for name, value in re.findall(r'type="radio" name="([^"]+)" value="([^"]*)" checked', html)
    }
    return client.post(PAGE, {**given, **more}, follow=True)  # type: ignore[return-value]  # as a client's answer


def holdings() -> list[tuple[str, date | None, date | None]]:
    rows = Holding.objects.filter(role__key="fjordvik/ordforar").order_by("since")
    return [(str(row.person), row.since, row.until) for row in rows]


def told(kind: str) -> int:
    return len(list(record.events(kinds=(kind,))))


def account(handle: str) -> Account:
    return Account.objects.get(url__contains=handle)


def test_all_is_shown_before_anything_is_done(editor: Client) -> None:
    before = holdings()
    seen = words(planned(editor).content)
    assert "Ola Bakke holds it until 30 November 2026, that day included." in seen
    assert "Inga Strand holds it from 1 December 2026." in seen
    assert "https://social.fjordvik.example/@ordforar" in seen
    assert "https://bsky.app/profile/olabakke.example" in seen
    assert "Rights that are limited" not in seen, "there are none"
    assert holdings() == before


def test_it_is_done_in_one_event(editor: Client) -> None:
    events = told("listed")
    answer = done(editor, planned(editor))
    assert "Inga Strand holds the role from 1 December 2026." in words(answer.content)
    assert holdings()[-2:] == [
        ("Ola Bakke", date(2023, 10, 5), date(2026, 11, 30)),
        ("Inga Strand", date(2026, 12, 1), None),
    ]
    assert told("listed") == events + 1
    assert account("@ordforar").until is None, "the role's account goes over"
    assert account("olabakke").until == date(2026, 11, 30)
    assert Holding.objects.get(person__name="Inga Strand").party == "V"


def test_who_holds_it_on_each_side_of_the_day(editor: Client) -> None:
    done(editor, planned(editor))
    rows = Holding.objects.filter(role__key="fjordvik/ordforar")
    on = {
        day: [
            str(row.person)
            for row in rows
            if (row.since or date.min) <= day <= (row.until or date.max)
        ]
        for day in (date(2026, 11, 30), date(2026, 12, 1))
    }
    assert list(on.values()) == [["Ola Bakke"], ["Inga Strand"]]


def test_a_personal_account_is_kept_when_that_is_chosen(editor: Client) -> None:
    plan = planned(editor)
    name = re.search(r'name="(account-[^"]+)"', plan.content.decode())
    assert name
    done(editor, plan, **{unescape(name[1]): "keep"})
    assert account("olabakke").until is None


def test_rights_are_kept_ended_or_given_on(editor: Client) -> None:
    channel = account("@ordforar")
    users = [
        User.objects.create_user(f"{name}@fjordvik.example", "ferja-gaar-kl-sju")
        for name in ("a", "b", "c", "new")
    ]
    grants = [
        Grant.objects.create(user=user, right="communicator", channel=channel) for user in users[:3]
    ]
    elsewhere = Grant.objects.create(
        user=users[0], right="communicator", channel=account("@kommunen")
    )
    plan = planned(editor)
    assert "a@fjordvik.example: communicator" in words(plan.content)
    assert f"grant-{elsewhere.pk}" not in plan.content.decode()
    done(
        editor,
        plan,
        **{
            f"grant-{grants[1].pk}": "end",
            f"grant-{grants[2].pk}": "move",
            f"to-{grants[2].pk}": str(users[3].pk),
        },
    )
    held = Grant.objects.filter(channel=channel).values_list("user__email", flat=True)
    assert sorted(held) == ["a@fjordvik.example", "new@fjordvik.example"]
    assert told("granted") == 3, "ended, taken back, given"


def waiting(channel: Account, text: str, **more: object) -> Delivery:
    number = Cleared.objects.count()
    cleared = Cleared.objects.create(
        key=text, event=900 + number, text=text, by="a", cleared_at=NOW
    )
    about = {"network": channel.network, "native_id": "1", "made": NOW, "since": NOW, **more}
    return Delivery.objects.create(cleared=cleared, account=channel, key=text, **about)


def test_unfinished_work_is_told_and_goes_over_with_the_account(editor: Client) -> None:
    standing = waiting(account("@ordforar"), "Årsmøtet er flytta")
    waiting(account("@ordforar"), "Sendt for lenge sidan", state="confirmed")
    waiting(account("olabakke"), "Mi eiga mening")
    plan = planned(editor)
    told = words(plan.content)
    assert "goes over too" in told
    assert "Årsmøtet er flytta (waiting)" in told
    assert "Sendt for lenge sidan" not in told
    assert "before the last day" in told
    assert "Mi eiga mening" in told
    assert f"/setup/outbox/{standing.pk}" in plan.content.decode()
    done(editor, plan)
    standing.refresh_from_db()
    assert standing.account == account("@ordforar")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"since": "2023-10-05"}, "Ola Bakke is told to begin on 5 October 2023"),
        ({"since": "2023-10-04"}, "Ola Bakke is told to begin on 5 October 2023"),
        ({"person": "Ola Bakke"}, "Ola Bakke holds the role already"),
        ({"since": ""}, "required"),
        ({"person": ""}, "required"),
        ({"role": "Pave"}, "Nothing is called “Pave”"),
    ],
)
def test_what_cannot_be_is_said(editor: Client, more: dict[str, str], said: str) -> None:
    answer = planned(editor, **more)
    assert answer.status_code == 422
    assert said in words(answer.content)


def test_who_changes_the_directory_meanwhile_is_not_overrun(editor: Client) -> None:
    plan = planned(editor)
    entry = {"role": "kyd/statsrad", "person": "Anne Holm"}
    listing.save_entry("holders", "", entry, changed=None, by="ola", now=NOW)
    answer = done(editor, plan)
    assert answer.status_code == 409
    assert "Look through it once more; nothing is done yet" in words(answer.content)
    assert not Person.objects.filter(name="Inga Strand").exists()
    done(editor, answer)
    assert Person.objects.filter(name="Inga Strand").exists()


def test_an_empty_office_is_taken_up(editor: Client) -> None:
    plan = planned(editor, role="kyd/statsrad")
    assert "Nobody holds it the day before" in words(plan.content)
    assert "The role has no account of its own" in words(plan.content)
    done(editor, plan)
    assert Holding.objects.get(role__key="kyd/statsrad").since == date(2026, 12, 1)


def test_it_begins_at_the_role(editor: Client) -> None:
    role = Holding.objects.filter(role__key="fjordvik/ordforar")[0].role
    assert (
        f"{PAGE}?role={role.pk}"
        in editor.get(f"/en/setup/directory/roles/{role.pk}").content.decode()
    )
    html = editor.get(PAGE, {"role": role.pk}).content.decode()
    assert "(fjordvik/ordforar)" in html
    assert hidden(planned(editor).content, "basis")
