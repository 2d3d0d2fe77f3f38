"""House rules adopted, an answer hidden by one of them, an appeal from its author, and the answer of another."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tilstede.office.models import Account, Body, Grant
from tilstede.outbox.moderating import rules
from tilstede.outbox.moderating.models import Appeal, Decision, Edition
from tilstede.outbox.moderating.tests.conftest import answer, picture
from tilstede.outbox.tests.conftest import Desk
from tilstede.posts.models import Post
from tilstede.rooms.publish.moderation.tests.conftest import SignIn, page, work

POST = "/publish/moderation/posts"


def hidden(desk: Desk, browser: Client, **more: object) -> Decision:
    """An answer that somebody hid."""
    number = answer(desk)
    told = {"kind": "hide", "rule": "3", "reason": "Adressa til naboen", **more}
    done = browser.post(f"/en{POST}/{number}", told)
    assert done.status_code == 302, done.content.decode()
    work(desk)
    return Decision.objects.get()


def test_rules_are_written_and_adopted_on_their_page(desk: Desk, sign_in: SignIn) -> None:
    admin = sign_in("admin", Grant.Right.ADMINISTRATOR)
    assert "No house rules are adopted yet" in page(Client(), "/house-rules")
    shown = page(admin, "/publish/moderation/rules")
    assert "Ingen truslar" in shown
    form = dict(re.findall(r'name="((?:form-|seen)[^"]*)"[^>]*? value="([^"]*)"', shown))
    for place, one in enumerate(rules.proposed()):
        form |= {f"form-{place}-{name}": getattr(one, name) for name in ("nb", "nn", "en")}
    form |= {"form-4-nb": "", "form-4-nn": "", "form-4-en": ""}
    form |= {"form-5-nb": "Hold deg til saken.", "form-5-nn": "Hald deg til saka."}
    assert admin.post("/en/publish/moderation/rules", form).status_code == 422, "no English"
    form["form-5-en"] = "Keep to the matter."
    assert admin.post("/en/publish/moderation/rules", form).status_code == 302
    again = admin.post("/en/publish/moderation/rules", {**form, "form-5-en": "Stay on topic."})
    assert again.status_code == 422, "somebody saved another meanwhile"
    assert "Stay on topic." in again.content.decode()
    assert "Keep to the matter." in again.content.decode()
    assert rules.proposed()[-1].en == "Keep to the matter."
    assert rules.in_force() is None
    shown = page(admin, "/publish/moderation/rules")
    seen = shown.partition('name="seen" value="')[2].partition('"')[0]
    old = {"decision": "Rådet", "seen": "2026-01-01T00:00:00+00:00"}
    admin.post("/en/publish/moderation/rules/adopt", old)
    assert rules.in_force() is None
    told = {"decision": "Kommunestyret, sak 12/26", "seen": seen.replace("&#x2B;", "+")}
    admin.post("/en/publish/moderation/rules/adopt", told)
    shown = page(Client(), "/house-rules")
    assert "Kommunestyret, sak 12/26" in shown
    assert 'value="6"' in shown
    assert "Keep to the matter." in shown
    assert "Hald deg til saka." in Client().get("/nn/house-rules").content.decode()


def test_earlier_rules_stay_readable(desk: Desk, adopted: Edition) -> None:
    told = {"seen": rules.read_now(), "by": "kari", "now": desk.now}
    held = rules.propose([(1, rules.Words("Ny.", "Ny.", "New."))], **told)
    rules.adopt(held, seen=held.changed, decision="Rådet", by="kari", now=desk.now)
    browser = Client()
    assert "/house-rules/1" in page(browser, "/house-rules")
    assert "No threats" in page(browser, "/house-rules/1")
    assert page(browser, "/house-rules/2", 302) == ""
    assert page(browser, "/house-rules/3", 404)


def test_an_answer_is_hidden_and_its_author_has_it_looked_at_again(
    desk: Desk, account: Account, adopted: Edition, sign_in: SignIn
) -> None:
    kari, ola, citizen = sign_in("kari"), sign_in("ola"), Client(enforce_csrf_checks=True)
    decision = hidden(desk, kari)
    assert desk.place.acts == ["hide sample:901"]
    shown = page(kari, f"/publish/moderation/{decision.pk}")
    assert "Adressa til naboen" in shown
    assert "The record keeps it as it was received." in shown
    address = {"look": "1", "address": "https://sample.example/901"}
    looked = citizen.post("/en/house-rules/ask", address).content.decode()
    assert decision.reference in looked
    assert "Rule 3: Share nothing private" in looked
    assert "Ola Borger" not in looked
    assert "veit kvar du bur" not in looked
    assert "Adressa til naboen" not in looked
    other = {"look": "1", "address": "https://sample.example/902"}
    assert (
        "We have hidden or deleted nothing"
        in citizen.post("/en/house-rules/ask", other).content.decode()
    )
    told = {"what": address["address"], "why": "Ironi", "name": "Ola", "reach": "ola@example.no"}
    done = citizen.post("/en/house-rules/ask", told)
    row = Appeal.objects.get()
    assert row.reference in citizen.get(done["Location"]).content.decode()
    theirs = f"/en/publish/moderation/appeals/{row.pk}"
    assert "somebody else must look at it" in kari.get(theirs).content.decode()
    said = {"verdict": "upheld", "answer": "Det var ironi."}
    assert kari.post(theirs, said).status_code == 422
    assert "Ironi" in ola.get(theirs).content.decode()
    assert ola.post(theirs, said).status_code == 302
    work(desk)
    assert desk.place.acts == ["hide sample:901", "show sample:901"]
    assert "the decision was wrong" in kari.get(theirs).content.decode().lower()
    shown = page(Client(), "/house-rules/figures")
    assert re.search(r"<td>1</td><td>0</td><td>0</td><td>1</td>", shown)
    files = [Client().get(f"/house-rules/{name}.csv") for name in ("figures", "appeals")]
    assert b",sample,3,1,0,0,1\n" in files[0].content
    assert b",1,1,0,0,0\n" in files[1].content
    assert {"s-maxage=10" in one.headers["Cache-Control"] for one in files} == {True}
    public = shown + files[0].content.decode() + page(Client(), "/house-rules")
    assert not any(one in public for one in ("borger", "veit kvar", "kari@", "Adressa"))


def test_without_rules_the_page_says_so(desk: Desk, account: Account, sign_in: SignIn) -> None:
    kari, number = sign_in("kari"), answer(desk, media=(picture(1),))
    shown = page(kari, f"{POST}/{number}")
    assert "House rules must be adopted first" in shown
    assert "lacks 1 picture" in shown
    assert "No house rules are adopted yet" in page(kari, "/publish/moderation")
    told = {"kind": "hide", "rule": "1", "reason": "x"}
    assert kari.post(f"/en{POST}/{number}", told).status_code == 422
    assert page(kari, f"{POST}/4711", 404)


def test_where_the_network_cannot_it_is_written_down(
    desk: Desk, account: Account, adopted: Edition, sign_in: SignIn
) -> None:
    kari = sign_in("kari")
    account.access.delete()
    number = answer(desk)
    assert "Nothing can be done at this network from here" in page(kari, f"{POST}/{number}")
    told = {"kind": "block", "rule": "2", "reason": "Ei veke med hets"}
    assert "not connected" in kari.post(f"/en{POST}/{number}", told).content.decode()
    assert kari.post(f"/en{POST}/{number}", {**told, "by_hand": "on"}).status_code == 302
    decision = Decision.objects.get()
    assert "done by hand" in page(kari, "/publish/moderation")
    back = f"/en/publish/moderation/{decision.pk}"
    assert kari.post(back, {"reason": ""}).status_code == 422
    assert kari.post(back, {"reason": "Han har bede om orsaking"}).status_code == 302
    assert "Taken back by" in kari.get(back).content.decode()


def test_only_whoever_decides_for_the_channel_moderates(
    desk: Desk, account: Account, adopted: Edition, sign_in: SignIn
) -> None:
    other = Account.objects.create(network="sample", handle="anna", body=Body.objects.get())
    theirs = sign_in("per", channel=other)
    reader, kari = sign_in("les", Grant.Right.READER), sign_in("kari")
    decision = hidden(desk, kari, account=account.pk)
    number = decision.post
    told = {"kind": "block", "rule": "2", "reason": "Hets", "account": account.pk}
    assert theirs.post(f"/en{POST}/{number}", told).status_code == 403
    assert theirs.post(f"/en/publish/moderation/{decision.pk}", {"reason": "x"}).status_code == 403
    for address in ("/publish/moderation", f"{POST}/{number}", "/publish/moderation/rules"):
        assert page(reader, address, 403)
        assert page(Client(), address, 302) == ""
    assert page(kari, "/publish/moderation/rules", 403)
    Client().post("/en/house-rules/ask", {"what": "alt", "why": "?", "name": "Ola", "reach": "her"})
    row = Appeal.objects.get()
    assert page(theirs, f"/publish/moderation/appeals/{row.pk}", 403)
    assert f"/publish/moderation/appeals/{row.pk}" in page(kari, "/publish/moderation")
    assert f"/publish/moderation/appeals/{row.pk}" not in page(theirs, "/publish/moderation")
    joined = f"/en/publish/moderation/appeals/{row.pk}/join"
    kari.post(joined, {"decision": "2026-99999"})
    row.refresh_from_db()
    assert row.decision is None
    kari.post(joined, {"decision": decision.reference})
    row.refresh_from_db()
    assert row.decision == decision


def test_whoever_decides_for_one_channel_reads_nothing_private(
    desk: Desk, account: Account, adopted: Edition, sign_in: SignIn
) -> None:
    theirs, kari = sign_in("per", channel=account), sign_in("kari")
    number = answer(desk, visibility="direct")
    assert "Eg veit kvar du bur." in page(kari, f"{POST}/{number}")
    assert page(theirs, f"{POST}/{number}", 404)
    Post.objects.filter(number=number).update(visibility="public", withheld=True)
    assert page(kari, f"{POST}/{number}", 404), "withheld: nobody sees it"


def test_robots_and_haste_are_kept_out(desk: Desk) -> None:
    told = {"what": "alt", "why": "?", "name": "Ola", "reach": "her"}
    caught = Client().post("/en/house-rules/ask", {**told, "website": "https://spam.example/"})
    assert caught["Location"].endswith("/0000-0")
    assert Client().post("/en/house-rules/ask", {"what": ""}).status_code == 422
    assert not Appeal.objects.exists()
    codes = [Client().post("/en/house-rules/ask", {"look": "1"}).status_code for _ in range(19)]
    assert (codes[0], codes[-1]) == (422, 429)
    assert page(Client(), "/house-rules/ask/x", 404)


@pytest.mark.parametrize("address", ["/house-rules", "/house-rules/ask", "/house-rules/figures"])
def test_public_pages_need_no_cookie(desk: Desk, adopted: Edition, address: str) -> None:
    browser = Client()
    page(browser, address)
    assert not browser.cookies
