"""Sending when something goes wrong on the way, or cannot be sent: what an error leaves open is told, nothing twice."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.servers import faults
from tests.servers.proxy import Proxy

from tilstede.core.post import Author, Post
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
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Ballot, Enclosure, Outgoing, Target
from tilstede.networks.wordpress.send import WordPressSender
from tilstede.networks.wordpress.tests.town import Town, answer_to, now, outgoing, picture, posts

SENDER = WordPressSender()
POSTS = r"/wp/v2/posts$"
COMMENTS = r"/wp/v2/comments$"


@pytest.fixture
def proxy(town: Town, misbehaving: Callable[[str], Proxy]) -> Proxy:
    return misbehaving(town.site.address)


@pytest.fixture
def access(town: Town, proxy: Proxy, http: Http) -> Access:
    return dataclasses.replace(town.access(http), server=f"{proxy.base}/wp-json/")


@pytest.fixture
def answered(town: Town, http: Http) -> Outgoing:
    """An answer to a citizen."""
    number = town.post("Bassenget")
    town.say(number, "Når opnar bassenget?")
    source = town.source(what="thread", address=f"{town.site.address}/?p={number}")
    [heard] = posts(town.read(http, source))
    return answer_to(heard, "Måndag klokka åtte.")


def fails(what: Outgoing, access: Access, http: Http) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        SENDER.send(what, access, http, now())
    return caught.value


UNHEARD = pytest.mark.parametrize(
    "effect",
    [faults.swallowed(), faults.replaced(502), faults.cut_answer(20)],
    ids=["cut", "gateway", "half an answer"],
)


@UNHEARD
def test_a_post_was_made_and_nobody_heard(
    access: Access, proxy: Proxy, http: Http, effect: faults.Effect
) -> None:
    what = outgoing(f"Berre éin gong {id(effect)}", title="Ferja går att")
    proxy.fault(effect, method="POST", path=POSTS, count=1)
    error = fails(what, access, http)
    assert isinstance(error, Unreachable)
    assert error.reached
    found = SENDER.find(what, access, http, now())
    assert found is not None
    assert "ferja-gar-att-" in found.url
    assert proxy.passed("POST", POSTS) == 1


@UNHEARD
def test_a_comment_was_made_and_nobody_heard(
    answered: Outgoing, access: Access, proxy: Proxy, http: Http, effect: faults.Effect
) -> None:
    proxy.fault(effect, method="POST", path=COMMENTS, count=1)
    assert fails(answered, access, http).reached
    found = SENDER.find(answered, access, http, now())
    assert found is not None
    assert (
        SENDER.send(answered, access, http, now()) == found
    )  # WordPress refuses it, and it is found


def test_it_was_not_done(access: Access, proxy: Proxy, http: Http) -> None:
    for number, (effect, wrong, reached) in enumerate(
        (
            (faults.answered(429, headers={"Retry-After": "7"}), Throttled, False),
            (faults.answered(503), Unreachable, True),
            (faults.answered(401, {"code": "incorrect_password", "message": "x"}), Expired, False),
            (faults.answered(403, {"code": "rest_cannot_create", "message": "x"}), Refused, False),
            (faults.answered(400, {"code": "rest_invalid_param", "message": "x"}), Rejected, False),
            (faults.answered(413), Rejected, False),
            (faults.refused(), Unreachable, True),
        )
    ):
        what = outgoing(f"Ikkje sendt {number}")
        proxy.fault(effect, method="POST", path=POSTS, count=1)
        error = fails(what, access, http)
        assert (type(error), error.reached) == (wrong, reached)
        assert SENDER.find(what, access, http, now()) is None


def test_a_picture_that_was_left_by_an_earlier_try(
    access: Access, proxy: Proxy, http: Http, tmp_path: Path
) -> None:
    medium = Enclosure(picture(tmp_path), "image/png", "hamna.png", "Hamna")
    what = outgoing("Med bilete", media=(medium,))
    proxy.fault(faults.swallowed(), method="POST", path=r"/wp/v2/media$", count=1)
    assert not fails(what, access, http).reached  # no post was made
    SENDER.send(what, access, http, now())
    assert proxy.passed("POST", r"/wp/v2/media$") == 1


def test_what_a_person_has_put_away(town: Town, http: Http) -> None:
    access, what = town.access(http), outgoing("Feil")
    sent = SENDER.send(what, access, http, now())
    number = int(sent.id.removeprefix("post:"))
    town.site.do("change", ID=number, post_status="draft")
    with pytest.raises(CannotTell, match="draft"):
        SENDER.find(what, access, http, now())
    assert SENDER.read(sent.id, access, http, now()) is None
    SENDER.delete(sent.id, access, http, now())
    with pytest.raises(CannotTell, match="trash"):
        SENDER.find(what, access, http, now())
    town.site.do("remove", id=number)
    assert SENDER.find(what, access, http, now()) is None
    with pytest.raises(Rejected):
        SENDER.edit(sent.id, what, access, http, now())


def test_a_comment_that_the_site_holds_back(town: Town, answered: Outgoing, http: Http) -> None:
    """Of a user who may not approve comments: it was sent, and all cannot see it yet."""
    town.site.do("option", name="comment_moderation", value="1")
    try:
        access = town.access(http, "subscriber")
        sent = SENDER.send(answered, access, http, now())
    finally:
        town.site.do("option", name="comment_moderation", value="0")
    seen = SENDER.read(sent.id, town.access(http), http, now())
    assert seen is not None
    assert seen.post.visibility == "followers"


def test_who_may_not_publish(town: Town, http: Http) -> None:
    with pytest.raises(Refused, match="rest_cannot_publish"):
        SENDER.send(outgoing("x"), town.access(http, "contributor"), http, now())


def test_an_answer_of_another_shape(access: Access, proxy: Proxy, http: Http) -> None:
    what = outgoing("Ny form")
    proxy.fault(faults.rewritten(lambda told: {"post": told}), method="POST", path=POSTS, count=1)
    error = fails(what, access, http)
    assert isinstance(error, NotUnderstood)
    assert error.reached
    assert SENDER.find(what, access, http, now()) is not None


def test_what_has_no_place_there(town: Town, http: Http) -> None:
    """Refused before it leaves; nothing is left out without a word."""
    post = Post(
        aliases=("https://nabo.example/?p=1",),
        author=Author(id="wordpress:nabo.example"),
        form="api",
        network="wordpress",
        parser="wordpress/1",
    )
    for told in (
        {"visibility": "followers"},
        {"warning": "Blod"},
        {"poll": Ballot(("ja", "nei"), 3600)},
        {"quote_of": Target(post)},
        {"reply_to": Target(post)},
        {"media": (Enclosure(Path(__file__), "video/mp4"),)},
    ):
        with pytest.raises(Rejected):
            SENDER.send(outgoing("Ikkje slik", **told), town.access(http), http, now())
