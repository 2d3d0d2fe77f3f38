from __future__ import annotations

import email
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from tests.servers.program import free_port

from tilstede.intake.tests import scene
from tilstede.jobs.models import Job
from tilstede.jobs.worker import Worker
from tilstede.posts.models import Author
from tilstede.rooms.follow.models import Subscription
from tilstede.rooms.follow.outputs.mail import actions, links, rhythm, sending

NOW = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
KARI = "Kari.Strand@tut.example"

pytestmark = pytest.mark.usefixtures("life")


class Postman:
    """A mail server that keeps what it is given. ``refused``: addresses it does not know."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.full = False

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.full:
            return "452 full"
        letter = email.message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


@pytest.fixture
def postman(settings: Any) -> Iterator[Postman]:
    made, port = Postman(), free_port()
    server = Controller(made, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.MAIL = settings.MAIL._replace(host="127.0.0.1", port=port)
    settings.DEFAULT_FROM_EMAIL = "Fjordvik kommune <innlegg@fjordvik.example>"
    yield made
    server.stop()


def ask(client: Client, query: str = "", **told: str) -> Any:
    form = {"email": KARI, "rhythm": "at-once", "language": "en", **told}
    return client.post(f"/en/subscribe{query}", form)


def subscribed(client: Client, postman: Postman, query: str = "", **told: str) -> Subscription:
    """Someone who asked and confirmed."""
    assert ask(client, query, **told).status_code == 302
    Worker().drain()
    assert client.post(link(postman.letters.pop())).status_code == 200
    return Subscription.objects.latest("id")


def words(letter: EmailMessage, kind: str = "plain") -> str:
    part = letter.get_body((kind,))
    assert part
    return str(part.get_content())


def link(letter: EmailMessage, name: str = "confirm") -> str:
    found = re.search(rf"http://testserver(\S*/subscribe/{name}/\S+)", words(letter))
    assert found
    return found[1]


def send(after: timedelta = timedelta(hours=1)) -> int:
    return sending.send_due(now=datetime.now(UTC) + after)


def test_nothing_is_sent_before_the_owner_has_confirmed(client: Client, postman: Postman) -> None:
    answer = ask(client, "?network=mastodon")
    assert (answer.status_code, answer["Location"]) == (302, "/en/subscribe/asked")
    assert not answer.cookies
    Worker().drain()
    [letter] = postman.letters
    assert letter["To"] == KARI
    assert letter["Subject"].startswith("Confirm that you want posts from Fjordvik")
    assert letter["Auto-Submitted"] == "auto-generated"
    scene.take(scene.seen(50, "Ny post"))
    assert send() == 0
    path = link(letter)
    html = client.get(path).content.decode()
    assert "<form" in html
    assert Subscription.objects.get().confirmed is None
    assert client.post(path).status_code == 200
    assert Subscription.objects.get().confirmed
    for again in (client.get(path), client.post(path)):
        assert again.status_code == 410


def test_new_posts_of_the_view_come_and_no_others(client: Client, postman: Postman) -> None:
    subscribed(client, postman, "?network=mastodon&language=nn")
    assert send() == 0
    scene.take(
        scene.seen(50, "Ferja går igjen frå klokka ti, og vegen er open.", published=NOW),
        scene.seen(51, "The ferry is running again from ten.", language="en", published=NOW),
        scene.seen(52, "Berre for følgjarar no", visibility="followers", published=NOW),
        scene.seen(53, "Gammalt", published=NOW - timedelta(days=400)),
    )
    assert send(timedelta(hours=2)) == 1
    [letter] = postman.letters
    assert letter["Subject"] == "Fjordvik municipality: 1 new post"
    assert letter["From"] == "Fjordvik kommune <innlegg@fjordvik.example>"
    assert letter["Message-ID"].endswith("@fjordvik.example>")
    for kind in ("plain", "html"):
        told = words(letter, kind)
        assert "Ferja går igjen" in told
        assert f"http://testserver/en/post/{scene.number(50)}" in told
        assert "running again" not in told
        assert "Berre for" not in told
        assert "Gammalt" not in told
    assert send(timedelta(hours=3)) == 0


def test_no_mail_counts_its_readers(client: Client, postman: Postman, tmp_path: Any) -> None:
    subscribed(client, postman)
    picture = scene.picture(tmp_path, "maroon")
    told = scene.Media(kind="image", mime="image/png", alt="Raud himmel")
    scene.take(scene.seen(54, "Bilete", picture, media=(told,), published=NOW))
    assert send() == 1
    html = words(postman.letters[0], "html")
    assert "Raud himmel" in html
    assert "<img" not in html
    assert "<script" not in html


def test_one_click_stops_and_forgets(client: Client, postman: Postman) -> None:
    subscribed(client, postman)
    scene.take(scene.seen(50, "Ny post", published=NOW))
    send()
    [letter] = postman.letters
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = link(letter, "stop")
    assert letter["List-Unsubscribe"].strip() == f"<http://testserver{path}>"
    assert client.get(path).status_code == 200
    assert Subscription.objects.count() == 1
    careful = Client(enforce_csrf_checks=True)
    assert careful.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscription.objects.count() == 0
    assert careful.post(path).status_code == 200
    assert client.post("/subscribe/stop/1.forged").status_code == 404


def test_the_address_is_nowhere_in_clear(client: Client, postman: Postman, caplog: Any) -> None:
    row = subscribed(client, postman)
    kept = Subscription.objects.filter(id=row.id).values().get()
    assert "strand" not in str(kept).lower()
    assert "strand" not in str(row).lower()
    postman.refused.add(KARI)
    scene.take(scene.seen(50, "Ny post", published=NOW))
    send()
    assert "strand" not in caplog.text.lower()
    assert "strand" not in str(list(Job.objects.values())).lower()


def test_nobody_learns_who_subscribes(client: Client, postman: Postman) -> None:
    subscribed(client, postman)
    again = ask(client, email=KARI.lower())
    assert again["Location"] == "/en/subscribe/asked"
    Worker().drain()
    assert postman.letters == []
    assert Subscription.objects.count() == 1


def test_who_asks_twice_gets_one_mail(client: Client, postman: Postman) -> None:
    ask(client)
    ask(client)
    Worker().drain()
    assert len(postman.letters) == 1
    Subscription.objects.update(asked=datetime.now(UTC) - timedelta(hours=2))
    ask(client)
    Worker().drain()
    first, second = map(link, postman.letters)
    assert client.post(first).status_code == 410
    assert client.post(second).status_code == 200


def test_one_address_cannot_be_flooded(client: Client, postman: Postman) -> None:
    for day in range(1, 26):
        actions.ask(
            actions.Wish(
                address=KARI,
                query=f"since=2026-01-{day:02}",
                language="nb",
                rhythm="daily",
                site="http://testserver",
            ),
            now=NOW,
        )
    Worker().drain()
    assert len(postman.letters) == 20


def test_one_place_cannot_send_form_after_form(client: Client, postman: Postman) -> None:
    answers = [ask(client, email=f"p{number}@tut.example").status_code for number in range(21)]
    assert answers == [302] * 20 + [429]


def test_robots_that_fill_in_everything_are_told_nothing(client: Client, postman: Postman) -> None:
    assert ask(client, website="https://spam.example")["Location"] == "/en/subscribe/asked"
    assert Subscription.objects.count() == 0


def test_what_nobody_confirmed_is_forgotten(client: Client, postman: Postman) -> None:
    ask(client)
    Worker().drain()
    late = datetime.now(UTC) + links.PATIENCE
    assert actions.confirm(link(postman.letters[0]).rpartition("/")[2], now=late) is None
    assert sending.forget(now=datetime.now(UTC)) == 0
    assert sending.forget(now=late) == 1
    assert Subscription.objects.count() == 0


def test_an_address_that_is_gone_is_forgotten_and_stops_nobody_else(
    client: Client, postman: Postman
) -> None:
    subscribed(client, postman)
    subscribed(client, postman, email="ola@tut.example")
    postman.refused.add(KARI)
    now = datetime.now(UTC)
    for number in range(sending.REFUSALS):
        now += timedelta(days=2)
        scene.take(scene.seen(60 + number, f"Nytt {number}", published=NOW))
        assert sending.send_due(now=now) == 1
    assert [letter["To"] for letter in postman.letters] == ["ola@tut.example"] * sending.REFUSALS
    assert Subscription.objects.count() == 1


def test_a_server_that_takes_nothing_costs_nobody_the_subscription(
    client: Client, postman: Postman
) -> None:
    for number in range(4):
        subscribed(client, postman, email=f"p{number}@tut.example")
    postman.full = True
    scene.take(scene.seen(50, "Ny post", published=NOW))
    now = datetime.now(UTC)
    for _day in range(sending.REFUSALS + 1):
        now += timedelta(days=2)
        assert sending.send_due(now=now) == 0
    postman.full = False
    assert sending.send_due(now=now + timedelta(days=2)) == 4


def test_a_server_that_is_down_is_tried_again(
    client: Client, postman: Postman, settings: Any
) -> None:
    subscribed(client, postman)
    scene.take(scene.seen(50, "Ny post", published=NOW))
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with pytest.raises(sending.NotSent, match="ConnectionRefusedError"):
        send()
    settings.EMAIL_PORT = port
    assert send() == 1


def test_a_mail_holds_so_many_and_says_that_there_are_more(
    client: Client, postman: Postman
) -> None:
    subscribed(client, postman)
    scene.take(*[scene.seen(100 + n, f"Innlegg nr. {n}", published=NOW) for n in range(45)])
    assert send() == 1
    text = words(postman.letters[0])
    assert text.count("Innlegg nr.") == 30
    assert "There are more than a mail holds" in text


def test_nobody_loses_a_subscription_by_a_wrong_secret_or_a_rebuild(
    client: Client, postman: Postman, settings: Any
) -> None:
    subscribed(client, postman, "?network=mastodon")
    scene.take(scene.seen(50, "Ny post", published=NOW))
    secret, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    assert send() == 0
    settings.SECRET_KEY = secret
    names = dict(Author.objects.values_list("id", "network"))
    Author.objects.update(network="gone")
    assert send(timedelta(days=2)) == 0
    for number, network in names.items():
        Author.objects.filter(id=number).update(network=network)
    assert send(timedelta(days=4)) == 1


def test_days_and_weeks_begin_in_the_morning_in_the_bodys_zone() -> None:
    sunday = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
    assert rhythm.after("at-once", sunday) == sunday + timedelta(minutes=10)
    assert rhythm.after("daily", sunday) == datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert rhythm.after("weekly", sunday) == datetime(2026, 11, 23, 6, tzinfo=UTC)
    monday = datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert rhythm.after("daily", monday) == monday + timedelta(days=1)
    assert rhythm.after("weekly", monday) == monday + timedelta(days=7)


def test_each_is_written_to_in_the_language_asked_for(client: Client, postman: Postman) -> None:
    subscribed(client, postman, language="nn")
    scene.take(scene.seen(50, "Ny post", published=NOW))
    send()
    assert postman.letters[0]["Content-Language"] == "nn"
    assert "/nn/post/" in words(postman.letters[0])


def test_without_a_mail_server_the_feed_is_offered(client: Client, settings: Any) -> None:
    settings.MAIL = settings.MAIL._replace(host="")
    html = client.get("/en/subscribe?network=x").content.decode()
    assert "No mail is sent from here" in html
    assert 'href="/en/feed.rss?network=x"' in html
    assert ask(client).status_code == 200
    assert Subscription.objects.count() == 0


def test_mail_is_offered_only_where_it_can_be_sent(
    client: Client, postman: Postman, settings: Any
) -> None:
    scene.take(scene.seen(1, "Ferja går att", published=NOW))
    assert 'href="/en/subscribe' in client.get("/en/").content.decode()
    settings.MAIL = settings.MAIL._replace(host="")
    for path in ("/en/", "/en/about/privacy"):
        html = client.get(path).content.decode()
        assert "/subscribe" not in html
        assert "by e-mail" not in html


def test_what_is_wrong_is_said_beside_the_field(client: Client, postman: Postman) -> None:
    assert ask(client, email="kari").status_code == 422
    assert ask(client, rhythm="each minute").status_code == 422
    assert ask(client, "?network=facebok").status_code == 400
    assert Subscription.objects.count() == 0
