"""How much is in each form is counted from the record, and told on a page and in a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from tilstede.office import language_aim
from tilstede.office.models import Account, Body, Grant, User
from tilstede.office.rights import Right
from tilstede.posts import languages
from tilstede.posts.search.tests.stored import FJORDVIK, ORDFORAR, post, store, withdraw
from tilstede.record import read as record
from tilstede.rooms.publish.balance import counting
from tilstede.rooms.publish.balance.counting import Missing, Tally

pytestmark = pytest.mark.django_db

NYNORSK = "Eg veit ikkje kva de ynskjer, men me kjem gjerne på møtet for å høyra meir om skulen."
BOKMAAL = "Jeg vet ikke hva dere ønsker, men vi kommer gjerne på møtet for å høre mer om skolen."
ENGLISH = "We do not know what you want, but we would like to hear more about the school."
YEAR = 2026


@pytest.fixture
def body() -> Body:
    return Body.objects.create(key="fjordvik", name_nn="Fjordvik etat", kind="agency", own=True)


@pytest.fixture
def account(body: Body) -> Account:
    return Account.objects.create(
        network="mastodon", native_id=FJORDVIK.id, handle=FJORDVIK.handle, body=body
    )


@pytest.fixture
def browser() -> Callable[[str], Client]:
    def make(right: str) -> Client:
        user = User.objects.create_user(f"{right[:8]}@fjordvik.example")
        Grant.objects.create(user=user, right=Right(right))
        client = Client(HTTP_ACCEPT_LANGUAGE="en")
        client.force_login(user)
        return client

    return make


def published() -> None:
    """Two in bokmål, one in nynorsk by its words and one by its author's, and what stands apart."""
    store(
        [
            post(0, BOKMAAL),
            post(1, BOKMAAL, title="Skole", warning="!"),
            post(2, NYNORSK),
            post(3, BOKMAAL, language="nn"),
            post(4, "Ja."),
            post(5, ENGLISH, language="en"),
            post(6, "", repost_of="test:elsewhere"),
            post(7, NYNORSK),
            post(8, NYNORSK, visibility="followers"),
            post(9, NYNORSK, author=ORDFORAR, network="x"),
            post(10, NYNORSK, published=datetime(YEAR - 1, 12, 31, 22, 59, tzinfo=UTC)),
        ]
    )
    withdraw(7)
    languages.find()


def test_each_kind_is_counted_by_itself(account: Account) -> None:
    published()
    found = counting.count(YEAR)
    assert [one.name for one in found.channels] == [FJORDVIK.handle]
    assert found.total.posts == {"nb": 2, "nn": 2, "undecided": 1, "other": 1, "repost": 1}
    assert found.total.characters["nb"] == 2 * len(BOKMAAL) + len("Skole!")
    assert found.total.characters["nn"] == len(NYNORSK) + len(BOKMAAL)
    assert counting.count(YEAR - 1).total.posts["nn"] == 1, "the year begins at midnight here"
    assert counting.years()[-1] == YEAR - 1


def test_only_while_the_account_was_the_bodys(account: Account) -> None:
    published()
    account.since, account.until = date(YEAR, 1, 3), date(YEAR, 1, 4)
    account.save()
    assert counting.count(YEAR).total.posts["nn"] == 2
    assert counting.count(YEAR).total.posts["nb"] == 0


def test_what_people_write_for_themselves_is_left_out(account: Account) -> None:
    published()
    account.capacity = Account.Capacity.PERSONAL
    account.save()
    assert counting.count(YEAR).channels == ()


@pytest.mark.parametrize(
    ("nb", "nn", "expected"),
    [
        (0, 0, None),
        (3, 1, None),
        (4, 1, Missing("nn", 2, 5)),
        (1, 9, Missing("nb", 3, 5)),
        (7, 0, Missing("nn", 3, 5)),
    ],
)
def test_how_many_of_the_next(nb: int, nn: int, expected: Missing | None) -> None:
    tally = Tally()
    tally.posts.update(nb=nb, nn=nn)
    assert counting.missing(tally, 25) == expected
    assert counting.missing(tally, 0) is None
    if expected:
        tally.posts[expected.form] += expected.more
        tally.posts["nb" if expected.form == "nn" else "nn"] += expected.of - expected.more
        assert counting.missing(tally, 25) is None


def test_the_aim_is_the_laws_until_the_body_decides(body: Body, account: Account) -> None:
    assert language_aim.of(body) == 25
    language_aim.decide(body, 40)
    assert language_aim.of(Body.objects.get()) == 40
    body.kind = "municipality"
    language_aim.decide(body, None)
    assert language_aim.of(body) == 0
    assert language_aim.of(None) == 0


def test_the_page_shows_it_and_the_file_holds_it(
    account: Account, browser: Callable[[str], Client]
) -> None:
    published()
    reader = browser(Right.READER)
    page = reader.get(f"/publish/balance/{YEAR}").content.decode()
    assert "Both forms have at least 25\u00a0%" in page or "Both forms have at least 25 %" in page
    assert "50.0\u00a0%" in page
    assert "How it is counted" in page
    assert "At least so many" not in page, "who may only read decides nothing"
    answer = reader.get(f"/publish/balance/{YEAR}.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    told: list[Any] = [dict(zip(rows[0], row, strict=True)) for row in rows[1:11]]
    assert [one["posts"] for one in told[:5]] == ["2", "2", "1", "1", "1"]
    assert told[1]["percent_of_posts"] == "50.0"
    assert rows[11] == []
    assert rows[12][0].startswith("Counted are the posts")
    assert reader.get("/publish/balance/1999").status_code == 404
    assert reader.post("/publish/balance/aim", {"share": "3"}).status_code == 403


def test_what_is_aimed_at_is_decided_on_the_page(
    body: Body, account: Account, browser: Callable[[str], Client]
) -> None:
    store([post(number, BOKMAAL, language="nb") for number in range(4)])
    leader = browser(Right.ADMINISTRATOR)
    assert "nynorsk reaches 25" in leader.get(f"/publish/balance/{YEAR}").content.decode()
    assert leader.post("/publish/balance/aim", {"share": "0"}).status_code == 302
    assert "No part is aimed at." in leader.get("/publish/balance").content.decode()
    (event,) = record.events(kinds=("decided",))
    told = json.loads(record.payload(event.number, "about") or b"")
    assert (told["matter"], told["before"], told["share"]) == ("aim", None, 0)
    leader.post("/publish/balance/aim", {"share": "51"})
    assert Body.objects.get().least_share == 0


def test_without_a_body_it_says_so(browser: Callable[[str], Client]) -> None:
    page = browser(Right.READER).get("/publish/balance").content.decode()
    assert "nothing is counted" in page
