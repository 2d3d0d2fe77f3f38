"""Instagram keeps what every network promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.servers.meta_files import FILM, Files, picture
from tests.servers.meta_networks import InstagramApi

from tilstede.networks.instagram.network import network
from tilstede.networks.instagram.send import InstagramSender
from tilstede.networks.instagram.tests import takeouts as made
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.conformance import Conformance, check_batches
from tilstede.networks.kit.contract import Batch, Source
from tilstede.networks.kit.errors import CannotTell, Refused, Rejected, Throttled, Unreachable
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.items import Gone, Item, Seen
from tilstede.networks.kit.outgoing import Card, Enclosure, Outgoing, Target

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
SENDER = InstagramSender(sleep=lambda seconds: None)


def visit(source: Source, http: Http) -> list[Batch]:
    return check_batches(network.fetch(source, http, NOW), network)


def items(batches: list[Batch]) -> list[Item]:
    return [item for batch in batches for item in batch.items]


def texts(batches: list[Batch]) -> list[str]:
    return [item.post.text for item in items(batches) if isinstance(item, Seen)]


def outgoing(text: str, **more: Any) -> Outgoing:
    return replace(Outgoing(key="k1", made=NOW - timedelta(hours=6), text=text), **more)


def target(found_id: str, ours: Access, http: Http) -> Target:
    seen = SENDER.read(found_id, ours, http, NOW)
    assert seen is not None
    return Target(seen.post, seen.raw, seen.mime)


class TestInstagram(Conformance):
    network = network
    folder = Path(__file__).parent

    @pytest.fixture
    def takeouts(self, tmp_path: Path) -> list[Path]:
        lone = tmp_path / "posts_1.json"
        lone.write_bytes(made.files()[f"{made.ROOT}/media/posts_1.json"])
        return [
            made.write_zip(tmp_path / "instagram-fjordvik-2026-11-01-x1.zip", made.files()),
            made.write_folder(tmp_path / "heile", made.files()),
            lone,
        ]

    def test_fetch(self, instagram: InstagramApi, ours: Access, http: Http) -> None:
        instagram.page = 2
        for number in range(5):
            instagram.medium(ours.account_id, f"Bilete {number}", alt_text="Ferja")
        source = Source("instagram", "https://www.instagram.com/fjordvik", access=ours)
        first = visit(source, http)
        assert sorted(texts(first)) == [f"Bilete {number}" for number in range(5)]
        posts = [item.post for item in items(first) if isinstance(item, Seen)]
        assert {post.media[0].alt for post in posts} == {"Ferja"}
        instagram.medium(ours.account_id, "Bilete 5")
        assert texts(visit(replace(source, cursor=first[-1].cursor), http)) == [
            "Bilete 5",
            "Bilete 4",
        ]

    def test_login(self, instagram: InstagramApi, ours: Access, http: Http) -> None:
        with pytest.raises(Refused, match="without a login"):
            visit(Source("instagram", "https://www.instagram.com/fjordvik"), http)
        with pytest.raises(Refused, match="itself only"):
            visit(Source("instagram", "https://www.instagram.com/nabo", access=ours), http)

    def test_deletions(self, instagram: InstagramApi, ours: Access, http: Http) -> None:
        kept = instagram.medium(ours.account_id, "Står")
        gone = instagram.medium(ours.account_id, "Går")
        source = Source("instagram", "https://www.instagram.com/fjordvik", access=ours)
        *_, last = visit(source, http)
        instagram.remove(gone)
        known = tuple((f"ig:{one}", "") for one in (gone, kept))
        found = items(visit(replace(source, cursor=last.cursor, known=known), http))
        assert [item.aliases for item in found if isinstance(item, Gone)] == [(f"ig:{gone}",)]

    def test_the_round_goes_on_though_nothing_is_gone(
        self, instagram: InstagramApi, ours: Access, http: Http
    ) -> None:
        instagram.medium(ours.account_id, "I sikte")
        other = instagram.an_account("nabo")
        known = tuple((f"ig:{instagram.medium(other, 'Står')}", "") for _ in range(12))
        source = Source("instagram", "https://www.instagram.com/fjordvik", access=ours, known=known)
        batches = visit(replace(source, turn=len(known)), http)
        assert not [one for one in items(batches) if isinstance(one, Gone)]
        assert batches[-1].cursor["checked"] == known[9][0], "ten are asked for on a visit"

    def test_mentions(self, instagram: InstagramApi, ours: Access, http: Http) -> None:
        """Media that tag the account, and comments with their answers; each once."""
        other = instagram.an_account("nabokommune")
        tagged = instagram.medium(other, "Takk til @fjordvik")
        instagram.lists[f"{ours.account_id}/tags"] = [tagged]
        root = instagram.medium(ours.account_id, "Dugnad")
        asked = instagram.comment(root, "borgar", "Når er neste?")
        instagram.comment(asked, "fjordvik", "I mai")
        source = Source(
            "instagram", "https://www.instagram.com/fjordvik", what="mentions", access=ours
        )
        first = visit(source, http)
        assert texts(first) == ["Takk til @fjordvik", "Når er neste?", "I mai"]
        seen = [item for item in items(first) if isinstance(item, Seen)]
        assert [one.post.reply_to for one in seen] == ["", f"ig:{root}", f"ig:{asked}"]
        assert b"I mai" not in seen[1].raw, "an answer can be destroyed by itself"
        later = replace(source, cursor=first[-1].cursor)
        instagram.comment(asked, "borgar", "Takk!")
        assert "Takk!" in texts(visit(later, http)), "under an old comment too"

    def test_mentions_that_are_edited_or_deleted(
        self, instagram: InstagramApi, ours: Access, http: Http
    ) -> None:
        root = instagram.medium(ours.account_id, "Dugnad")
        asked = instagram.comment(root, "borgar", "Når er neste?")
        answer = instagram.comment(asked, "nabo", "Ja, når?")
        source = Source(
            "instagram", "https://www.instagram.com/fjordvik", what="mentions", access=ours
        )
        *_, last = visit(source, http)
        instagram.objects[asked]["text"] = "Når er den neste?"
        instagram.objects[asked]["replies"] = {"data": []}
        instagram.remove(answer)
        found = visit(replace(source, cursor=last.cursor), http)
        assert texts(found) == ["Når er den neste?"]
        gone = [item.aliases for item in items(found) if isinstance(item, Gone)]
        assert gone == [(f"ig:{answer}",)]

    def test_thread(self, instagram: InstagramApi, ours: Access, http: Http) -> None:
        root = instagram.medium(ours.account_id, "Dugnad")
        comment = instagram.comment(root, "borgar", "Bra!")
        source = Source("instagram", f"ig:{root}", what="thread", access=ours)
        (seen,) = items(visit(source, http))
        assert isinstance(seen, Seen)
        assert (seen.post.text, seen.post.thread) == ("Bra!", f"ig:{root}")
        del instagram.objects[comment]
        name = seen.post.aliases[0]
        later = replace(source, known=((name, seen.post.url),))
        assert [item.where for item in items(visit(later, http)) if isinstance(item, Gone)] == [
            name
        ]

    def test_reply(self, instagram: InstagramApi, ours: Access, http: Http) -> None:
        """To a comment, to a medium, and to an answer, which goes under the same comment."""
        root = instagram.medium(ours.account_id, "Dugnad")
        asked = instagram.comment(root, "borgar", "Når er neste?")
        deeper = instagram.comment(asked, "nabo", "Ja, når?")
        for answered, above in ((asked, asked), (root, root), (deeper, asked)):
            what = outgoing(f"I mai {answered[-1]}", reply_to=target(answered, ours, http))
            assert SENDER.find(what, ours, http, NOW) is None
            sent = SENDER.send(what, ours, http, NOW)
            seen = SENDER.read(sent.id, ours, http, NOW)
            assert seen is not None
            assert seen.post.reply_to == f"ig:{above}"
            assert set(sent.aliases) <= set(seen.post.aliases)
            assert SENDER.find(what, ours, http, NOW) == sent

    @pytest.fixture
    def kai(self, files: Files, tmp_path: Path) -> Enclosure:
        return files.put(tmp_path / "kai.jpg", "image/jpeg", picture(), "Ferja ved kaia")

    @pytest.fixture
    def film(self, files: Files, tmp_path: Path) -> Enclosure:
        return files.put(tmp_path / "ferje.mp4", "video/mp4", FILM)

    def test_send(self, instagram: InstagramApi, ours: Access, http: Http, kai: Enclosure) -> None:
        """A container is made, looked at until it is ready, and published."""
        instagram.looks = 3
        instagram.medium(ours.account_id, "Ny kai")
        instagram.now = NOW
        what = outgoing("Ny kai", made=NOW, media=(kai,))
        assert SENDER.find(what, ours, http, NOW) is None, "what stood there before is another"
        sent = SENDER.send(what, ours, http, NOW)
        assert instagram.fetched == [("image/jpeg", kai.path.read_bytes())]
        seen = SENDER.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert seen.post.text == "Ny kai"
        assert set(sent.aliases) <= set(seen.post.aliases)
        found = SENDER.find(what, ours, http, NOW)
        assert found is not None
        assert (found.id, found.url) == (sent.id, seen.post.url)

    def test_media(
        self,
        instagram: InstagramApi,
        ours: Access,
        http: Http,
        kai: Enclosure,
        film: Enclosure,
    ) -> None:
        """A film, without words too, and several of both."""
        for text, media in (("", (film,)), ("Alt i ein", (kai, film, kai))):
            what = outgoing(text, media=media)
            sent = SENDER.send(what, ours, http, NOW)
            seen = SENDER.read(sent.id, ours, http, NOW)
            assert seen is not None
            kinds = ["video" if one is film else "image" for one in media]
            assert [one.kind for one in seen.post.media] == kinds
            found = SENDER.find(what, ours, http, NOW)
            assert found is not None
            assert found.id == sent.id
            with pytest.raises(CannotTell, match="same words"):
                SENDER.find(replace(what, media=(*media, kai)), ours, http, NOW)

    def test_alt(self, ours: Access, http: Http, kai: Enclosure, film: Enclosure) -> None:
        """Of each picture."""
        media = (kai, film, replace(kai, alt="Ferja fer"))
        sent = SENDER.send(outgoing("Ny kai", media=media), ours, http, NOW)
        seen = SENDER.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert [one.alt for one in seen.post.media] == ["Ferja ved kaia", None, "Ferja fer"]

    def test_send_leaves_nothing_out(
        self, instagram: InstagramApi, ours: Access, http: Http, kai: Enclosure
    ) -> None:
        root = target(instagram.medium(ours.account_id, "Dugnad"), ours, http)
        for more in (
            {"media": ()},
            {"visibility": "followers"},
            {"title": "T"},
            {"card": Card("https://fjordvik.no/ferje", "Ferja")},
            {"reply_to": root},
        ):
            with pytest.raises(Rejected):
                SENDER.send(outgoing("Hei", **{"media": (kai,), **more}), ours, http, NOW)
        with pytest.raises(Rejected, match="public address"):
            SENDER.send(outgoing("Hei", media=(replace(kai, address=""),)), ours, http, NOW)
        assert not instagram.containers

    def test_media_that_cannot_be_used(
        self,
        instagram: InstagramApi,
        ours: Access,
        http: Http,
        files: Files,
        film: Enclosure,
        tmp_path: Path,
    ) -> None:
        """In the network's own words; nothing of it is ever seen."""
        odd = files.put(tmp_path / "odd.mp4", "video/mp4", b"ikkje ein film")
        png = files.put(tmp_path / "kai.png", "image/png", picture("PNG"))
        broad = files.put(tmp_path / "brei.jpg", "image/jpeg", picture(size=(300, 100)))
        gone = replace(film, address=f"{files.base}/borte.mp4")
        for one, said in (
            (odd, "FAILED_PROCESSING_VIDEO"),
            (gone, "FAILED_DOWNLOADING_VIDEO"),
            (png, "format"),
            (broad, "aspect ratio"),
            (replace(broad, address=f"{files.base}/borte.jpg"), "could not be fetched"),
        ):
            with pytest.raises(Rejected, match=said) as caught:
                SENDER.send(outgoing("Hei", media=(one,)), ours, http, NOW)
            assert not caught.value.reached
        assert SENDER.find(outgoing("Hei", media=(film,)), ours, http, NOW) is None

    def test_send_that_fails_before_it_is_published(
        self, instagram: InstagramApi, ours: Access, http: Http, kai: Enclosure
    ) -> None:
        """Nothing is seen of a container, so nothing is left open."""
        what = outgoing("Hei", media=(kai,))
        instagram.fail(f"{ours.account_id}/media", method="POST", done=True)
        with pytest.raises(Unreachable) as caught:
            SENDER.send(what, ours, http, NOW)
        assert not caught.value.reached
        instagram.looks = 100
        with pytest.raises(Unreachable, match="in time"):
            SENDER.send(what, ours, http, NOW)
        instagram.used = instagram.quota
        with pytest.raises(Throttled, match="250 of 250"):
            SENDER.send(what, ours, http, NOW)
        assert SENDER.find(what, ours, http, NOW) is None

    def test_send_that_is_cut_off_while_published(
        self, instagram: InstagramApi, ours: Access, http: Http, kai: Enclosure
    ) -> None:
        what = outgoing("Hei", media=(kai,))
        instagram.fail("media_publish", done=True)
        with pytest.raises(Unreachable) as caught:
            SENDER.send(what, ours, http, NOW)
        assert caught.value.reached
        assert SENDER.find(what, ours, http, NOW) is not None

    def test_send_that_cannot_be_found_again(
        self, instagram: InstagramApi, ours: Access, http: Http, kai: Enclosure
    ) -> None:
        """Pages without end: nobody says that it is not there."""
        instagram.page = 1
        for number in range(7):
            instagram.medium(ours.account_id, f"Bilete {number}")
        with pytest.raises(CannotTell):
            SENDER.find(outgoing("Hei", media=(kai,)), ours, http, NOW)
        later = outgoing("Hei", made=NOW + timedelta(days=1), media=(kai,))
        assert SENDER.find(later, ours, http, NOW) is None

    def test_delete(self, instagram: InstagramApi, ours: Access, http: Http) -> None:
        root = instagram.medium(ours.account_id, "Dugnad")
        sent = SENDER.send(outgoing("Feil", reply_to=target(root, ours, http)), ours, http, NOW)
        for _ in range(2):
            SENDER.delete(sent.id, ours, http, NOW)
        assert SENDER.read(sent.id, ours, http, NOW) is None
        with pytest.raises(Rejected, match="cannot be deleted"):
            SENDER.delete(root, ours, http, NOW)

    def test_hide(self, instagram: InstagramApi, ours: Access, http: Http) -> None:
        root = instagram.medium(ours.account_id, "Dugnad")
        rude = instagram.comment(root, "borgar", "(stygt)")
        answer = target(rude, ours, http)
        SENDER.hide(answer, ours, http, NOW, hidden=True)
        assert instagram.objects[rude]["hidden"] is True
        SENDER.hide(answer, ours, http, NOW, hidden=False)
        assert instagram.objects[rude]["hidden"] is False

    def test_remove(self, instagram: InstagramApi, ours: Access, http: Http) -> None:
        root = instagram.medium(ours.account_id, "Dugnad")
        answer = target(instagram.comment(root, "borgar", "(stygt)"), ours, http)
        for _ in range(2):
            SENDER.remove(answer, ours, http, NOW)
        assert SENDER.read(answer.post.aliases[0].removeprefix("ig:"), ours, http, NOW) is None
        with pytest.raises(Rejected, match="only a comment"):
            SENDER.remove(target(root, ours, http), ours, http, NOW)


def test_the_account_itself_is_found_with_its_login(ours: Access, http: Http) -> None:
    found = network.look_up("https://www.instagram.com/Fjordvik/", ours, http, NOW)
    assert found.author.id == ours.account_id
    with pytest.raises(Refused, match="itself only"):
        network.look_up("https://www.instagram.com/nabo/", ours, http, NOW)


@pytest.mark.parametrize(
    "address", ["https://www.instagram.com/fjordvik/", "instagram.com/explore"]
)
def test_addresses_of_instagram_are_answered_with_the_ways_there_are(address: str) -> None:
    with Http() as http, pytest.raises(Refused, match="connect the account"):
        network.recognise(address, http)
