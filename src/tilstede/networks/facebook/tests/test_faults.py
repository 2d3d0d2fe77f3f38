"""What goes wrong under way, and what that leaves open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.servers.meta_networks import FacebookApi
from tests.servers.stand_in import Answer

from tilstede.networks.facebook.tests.test_network import (
    NOW,
    SENDER,
    items,
    outgoing,
    target,
    texts,
    visit,
)
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import Source
from tilstede.networks.kit.errors import (
    CannotTell,
    Expired,
    NotFound,
    NotUnderstood,
    Rejected,
    Unreachable,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.items import Missing
from tilstede.networks.kit.outgoing import Card, Enclosure

NOT_ALLOWED = Answer({"error": {"message": "(#10) not permitted", "code": 10}}, 403)


@pytest.mark.parametrize("done", [True, False])
def test_cut_off_while_sent(facebook: FacebookApi, ours: Access, http: Http, done: bool) -> None:
    """Whether it stands is found out, not guessed; for comments too."""
    root = facebook.post(ours.account_id, "Kva meiner de?")
    for what in (outgoing("Ferja går"), outgoing("Takk", reply_to=target(root, ours, http))):
        facebook.fail("comments" if what.reply_to else "feed", method="POST", done=done)
        with pytest.raises(Unreachable) as caught:
            SENDER.send(what, ours, http, NOW)
        assert caught.value.reached
        assert (SENDER.find(what, ours, http, NOW) is not None) == done


@pytest.mark.parametrize("done", [True, False])
def test_cut_off_in_the_middle_of_a_picture(
    facebook: FacebookApi, ours: Access, http: Http, tmp_path: Path, done: bool
) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    what = outgoing("Bilete", media=(Enclosure(tmp_path / "a.png", "image/png", alt="Kai"),))
    facebook.fail("photos", done=done)
    with pytest.raises(Unreachable) as caught:
        SENDER.send(what, ours, http, NOW)
    assert not caught.value.reached, "the post itself was never asked for"
    assert SENDER.find(what, ours, http, NOW) is None


def test_an_answer_of_another_shape(facebook: FacebookApi, ours: Access, http: Http) -> None:
    for body in ({}, {"id": 3}, {"id": "x"}):
        facebook.fail("/feed", Answer(body))
        with pytest.raises(NotUnderstood) as caught:
            SENDER.send(outgoing("Hei"), ours, http, NOW)
        assert caught.value.reached


def test_too_much_to_look_through(facebook: FacebookApi, ours: Access, http: Http) -> None:
    facebook.page = 2
    for number in range(20):
        facebook.post(ours.account_id, f"Melding {number}")
    with pytest.raises(CannotTell):
        SENDER.find(outgoing("Ei anna"), ours, http, NOW)


def test_a_login_that_was_taken_back(facebook: FacebookApi, ours: Access, http: Http) -> None:
    facebook.tokens.clear()
    with pytest.raises(Expired):
        SENDER.send(outgoing("Hei"), ours, http, NOW)
    for what in ("account", "mentions"):
        source = Source(
            "facebook", "https://www.facebook.com/fjordvikkommune", what=what, access=ours
        )
        with pytest.raises(Expired):
            visit(source, http)


def test_a_missing_permission_is_told_once_and_the_rest_is_read(
    facebook: FacebookApi, ours: Access, http: Http
) -> None:
    root = facebook.post(ours.account_id, "Kva meiner de?")
    facebook.comment(root, "Ein borgar", "Bra!")
    source = Source(
        "facebook", "https://www.facebook.com/fjordvikkommune", what="mentions", access=ours
    )
    facebook.fail("/tagged", NOT_ALLOWED)
    first = visit(source, http)
    assert [item.why for item in items(first) if isinstance(item, Missing)] == ["login-needed"]
    assert texts(first) == ["Bra!"]
    facebook.fail("/tagged", NOT_ALLOWED)
    again = visit(replace(source, cursor=first[-1].cursor), http)
    assert not [item for item in items(again) if isinstance(item, Missing)]


def test_a_place_to_go_on_from_that_is_no_longer_known(
    facebook: FacebookApi, ours: Access, http: Http
) -> None:
    """What lies there is told as missing, and what is new is read."""
    facebook.page = 2
    for number in range(6):
        facebook.post(ours.account_id, f"Melding {number}")
    source = Source("facebook", "https://www.facebook.com/fjordvikkommune", access=ours)
    top, *_ = visit(source, http)
    (walk,) = top.cursor["walks"]
    stale = {**top.cursor, "walks": [[{**walk[0], "after": "ukjend"}, walk[1]]]}
    found = items(visit(replace(source, cursor=stale), http))
    assert [item.why for item in found if isinstance(item, Missing)] == ["page-limit"]


def test_other_questions_are_refused_in_words(
    facebook: FacebookApi, ours: Access, http: Http
) -> None:
    where = "https://www.facebook.com/fjordvikkommune"
    with pytest.raises(NotFound, match="hashtag"):
        visit(Source("facebook", where, what="hashtag", access=ours), http)
    with pytest.raises(NotUnderstood, match="not the name"):
        visit(Source("facebook", where, what="thread", access=ours), http)
    with pytest.raises(NotFound):
        visit(Source("facebook", "https://www.facebook.com/finst.ikkje", access=ours), http)


def test_a_link_with_pictures_must_stand_in_the_text(
    facebook: FacebookApi, ours: Access, http: Http, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    what = outgoing(
        "Les meir",
        media=(Enclosure(tmp_path / "a.png", "image/png"),),
        card=Card("https://fjordvik.no", "Fjordvik"),
    )
    with pytest.raises(Rejected, match="must stand in the text"):
        SENDER.send(what, ours, http, NOW)
    assert not facebook.lists
