"""Sending when something goes wrong on the way: what an error leaves open is told, and nothing is sent twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.servers import faults
from tests.servers.mastodon import Mock, Person
from tests.servers.proxy import Proxy

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import (
    CannotTell,
    Expired,
    NetworkError,
    NotUnderstood,
    Refused,
    Rejected,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.http import Http, Timeouts
from tilstede.networks.kit.limits import count
from tilstede.networks.kit.outgoing import Enclosure, Outgoing, Target
from tilstede.networks.kit.tests.server import Page, serving
from tilstede.networks.mastodon import limits, upload
from tilstede.networks.mastodon.asking import Server
from tilstede.networks.mastodon.tests.sending import SENDER, Connected, access_of, now, outgoing

pytestmark = pytest.mark.server
STATUSES = r"^/api/v1/statuses$"


@pytest.fixture
def impatient() -> Iterator[Http]:
    with Http(["localhost:*"], timeouts=Timeouts(read=4.0, whole=8.0)) as client:
        yield client


@pytest.fixture
def proxy(snac_nodes: tuple[Person, Person], misbehaving: Callable[[str], Proxy]) -> Proxy:
    return misbehaving(snac_nodes[0].base)


@pytest.fixture
def account(snac_nodes: tuple[Person, Person], proxy: Proxy, impatient: Http) -> Connected:
    """snac, which takes no notice of an idempotency key, behind the proxy."""
    mayor = replace(snac_nodes[0], base=proxy.base)
    return Connected(mayor, snac_nodes[1], access_of(mayor, impatient), impatient)


def find(account: Connected, what: Outgoing) -> object:
    return SENDER.find(what, account.access, account.http, now())


def fails(account: Connected, what: Outgoing) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        account.send(what)
    return caught.value


@pytest.mark.parametrize(
    "effect",
    [faults.swallowed(), faults.swallowed(hold=5.0), faults.replaced(502), faults.cut_answer(20)],
    ids=["cut", "silent", "gateway", "half an answer"],
)
def test_it_was_done_and_nobody_heard(
    account: Connected, proxy: Proxy, effect: faults.Effect
) -> None:
    what = outgoing(f"Berre éin gong <b>&amp; aldri to</b> {id(effect)}")
    proxy.fault(effect, method="POST", path=STATUSES, count=1)
    error = fails(account, what)
    assert isinstance(error, Unreachable)
    assert error.reached
    found = find(account, what)
    assert found is not None
    assert proxy.passed("POST", STATUSES) == 1


@pytest.mark.parametrize(
    ("effect", "wrong", "reached"),
    [
        (faults.answered(429, headers={"Retry-After": "7"}), Throttled, False),
        (faults.answered(429), Throttled, False),
        (faults.answered(503), Unreachable, True),
        (faults.answered(401, {"error": "The access token was revoked"}), Expired, False),
        (faults.answered(403, {"error": "outside the authorized scopes"}), Refused, False),
        (faults.answered(422, {"error": "Text character limit of 500 exceeded"}), Rejected, False),
        (faults.answered(413), Rejected, False),
        (faults.refused(), Unreachable, True),
    ],
)
def test_it_was_not_done(
    account: Connected, proxy: Proxy, effect: faults.Effect, wrong: type, reached: bool
) -> None:
    what = outgoing(f"Ikkje sendt {id(effect)}")
    proxy.fault(effect, method="POST", path=STATUSES, count=1)
    error = fails(account, what)
    assert (type(error), error.reached) == (wrong, reached)
    assert error.detail
    assert find(account, what) is None
    assert proxy.passed("POST", STATUSES) == 0


def test_the_servers_own_words_are_told(account: Connected, proxy: Proxy) -> None:
    proxy.fault(faults.answered(422, {"error": "Text limit exceeded"}), method="POST", count=1)
    assert "Text limit exceeded" in fails(account, outgoing("hei")).detail
    proxy.fault(faults.answered(429, headers={"Retry-After": "7"}), method="POST", count=1)
    assert fails(account, outgoing("hei")).retry_after == 7


@pytest.mark.parametrize("hours", [-3, 3])
def test_a_clock_that_is_wrong_hides_nothing(account: Connected, proxy: Proxy, hours: int) -> None:
    proxy.skew = timedelta(hours=hours)
    what = outgoing(f"Kva er klokka? {hours}")
    sent = account.send(what)
    assert find(account, what) == sent
    assert find(account, outgoing("Noko anna")) is None


def test_an_answer_of_another_shape(account: Connected, proxy: Proxy) -> None:
    def without_id(told: dict[str, Any]) -> dict[str, Any]:
        return {"status": told}

    what = outgoing("Ny form")
    proxy.fault(faults.rewritten(without_id), method="POST", path=STATUSES, count=1)
    error = fails(account, what)
    assert isinstance(error, NotUnderstood)
    assert error.reached
    assert find(account, what)
    proxy.fault(faults.rewritten(lambda told: [1, "x"]), method="GET", path="/statuses", count=1)
    with pytest.raises(CannotTell):
        find(account, what)


def test_a_token_revoked_between_two_steps(account: Connected, proxy: Proxy) -> None:
    revoked = faults.answered(401, {"error": "The access token was revoked"})
    account.send(outgoing("Først"))
    proxy.fault(revoked, when=faults.with_login)
    for act in (
        lambda: account.send(outgoing("Etterpå")),
        lambda: find(account, outgoing("Etterpå")),
        lambda: SENDER.read("1", account.access, account.http, now()),
        lambda: SENDER.delete("1", account.access, account.http, now()),
    ):
        with pytest.raises(Expired):
            act()


def test_media_cut_in_the_middle_leaves_no_post(
    account: Connected, proxy: Proxy, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"\0" * 300_000)
    what = outgoing("Film", media=(Enclosure(film, "video/mp4", alt="Ein film"),))
    for effect in (faults.cut_upload(100_000), faults.swallowed(), faults.answered(500)):
        proxy.fault(effect, path="/media", count=1)
        error = fails(account, what)
        assert isinstance(error, Unreachable)
        assert not error.reached, "the post was surely not sent"
    assert proxy.passed("POST", STATUSES) == 0
    assert find(account, what) is None
    sent = account.send(what)
    assert find(account, what) == sent


def test_a_film_is_waited_for_until_it_is_ready(http: Http, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"film")
    one = Enclosure(film, "video/mp4", 'film".mp4', "Ein film")
    with serving("localhost") as site:
        waits = iter([206, 206, 200])
        site.pages["/api/v2/media"] = Page(b'{"id": "7", "url": null}', 202)
        site.pages["/api/v1/media/7"] = lambda headers: Page(b'{"id": "7"}', next(waits))
        server = Server(http, site.address, "token")
        found = upload.all_of((one,), server)
        assert found == ["7"]
        assert next(waits, None) is None
        body = site.sent[0]
        assert b'name="description"' in body
        assert b'filename="film%22.mp4"' in body
        site.pages["/api/v1/media/7"] = Page(b'{"error": "Could not be processed"}', 422)
        with pytest.raises(Rejected, match="Could not be processed"):
            upload.all_of((one,), server)


def test_what_has_no_place_there_is_refused_before_anything_is_sent(mock: Mock, http: Http) -> None:
    account = Connected(mock.mayor, mock.citizen, access_of(mock.mayor, http), http)
    with pytest.raises(Rejected, match="no title"):
        account.send(outgoing("hei", title="Tittel"))
    with pytest.raises(Rejected, match="vatn"):
        account.send(outgoing("hei #veg", tags=("veg", "vatn")))
    sent = account.send(outgoing("Borte snart"))
    parent = Target(account.seen(sent).post)
    SENDER.delete(sent.id, account.access, http, now())
    for act in (SENDER.boost, SENDER.like):
        with pytest.raises(Rejected):
            act(parent, account.access, http, now())


def test_more_posts_since_than_are_looked_through(http: Http) -> None:
    what = outgoing("Den første")
    one = {"id": "1", "uri": "https://fjordvik.example/1", "created_at": now().isoformat()}
    with serving("localhost") as site:
        site.pages["/api/v1/accounts/verify_credentials"] = Page(b'{"id": "7"}')
        page = Page(json.dumps([one]).encode())
        for query in ("limit=40", "limit=40&max_id=1"):
            site.pages[f"/api/v1/accounts/7/statuses?{query}"] = page
        access = Access("mastodon", "id", "ordforar@fjordvik.example", site.address)
        with pytest.raises(CannotTell, match="more posts"):
            SENDER.find(what, access, http, now())


def test_the_servers_own_limits(mock: Mock, account: Connected, http: Http) -> None:
    told = SENDER.limits(account.access, http)
    assert (told.text, told.url, told.pictures) == (100_000, 32, 4), (
        "snac tells by the older way only"
    )
    assert told.source.endswith("/api/v1/instance")
    told = SENDER.limits(access_of(mock.mayor, http), http)
    assert (told.text, told.url, told.options, told.film_bytes) == (500, 23, 4, 41943040)
    assert told.source.endswith("/api/v2/instance")
    assert SENDER.limits(None, None) is limits.DOCUMENTED


def test_limits_of_a_server_that_tells_none(http: Http) -> None:
    with serving("localhost") as site:
        access = Access("mastodon", "id", "ordforar@fjordvik.example", site.address)
        assert SENDER.limits(access, http) == limits.DOCUMENTED
        site.pages["/api/v1/instance"] = Page(b'{"max_toot_chars": 5000, "upload_limit": 7}')
        told = SENDER.limits(access, http)
        assert (told.text, told.film_bytes, told.url) == (5000, 7, 23)


def test_how_long_a_text_is() -> None:
    """An address counts 23; of a mention the host counts nothing; a family is one sign."""
    assert (
        count("sjå https://fjordvik.example/eit/svært/langt/namn/som/tel?x=1.", limits.DOCUMENTED)
        == 28
    )
    assert count("Hei @ordforar@fjordvik.example!", limits.DOCUMENTED) == len("Hei @ordforar!")
    assert count("post@fjordvik.example", limits.DOCUMENTED) == 21
    assert count("👩‍👩‍👧‍👦", limits.DOCUMENTED) == 1
