"""Instagram keeps what every network promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.servers.meta_networks import InstagramApi

from tilstede.networks.instagram.network import network
from tilstede.networks.instagram.send import InstagramSender
from tilstede.networks.instagram.tests import takeouts as made
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.conformance import Conformance, check_batches
from tilstede.networks.kit.contract import Batch, Source
from tilstede.networks.kit.errors import Refused, Rejected
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.items import Gone, Item, Seen
from tilstede.networks.kit.outgoing import Outgoing, Target

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
SENDER = InstagramSender()


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
        instagram.comment(root, "borgar", "Bra!")
        source = Source("instagram", f"ig:{root}", what="thread", access=ours)
        (seen,) = items(visit(source, http))
        assert isinstance(seen, Seen)
        assert (seen.post.text, seen.post.thread) == ("Bra!", f"ig:{root}")

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

    def test_reply_is_all_that_is_sent(self, ours: Access, http: Http) -> None:
        with pytest.raises(Rejected, match="public address"):
            SENDER.send(outgoing("Eit bilete"), ours, http, NOW)

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
