"""The calendar and what leads from it, as staff see it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tilstede.office.models import Account, Body, Grant, User
from tilstede.outbox import elections
from tilstede.outbox.drafting import handing, planning, writing
from tilstede.outbox.drafting.clocks import WallTime
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.models import Campaign, Feed, Manuscript, Slot
from tilstede.outbox.drafting.tests.staff import judge
from tilstede.outbox.models import Election
from tilstede.record import read as record

OSLO = "Europe/Oslo"
State = Manuscript.State
TODAY = timezone.localdate
#: A Monday far enough ahead.
MONDAY = date(2027, 3, 22)


@pytest.fixture
def channel(db: None) -> Account:
    body = Body.objects.create(key="NO-BRC-310100013", own=True, name_nb="Fjordvik kommune")
    return Account.objects.create(
        network="linkedin", handle="company/fjordvik", address="linkedin:fjordvik", body=body
    )


@pytest.fixture
def kari(channel: Account) -> User:
    return _person("kari@fjordvik.example", Grant.Right.COMMUNICATOR)


@pytest.fixture
def client(kari: User) -> Client:
    found = Client(headers={"accept-language": "en"})
    found.force_login(kari)
    return found


def _person(email: str, right: str, channel: Account | None = None) -> User:
    user = User.objects.create_user(email, name="Kari Nordmann")
    Grant.objects.create(user=user, right=right, channel=channel)
    return user


def _draft(
    kari: User, channel: Account, at: datetime | None = None, text: str = "Ferja går"
) -> Manuscript:
    begun = writing.begin(
        author=kari, now=datetime.now(UTC), content=Content(parts=(text,)), accounts=[channel]
    )
    if at is not None:
        there = timezone.localtime(at)
        wall = WallTime(there.date(), there.time(), OSLO)
        planning.plan(begun.key, wall, now=at - timedelta(days=400))
    begun.refresh_from_db()
    return begun


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == status
    return answer.content.decode()


def _plan(client: Client, draft: Manuscript, **fields: Any) -> str:
    told = {"day": "2027-03-24", "clock": "10:00", "zone": OSLO, **fields}
    answer = client.post(reverse("draft-plan", args=[draft.key]), told, follow=True)
    assert answer.status_code == 200
    draft.refresh_from_db()
    return answer.content.decode()


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_a_planned_post_stands_on_its_day_with_clock_state_and_channel(
    client: Client, kari: User, channel: Account, view: str
) -> None:
    _draft(kari, channel, _at(MONDAY, 9, 30))
    shown = _page(client, f"{reverse('publish-calendar')}?view={view}&at={MONDAY}")
    for words in ("09:30", "Ferja går", "being written", "LinkedIn company/fjordvik"):
        assert words in shown


def test_what_was_put_away_or_stands_on_other_days_is_not_there(
    client: Client, kari: User, channel: Account
) -> None:
    _draft(kari, channel, _at(MONDAY + timedelta(days=60), 9), "Seinare")
    away = _draft(kari, channel, _at(MONDAY, 9), "Lagd bort")
    Manuscript.objects.filter(pk=away.pk).update(state=State.DROPPED)
    shown = _page(client, f"{reverse('publish-calendar')}?at={MONDAY}")
    assert "Seinare" not in shown
    assert "Lagd bort" not in shown
    assert "Nothing is planned here" in shown


def test_a_day_with_many_posts_leads_to_the_list(
    client: Client, kari: User, channel: Account
) -> None:
    for minute in range(8):
        _draft(kari, channel, _at(MONDAY, 9, minute), f"Nr. {minute}")
    shown = _page(client, f"{reverse('publish-calendar')}?at={MONDAY}")
    assert "Nr. 4" in shown
    assert "Nr. 5" not in shown
    assert "3 more" in shown


@pytest.mark.parametrize("odd", ["", "i morgon", "0001-01-01", "9999-12-31", "2027-02-30"])
def test_an_odd_day_is_today(client: Client, odd: str) -> None:
    for view in ("month", "week", "list"):
        assert "Calendar" in _page(client, f"{reverse('publish-calendar')}?view={view}&at={odd}")


def test_the_calendar_of_one_channel(client: Client, kari: User, channel: Account) -> None:
    other = Account.objects.create(network="linkedin", handle="havn", address="linkedin:havn")
    _draft(kari, channel, _at(MONDAY, 9), "Frå kommunen")
    _draft(kari, other, _at(MONDAY, 9), "Frå hamna")
    shown = _page(client, f"{reverse('publish-calendar')}?at={MONDAY}&channel={other.pk}")
    assert "Frå hamna" in shown
    assert "Frå kommunen" not in shown


def test_a_post_is_moved_by_its_form_and_one_is_back_in_the_calendar(
    client: Client, kari: User, channel: Account
) -> None:
    draft = _draft(kari, channel, _at(MONDAY, 9))
    shown = _plan(
        client, draft, day="2027-03-25", clock="14:15", back=f"/publish/calendar?at={MONDAY}"
    )
    assert (draft.day, draft.clock) == (date(2027, 3, 25), time(14, 15))
    assert "Its time is 25.03.2027 at 14:15" in shown
    assert "<h1" in shown
    assert "Calendar" in shown


def test_back_leads_nowhere_else(client: Client, kari: User, channel: Account) -> None:
    draft = _draft(kari, channel)
    told = {"day": "2027-03-25", "clock": "10:00", "back": "https://evil.example/"}
    answer = client.post(reverse("draft-plan", args=[draft.key]), told)
    assert "evil" not in answer["Location"]


def test_the_hour_that_does_not_exist_is_refused_with_what_to_take(
    client: Client, kari: User, channel: Account
) -> None:
    draft = _draft(kari, channel)
    shown = _plan(client, draft, day="2027-03-28", clock="02:30")
    assert draft.day is None
    assert "there is no 02:30. Take 01:30 or 03:30." in shown
    assert "Take 03:30 on 2027-03-28" in shown


def test_of_the_hour_that_comes_twice_one_is_asked_for(
    client: Client, kari: User, channel: Account
) -> None:
    draft = _draft(kari, channel)
    shown = _plan(client, draft, day="2027-10-31", clock="02:30")
    assert draft.day is None
    assert "Which of the two?" in shown
    _plan(client, draft, day="2027-10-31", clock="02:30", which="second")
    assert draft.due == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": "2020-01-01"}, "That time is over."),
        ({"day": "0001-01-01", "clock": "00:10"}, "That time is too far away."),
        ({"day": "9999-12-31", "zone": "America/New_York"}, "That time is too far away."),
        ({"zone": "Europe/Osl"}, "is no time zone that is known here"),
        ({"day": "x"}, "Enter a valid date."),
        ({"clock": ""}, "This field is required."),
    ],
)
def test_what_is_no_time_is_refused(
    client: Client, kari: User, channel: Account, fields: dict[str, str], said: str
) -> None:
    draft = _draft(kari, channel)
    assert said in _plan(client, draft, **fields)
    assert draft.day is None


def test_another_zone_is_kept_and_both_clocks_are_shown(
    client: Client, kari: User, channel: Account
) -> None:
    draft = _draft(kari, channel)
    _plan(client, draft, zone="America/New_York", day="2027-03-24", clock="09:00")
    assert draft.due == datetime(2027, 3, 24, 13, tzinfo=UTC)
    shown = _page(client, f"{reverse('publish-calendar')}?at={MONDAY}")
    assert "14:00" in shown
    assert "(09:00 America/New_York)" in shown


def test_nothing_is_planned_before_what_was_agreed(
    client: Client, kari: User, channel: Account
) -> None:
    draft = _draft(kari, channel, _at(MONDAY, 9))
    address = reverse("draft-not-before", args=[draft.key])
    told = {"day": "2027-03-25", "clock": "12:00", "agreed": "Nabokommunen, om ferja"}
    for far in ("0001-01-01", "9999-12-31"):
        refused = client.post(address, {**told, "day": far})
        assert "That time is too far away." in refused.content.decode()
    client.post(address, told)
    draft.refresh_from_db()
    assert draft.due is None
    shown = _plan(client, draft, day="2027-03-24")
    assert "Nabokommunen, om ferja" in shown
    assert draft.day is None
    _plan(client, draft, day="2027-03-25", clock="12:00")
    assert draft.day == date(2027, 3, 25)


def test_half_an_agreement_is_refused(client: Client, kari: User, channel: Account) -> None:
    draft = _draft(kari, channel)
    address = reverse("draft-not-before", args=[draft.key])
    for told in ({"day": "2027-03-25"}, {"day": "2027-03-25", "clock": "12:00"}):
        assert client.post(address, told).status_code == 200
    draft.refresh_from_db()
    assert draft.not_before is None


def test_the_next_free_time_of_the_channels_is_offered_and_taken(
    client: Client, kari: User, channel: Account
) -> None:
    told = {"channel": str(channel.pk), "day-0": "08:30, 15.00", "day-2": " 12:00; "}
    client.post(reverse("slots"), told)
    assert set(Slot.objects.values_list("weekday", "clock")) == {
        (0, time(8, 30)),
        (0, time(15)),
        (2, time(12)),
    }
    now = _at(MONDAY, 9)
    free = planning.next_free([channel], now=now)
    assert free == WallTime(MONDAY, time(15), OSLO)
    _draft(kari, channel, free.utc())
    assert planning.next_free([channel], now=now) == WallTime(date(2027, 3, 24), time(12), OSLO)
    draft = _draft(kari, channel)
    assert "Next free time" in _page(client, reverse("draft-plan", args=[draft.key]))


def test_what_is_no_time_of_day_changes_nothing(client: Client, channel: Account) -> None:
    planning.keep_slots(channel, [(0, time(9))])
    told = {"channel": str(channel.pk), "day-0": "08:30, 25:00"}
    shown = client.post(reverse("slots"), told, follow=True).content.decode()
    assert "“25:00” is no time of day" in shown
    assert list(Slot.objects.values_list("clock", flat=True)) == [time(9)]


def test_a_free_time_is_one_that_all_the_channels_have(channel: Account) -> None:
    other = Account.objects.create(network="linkedin", handle="havn", address="linkedin:havn")
    planning.keep_slots(channel, [(0, time(9)), (1, time(9))])
    planning.keep_slots(other, [(1, time(9)), (2, time(9))])
    now = _at(MONDAY, 6)
    both = planning.next_free([channel, other], now=now)
    assert both == WallTime(MONDAY + timedelta(days=1), time(9), OSLO)
    planning.keep_slots(other, [(2, time(9))])
    assert planning.next_free([channel, other], now=now) is None


def test_free_times_leave_out_the_hour_that_does_not_exist(channel: Account) -> None:
    planning.keep_slots(channel, [(6, time(2, 30))])
    free = planning.next_free([channel], now=_at(MONDAY, 6))
    assert free == WallTime(date(2027, 4, 4), time(2, 30), OSLO)


def test_a_campaign_is_a_name_over_posts_that_keep_their_times(
    client: Client, kari: User, channel: Account
) -> None:
    client.post(reverse("campaigns"), {"name": "Ny ferje", "note": "Frå 1. april"})
    made = Campaign.objects.get()
    first, second = _draft(kari, channel, _at(MONDAY, 9), "Ein"), _draft(kari, channel, text="To")
    for draft in (first, second):
        client.post(reverse("draft-campaign", args=[draft.key]), {"campaign": made.pk})
    shown = _page(client, reverse("campaign", args=[made.pk]))
    assert "09:00" in shown
    assert "Without a time" in shown
    client.post(reverse("draft-campaign", args=[first.key]), {"campaign": ""})
    assert list(made.manuscripts.all()) == [second]


def test_what_came_too_late_without_a_time_is_told_too(
    client: Client, kari: User, channel: Account
) -> None:
    _draft(kari, channel, text="For sein")
    Manuscript.objects.update(asked_again=True, hindered=["Det blei sagt for seint."])
    shown = _page(client, reverse("publish-calendar"))
    assert "For sein" in shown
    assert "Det blei sagt for seint." in shown


def test_two_campaigns_have_two_names(client: Client) -> None:
    for name in ("Ein", "To"):
        client.post(reverse("campaigns"), {"name": name})
    second = Campaign.objects.get(name="To")
    answer = client.post(reverse("campaign", args=[second.pk]), {"name": "Ein"})
    assert "Another campaign has that name." in answer.content.decode()


def test_what_was_sent_shows_each_channel_and_what_one_can_do(
    client: Client, kari: User, channel: Account
) -> None:
    draft = _draft(kari, channel, text="Denne går for hand")
    judge(draft, kari)
    handing.hand(draft, by=kari.email, now=datetime.now(UTC), at_once=True)
    shown = _page(client, reverse("draft-plan", args=[draft.key]))
    assert "to be published by hand" in shown
    assert "Publish it by hand: what to copy, and where" in shown
    assert 'data-ended="yes"' in _page(client, reverse("draft-sent-now", args=[draft.key]))
    month = _page(client, reverse("publish-calendar"))
    assert "Denne går for hand" in month
    assert "handed to the outbox" in month


def test_what_needs_a_new_time_says_why(client: Client, kari: User, channel: Account) -> None:
    draft = _draft(kari, channel, _at(MONDAY, 9))
    Manuscript.objects.update(asked_again=True, hindered=["Kontoen er ikkje kopla til."])
    plan = reverse("draft-plan", args=[draft.key])
    for address in (reverse("publish-calendar"), plan, reverse("drafts")):
        assert "Kontoen er ikkje kopla til." in _page(client, address)
    _plan(client, draft)
    assert not draft.asked_again


def test_the_time_can_be_taken_away(client: Client, kari: User, channel: Account) -> None:
    draft = _draft(kari, channel, _at(MONDAY, 9))
    client.post(reverse("draft-unplan", args=[draft.key]))
    draft.refresh_from_db()
    assert (draft.due, draft.day) == (None, None)


# --- before elections ----------------------------------------------------------------------------


def _administrator() -> Client:
    found = Client(headers={"accept-language": "en"})
    found.force_login(_person("gro@fjordvik.example", Grant.Right.ADMINISTRATOR))
    return found


def test_before_an_election_what_sounds_like_a_party_is_stopped_until_confirmed(
    client: Client, kari: User, channel: Account
) -> None:
    draft = _draft(kari, channel, text="Stem på oss i haust!")
    assert handing.problems(draft, now=datetime.now(UTC)) == ()
    today = timezone.localdate()
    told = {"name": "Kommunevalet", "since": today.isoformat(), "until": today.isoformat()}
    chief = _administrator()
    chief.post(reverse("elections"), told)
    with override("en"):
        (problem,) = handing.problems(draft, now=datetime.now(UTC))
    assert "“Stem på” sounds as if a party spoke" in problem
    assert "role and party are kept apart" in _page(client, reverse("publish-calendar"))
    chief.post(reverse("election-take-away", args=[Election.objects.get().pk]))
    assert handing.problems(draft, now=datetime.now(UTC)) == ()
    kinds = [event.kind for event in record.events(kinds=("declared",))]
    assert kinds == ["declared", "declared"]


def test_only_administrators_set_the_time_before_an_election(client: Client) -> None:
    told = {"name": "Valet", "since": "2027-06-01", "until": "2027-09-13"}
    assert client.post(reverse("elections"), told).status_code == 403
    assert "Administrators set these times." in _page(client, reverse("elections"))
    row = elections.declare("V", MONDAY, MONDAY, by="gro", now=datetime.now(UTC))
    address = reverse("election-take-away", args=[row.pk])
    assert client.post(address).status_code == 403


def test_a_time_that_ends_before_it_begins_is_refused(channel: Account) -> None:
    told = {"name": "Valet", "since": "2027-09-13", "until": "2027-06-01"}
    answer = _administrator().post(reverse("elections"), told)
    assert "The last day is before the first." in answer.content.decode()
    assert not Election.objects.exists()


# --- who may -------------------------------------------------------------------------------------


def test_who_reads_plans_nothing(client: Client, kari: User, channel: Account) -> None:
    draft = _draft(kari, channel)
    reader = Client()
    reader.force_login(_person("ola@fjordvik.example", Grant.Right.READER))
    assert reader.get(reverse("publish-calendar")).status_code == 403
    assert reader.get(reverse("draft-plan", args=[draft.key])).status_code == 403
    assert Client().get(reverse("publish-calendar")).status_code == 302


def test_who_writes_for_another_channel_does_not_move_it(
    client: Client, kari: User, channel: Account
) -> None:
    other = Account.objects.create(network="linkedin", handle="havn", address="linkedin:havn")
    draft = _draft(kari, channel)
    limited = Client()
    limited.force_login(_person("ola@fjordvik.example", Grant.Right.COMMUNICATOR, other))
    told = {"day": "2027-03-25", "clock": "10:00"}
    assert limited.post(reverse("draft-plan", args=[draft.key]), told).status_code == 403
    assert limited.post(reverse("slots"), {"channel": channel.pk}).status_code == 403


# --- in one's own calendar -----------------------------------------------------------------------


def _address(client: Client) -> str:
    shown = client.post(reverse("calendar-address")).content.decode()
    found = re.search(r'value="(http[^"]+\.ics)"', shown)
    assert found
    return found[1].removeprefix("http://testserver")


def test_the_feed_tells_times_and_no_words(client: Client, kari: User, channel: Account) -> None:
    draft = _draft(kari, channel, _at(MONDAY, 9))
    told = Client().get(_address(client))
    body = told.content.decode().replace("\r\n ", "")
    assert told["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20270322T080000Z" in body
    assert "LinkedIn company/fjordvik" in body
    assert f"/publish/drafts/{draft.key}/plan" in body
    assert "Ferja" not in body


def test_a_feed_ends_with_a_new_address_or_the_right(
    client: Client, kari: User, channel: Account
) -> None:
    first = _address(client)
    second = _address(client)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert Feed.objects.get().digest not in second
    Grant.objects.all().delete()
    assert Client().get(second).status_code == 404
    client.force_login(kari)


def test_a_feed_that_is_ended_is_gone(client: Client) -> None:
    address = _address(client)
    client.post(reverse("calendar-address"), {"end": "1"})
    assert Client().get(address).status_code == 404
