"""WordPress under the suite that every network is held to, against WordPress itself."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from tilstede.networks.kit.conformance import Conformance, check_batches
from tilstede.networks.kit.contract import Gone, Refused
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Enclosure, Target
from tilstede.networks.kit.sending import Remover, Sender
from tilstede.networks.wordpress.network import network
from tilstede.networks.wordpress.tests.town import (
    Town,
    answer_to,
    items,
    later,
    now,
    outgoing,
    picture,
    posts,
)

#: What WordPress would make something else of, all at once.
TRICKY = (
    "Ho sa \"ja\" -- og 'nei'... 9x9 (tm) :) 8-) [gallery] Wordpress\n"
    "a < b & c > d &amp; – sjå https://fjordvik.example/a?b=1&c=2.\n\n- eitt\n- to"
)


@pytest.fixture
def sender() -> Sender:
    found = network.sender()
    assert found is not None
    return found


class TestWordPress(Conformance):
    network = network
    folder = Path(__file__).parent

    def test_fetch(self, town: Town, http: Http) -> None:
        number = town.post(
            "Ferja &#8211; ny rute", "<p>Frå måndag.</p><p>Sjå <a href='/ruter'>rutene</a></p>"
        )
        found = network.recognise(town.root, http)
        assert found is not None
        assert (found.address, found.author.id, found.title) == (
            town.root,
            town.id,
            "Fjordvik kommune",
        )
        source = town.source(account_id=found.author.id)
        [post] = posts(check_batches(network.fetch(source, http, now()), network))
        assert post.aliases[0] == f"{town.site.address}/?p={number}"
        assert post.url in post.aliases
        assert (post.title, post.text) == ("Ferja – ny rute", "Frå måndag.\n\nSjå rutene")
        assert [link.url for link in post.links] == [f"{town.site.address}/ruter"]
        assert (post.author.id, post.author.name) == (town.id, "Fjordvik kommune")
        assert post.published is not None
        assert abs(post.published - now()) < timedelta(minutes=1)

    def test_edits(self, town: Town, http: Http) -> None:
        changed, other = town.post("Før"), town.post("Uendra")
        first = town.read(http)
        second = town.read(http, later(town.source(), first))
        town.site.do("change", ID=changed, post_title="Etter")
        third = check_batches(
            network.fetch(later(later(town.source(), first), second), http, now()), network
        )
        assert "Etter" in [post.title for post in posts(third)]
        assert other
        fourth = town.read(http, later(later(later(town.source(), first), second), third))
        assert not [post for post in posts(fourth) if post.title == "Før"]

    def test_deletions(self, town: Town, http: Http) -> None:
        numbers = [
            town.post(title) for title in ("Står", "Trash", "Borte", "Utkast", "Løyndt", "Privat")
        ]
        stands, trashed, removed, drafted, protected, private = numbers
        source = town.source()
        first = town.read(http, source)
        assert len(posts(first)) == 6
        town.site.do("trash", id=trashed)
        town.site.do("remove", id=removed)
        town.site.do("change", ID=drafted, post_status="draft")
        town.site.do("change", ID=protected, post_password="hemmeleg")
        town.site.do("change", ID=private, post_status="private")
        visit = dataclasses.replace(
            later(source, first), known=()
        )  # as of those that a feed brought first
        second = check_batches(network.fetch(visit, http, now()), network)
        gone = {alias for item in items(second) if isinstance(item, Gone) for alias in item.aliases}
        assert gone == {
            f"{town.site.address}/?p={number}" for number in numbers if number != stands
        }

    def test_thread(self, town: Town, http: Http) -> None:
        number = town.post("Bassenget")
        asked = town.say(number, "Når opnar\nbassenget?")
        town.say(number, "Ja, når?", asked)
        town.say(town.post("Noko anna"), "Ikkje her")
        name = f"{town.site.address}/?p={number}"
        source = town.source(what="thread", address=name)
        found = posts(check_batches(network.fetch(source, http, now()), network))
        found.sort(key=lambda post: post.aliases)
        assert [post.text for post in found] == ["Når opnar\nbassenget?", "Ja, når?"]
        assert [post.reply_to for post in found] == [name, f"{name}#comment-{asked}"]
        assert {post.thread for post in found} == {name}

    def test_mentions(self, town: Town, http: Http) -> None:
        number = town.post("Bassenget")
        first_said = town.say(number, "Når opnar bassenget?")
        source = town.source(what="mentions", access=town.access(http))
        first = check_batches(network.fetch(source, http, now()), network)
        assert [post.text for post in posts(first)] == ["Når opnar bassenget?"]
        assert "borgar@fjordvik.example" not in str(items(first))
        held = town.say(number, "Hallo?", comment_approved="0", comment_date="2026-01-01 12:00:00")
        assert not posts(town.read(http, later(source, first)))
        town.site.do("comment-status", id=held, status="approve")
        town.site.do("comment-status", id=first_said, status="trash")
        second = town.read(http, dataclasses.replace(later(source, first), known=()))
        assert [post.text for post in posts(second)] == ["Hallo?"]
        [gone] = [item for item in items(second) if isinstance(item, Gone)]
        assert gone.aliases[0].endswith(f"#comment-{first_said}")

    def test_login(self, town: Town, http: Http) -> None:
        """What is closed to all is open to it."""
        town.post("Sak")
        access = town.access(http)
        town.site.do("option", name="town_closed", value="1")
        with pytest.raises(Refused, match="follow its feed instead"):
            town.read(http)
        assert [post.title for post in posts(town.read(http, town.source(access=access)))] == [
            "Sak"
        ]

    def test_send(self, town: Town, http: Http, sender: Sender) -> None:
        access = town.access(http)
        tags = ("Ferje", "Båt & buss")
        what = outgoing(TRICKY, title='"Ny" ferje...', language="nn", tags=tags)
        sent = sender.send(what, access, http, now())
        assert sender.find(what, access, http, now()) == sent
        seen = sender.read(sent.id, access, http, now())
        assert seen is not None
        assert (seen.post.text, seen.post.title) == (TRICKY, what.title)
        assert seen.post.language == "nn"
        assert set(tags) <= set(seen.post.tags)
        [fetched] = posts(town.read(http))
        assert fetched == seen.post
        assert fetched.aliases == sent.aliases
        assert sender.find(outgoing("Noko anna"), access, http, now()) is None

    def test_media_alt(self, town: Town, http: Http, sender: Sender, tmp_path: Path) -> None:
        access = town.access(http)
        media = (
            Enclosure(picture(tmp_path), "image/png", "hamna.png", 'Hamna i "sol"'),
            Enclosure(picture(tmp_path, "fjell.png"), "image/png", "fjell.png", "<Fjell> [x]"),
        )
        sent = sender.send(outgoing("To bilete", media=media), access, http, now())
        seen = sender.read(sent.id, access, http, now())
        assert seen is not None
        assert [one.alt for one in seen.post.media] == ['Hamna i "sol"', "<Fjell> [x]"]
        assert [one.width for one in seen.post.media] == [8, 8]
        assert http.get(seen.post.media[1].url).content == media[1].path.read_bytes()

    def test_alt(self, town: Town, http: Http, sender: Sender, tmp_path: Path) -> None:
        """One that has none is not given any."""
        access = town.access(http)
        bare = Enclosure(picture(tmp_path), "image/png", "hamna.png")
        sent = sender.send(outgoing("Eit bilete", media=(bare,)), access, http, now())
        seen = sender.read(sent.id, access, http, now())
        assert seen is not None
        assert [one.alt for one in seen.post.media] == [None]

    def test_reply(self, town: Town, http: Http, sender: Sender) -> None:
        number = town.post("Bassenget")
        town.say(number, "Når opnar bassenget?")
        name = f"{town.site.address}/?p={number}"
        source = town.source(what="thread", address=name)
        [heard] = posts(town.read(http, source))
        access, what = town.access(http), answer_to(heard, TRICKY)
        sent = sender.send(what, access, http, now())
        assert sender.find(what, access, http, now()) == sent
        seen = sender.read(sent.id, access, http, now())
        assert seen is not None
        assert (seen.post.text, seen.post.aliases) == (TRICKY, sent.aliases)
        assert seen.post.reply_to in heard.aliases
        assert seen.post in posts(town.read(http, source))
        sender.edit(sent.id, outgoing("Måndag."), access, http, now())
        edited = sender.read(sent.id, access, http, now())
        assert edited is not None
        assert edited.post.text == "Måndag."

    def test_edit(self, town: Town, http: Http, sender: Sender, tmp_path: Path) -> None:
        access = town.access(http)
        sent = sender.send(outgoing("Feil tekst", title="Feil"), access, http, now())
        medium = Enclosure(picture(tmp_path), "image/png", "hamna.png", "Hamna")
        what = outgoing("Rett tekst", title="Rett", media=(medium,))
        again = sender.edit(sent.id, what, access, http, now())
        assert again.id == sent.id
        assert again.url == sent.url
        seen = sender.read(sent.id, access, http, now())
        assert seen is not None
        assert (seen.post.title, seen.post.text) == ("Rett", "Rett tekst")
        assert [one.alt for one in seen.post.media] == ["Hamna"]

    def test_delete(self, town: Town, http: Http, sender: Sender) -> None:
        access = town.access(http)
        what = outgoing("Feil", title="Feil")
        sent = sender.send(what, access, http, now())
        seen = sender.read(sent.id, access, http, now())
        assert seen is not None
        said = sender.send(answer_to(seen.post, "Feil svar"), access, http, now())
        for one in (said.id, said.id, sent.id, sent.id):
            sender.delete(one, access, http, now())
            assert sender.read(one, access, http, now()) is None

    def test_remove(self, town: Town, http: Http, sender: Sender) -> None:
        number = town.post("Bassenget")
        town.say(number, "Sjikane")
        source = town.source(what="thread", address=f"{town.site.address}/?p={number}")
        [heard] = posts(town.read(http, source))
        assert isinstance(sender, Remover)
        for _ in range(2):
            sender.remove(Target(heard), town.access(http), http, now())
            assert posts(town.read(http, source)) == []

    def test_hide(self, town: Town, http: Http, sender: Sender) -> None:
        number = town.post("Bassenget")
        town.say(number, "Sjikane")
        source = town.source(what="thread", address=f"{town.site.address}/?p={number}")
        [heard] = posts(town.read(http, source))
        access = town.access(http)
        for hidden, left in ((True, 0), (True, 0), (False, 1)):
            sender.hide(Target(heard), access, http, now(), hidden=hidden)
            assert len(posts(town.read(http, source))) == left
