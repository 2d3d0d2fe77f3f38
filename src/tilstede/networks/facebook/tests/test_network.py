"""Facebook keeps what every network promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.servers.meta_networks import FacebookApi

from tilstede.networks.facebook.network import network
from tilstede.networks.facebook.send import FacebookSender
from tilstede.networks.facebook.tests import takeouts as made
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.conformance import Conformance, check_batches
from tilstede.networks.kit.contract import Batch, Source
from tilstede.networks.kit.errors import NotFound, Refused, Rejected
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.items import Gone, Item, Missing, Seen
from tilstede.networks.kit.outgoing import Card, Enclosure, Outgoing, Target

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
SENDER = FacebookSender()


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


class TestFacebook(Conformance):
    network = network
    folder = Path(__file__).parent

    @pytest.fixture
    def takeouts(self, tmp_path: Path) -> list[Path]:
        lone = tmp_path / "your_posts_1.json"
        lone.write_bytes(made.broken([made.post("Åleine")]))
        return [
            made.write_zip(tmp_path / "side.zip", made.page_files()),
            made.write_folder(tmp_path / "side", made.page_files()),
            made.write_zip(tmp_path / "person.zip", made.person_files()),
            lone,
        ]

    def test_fetch(self, facebook: FacebookApi, ours: Access, http: Http) -> None:
        """All of it at first, page by page; then what is new, with the newest page once more."""
        facebook.page = 3
        for number in range(8):
            facebook.post(ours.account_id, f"Melding {number}")
        source = Source("facebook", "https://www.facebook.com/fjordvikkommune", access=ours)
        first = visit(source, http)
        assert sorted(texts(first)) == [f"Melding {number}" for number in range(8)]
        facebook.post(ours.account_id, "Melding 8")
        again = visit(replace(source, cursor=first[-1].cursor), http)
        assert texts(again) == ["Melding 8", "Melding 7", "Melding 6"]
        assert all("token" not in str(batch.cursor).lower() for batch in [*first, *again])

    def test_fetch_goes_on_where_it_was_cut_short(
        self, facebook: FacebookApi, ours: Access, http: Http
    ) -> None:
        facebook.page = 2
        for number in range(9):
            facebook.post(ours.account_id, f"Melding {number}")
        source = Source("facebook", "https://www.facebook.com/fjordvikkommune", access=ours)
        first, second, *_ = visit(source, http)
        rest = visit(replace(source, cursor=second.cursor), http)
        assert {*texts([first, second]), *texts(rest)} == {
            f"Melding {number}" for number in range(9)
        }

    def test_login(self, facebook: FacebookApi, http: Http) -> None:
        with pytest.raises(Refused, match="without a login"):
            visit(Source("facebook", "https://www.facebook.com/fjordvikkommune"), http)

    def test_another_page_is_asked_for_by_name(
        self, facebook: FacebookApi, ours: Access, http: Http
    ) -> None:
        other = facebook.a_page("Nabo kommune", "nabokommune")
        facebook.post(other, "Hei frå naboen")
        source = Source("facebook", "https://www.facebook.com/nabokommune", access=ours)
        assert texts(visit(source, http)) == ["Hei frå naboen"]

    def test_deletions(self, facebook: FacebookApi, ours: Access, http: Http) -> None:
        kept = facebook.post(ours.account_id, "Står")
        gone = facebook.post(ours.account_id, "Går")
        source = Source("facebook", "https://www.facebook.com/fjordvikkommune", access=ours)
        *_, last = visit(source, http)
        facebook.remove(gone)
        known = tuple((f"fb:{one}", "") for one in (gone, kept))
        found = items(visit(replace(source, cursor=last.cursor, known=known), http))
        assert [item.aliases for item in found if isinstance(item, Gone)] == [(f"fb:{gone}",)]
        facebook.remove(kept)
        none = items(visit(replace(source, cursor=last.cursor, known=known), http))
        assert not [item for item in none if isinstance(item, Gone)], "nothing at all is in sight"

    def test_the_round_goes_on_though_nothing_is_gone(
        self, facebook: FacebookApi, ours: Access, http: Http
    ) -> None:
        facebook.post(ours.account_id, "I sikte")
        other = facebook.a_page("Nabo kommune", "nabo")
        known = tuple((f"fb:{facebook.post(other, 'Står')}", "") for _ in range(12))
        source = Source(
            "facebook", "https://www.facebook.com/fjordvikkommune", access=ours, known=known
        )
        batches = visit(replace(source, turn=len(known)), http)
        assert not [one for one in items(batches) if isinstance(one, Gone)]
        assert batches[-1].cursor["checked"] == known[9][0], "ten are asked for on a visit"

    def test_mentions(self, facebook: FacebookApi, ours: Access, http: Http) -> None:
        """Posts that name the Page, and comments under its own; each comment once."""
        other = facebook.a_page("Nabo kommune", "nabokommune")
        tagged = facebook.post(other, "Takk til Fjordvik kommune")
        facebook.lists[f"{ours.account_id}/tagged"] = [tagged]
        root = facebook.post(ours.account_id, "Kva meiner de?")
        asked = facebook.comment(root, "Ein borgar", "Når opnar symjehallen?")
        facebook.comment(asked, ours.account_id, "Måndag")
        source = Source(
            "facebook", "https://www.facebook.com/fjordvikkommune", what="mentions", access=ours
        )
        first = visit(source, http)
        assert texts(first) == ["Takk til Fjordvik kommune", "Måndag", "Når opnar symjehallen?"]
        posts = [item.post for item in items(first) if isinstance(item, Seen)]
        assert [post.reply_to for post in posts] == ["", f"fb:{asked}", f"fb:{root}"]
        assert posts[2].author.name == "Ein borgar"
        later = replace(source, cursor=first[-1].cursor)
        facebook.comment(root, "Ein annan", "Og kvar?")
        assert "Og kvar?" in texts(visit(later, http))

    def test_mentions_that_are_edited_or_deleted(
        self, facebook: FacebookApi, ours: Access, http: Http
    ) -> None:
        root = facebook.post(ours.account_id, "Kva meiner de?")
        source = Source(
            "facebook", "https://www.facebook.com/fjordvikkommune", what="mentions", access=ours
        )
        asked, other = (facebook.comment(root, "Ein borgar", f"{n}") for n in range(2))
        *_, last = visit(source, http)
        facebook.objects[asked]["message"] = "Endra"
        facebook.remove(other)
        facebook.comment(root, "Ein annan", "Ny")  # there are as many as before
        found = self.heard(source, last, http, 1)
        assert texts(found) == ["Ny", "Endra"]
        assert [one.aliases for one in items(found) if isinstance(one, Gone)] == [(f"fb:{other}",)]
        facebook.page = 1  # what is pushed out of sight stands
        found = self.heard(source, found[-1], http, 2)
        assert not [one for one in items(found) if isinstance(one, Gone)]

    def test_mentions_edited_under_each_of_many_posts_in_turn(
        self, facebook: FacebookApi, ours: Access, http: Http
    ) -> None:
        source = Source(
            "facebook", "https://www.facebook.com/fjordvikkommune", what="mentions", access=ours
        )
        roots = [facebook.post(ours.account_id, f"Melding {n}") for n in range(12)]
        under = [facebook.comment(root, "Ein borgar", "Før") for root in roots]
        *_, last = visit(source, http)
        for comment in under:
            facebook.objects[comment]["message"] = "Etter"
        found = [texts(self.heard(source, last, http, visits)) for visits in (1, 2, 3)]
        assert [len(one) for one in found] == [5, 5, 5]
        seen = self.heard(source, last, http, 3)
        assert set(texts(seen)) == {"Etter"}

    def heard(self, source: Source, last: Batch, http: Http, visits: int) -> list[Batch]:
        """What the last of so many visits brings."""
        found = [last]
        for _ in range(visits):
            found = visit(replace(source, cursor=found[-1].cursor), http)
        return found

    def test_thread(self, facebook: FacebookApi, ours: Access, http: Http) -> None:
        root = facebook.post(ours.account_id, "Kva meiner de?")
        comment = facebook.comment(root, "Ein borgar", "Bra!")
        source = Source("facebook", f"fb:{root}", what="thread", access=ours)
        (seen,) = items(visit(source, http))
        assert isinstance(seen, Seen)
        assert (seen.post.text, seen.post.thread) == ("Bra!", f"fb:{root}")
        del facebook.objects[comment]
        name = seen.post.aliases[0]
        later = replace(source, known=((name, seen.post.url),))
        assert [item.where for item in items(visit(later, http)) if isinstance(item, Gone)] == [
            name
        ]

    def test_mentions_by_somebody_facebook_does_not_name(
        self, facebook: FacebookApi, ours: Access, http: Http
    ) -> None:
        root = facebook.post(ours.account_id, "Kva meiner de?")
        for words in ("Bra!", "Dårleg!"):
            del facebook.objects[facebook.comment(root, "Ein borgar", words)]["from"]
        source = Source("facebook", f"fb:{root}", what="thread", access=ours)
        found = [item.post for item in items(visit(source, http)) if isinstance(item, Seen)]
        assert len({post.author.id for post in found}) == 2, "two comments may be by two people"
        assert all("author-missing" in post.odd for post in found)

    def test_send(self, facebook: FacebookApi, ours: Access, http: Http) -> None:
        what = outgoing("Ferja går igjen https://fjordvik.no/ferje")
        assert SENDER.find(what, ours, http, NOW) is None
        sent = SENDER.send(what, ours, http, NOW)
        seen = SENDER.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert seen.post.text == what.text
        assert set(sent.aliases) <= set(seen.post.aliases)
        found = SENDER.find(what, ours, http, NOW)
        assert found is not None
        assert found.id == sent.id

    def test_send_a_link(self, facebook: FacebookApi, ours: Access, http: Http) -> None:
        card = Card("https://fjordvik.no/budsjett", "Budsjett")
        sent = SENDER.send(outgoing("Les budsjettet", card=card), ours, http, NOW)
        seen = SENDER.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert [link.url for link in seen.post.links] == ["https://fjordvik.no/budsjett"]

    def test_media_alt(
        self, facebook: FacebookApi, ours: Access, http: Http, tmp_path: Path
    ) -> None:
        (tmp_path / "a.png").write_bytes(b"\x89PNG")
        media = (
            Enclosure(tmp_path / "a.png", "image/png", alt="Ferja ved kaia på Fjordvik"),
            Enclosure(tmp_path / "a.png", "image/png", alt=""),
        )
        what = outgoing("Bilete", media=media)
        sent = SENDER.send(what, ours, http, NOW)
        seen = SENDER.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert [one.alt for one in seen.post.media] == ["Ferja ved kaia på Fjordvik", None]
        source = Source("facebook", "https://www.facebook.com/fjordvikkommune", access=ours)
        assert [item for item in items(visit(source, http)) if isinstance(item, Seen)] == [seen]
        for one in [one for one in facebook.objects.values() if "src" in one][1:]:
            facebook.remove(one["id"])
        (again,) = items(visit(source, http))
        assert again == seen, "one that is gone takes no other's text with it"
        found = SENDER.find(what, ours, http, NOW)
        assert found is not None
        assert found.id == sent.id

    test_alt = test_media_alt

    def test_reply(self, facebook: FacebookApi, ours: Access, http: Http) -> None:
        root = facebook.post(ours.account_id, "Kva meiner de?")
        asked = facebook.comment(root, "Ein borgar", "Når opnar symjehallen?")
        what = outgoing("Måndag", reply_to=target(asked, ours, http))
        assert SENDER.find(what, ours, http, NOW) is None
        sent = SENDER.send(what, ours, http, NOW)
        seen = SENDER.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert seen.post.reply_to == f"fb:{asked}"
        found = SENDER.find(what, ours, http, NOW)
        assert found is not None
        assert found.id == sent.id

    def test_edit(self, facebook: FacebookApi, ours: Access, http: Http) -> None:
        sent = SENDER.send(outgoing("Møtet er onsdag"), ours, http, NOW)
        changed = SENDER.edit(sent.id, outgoing("Møtet er torsdag"), ours, http, NOW)
        seen = SENDER.read(changed.id, ours, http, NOW)
        assert seen is not None
        assert (seen.post.text, changed.id) == ("Møtet er torsdag", sent.id)

    def test_delete(self, facebook: FacebookApi, ours: Access, http: Http) -> None:
        sent = SENDER.send(outgoing("Angrar meg"), ours, http, NOW)
        for _ in range(2):
            SENDER.delete(sent.id, ours, http, NOW)
        assert SENDER.read(sent.id, ours, http, NOW) is None

    def test_hide(self, facebook: FacebookApi, ours: Access, http: Http) -> None:
        root = facebook.post(ours.account_id, "Kva meiner de?")
        rude = facebook.comment(root, "Ein borgar", "(stygt)")
        answer = target(rude, ours, http)
        SENDER.hide(answer, ours, http, NOW, hidden=True)
        assert facebook.objects[rude]["is_hidden"] == "true"
        SENDER.hide(answer, ours, http, NOW, hidden=False)
        assert facebook.objects[rude]["is_hidden"] == "false"
        facebook.remove(rude)
        SENDER.hide(answer, ours, http, NOW, hidden=True)

    def test_remove(self, facebook: FacebookApi, ours: Access, http: Http) -> None:
        root = facebook.post(ours.account_id, "Kva meiner de?")
        rude = facebook.comment(root, "Ein borgar", "(stygt)")
        answer = target(rude, ours, http)
        for _ in range(2):
            SENDER.remove(answer, ours, http, NOW)
        assert SENDER.read(rude, ours, http, NOW) is None
        with pytest.raises(Rejected, match="only a comment"):
            SENDER.remove(target(root, ours, http), ours, http, NOW)

    def test_send_leaves_nothing_out(
        self, facebook: FacebookApi, ours: Access, http: Http, tmp_path: Path
    ) -> None:
        (tmp_path / "a.mp4").write_bytes(b"film")
        film = (Enclosure(tmp_path / "a.mp4", "video/mp4"),)
        for more in (
            {"warning": "valkamp"},
            {"visibility": "followers"},
            {"title": "T"},
            {"media": film},
        ):
            with pytest.raises(Rejected):
                SENDER.send(outgoing("Hei", **more), ours, http, NOW)
        assert not facebook.lists

    def test_mentions_are_read_from_now_on(
        self, facebook: FacebookApi, ours: Access, http: Http
    ) -> None:
        facebook.page = 2
        other = facebook.a_page("Nabo kommune", "nabokommune")
        tagged = [facebook.post(other, f"Takk {number}") for number in range(5)]
        facebook.lists[f"{ours.account_id}/tagged"] = tagged[::-1]
        source = Source(
            "facebook", "https://www.facebook.com/fjordvikkommune", what="mentions", access=ours
        )
        found = items(visit(source, http))
        assert [item.why for item in found if isinstance(item, Missing)] == ["page-limit"]


def test_another_page_is_found_with_a_login(
    facebook: FacebookApi, ours: Access, http: Http
) -> None:
    other = facebook.a_page("Nabo kommune", "nabokommune")
    found = network.look_up("https://facebook.com/NaboKommune".lower(), ours, http, NOW)
    assert (found.author.id, found.author.name) == (other, "Nabo kommune")
    assert found.address == "https://www.facebook.com/nabokommune"
    with pytest.raises(NotFound):
        network.look_up("https://facebook.com/ingen", ours, http, NOW)


@pytest.mark.parametrize(
    "address", ["https://www.facebook.com/fjordvikkommune", "facebook.com/login"]
)
def test_addresses_of_facebook_are_answered_with_the_ways_there_are(address: str) -> None:
    with Http() as http, pytest.raises(Refused, match="connect a Page"):
        network.recognise(address, http)


def test_addresses_that_look_like_it_are_not() -> None:
    with Http() as http:
        assert network.recognise("https://notfacebook.example/a", http) is None
