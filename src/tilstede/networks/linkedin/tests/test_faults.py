"""What goes wrong under way, and what that leaves open."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.servers.answering import Reply
from tests.servers.linkedin_api import LinkedInApi

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import Source
from tilstede.networks.kit.errors import (
    CannotTell,
    Expired,
    NotFound,
    NotUnderstood,
    Refused,
    Rejected,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Enclosure
from tilstede.networks.linkedin.tests.page import NOW, PAGE, SENDER, outgoing, target, visit


@pytest.mark.parametrize("done", [True, False])
def test_cut_off_while_sent(linkedin: LinkedInApi, ours: Access, http: Http, done: bool) -> None:
    """Whether it stands is found out, not guessed; for comments too."""
    root = SENDER.send(outgoing("Kva meiner de?"), ours, http, NOW)
    for what in (
        outgoing("Ferja (5) går #no"),
        outgoing("Takk (alle) #no", reply_to=target(root, ours, http)),
    ):
        linkedin.fail("comments" if what.reply_to else "/posts", method="POST", done=done)
        with pytest.raises(Unreachable) as caught:
            SENDER.send(what, ours, http, NOW)
        assert caught.value.reached
        assert (SENDER.find(what, ours, http, NOW) is not None) == done


def test_what_linkedin_says_is_there_already_is_ours(
    linkedin: LinkedInApi, ours: Access, http: Http
) -> None:
    """Where its list of posts lags behind, LinkedIn refuses the same words and names the post."""
    first = SENDER.send(outgoing("Ferja går"), ours, http, NOW)
    assert SENDER.send(outgoing("Ferja går"), ours, http, NOW) == first
    late = outgoing("Ferja går", made=NOW + timedelta(days=1))
    with pytest.raises(Rejected, match="duplicate of urn:li:share"):
        SENDER.send(late, ours, http, NOW)
    linkedin.fail("/rest/posts/urn", Reply({}, 404))
    with pytest.raises(Rejected, match="duplicate"):
        SENDER.send(outgoing("Ferja går"), ours, http, NOW)
    assert linkedin.shown() == ["Ferja går"]


def test_an_address_that_linkedin_made_short_may_be_ours(
    linkedin: LinkedInApi, ours: Access, http: Http
) -> None:
    standing = linkedin.post(ours.account_id, "Les https://lnkd.in/dA-b12x no")
    what = outgoing("Les https://www.fjordvik.no/om/ferja/og/alt/anna no")
    found = SENDER.find(what, ours, http, NOW)
    assert found is not None
    assert found.id == standing


@pytest.mark.parametrize("place", ["/rest/images", "/dms-uploads"])
def test_cut_off_in_the_middle_of_a_picture(
    linkedin: LinkedInApi, ours: Access, http: Http, tmp_path: Path, place: str
) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    what = outgoing("Bilete", media=(Enclosure(tmp_path / "a.png", "image/png", alt="Kai"),))
    linkedin.fail(place, done=True)
    with pytest.raises(Unreachable) as caught:
        SENDER.send(what, ours, http, NOW)
    assert not caught.value.reached, "the post itself was never asked for"
    assert SENDER.find(what, ours, http, NOW) is None


def test_what_is_answered_may_not_be_shown_yet(
    linkedin: LinkedInApi, ours: Access, http: Http
) -> None:
    root = SENDER.send(outgoing("Rot"), ours, http, NOW)
    what = outgoing("Svar", reply_to=target(root, ours, http))
    for status in (400, 404):
        not_there = Reply({"message": "Unable to obtain activity for urn"}, status)
        linkedin.fail("/comments", not_there)
        with pytest.raises(Unreachable, match="Unable to obtain") as caught:
            SENDER.send(what, ours, http, linkedin.now)
        assert not caught.value.reached
    linkedin.fail("/comments", Reply({"message": "Too long"}, 400))
    with pytest.raises(Rejected, match="Too long"):
        SENDER.send(what, ours, http, linkedin.now)
    linkedin.fail("/comments", not_there)
    with pytest.raises(NotFound):
        SENDER.send(what, ours, http, linkedin.now + timedelta(days=1))


def test_a_picture_that_is_never_ready(
    linkedin: LinkedInApi, ours: Access, http: Http, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    what = outgoing("Bilete", media=(Enclosure(tmp_path / "a.png", "image/png"),))
    linkedin.looks = 1000
    with pytest.raises(Unreachable, match="not made"):
        SENDER.send(what, ours, http, NOW)
    linkedin.looks = 0
    linkedin.fail("/rest/images/", Reply({"status": "PROCESSING_FAILED"}))
    with pytest.raises(Rejected, match="cannot use"):
        SENDER.send(what, ours, http, NOW)
    linkedin.fail("/rest/images/", Reply({"message": "Not enough permissions"}, 403))
    assert SENDER.send(what, ours, http, NOW).id, "who may not look at it may still send it"


def test_a_token_goes_to_nobody_else(
    linkedin: LinkedInApi, ours: Access, http: Http, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    what = outgoing("Bilete", media=(Enclosure(tmp_path / "a.png", "image/png"),))
    elsewhere = linkedin.base.replace("127.0.0.1", "localhost") + "/dms-uploads/borte"
    value = {"value": {"uploadUrl": elsewhere, "image": "urn:li:image:C1"}}
    linkedin.fail("/rest/images", Reply(value))
    linkedin.fail("/dms-uploads/borte", Reply({"message": "ukjend"}, 400))
    with Http(allow_loopback=["127.0.0.1:*", "localhost:*"]) as client, pytest.raises(Rejected):
        SENDER.send(what, ours, client, NOW)
    (brought,) = linkedin.asked("/dms-uploads")
    assert "authorization" not in brought.headers


def test_an_answer_of_another_shape(linkedin: LinkedInApi, ours: Access, http: Http) -> None:
    root = target(SENDER.send(outgoing("Rot"), ours, http, NOW), ours, http)
    for place, what in (("/posts", outgoing("A")), ("comments", outgoing("B", reply_to=root))):
        for reply in (Reply({}), Reply({"id": "x"}, 201), Reply(b"<html>", 201)):
            linkedin.fail(place, reply, method="POST")
            with pytest.raises(NotUnderstood) as caught:
                SENDER.send(what, ours, http, NOW)
            assert caught.value.reached
    for body in ([], {"elements": 3}, b"<html>"):
        linkedin.fail("/posts", Reply(body))
        with pytest.raises(NotUnderstood) as caught:
            SENDER.find(outgoing("A"), ours, http, NOW)
        assert not caught.value.reached


def test_too_much_to_look_through(linkedin: LinkedInApi, ours: Access, http: Http) -> None:
    """A list is given out in smaller pages than were asked for."""
    linkedin.most = 2
    root = SENDER.send(outgoing("Rot"), ours, http, NOW)
    for number in range(9):
        linkedin.post(ours.account_id, f"Melding {number}")
        linkedin.comment(root.id, ours.account_id, f"Svar {number}")
    first = outgoing("Svar 0", reply_to=target(root, ours, http))
    for there in (outgoing("Melding 0"), first):
        assert SENDER.find(there, ours, http, NOW) is not None
    for number in range(9):
        linkedin.post(ours.account_id, f"Melding {number}")
        linkedin.comment(root.id, ours.account_id, f"Svar {number}")
    for what in (outgoing("Ei anna"), outgoing("Eit anna", reply_to=first.reply_to)):
        with pytest.raises(CannotTell):
            SENDER.find(what, ours, http, NOW)


def test_what_linkedin_says_no_with(linkedin: LinkedInApi, ours: Access, http: Http) -> None:
    """A role that was taken away, a login that ran out or was taken back, too many questions, an old version."""
    linkedin.roles.clear()
    with pytest.raises(Refused, match="role in it") as caught:
        SENDER.send(outgoing("Hei"), ours, http, NOW)
    assert not isinstance(caught.value, Expired)
    linkedin.fail("/posts", Reply({"message": "Resource level throttle DAY limit"}, 429))
    with pytest.raises(Throttled, match="DAY limit") as waiting:
        SENDER.send(outgoing("Hei"), ours, http, NOW)
    assert not waiting.value.reached
    linkedin.fail("/posts", Reply({"message": "limit"}, 429, {"Retry-After": "90"}))
    with pytest.raises(Throttled) as waiting:
        SENDER.find(outgoing("Hei"), ours, http, NOW)
    assert waiting.value.retry_after == 90
    linkedin.versions = {"202709"}
    with pytest.raises(Refused, match="must be upgraded"):
        SENDER.send(outgoing("Hei"), ours, http, NOW)
    linkedin.revoked.add(ours.secrets["access_token"])
    with pytest.raises(Expired, match="revoked by the user"):
        SENDER.send(outgoing("Hei"), ours, http, NOW)
    linkedin.clear()
    with pytest.raises(Expired, match="has expired"):
        SENDER.send(outgoing("Hei"), ours, http, NOW)
    with pytest.raises(Expired):
        visit(Source("linkedin", PAGE, access=ours), http)
