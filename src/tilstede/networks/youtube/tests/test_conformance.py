"""YouTube under the suite that every network is held to.

Reading and sending are shown against a server of our own, made from Google's description: unproven.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tilstede.networks.kit.conformance import Conformance, check_batches
from tilstede.networks.kit.contract import Gone, Seen
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Target
from tilstede.networks.youtube.network import network
from tilstede.networks.youtube.tests import takeouts as made
from tilstede.networks.youtube.tests.town import (
    NOW,
    SOON,
    Town,
    answer_to,
    film,
    items,
    later,
    outgoing,
    posts,
)


class TestYouTube(Conformance):
    network = network
    folder = Path(__file__).parent

    @pytest.fixture
    def takeouts(self, tmp_path: Path) -> list[Path]:
        return made.every_kind(tmp_path)

    def test_fetch(self, town: Town, http: Http) -> None:
        video = town.server.state.video(
            town.channel, "Kommunestyret", "Sjå https://fjordvik.example/"
        )
        batches = check_batches(town.network.fetch(town.source(), http, NOW), network)
        [post] = posts(batches)
        assert post.aliases == (f"yt:{video.id}",)
        assert (post.title, post.author.handle) == ("Kommunestyret", "fjordvik")
        assert [link.url for link in post.links] == ["https://fjordvik.example/"]

    def test_mentions(self, town: Town, http: Http) -> None:
        video = town.server.state.video(town.channel, "Kommunestyret")
        town.server.state.comment(town.citizen, video, "Når opnar bassenget?")
        source = town.source(what="mentions", access=town.access(), token="")
        batches = check_batches(town.network.fetch(source, http, NOW), network)
        assert [post.author.handle for post in posts(batches)] == ["borgar"]

    def test_thread(self, town: Town, http: Http) -> None:
        video = town.server.state.video(town.channel, "Kommunestyret")
        town.server.state.comment(town.citizen, video, "Når?")
        source = town.source(what="thread", address=f"yt:{video.id}")
        batches = check_batches(town.network.fetch(source, http, NOW), network)
        assert [post.text for post in posts(batches)] == ["Når?"]

    def test_login(self, town: Town, http: Http) -> None:
        """What is unlisted the owner's login shows too."""
        town.server.state.video(town.channel, "Berre lenkja", privacy="unlisted")
        source = town.source(token="", access=town.access())
        assert [post.visibility for post in posts(list(town.network.fetch(source, http, NOW)))] == [
            "unlisted"
        ]

    def test_deletions(self, town: Town, http: Http) -> None:
        video = town.server.state.video(town.channel, "Kommunestyret")
        comment = town.server.state.comment(town.citizen, video, "Når?")
        source = town.source(what="thread", address=f"yt:{video.id}")
        first = list(town.network.fetch(source, http, NOW))
        del town.server.state.comments[comment.id]
        known = ((f"ytc:{comment.id}", ""),)
        second = check_batches(
            town.network.fetch(later(source, first, known=known), http, NOW), network
        )
        gone = [item.aliases for item in items(second) if isinstance(item, Gone)]
        assert gone == [(f"ytc:{comment.id}",)]

    def test_send_media_captions(self, town: Town, http: Http, tmp_path: Path) -> None:
        sender, access = town.network.sender(), town.access()
        assert sender is not None
        what = outgoing(
            "Heile møtet", title="Kommunestyret", media=(film(tmp_path, captions=("nn", "se")),)
        )
        sent = sender.send(what, access, http, SOON)
        [video] = town.server.state.videos.values()
        assert video.size == what.media[0].path.stat().st_size
        assert {one.language for one in town.server.state.tracks.values()} == {"nn", "se"}
        seen = sender.read(sent.id, access, http, SOON)
        assert seen is not None
        assert (seen.post.title, seen.post.text) == ("Kommunestyret", "Heile møtet")
        assert seen.post.aliases == sent.aliases
        assert len([one for one in seen.post.media if one.mime == "text/vtt"]) == 2
        source = town.source(token="", access=access)
        assert seen.post.aliases in {
            post.aliases for post in posts(list(town.network.fetch(source, http, SOON)))
        }

    test_media = test_captions = test_send_media_captions

    def test_reply(self, town: Town, http: Http) -> None:
        video = town.server.state.video(town.channel, "Kommunestyret")
        asked = town.server.state.comment(town.citizen, video, "Når opnar bassenget?")
        [heard] = posts(
            list(
                town.network.fetch(town.source(what="thread", address=f"yt:{video.id}"), http, NOW)
            )
        )
        sender, access = town.network.sender(), town.access()
        assert sender is not None
        sent = sender.send(answer_to(heard, "Måndag klokka åtte."), access, http, SOON)
        seen = sender.read(sent.id, access, http, SOON)
        assert seen is not None
        assert seen.post.text == "Måndag klokka åtte."
        assert seen.post.reply_to == f"ytc:{asked.id}"
        assert seen.post.aliases == sent.aliases

    def test_edit(self, town: Town, http: Http) -> None:
        video = town.server.state.video(town.channel, "Kommunestyret", tags=["møte"])
        sender, access = town.network.sender(), town.access()
        assert sender is not None
        sender.edit(
            f"yt:{video.id}", outgoing("Rett tekst", title="Formannskapet"), access, http, SOON
        )
        assert video.snippet["title"] == "Formannskapet"
        assert video.snippet["tags"] == ["møte"], "what is not changed is told again"

    def test_delete(self, town: Town, http: Http) -> None:
        video = town.server.state.video(town.channel, "Kommunestyret")
        sender, access = town.network.sender(), town.access()
        assert sender is not None
        for _ in range(2):
            sender.delete(f"yt:{video.id}", access, http, SOON)
        assert not town.server.state.videos
        assert sender.read(f"yt:{video.id}", access, http, SOON) is None

    def test_hide(self, town: Town, http: Http) -> None:
        video = town.server.state.video(town.channel, "Kommunestyret")
        comment = town.server.state.comment(town.citizen, video, "Skjellsord")
        source = town.source(what="thread", address=f"yt:{video.id}")
        [item] = [
            one
            for one in items(list(town.network.fetch(source, http, NOW)))
            if isinstance(one, Seen)
        ]
        sender, access = town.network.sender(), town.access()
        assert sender is not None
        for hidden, status in ((True, "heldForReview"), (False, "published")):
            sender.hide(Target(item.post), access, http, SOON, hidden=hidden)
            assert comment.status == status
