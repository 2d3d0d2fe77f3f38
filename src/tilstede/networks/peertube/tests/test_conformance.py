"""PeerTube under the suite that every network is held to. Shown against a server of our own: unproven."""

from __future__ import annotations

from pathlib import Path

from tilstede.networks.kit.conformance import Conformance, check_batches
from tilstede.networks.kit.contract import Gone
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Target
from tilstede.networks.kit.sending import Remover
from tilstede.networks.peertube.network import network
from tilstede.networks.peertube.tests.town import (
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


class TestPeerTube(Conformance):
    network = network
    folder = Path(__file__).parent

    def test_fetch(self, town: Town, http: Http) -> None:
        made = town.server.film(
            town.user, "Kommunestyret", "Sjå **https://fjordvik.example/**", language="nn"
        )
        found = network.recognise(f"{town.server.base}/c/fjordvik_kanal/videos", http)
        assert found is not None
        assert (found.author.id, found.title) == (town.channel, "fjordvik_kanal")
        source = town.source(address=found.address, account_id=found.author.id)
        [post] = posts(check_batches(network.fetch(source, http, NOW), network))
        assert post.aliases == (
            f"{town.server.base}/videos/watch/{made.uuid}",
            f"{town.server.base}/w/{made.short}",
        )
        assert (post.title, post.language, post.author.id) == ("Kommunestyret", "nn", town.channel)
        assert [link.url for link in post.links] == ["https://fjordvik.example/"]

    def test_edits(self, town: Town, http: Http) -> None:
        """The list tells when a video was changed; it is asked for again, and no other."""
        made, _ = (town.server.film(town.user, title) for title in ("Før", "Uendra"))
        source = town.source()
        first = list(network.fetch(source, http, NOW))
        made.told["name"], made.changed = "Etter", town.server.tick()
        second = check_batches(network.fetch(later(source, first), http, NOW), network)
        assert [post.title for post in posts(second)] == ["Etter"]

    def test_deletions(self, town: Town, http: Http) -> None:
        made = town.server.film(town.user, "Går")
        source = town.source()
        first = list(network.fetch(source, http, NOW))
        [post] = posts(first)
        del town.server.films[made.uuid]
        known = ((post.aliases[0], post.url),)
        second = check_batches(network.fetch(later(source, first, known=known), http, NOW), network)
        gone = [item.aliases for item in items(second) if isinstance(item, Gone)]
        assert gone == [(post.aliases[0],)]

    def test_thread(self, town: Town, http: Http) -> None:
        made = town.server.film(town.user, "Kommunestyret")
        asked = town.server.say(made, "borgar", "Når opnar\nbassenget?")
        town.server.say(made, "fjordvik", "Måndag", asked)
        name = f"{town.server.base}/videos/watch/{made.uuid}"
        source = town.source(what="thread", address=name)
        found = posts(check_batches(network.fetch(source, http, NOW), network))
        assert [post.text for post in found] == ["Når opnar\nbassenget?", "Måndag"]
        assert found[0].reply_to == name
        assert found[1].reply_to in found[0].aliases
        assert {post.thread for post in found} == {name}

    def test_mentions_login(self, town: Town, http: Http) -> None:
        made = town.server.film(town.user, "Kommunestyret")
        town.server.say(made, "borgar", "Når opnar bassenget?")
        source = town.source(what="mentions", access=town.access(http))
        first = check_batches(network.fetch(source, http, NOW), network)
        [post] = posts(first)
        assert post.thread == f"{town.server.base}/videos/watch/{made.uuid}"
        town.server.say(made, "borgar", "Hallo?").held = True
        second = posts(list(network.fetch(later(source, first), http, NOW)))
        assert ("Hallo?", "followers") in [(one.text, one.visibility) for one in second]

    test_mentions = test_login = test_mentions_login

    def test_send_media_captions(self, town: Town, http: Http, tmp_path: Path) -> None:
        sender, access = network.sender(), town.access(http)
        assert sender is not None
        medium = film(tmp_path, captions=("nn", "se"))
        what = outgoing("Heile møtet", title="Kommunestyret", media=(medium,), language="nn")
        sent = sender.send(what, access, http, SOON)
        [made] = town.server.films.values()
        assert made.size == medium.path.stat().st_size
        seen = sender.read(sent.id, access, http, SOON)
        assert seen is not None
        assert (seen.post.title, seen.post.text, seen.post.language) == (
            "Kommunestyret",
            "Heile møtet",
            "nn",
        )
        assert len([one for one in seen.post.media if one.mime == "text/vtt"]) == 2
        [fetched] = posts(town.read(http))
        assert fetched == seen.post
        assert fetched.aliases == sent.aliases

    test_send = test_media = test_captions = test_send_media_captions

    def test_reply(self, town: Town, http: Http) -> None:
        made = town.server.film(town.user, "Kommunestyret")
        town.server.say(made, "borgar", "Når opnar bassenget?")
        name = f"{town.server.base}/videos/watch/{made.uuid}"
        [heard] = posts(town.read(http, what="thread", address=name))
        sender, access = network.sender(), town.access(http)
        assert sender is not None
        sent = sender.send(answer_to(heard, "Måndag klokka åtte."), access, http, SOON)
        seen = sender.read(sent.id, access, http, SOON)
        assert seen is not None
        assert (seen.post.text, seen.post.aliases) == ("Måndag klokka åtte.", sent.aliases)
        assert seen.post.reply_to in heard.aliases
        assert seen.post in posts(town.read(http, what="thread", address=name))

    def test_remove(self, town: Town, http: Http) -> None:
        made = town.server.film(town.user, "Kommunestyret")
        rude = town.server.say(made, "borgar", "Sjikane")
        name = f"{town.server.base}/videos/watch/{made.uuid}"
        [heard] = posts(town.read(http, what="thread", address=name))
        sender, access = network.sender(), town.access(http)
        assert isinstance(sender, Remover)
        for _ in range(2):
            sender.remove(Target(heard), access, http, SOON)
        assert rude.deleted
        assert made in town.server.films.values()

    def test_edit(self, town: Town, http: Http, tmp_path: Path) -> None:
        made = town.server.film(town.user, "Kommunestyret", "Feil")
        sender, access = network.sender(), town.access(http)
        assert sender is not None
        what = outgoing("Rett tekst", title="Formannskapet", tags=("møte", "basseng"))
        sender.edit(f"video:{made.uuid}", what, access, http, SOON)
        assert made.told["name"] == "Formannskapet"
        assert made.told["description"] == "Rett tekst"
        assert made.told["tags"] == ["møte", "basseng"]

    def test_delete(self, town: Town, http: Http) -> None:
        made = town.server.film(town.user, "Kommunestyret")
        said = town.server.say(made, "fjordvik", "Feil svar")
        sender, access = network.sender(), town.access(http)
        assert sender is not None
        comment = f"comment:{made.uuid}:{said.thread}:{said.id}"
        for one in (comment, comment, f"video:{made.uuid}", f"video:{made.uuid}"):
            sender.delete(one, access, http, SOON)
            assert sender.read(one, access, http, SOON) is None
        assert said.deleted
        assert not town.server.films
