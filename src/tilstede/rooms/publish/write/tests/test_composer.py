"""A draft is written, checked and saved, with and without a script."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tilstede.core.post import Author, Post, encode
from tilstede.jobs import call
from tilstede.jobs.worker import Worker
from tilstede.office.models import Account, User
from tilstede.office.rights import Right
from tilstede.outbox import pump
from tilstede.outbox.drafting import forgetting, writing
from tilstede.outbox.drafting.models import File, Manuscript
from tilstede.posts import read

pytestmark = pytest.mark.django_db


def begin(browser: Client) -> str:
    answer = browser.post("/publish/drafts/new")
    assert answer.status_code == 302
    return Manuscript.objects.latest("pk").key


def send(browser: Client, key: str, do: str = "save", **told: Any) -> Any:
    manuscript = Manuscript.objects.get(key=key)
    told = {"base": manuscript.revision, "part": "", "do": do, **told}
    return browser.post(f"/publish/drafts/{key}", told)


def content(key: str) -> Any:
    return writing.standing(Manuscript.objects.get(key=key))


def page(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, answer
    return re.sub(r"\s+", " ", answer.content.decode())


def posted(url: str, text: str) -> int:
    """Somebody else's post comes into the record; its number."""
    post = Post(
        aliases=(url,),
        author=Author(id="https://sosial.example/users/liv", handle="liv@sosial.example"),
        published=datetime(2026, 11, 23, 7, tzinfo=UTC),
        form="api",
        network="mastodon",
        parser="mastodon/1",
        text=text,
        url=url,
    )
    raw = base64.b64encode(b"{}").decode()
    call.enqueue(pump.TAKE, "mastodon", "liv", raw, "application/json", encode(post).decode())
    Worker().drain()
    number = read.by_alias(url)
    assert number is not None
    return number


def picture(name: str = "kai.png") -> SimpleUploadedFile:
    target = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(target, "PNG")
    return SimpleUploadedFile(name, target.getvalue(), "text/html")


def test_an_empty_desk_says_what_to_do(kari: Client) -> None:
    assert "Press Write, and begin" in page(kari, "/publish/drafts")


def test_a_draft_is_begun_written_and_listed(kari: Client, mastodon: Account) -> None:
    key = begin(kari)
    send(kari, key, part="Ferja er i rute.", account=mastodon.pk, language="nn", signed="on")
    assert content(key).parts == ("Ferja er i rute.",)
    assert content(key).language == "nn"
    shown = page(kari, "/publish/drafts")
    assert "Ferja er i rute." in shown
    assert "fjordvik@sosial.example" in shown
    composer = page(kari, f"/publish/drafts/{key}")
    assert "– Kari, Fjordvik kommune" in composer
    left = 500 - len("Ferja er i rute.\n– Kari, Fjordvik kommune")
    assert f"{left} left" in composer, "the signature is counted"


def test_the_check_says_what_it_finds_and_saves_nothing(kari: Client, mastodon: Account) -> None:
    key = begin(kari)
    told = {"part": "a" * 501, "account": mastodon.pk, "base": 1}
    answer = kari.post(f"/publish/drafts/{key}/check", told)
    assert answer.status_code == 200
    assert "1 too long" in answer.content.decode()
    assert content(key).parts == ("",)


def test_saving_tells_the_script_which_wording_stands(kari: Client) -> None:
    key = begin(kari)
    answer = kari.post(f"/publish/drafts/{key}/save", {"part": "Hei", "base": 1})
    assert answer.json()["base"] == 2
    again = kari.post(f"/publish/drafts/{key}/save", {"part": "Hei", "base": 2})
    assert again.json()["base"] == 2, "the same words are kept once"


def test_two_who_write_at_once_are_told_and_make_the_third(
    kari: Client, sign_in: Callable[..., Client]
) -> None:
    ola = sign_in("Ola Vik")
    key = begin(kari)
    kari.post(f"/publish/drafts/{key}/save", {"part": "Ferja går", "base": 1})
    answer = ola.post(f"/publish/drafts/{key}/save", {"part": "Ferja står", "base": 1})
    assert answer.status_code == 409
    assert "Kari Nes" in answer.json()["said"]
    both = answer.json()["both"]
    shown = page(ola, both)
    assert "Kari Nes wrote" in shown
    assert "Ola Vik wrote" in shown
    ola.post(both, {"part": "Ferja går, og står", "base": 2, "rest": "mine"})
    assert content(key).parts == ("Ferja går, og står",)
    assert Manuscript.objects.get(key=key).wordings.count() == 4


def test_without_a_script_two_who_write_are_brought_together_too(
    kari: Client, sign_in: Callable[..., Client]
) -> None:
    ola = sign_in("Ola Vik")
    key = begin(kari)
    send(kari, key, part="Karis")
    answer = send(ola, key, part="Olas", base=1)
    assert answer.url.endswith(f"/publish/drafts/{key}/both/3")


def test_a_long_text_is_split_when_somebody_says_so_and_joined_again(
    kari: Client, mastodon: Account, bluesky: Account
) -> None:
    key = begin(kari)
    text = " ".join(["Ferja er i rute i dag også."] * 14)
    send(kari, key, part=text, account=[mastodon.pk, bluesky.pk])
    assert len(content(key).parts) == 1, "never by itself"
    send(kari, key, "split", part=text, account=[mastodon.pk, bluesky.pk])
    parts = content(key).parts
    assert len(parts) == 2
    assert all(len(part) <= 300 for part in parts), "the channel that takes least decides"
    send(kari, key, "join", part=list(parts))
    assert len(content(key).parts) == 1


def test_a_channel_can_have_words_of_its_own(kari: Client, bluesky: Account) -> None:
    key = begin(kari)
    send(kari, key, f"own:{bluesky.pk}", part="Felles", account=bluesky.pk)
    assert content(key).parts_for(bluesky.pk) == ("Felles",)
    own = {"own": bluesky.pk, f"variant-{bluesky.pk}": "Eigne"}
    send(kari, key, part="Felles", account=bluesky.pk, **own)
    assert content(key).parts_for(bluesky.pk) == ("Eigne",)
    assert "Words of its own for Bluesky" in page(kari, f"/publish/drafts/{key}")
    send(kari, key, f"common:{bluesky.pk}", part="Felles", account=bluesky.pk, **own)
    assert content(key).variants == {}


def test_a_picture_needs_a_description_of_its_own(kari: Client, mastodon: Account) -> None:
    key = begin(kari)
    files = [picture(), picture("<b>kai.svg")]
    send(kari, key, "files", part="Kaia", account=mastodon.pk, files=files)
    first, second = File.objects.order_by("pk")
    assert (first.mime, second.name) == ("image/png", "bkai.png")
    composer = page(kari, f"/publish/drafts/{key}")
    assert composer.count("has no description") == 2
    told = {
        "medium": [first.key, second.key],
        f"alt-{first.key}": "Kaia i sol",
        f"decorative-{second.key}": "on",
    }
    send(kari, key, part="Kaia", account=mastodon.pk, **told)
    assert [item.alt for item in content(key).media] == ["Kaia i sol", ""]
    assert "has no description" not in page(kari, f"/publish/drafts/{key}")
    send(kari, key, f"earlier:{second.key}", part="Kaia", **told)
    assert [item.file for item in content(key).media] == [second.key, first.key]
    send(kari, key, f"remove:{first.key}", part="Kaia", **told)
    assert [item.file for item in content(key).media] == [second.key]


def test_what_is_no_picture_is_refused_in_words(kari: Client) -> None:
    key = begin(kari)
    fake = SimpleUploadedFile("kai.jpg", b"<script>alert(1)</script>", "image/jpeg")
    send(kari, key, "files", files=[fake])
    assert "is not a picture, film or sound" in page(kari, f"/publish/drafts/{key}")
    assert content(key).media == ()


def test_a_file_is_shown_to_writers_alone(
    kari: Client, sign_in: Callable[..., Client], client: Client
) -> None:
    key = begin(kari)
    send(kari, key, "files", files=[picture()])
    row = File.objects.get()
    address = f"/publish/drafts/{key}/file/{row.key}"
    answer = kari.get(address)
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert sign_in("Lese Ar", Right.READER).get(address).status_code == 403
    assert client.get(address).status_code == 302
    assert kari.get(f"/publish/drafts/{begin(kari)}/file/{row.key}").status_code == 404


def test_a_right_for_one_channel_is_for_that_one(
    sign_in: Callable[..., Client], mastodon: Account, bluesky: Account
) -> None:
    liv = sign_in("Liv Sund", Right.WRITER, channel=bluesky)
    key = begin(liv)
    send(liv, key, part="Hei", account=[mastodon.pk, bluesky.pk])
    chosen = Manuscript.objects.get(key=key).accounts.all()
    assert list(chosen) == [bluesky]


def test_channels_that_others_chose_stay(
    kari: Client, sign_in: Callable[..., Client], mastodon: Account, bluesky: Account
) -> None:
    liv = sign_in("Liv Sund", Right.WRITER, channel=bluesky)
    key = begin(kari)
    send(kari, key, part="Hei", account=[mastodon.pk])
    assert "which you have no right to change" in page(liv, f"/publish/drafts/{key}")
    send(liv, key, part="Hei", account=[bluesky.pk])
    assert set(Manuscript.objects.get(key=key).accounts.all()) == {mastodon, bluesky}


@pytest.mark.parametrize("policy", [Account.Policy.LISTEN, Account.Policy.NO])
def test_what_was_decided_against_is_no_channel(
    kari: Client, mastodon: Account, policy: str
) -> None:
    mastodon.policy = policy
    mastodon.save()
    shown = page(kari, f"/publish/drafts/{begin(kari)}")
    assert "fjordvik.example" in shown
    assert "fjordvik@sosial.example" not in shown


def test_what_was_planned_is_looked_at_again_when_a_channel_is_added(
    kari: Client, mastodon: Account
) -> None:
    key = begin(kari)
    Manuscript.objects.update(state=Manuscript.State.PLANNED)
    send(kari, key, part="", account=mastodon.pk)
    row = Manuscript.objects.get(key=key)
    assert row.state == Manuscript.State.WRITING
    assert row.revision == 2, "an approval was of another wording"


def test_what_was_typed_while_it_left_the_desk_is_given_back(kari: Client) -> None:
    key = begin(kari)
    Manuscript.objects.update(state=Manuscript.State.HANDED)
    answer = kari.post(f"/publish/drafts/{key}/save", {"part": "For seint", "base": 1})
    assert answer.status_code == 410
    answer = send(kari, key, part="For seint")
    assert answer.status_code == 409
    assert "For seint" in answer.content.decode()


def test_it_is_put_away_and_taken_up_again(kari: Client) -> None:
    key = begin(kari)
    kari.post(f"/publish/drafts/{key}/put-away")
    assert "It was put away" in page(kari, f"/publish/drafts/{key}")
    assert key in page(kari, "/publish/drafts?view=away")
    kari.post(f"/publish/drafts/{key}/take-up")
    assert "What do you want to say?" in page(kari, f"/publish/drafts/{key}")


def test_what_was_destroyed_by_law_says_so_and_stays_away(kari: Client) -> None:
    key = begin(kari)
    send(kari, key, part="Kari vart sjuk")
    law = {"reason": "Namn", "ground": "personopplysningsloven", "by": "ola"}
    forgetting.destroy(key, **law, now=datetime.now(UTC))
    shown = page(kari, f"/publish/drafts/{key}")
    assert "destroyed by law" in shown
    assert "No words yet" not in shown
    kari.post(f"/publish/drafts/{key}/take-up")
    assert "destroyed by law" in page(kari, f"/publish/drafts/{key}")


def test_an_earlier_wording_is_looked_at_and_taken_back(kari: Client) -> None:
    key = begin(kari)
    send(kari, key, part="Fyrste")
    send(kari, key, part="Andre")
    assert "Wording 3" in page(kari, f"/publish/drafts/{key}/wordings")
    shown = page(kari, f"/publish/drafts/{key}/wordings/2")
    assert "Fyrste" in shown
    kari.post(f"/publish/drafts/{key}/wordings/2")
    assert content(key).parts == ("Fyrste",)
    assert Manuscript.objects.get(key=key).wordings.count() == 4


def test_who_may_not_write_sees_nothing(sign_in: Callable[..., Client]) -> None:
    reader = sign_in("Lese Ar", Right.READER)
    assert reader.get("/publish/drafts").status_code == 403
    assert reader.post("/publish/drafts/new").status_code == 403


@pytest.mark.parametrize("path", ["", "/wordings", "/wordings/1", "/both/1", "/file/a"])
def test_there_is_no_such_draft(kari: Client, path: str) -> None:
    assert kari.get(f"/publish/drafts/{'0' * 32}{path}").status_code == 404


def test_hostile_fields_do_no_harm(kari: Client) -> None:
    key = begin(kari)
    told = {
        "base": "9" * 40,
        "part": "\x00\u202eHei",
        "account": "1 OR 1=1",
        "visibility": "direct",
        "language": "<b>",
        "medium": "../../etc/passwd",
        "own": ["x", "999999"],
        "variant-x": "y",
        "lasts": "-1",
        "option": "Ja",
    }
    answer = kari.post(f"/publish/drafts/{key}/check", told)
    assert answer.status_code == 200
    answer = kari.post(f"/publish/drafts/{key}", {**told, "base": 1, "do": "drop-part:x"})
    assert answer.status_code == 302
    assert page(kari, f"/publish/drafts/{key}")
    assert User.objects.exists()


def test_words_of_a_channel_that_one_may_not_write_for_stay(
    kari: Client, sign_in: Callable[..., Client], mastodon: Account, bluesky: Account
) -> None:
    liv = sign_in("Liv Sund", Right.WRITER, channel=bluesky)
    key = begin(kari)
    own = {"own": mastodon.pk, f"variant-{mastodon.pk}": "Kari skreiv dette"}
    send(kari, key, part="Felles", account=mastodon.pk, **own)
    forged = {"own": mastodon.pk, f"variant-{mastodon.pk}": "Liv ville endre dette"}
    send(liv, key, part="Felles, av Liv", account=bluesky.pk, **forged)
    assert content(key).parts == ("Felles, av Liv",)
    assert content(key).parts_for(mastodon.pk) == ("Kari skreiv dette",)


def test_a_must_that_may_stand_is_confirmed_by_name(kari: Client, mastodon: Account) -> None:
    key = begin(kari)
    text = "Ring Kari Nes privat på 41 23 45 67 om ferja."
    send(kari, key, part=text, account=mastodon.pk)
    found = re.findall(r'value="stand:([^"]+)"', page(kari, f"/publish/drafts/{key}"))
    assert [one.split(":")[0] for one in found] == ["telephone"]
    send(kari, key, "stand:telephone:" + "x" * 100, part=text, account=mastodon.pk)
    assert not Manuscript.objects.get(key=key).confirmed.exists(), "nothing of the sort was found"
    send(kari, key, f"stand:{found[0]}", part=text, account=mastodon.pk)
    (row,) = Manuscript.objects.get(key=key).confirmed.all()
    assert (row.check_id, row.by) == ("telephone", "kari@fjordvik.example")
    assert "May stand" in page(kari, f"/publish/drafts/{key}")


def test_what_fits_is_not_split_and_that_is_told(kari: Client, mastodon: Account) -> None:
    key = begin(kari)
    send(kari, key, "split", part="Kort.", account=mastodon.pk)
    assert "There is nothing to split" in page(kari, f"/publish/drafts/{key}")


def test_an_answer_begins_where_the_post_stands(kari: Client, mastodon: Account) -> None:
    number = posted("https://sosial.example/@liv/1", "Når går ferja?")
    assert "Når går ferja?" in page(kari, f"/publish/drafts/new?reply_to={number}")
    kari.post("/publish/drafts/new", {"reply_to": number})
    row = Manuscript.objects.latest("pk")
    assert row.reply_to == number
    assert list(row.accounts.all()) == [mastodon]
    assert "You answer" in page(kari, f"/publish/drafts/{row.key}")
    kari.post("/publish/drafts/new", {"quote_of": number})
    assert "You quote" in page(kari, f"/publish/drafts/{Manuscript.objects.latest('pk').key}")
    assert kari.get("/publish/drafts/new?reply_to=999999").status_code == 404
    assert kari.get("/publish/drafts/new?reply_to=x").status_code == 404
