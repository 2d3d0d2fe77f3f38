"""What X answers when it does not do what was asked, and what that leaves open."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.servers.stand_in import Answer
from tests.servers.x_api import XApi

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import Source
from tilstede.networks.kit.errors import (
    CannotTell,
    Expired,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Rejected,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Enclosure
from tilstede.networks.x.prices import DAY, SOURCE, price
from tilstede.networks.x.send import XSender
from tilstede.networks.x.tests.test_network import NOW, outgoing, sender, visit

__all__ = ["sender"]


def problem(status: int, detail: str, kind: str = "about:blank") -> Answer:
    return Answer({"type": kind, "title": "no", "detail": detail}, status)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (problem(401, "Unauthorized"), Expired),
        (problem(402, "Your enrolled account does not have any credits."), Refused),
        (problem(403, "You are not permitted to perform this action."), Refused),
        (problem(403, "You are not allowed to create a Tweet with duplicate content."), Rejected),
        (problem(400, "text is too odd"), Rejected),
        (problem(429, "Too Many Requests"), Throttled),
        (Answer({"errors": [{"message": "inner words"}]}, 400), Rejected),
        (Answer(["odd"], 418), NotUnderstood),
    ],
)
def test_a_clear_no(
    x: XApi, ours: Access, http: Http, sender: XSender, answer: Answer, kind: type[NetworkError]
) -> None:
    x.fail("/2/tweets", answer)
    with pytest.raises(kind) as caught:
        sender.send(outgoing("Hei"), ours, http, NOW)
    assert type(caught.value) is kind
    assert not caught.value.reached
    told = answer.body.get("detail") if isinstance(answer.body, dict) else ""
    assert (told or "") in caught.value.detail


def test_when_to_come_back(x: XApi, ours: Access, http: Http, sender: XSender) -> None:
    when = str(int((NOW + timedelta(minutes=15)).timestamp()))
    x.fail("/2/tweets", Answer({}, 429, {"x-rate-limit-reset": when}))
    with pytest.raises(Throttled) as caught:
        sender.send(outgoing("Hei"), ours, http, NOW)
    assert caught.value.retry_after == 900
    x.fail("/2/tweets", problem(429, "cap", "https://api.x.com/2/problems/usage-capped"))
    with pytest.raises(Throttled) as caught:
        sender.send(outgoing("Hei"), ours, http, NOW)
    assert caught.value.retry_after == 86_400


@pytest.mark.parametrize("done", [True, False])
def test_cut_off_after_it_was_sent(
    x: XApi, ours: Access, http: Http, sender: XSender, done: bool
) -> None:
    """Whether it stands is found out, not guessed."""
    what = outgoing("Ferja går")
    x.fail("/2/tweets", method="POST", done=done)
    with pytest.raises(Unreachable) as caught:
        sender.send(what, ours, http, NOW)
    assert caught.value.reached
    found = sender.find(what, ours, http, NOW)
    assert (found is not None) == done
    if done:
        with pytest.raises(Rejected, match="duplicate"):
            sender.send(what, ours, http, NOW)


@pytest.mark.parametrize("step", ["initialize", "append", "finalize", "metadata"])
def test_cut_off_in_the_middle_of_a_picture(
    x: XApi, ours: Access, http: Http, sender: XSender, step: str, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    media = (Enclosure(tmp_path / "a.png", "image/png", alt="Kai"),)
    x.fail(step, done=True)
    with pytest.raises(Unreachable) as caught:
        sender.send(outgoing("Bilete", media=media), ours, http, NOW)
    assert not caught.value.reached, "the post itself was never asked for"
    assert not x.posts


def test_a_film_that_x_cannot_use(
    x: XApi, ours: Access, http: Http, sender: XSender, tmp_path: Path
) -> None:
    (tmp_path / "a.mp4").write_bytes(bytes(9))
    x.fail(
        "/2/media/upload", Answer({"data": {"processing_info": {"state": "failed"}}}), method="GET"
    )
    media = (Enclosure(tmp_path / "a.mp4", "video/mp4"),)
    with pytest.raises(Rejected, match="cannot use"):
        sender.send(outgoing("Film", media=media), ours, http, NOW)


def test_an_answer_of_another_shape_leaves_open_whether_it_was_sent(
    x: XApi, ours: Access, http: Http, sender: XSender
) -> None:
    for body in ([], {"data": 3}, {"data": {}}):
        x.fail("/2/tweets", Answer(body, 201))
        with pytest.raises(NotUnderstood) as caught:
            sender.send(outgoing("Hei"), ours, http, NOW)
        assert caught.value.reached


def test_too_many_posts_to_look_through(x: XApi, ours: Access, http: Http, sender: XSender) -> None:
    x.page = 2
    for number in range(20):
        x.post(ours.account_id, f"Melding {number}")
    with pytest.raises(CannotTell, match="too many"):
        sender.find(outgoing("Ei anna"), ours, http, NOW)


def test_nobody_of_that_name(x: XApi, ours: Access, http: Http) -> None:
    with pytest.raises(NotFound):
        visit(Source("x", "https://x.com/finst_ikkje", access=ours), http)
    with pytest.raises(NotFound):
        visit(Source("x", "x:1", what="thread", access=ours), http)
    with pytest.raises(NotFound, match="mailbox"):
        visit(Source("x", "x", what="mailbox", access=ours), http)


def test_prices_have_a_source() -> None:
    assert (str(price("send")), str(price("send", 2, True))) == ("0.015", "0.400")
    assert (str(price("fetch", 100)), str(price("fetch", 100, own=True))) == ("0.500", "0.100")
    assert price("delete", with_link=True) == price("delete")
    assert SOURCE.startswith("docs.x.com/")
    assert DAY.year >= 2026
    with pytest.raises(KeyError):
        price("captions")
