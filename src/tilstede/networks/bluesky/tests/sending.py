"""What a body sends, and what its own server then holds. Inherited by the conformance test, which counts it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.servers.atproto import Server

from tilstede.core.post import content_digest
from tilstede.networks.bluesky import proof
from tilstede.networks.bluesky.network import network
from tilstede.networks.bluesky.tests.outgoing import Office, film, now, outgoing, picture
from tilstede.networks.bluesky.tests.reading import posts, source_of, visit
from tilstede.networks.kit.conformance import check_item
from tilstede.networks.kit.contract import Rejected, Seen
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.sending import Captions, Card, Enclosure


class Sending:
    """Each against a real personal data server."""

    @pytest.fixture
    def office(self, home: Server, http: Http) -> Office:
        return Office(home.account("kommune"), http)

    def test_send(self, office: Office, home: Server) -> None:
        neighbour = home.account("nabo")
        text = (
            f"Vassverket er stengt i dag 🚱 https://fjordvik.example/vatn. Spør @{neighbour.handle}"
            " eller @ingen.invalid #vatn"
        )
        sent = office.send(text, language="nn", tags=("drift",))
        held = office.record(sent)
        assert (held["text"], held["langs"], held["tags"]) == (text, ["nn"], ["drift"])
        shown = {
            held["text"].encode()[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(): f[
                "features"
            ][0]
            for f in held["facets"]
        }
        assert shown["https://fjordvik.example/vatn"]["uri"] == "https://fjordvik.example/vatn"
        assert shown[f"@{neighbour.handle}"]["did"] == neighbour.did
        assert shown["#vatn"]["tag"] == "vatn"
        assert len(shown) == 3

    def test_send_twice_is_once(self, office: Office) -> None:
        what = outgoing("Ein gong")
        first = office.send_whole(what)
        assert office.send_whole(what) == first
        found = office.sender.find(what, office.access, office.http, now())
        assert found == first
        assert len(office.account.posts()) == 1
        assert office.sender.find(outgoing("Aldri"), office.access, office.http, now()) is None

    def test_send_and_read_back(self, office: Office, tmp_path: Path) -> None:
        """What is read back is what a visit takes in, with the account's signature, under the names we were told."""
        enclosed = Enclosure(picture(tmp_path), "image/png", alt="Raud firkant")
        sent = office.send("Sjå her: https://fjordvik.example/", media=(enclosed,))
        item = office.sender.read(sent.id, office.access, office.http, now())
        assert isinstance(item, Seen)
        check_item(item, network)
        assert item.post.aliases == sent.aliases
        assert item.post.url == sent.url
        assert item.post.text == "Sjå her: https://fjordvik.example/"
        (fetched,) = posts(visit(source_of(office.account), office.http))
        assert (fetched.aliases, content_digest(fetched)) == (
            sent.aliases,
            content_digest(item.post),
        )
        assert proof.check(item.raw).key.startswith("did:key:")

    def test_reply(self, office: Office, home: Server) -> None:
        citizen = home.account("borger")
        question = citizen.post("Når opnar badet?")
        more = citizen.reply(question, "Og kva kostar det?")
        sent = office.send("Klokka 10.", reply_to=office.target(citizen, more["uri"]))
        assert office.record(sent)["reply"] == {"root": question, "parent": more}

    def test_boost(self, office: Office, home: Server) -> None:
        citizen = home.account("borger")
        said = citizen.post("Takk for turen")
        target = office.target(citizen, said["uri"])
        for _ in range(2):
            sent = office.sender.boost(target, office.access, office.http, now())
        assert sent is not None
        assert office.record(sent)["subject"] == said
        (post,) = posts(visit(source_of(office.account), office.http))
        assert post.aliases == sent.aliases
        office.sender.delete(sent.id, office.access, office.http, now())
        assert office.account.record(sent.id) is None

    def test_quote(self, office: Office, home: Server, tmp_path: Path) -> None:
        citizen = home.account("borger")
        said = citizen.post("Takk for turen")
        target = office.target(citizen, said["uri"])
        alone = office.record(office.send("Sjå kva folk seier", quote_of=target))
        assert alone["embed"]["record"] == said
        enclosed = Enclosure(picture(tmp_path), "image/png", alt="Fjord")
        both = office.record(office.send("Sjå", quote_of=target, media=(enclosed,)))
        assert both["embed"]["record"]["record"] == said
        assert both["embed"]["media"]["images"][0]["alt"] == "Fjord"

    def test_like(self, office: Office, home: Server) -> None:
        citizen = home.account("borger")
        said = citizen.post("Fin dag")
        for _ in range(2):
            office.sender.like(
                office.target(citizen, said["uri"]), office.access, office.http, now()
            )
        assert [one["value"]["subject"] for one in _records(office, "app.bsky.feed.like")] == [said]

    def test_follow(self, office: Office, home: Server) -> None:
        neighbour = home.account("nabo")
        for name in (neighbour.handle, neighbour.did):
            office.sender.follow(name, office.access, office.http, now())
        follows = _records(office, "app.bsky.graph.follow")
        assert [one["value"]["subject"] for one in follows] == [neighbour.did]

    def test_block(self, office: Office, home: Server) -> None:
        citizen = home.account("borger")
        for blocked in (True, True, False, False, True):
            office.sender.block(citizen.did, office.access, office.http, now(), blocked=blocked)
            held = [one["value"]["subject"] for one in _records(office, "app.bsky.graph.block")]
            assert held == ([citizen.did] if blocked else [])

    def test_delete(self, office: Office) -> None:
        sent = office.send("Feil dato")
        for _ in range(2):
            office.sender.delete(sent.id, office.access, office.http, now())
        assert office.account.posts() == []
        assert office.sender.read(sent.id, office.access, office.http, now()) is None

    def test_hide(self, office: Office, home: Server) -> None:
        sent = office.send("Kva meiner du?")
        citizen = home.account("borger")
        root = {"uri": sent.id, "cid": str((office.account.record(sent.id) or {})["cid"])}
        rude, kind = citizen.reply(root, "Idiotar"), citizen.reply(root, "Fint!")
        gate = sent.id.replace("feed.post", "feed.threadgate")
        for reply in (rude, kind, rude):
            target = office.target(citizen, reply["uri"])
            office.sender.hide(target, office.access, office.http, now(), hidden=True)
        held = office.account.record(gate)
        assert held is not None
        assert held["value"]["hiddenReplies"] == [rude["uri"], kind["uri"]]
        target = office.target(citizen, kind["uri"])
        office.sender.hide(target, office.access, office.http, now(), hidden=False)
        held = office.account.record(gate)
        assert held is not None
        assert held["value"]["hiddenReplies"] == [rude["uri"]]
        theirs = citizen.post("Min tråd")
        mine = office.account.reply(theirs, "Hei")
        with pytest.raises(Rejected, match="began the thread"):
            office.sender.hide(
                office.target(office.account, mine["uri"]),
                office.access,
                office.http,
                now(),
                hidden=True,
            )

    def test_media(self, office: Office, tmp_path: Path) -> None:
        enclosed = [
            Enclosure(picture(tmp_path, width, 4), "image/png", alt=f"Nr. {width}")
            for width in (5, 6, 7, 8)
        ]
        images = office.record(office.send("Fire", media=tuple(enclosed)))["embed"]["images"]
        assert [one["aspectRatio"]["width"] for one in images] == [5, 6, 7, 8]
        with pytest.raises(Rejected, match="pictures 5/4"):
            office.send("Fem", media=(*enclosed, enclosed[0]))

    def test_alt(self, office: Office, tmp_path: Path) -> None:
        described = Enclosure(picture(tmp_path), "image/png", alt="Raud firkant på kvit grunn")
        plain = Enclosure(picture(tmp_path), "image/png")
        sent = office.send("To", media=(described, plain))
        assert [one["alt"] for one in office.record(sent)["embed"]["images"]] == [
            "Raud firkant på kvit grunn",
            "",
        ]

    def test_captions(self, office: Office, tmp_path: Path) -> None:
        track = tmp_path / "nn.vtt"
        track.write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nHei\n")
        enclosed = Enclosure(
            film(tmp_path), "video/mp4", alt="Talen", captions=(Captions(track, "nn"),)
        )
        embed = office.record(office.send("Talen", media=(enclosed,)))["embed"]
        assert embed["video"]["mimeType"] == "video/mp4"
        assert [one["lang"] for one in embed["captions"]] == ["nn"]
        assert embed["captions"][0]["file"]["mimeType"] == "text/vtt"

    def test_send_with_a_card(self, office: Office, tmp_path: Path) -> None:
        card = Card("https://fjordvik.example/", "Fjordvik", "Kommunen", picture(tmp_path))
        external = office.record(office.send("Sjå", card=card))["embed"]["external"]
        assert (external["uri"], external["title"]) == (card.url, card.title)
        assert external["thumb"]["mimeType"] == "image/png"


def _records(office: Office, collection: str) -> list[dict[str, dict[str, object]]]:
    told = office.account.call(
        "com.atproto.repo.listRecords", repo=office.account.did, collection=collection
    )
    records: list[dict[str, dict[str, object]]] = told["records"]
    return records
