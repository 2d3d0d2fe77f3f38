"""What stands on the desk goes to the outbox once, to all its channels or to none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.limits import Limits
from tilstede.office.models import Account, Grant, User
from tilstede.outbox import logins
from tilstede.outbox.drafting import handing, planning, releasing, writing
from tilstede.outbox.drafting.clocks import on_the_wall
from tilstede.outbox.drafting.content import Content, Item
from tilstede.outbox.drafting.handing import NotHanded
from tilstede.outbox.drafting.models import File, Manuscript
from tilstede.outbox.drafting.tests.staff import judge, person
from tilstede.outbox.models import Cleared, Delivery
from tilstede.outbox.tests.conftest import MORNING, Desk, desk, place, sample
from tilstede.outbox.tests.sample import SampleSender
from tilstede.record import read as record

__all__ = ["desk", "place", "sample"]

State = Manuscript.State
KARI = "kari@fjordvik.example"


@pytest.fixture
def kari(db: None) -> User:
    return person("Kari", "communicator")


def _draft(desk: Desk, kari: User, *names: str, **fields: Any) -> Manuscript:
    accounts = [desk.connect(desk.account(name)) for name in names or ("fjordvik",)]
    content = Content(**{"parts": ("Hei!",), **fields})
    return writing.begin(author=kari, now=MORNING, content=content, accounts=accounts)


def _picture(manuscript: Manuscript) -> str:
    File.objects.create(
        key="a" * 32,
        manuscript=manuscript,
        name="havna.png",
        mime="image/png",
        size=7,
        content=b"picture",
        at=MORNING,
        by=KARI,
    )
    return "a" * 32


def _hand(manuscript: Manuscript) -> list[Delivery]:
    """As when its writer says that it does no harm."""
    manuscript.refresh_from_db()
    if manuscript.state == State.WRITING and manuscript.accounts.exists():
        author = manuscript.author
        assert author is not None
        judge(manuscript, author)
    return handing.hand(manuscript, by=KARI, now=MORNING, at_once=True)


def test_the_wording_that_stands_goes_to_all_its_channels(desk: Desk, kari: User) -> None:
    draft = _draft(desk, kari, "fjordvik", "kultur")
    made = _hand(draft)
    draft.refresh_from_db()
    assert draft.state == State.HANDED
    assert [row.handle for row in made] == ["fjordvik", "kultur"]
    assert list(draft.cleared.all()) == [made[0].cleared]
    desk.work()
    assert {post["text"] for post in desk.place.posts.values()} == {"Hei!"}
    assert len(desk.place.posts) == 2


def test_a_channel_with_its_own_wording_gets_that(desk: Desk, kari: User) -> None:
    own = desk.account("kultur")
    draft = _draft(desk, kari, "fjordvik", "kultur", variants={str(own.pk): ("Kort", "To")})
    made = _hand(draft)
    assert [(row.handle, row.cleared.text) for row in made] == [
        ("kultur", "Kort"),
        ("kultur", "To"),
        ("fjordvik", "Hei!"),
    ]
    assert draft.cleared.count() == 3


def test_what_goes_with_it_goes_with_the_first_part(desk: Desk, kari: User) -> None:
    draft = _draft(desk, kari)
    item = Item(file=_picture(draft), alt="Havna i kveldslys")
    content = Content(parts=("Én", "To"), language="nn", media=(item,), tags=("hamn",))
    writing.save(draft.key, content, base=1, author=kari, now=MORNING)
    first, second = _hand(draft)
    assert [one["alt"] for one in first.cleared.media] == ["Havna i kveldslys"]
    assert record.payload(first.cleared.event, "media.0") == b"picture"
    assert second.cleared.media == []
    assert {row.cleared.language for row in (first, second)} == {"nn"}


def test_handed_twice_it_goes_once(desk: Desk, kari: User) -> None:
    draft = _draft(desk, kari)
    assert _hand(draft) == _hand(draft)
    assert Delivery.objects.count() == 1


def test_a_must_stops_it_until_a_person_confirms_or_mends_it(desk: Desk, kari: User) -> None:
    draft = _draft(desk, kari)
    content = Content(parts=("Hei!",), media=(Item(file=_picture(draft)),))
    writing.save(draft.key, content, base=1, author=kari, now=MORNING)
    with pytest.raises(NotHanded, match=r"havna\.png has no description"):
        _hand(draft)
    draft.refresh_from_db()
    assert draft.state == State.WRITING
    assert not Cleared.objects.exists()


def test_everything_in_the_way_is_told_at_once(desk: Desk, kari: User) -> None:
    draft = _draft(desk, kari, "fjordvik", "kultur", "havn", "by", parts=("x" * 501,))
    Account.objects.filter(handle="fjordvik").update(policy=Account.Policy.LISTEN)
    yesterday = timezone.localdate() - timedelta(days=1)
    Account.objects.filter(handle="havn").update(until=yesterday)
    logins.revoke(desk.account("kultur"), by=KARI, now=MORNING, http=desk.http)
    with pytest.raises(NotHanded) as told:
        _hand(draft)
    assert sorted(told.value.problems) == [
        "Sample by: The text is 501 long; at most 500 is taken.",
        "Sample fjordvik: By decision nothing is written from this account: we only listen.",
        "Sample havn: The directory says that the account is closed: its last day is over.",
        "Sample kultur: The account is not connected, or must be connected again: tilstede accounts connect, or the"
        " page Accounts we write from.",
    ]
    assert not Cleared.objects.exists()
    assert handing.problems(draft, now=MORNING) == told.value.problems


def test_one_wording_that_cannot_go_keeps_the_others_here(desk: Desk, kari: User) -> None:
    own = desk.account("kultur")
    variants = {str(own.pk): ("x" * 501,)}
    draft = _draft(desk, kari, "fjordvik", "kultur", variants=variants)
    with pytest.raises(NotHanded):
        _hand(draft)
    assert not Delivery.objects.exists()


def test_without_a_channel_it_goes_nowhere(desk: Desk, kari: User) -> None:
    draft = _draft(desk, kari)
    draft.accounts.clear()
    with pytest.raises(NotHanded, match="No account was chosen"):
        _hand(draft)


def test_what_was_put_away_is_not_handed_over(desk: Desk, kari: User) -> None:
    draft = _draft(desk, kari)
    Manuscript.objects.update(state=State.DROPPED)
    with pytest.raises(writing.NotOpen):
        _hand(draft)


@pytest.mark.parametrize("what", ["harm", "time", "agreed", "right"])
def test_what_is_stopped_while_networks_are_asked_does_not_go_out(
    desk: Desk, kari: User, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    draft = _draft(desk, kari)
    came = MORNING + timedelta(hours=1)
    planning.plan(draft.key, on_the_wall(came, "Europe/Oslo"), now=MORNING)
    judge(draft, kari)
    releasing.release(draft, by=KARI, now=MORNING)
    answer = SampleSender.limits

    def slow(self: SampleSender, access: Access | None, http: Http | None) -> Limits:
        _stop(draft, kari, what)
        return answer(self, access, http)

    monkeypatch.setattr(SampleSender, "limits", slow)  # the network's own, which takes its time
    with pytest.raises(NotHanded):
        handing.hand(draft, by=KARI, now=came)
    draft.refresh_from_db()
    assert draft.state != State.HANDED
    assert not Cleared.objects.exists()


def _stop(draft: Manuscript, kari: User, what: str) -> None:
    """Somebody thinks better of it."""
    if what == "harm":
        judge(draft, kari, "some", note="Stopp!")
    elif what == "time":
        planning.unplan(draft.key)
    elif what == "agreed":
        Manuscript.objects.update(not_before=MORNING + timedelta(days=1))
    else:
        Grant.objects.update(right="writer")
