"""Every rule by which an account is judged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tilstede.core.verification import (
    CONFIRMED,
    MET,
    PATIENCE,
    PROOFS,
    WEEK,
    Answer,
    Before,
    Evidence,
    Judgement,
    Profile,
    Raised,
    Site,
    domain_of,
    is_under,
    judge,
    level,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DOMAIN = "fjordvik.example"
PAGE = "https://www.fjordvik.example/kontakt"
HOST = "social.fjordvik.example"
ACTOR = "https://social.fjordvik.example/users/ordforar"
SILENT = timedelta(days=183)

HERE = Site(domain=DOMAIN, page=PAGE)
NO_LINK = Site(domain=DOMAIN)
CLOSED = Site(domain=DOMAIN, answered=False, detail="took too long")
NO_SITE = Site()


def account(**told: Any) -> Profile:
    return Profile(**{"stable_id": "id-1", "handle": "ordforar@nett.example", **told})


def found(
    before: Before,
    profile: Profile,
    site: Site,
    now: datetime = NOW,
    last_post: datetime | None = None,
) -> Judgement:
    return judge(before, profile, site, now=now, last_post=last_post, silent_after=SILENT)


def after(one: Judgement, now: datetime) -> Before:
    """The same finding as the next check meets it."""
    return Before(
        stable_id=one.stable_id,
        handle=one.handle,
        level=one.level,
        status=one.status,
        evidence=one.evidence,
        checked=now,
    )


def again(profile: Profile, site: Site, *steps: tuple[timedelta, Profile, Site]) -> Judgement:
    """Check, and check again after each of these times."""
    now, one = NOW, found(Before(), profile, site)
    for later, what, where in steps:
        before = after(one, now)
        now += later
        one = found(before, what, where, now)
    return one


LINK = f"https://www.{DOMAIN}/om-oss"
LEVELS = [
    ("only in our file", account(), NO_LINK, 0),
    ("no site to link from", account(), NO_SITE, 0),
    ("its own word is no proof", account(links=(LINK,)), NO_LINK, 0),
    ("linked from the body's site", account(), HERE, 1),
    ("X shows nothing without a login", account(answer=Answer.UNASKED), HERE, 1),
    ("links back to another domain", account(links=("https://fjordvik.test/",)), HERE, 1),
    ("a domain that ends alike", account(links=("https://evilfjordvik.example/",)), HERE, 1),
    ("linked, and links back", account(links=(LINK,)), HERE, 2),
    ("a name under the domain", account(name=f"ordforar.{DOMAIN}"), NO_LINK, 2),
    ("a name that disagrees", account(name=f"ordforar.{DOMAIN}", agrees=False), NO_LINK, 0),
    ("the domain itself as its name", account(name=DOMAIN), NO_LINK, 3),
    ("a name and id that disagree", account(name=DOMAIN, agrees=False), HERE, 1),
    ("on the body's own server", account(hosts=(HOST,)), NO_LINK, 3),
    ("on a port of it", account(hosts=(f"{HOST}:8443",)), NO_LINK, 3),
    ("on a server that ends alike", account(hosts=("ikkjefjordvik.example",)), NO_LINK, 0),
    ("on a server above it", account(hosts=("example",)), NO_LINK, 0),
    ("its own server proves nothing to no domain", account(hosts=(HOST,)), NO_SITE, 0),
]


@pytest.mark.parametrize(
    ("profile", "site", "wanted"), [row[1:] for row in LEVELS], ids=[row[0] for row in LEVELS]
)
def test_levels(profile: Profile, site: Site, wanted: int) -> None:
    one = found(Before(), profile, site)
    assert one.level == wanted == level(one.evidence)
    assert {row.code for row in one.evidence} <= PROOFS.keys() | MET.keys()
    assert one.status == "ok"
    assert not one.raised


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.fjordvik.example/", "fjordvik.example"),
        ("https://Fjordvik.example:8000/om", "fjordvik.example"),
        ("https://www.facebook.com/fjordvik", ""),
        ("https://fjordvik.wordpress.com/", "fjordvik.wordpress.com"),
        ("https://wordpress.com/fjordvik", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_the_domain_that_speaks_for_a_body(url: str, domain: str) -> None:
    assert domain_of(url) == domain


def test_nothing_lies_under_no_domain() -> None:
    assert not is_under("fjordvik.example", "")
    assert not is_under("", "fjordvik.example")


def test_a_first_finding_is_news_and_the_same_again_is_not() -> None:
    first = found(Before(), account(hosts=(HOST,)), NO_LINK)
    assert "level: 0 → 3" in first.changed
    assert "id: – → id-1" in first.changed
    assert found(after(first, NOW), account(hosts=(HOST,)), NO_LINK, NOW + WEEK).changed == ()


STRANGER = account(stable_id="id-2")
KNOWN = Before(stable_id="id-1", handle="ordforar@nett.example", level=1, status="ok", checked=NOW)


@pytest.mark.parametrize(
    ("profile", "kind"),
    [
        (STRANGER, "taken"),
        (account(stable_id="id-2", links=(LINK,)), "taken"),
        (account(stable_id="id-2", answer=Answer.UNASKED), "taken"),
        (account(stable_id="id-2", handle="ORDFORAR@nett.example"), "taken"),
        (account(stable_id="id-2", handle="ny@nett.example"), "changed"),
        (account(stable_id="id-2", hosts=(HOST,)), "changed"),
        (account(stable_id="id-2", name=DOMAIN), "changed"),
        (account(stable_id="id-2", name=f"ordforar.{DOMAIN}"), "changed"),
    ],
)
def test_another_id_stops_the_stream_at_once(profile: Profile, kind: str) -> None:
    one = found(KNOWN, profile, HERE)
    assert one.raised == (Raised(kind, "id-2"),)
    assert (one.status, one.level, one.stable_id) == ("held", 0, "id-1")


def test_a_stopped_account_is_not_freed_by_time_and_raises_no_second_alarm() -> None:
    first = found(KNOWN, STRANGER, HERE)
    second = found(after(first, NOW), STRANGER, HERE, NOW + WEEK)
    assert (second.status, second.raised, second.changed) == ("held", (), ())
    gone_back = found(after(second, NOW + WEEK), account(), HERE, NOW + 2 * WEEK)
    assert gone_back.status == "held"
    assert not {"taken", "changed"} & gone_back.over
    third = found(after(second, NOW + WEEK), account(stable_id="id-3"), HERE, NOW + 2 * WEEK)
    assert third.raised == (Raised("taken", "id-3"),)


def test_an_id_nobody_knew_and_an_id_nobody_tells_are_no_alarm() -> None:
    assert found(Before(), STRANGER, HERE).raised == ()
    assert found(KNOWN, account(stable_id="", answer=Answer.UNASKED), HERE).raised == ()


HALF = CONFIRMED / 2


def test_a_link_must_be_missing_twice_some_hours_apart() -> None:
    here = account()
    once = again(here, HERE, (WEEK, here, NO_LINK))
    assert (once.level, once.raised, once.soon) == (1, (), True)
    too_soon = again(here, HERE, (WEEK, here, NO_LINK), (HALF, here, NO_LINK))
    assert (too_soon.level, too_soon.raised, too_soon.soon) == (1, (), True)
    twice = again(here, HERE, (WEEK, here, NO_LINK), (CONFIRMED, here, NO_LINK))
    assert (twice.level, twice.soon) == (0, False)
    assert [alarm.kind for alarm in twice.raised] == ["unlinked"]
    thrice = again(
        here, HERE, (WEEK, here, NO_LINK), (CONFIRMED, here, NO_LINK), (WEEK, here, NO_LINK)
    )
    assert (thrice.level, thrice.raised) == (0, ())
    assert "unlinked" not in thrice.over


def test_a_site_that_answers_differently_each_time_is_believed_when_it_links() -> None:
    here = account()
    one = again(here, HERE, *((WEEK, here, site) for site in (NO_LINK, HERE, NO_LINK, HERE)))
    assert (one.level, one.raised) == (1, ())


def test_a_link_that_comes_back_ends_the_alarm() -> None:
    here = account()
    steps = ((WEEK, here, NO_LINK), (CONFIRMED, here, NO_LINK), (WEEK, here, HERE))
    one = again(here, HERE, *steps)
    assert one.level == 1
    assert "unlinked" in one.over


def test_a_site_that_cannot_be_read_keeps_its_word_for_a_while() -> None:
    here = account()
    for_a_week = again(here, HERE, (WEEK, here, CLOSED), (WEEK, here, CLOSED))
    assert (for_a_week.level, for_a_week.raised) == (1, ())
    for_long = again(here, HERE, (WEEK, here, CLOSED), (PATIENCE, here, CLOSED))
    assert for_long.level == 0
    assert [alarm.kind for alarm in for_long.raised] == ["unlinked"]


NOBODY = Profile(answer=Answer.SILENT, detail="no address found")


def test_a_server_that_does_not_answer() -> None:
    here = account(hosts=(HOST,))
    once = again(here, NO_LINK, (WEEK, NOBODY, NO_LINK))
    assert (once.status, once.level, once.soon, once.raised) == ("ok", 3, True, ())
    twice = again(here, NO_LINK, (WEEK, NOBODY, NO_LINK), (CONFIRMED, NOBODY, NO_LINK))
    assert (twice.status, twice.level, twice.raised) == ("unreachable", 3, ())
    long = again(here, NO_LINK, (WEEK, NOBODY, NO_LINK), (PATIENCE, NOBODY, NO_LINK))
    assert (long.status, long.level) == ("unreachable", 0)
    assert [alarm.kind for alarm in long.raised] == ["closing"]
    back = again(
        here, NO_LINK, (WEEK, NOBODY, NO_LINK), (PATIENCE, NOBODY, NO_LINK), (WEEK, here, NO_LINK)
    )
    assert (back.status, back.level) == ("ok", 3)
    assert "closing" in back.over


@pytest.mark.parametrize("answer", [Answer.SILENT, Answer.MISSING])
def test_an_account_that_never_answered_is_not_in_order(answer: Answer) -> None:
    one = found(Before(), Profile(answer=answer), NO_LINK)
    assert (one.status, one.level, one.raised) == ("unreachable", 0, ())


def test_an_account_that_is_gone() -> None:
    here, gone = account(), Profile(answer=Answer.MISSING, detail="404")
    once = again(here, HERE, (WEEK, gone, HERE))
    assert (once.status, once.raised, once.soon) == ("ok", (), True)
    twice = again(here, HERE, (WEEK, gone, HERE), (CONFIRMED, gone, HERE))
    assert twice.status == "gone"
    assert [alarm.kind for alarm in twice.raised] == ["released"]
    assert (
        again(here, HERE, (WEEK, gone, HERE), (CONFIRMED, gone, HERE), (WEEK, gone, HERE)).raised
        == ()
    )


def test_a_name_that_its_owner_gave_up_is_free_for_anyone() -> None:
    renamed = account(handle="ny.example", freed="gammal.example")
    one = found(KNOWN, renamed, HERE)
    assert one.raised == (Raised("released", "gammal.example"),)
    assert (one.status, one.handle) == ("gone", "ny.example")


def test_a_move_is_a_proposal_and_changes_nothing() -> None:
    one = found(KNOWN, account(moved="https://nytt.example/@ordforar"), HERE)
    assert one.raised == (Raised("moved", "https://nytt.example/@ordforar"),)
    assert (one.status, one.level, one.stable_id) == ("ok", 1, "id-1")


def test_a_server_that_says_it_will_close() -> None:
    one = found(KNOWN, account(closing="We close on 18 May"), HERE)
    assert one.raised == (Raised("closing", "We close on 18 May"),)
    assert one.status == "ok"


def test_silence_is_told_once_until_something_is_written() -> None:
    last = NOW - SILENT - timedelta(days=1)
    silent = found(KNOWN, account(), HERE, last_post=last)
    assert silent.raised == (Raised("quiet", last.date().isoformat()),)
    assert silent.status == "quiet"
    later = NOW + WEEK
    still = found(after(silent, NOW), account(), HERE, later, last)
    assert (still.status, still.raised) == ("quiet", ())
    assert "quiet" not in still.over
    written = found(after(silent, NOW), account(), HERE, later, later)
    assert written.status == "ok"
    assert "quiet" in written.over


def test_an_account_of_which_no_post_is_held_is_not_called_silent() -> None:
    assert found(KNOWN, account(), HERE, last_post=None).status == "ok"


def test_since_when_is_kept_from_check_to_check() -> None:
    one = again(account(), NO_LINK, (WEEK, account(), NO_LINK), (WEEK, account(), NO_LINK))
    assert [row for row in one.evidence if row.code == "no-link"] == [
        Evidence("no-link", "", NOW.isoformat())
    ]


def test_while_nothing_can_be_seen_nothing_has_changed() -> None:
    told = Before(level=3, status="ok", evidence=(Evidence("same-domain"),), checked=NOW)
    once = found(told, NOBODY, CLOSED)
    assert (once.level, once.raised) == (3, ())
    assert found(told, NOBODY, NO_LINK).level == 0
    assert found(told, account(), CLOSED).level == 0
    assert found(after(once, NOW), NOBODY, CLOSED, NOW + PATIENCE).level == 0


def test_a_sign_before_a_handle_says_nothing() -> None:
    told = Before(stable_id="id-1", handle="@Ordforar@nett.example", status="ok", checked=NOW)
    assert not any("handle" in said for said in found(told, account(), NO_LINK).changed)
    assert found(told, STRANGER, NO_LINK).raised == (Raised("taken", "id-2"),)


def test_what_a_lock_file_tells_has_been_so_for_long_and_is_no_news() -> None:
    told = Before(
        stable_id="id-1",
        status="unreachable",
        evidence=(Evidence("unreachable"), Evidence("same-domain", "of another version")),
        checked=NOW,
    )
    one = found(told, NOBODY, NO_LINK, NOW + WEEK)
    assert (one.status, one.raised) == ("unreachable", ())
