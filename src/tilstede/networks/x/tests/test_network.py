"""X keeps what every network promises."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.servers.x_api import XApi

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.conformance import Conformance, check_batches
from tilstede.networks.kit.contract import Batch, Source
from tilstede.networks.kit.errors import Refused, Rejected
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.items import Gone, Missing, Seen
from tilstede.networks.kit.outgoing import Ballot, Enclosure, Outgoing, Target
from tilstede.networks.x.network import network
from tilstede.networks.x.send import XSender
from tilstede.networks.x.tests import archives

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)


def visit(source: Source, http: Http, now: datetime = NOW) -> list[Batch]:
    return check_batches(network.fetch(source, http, now), network)


def posts(batches: list[Batch]) -> list[str]:
    return [item.post.text for batch in batches for item in batch.items if isinstance(item, Seen)]


def outgoing(text: str, made: datetime = NOW - timedelta(hours=6), **more: object) -> Outgoing:
    return replace(Outgoing(key="k1", made=made, text=text), **more)


@pytest.fixture
def sender() -> XSender:
    return XSender(sleep=lambda seconds: None)


def target(post_id: str, ours: Access, http: Http) -> Target:
    seen = XSender().read(post_id, ours, http, NOW)
    assert seen is not None
    return Target(seen.post, seen.raw, seen.mime)


class TestX(Conformance):
    network = network
    folder = Path(__file__).parent

    @pytest.fixture
    def takeouts(self, tmp_path: Path) -> list[Path]:
        tweets = archives.script("tweets", [archives.tweet("Hei")])
        return [
            archives.write_zip(
                tmp_path / "a.zip",
                {"data/account.js": archives.account(), "data/tweets.js": tweets},
            ),
            archives.write_folder(
                tmp_path / "b", {"account.js": archives.account(), "tweet.js": tweets}
            ),
            archives.write_folder(tmp_path / "b", {}) / "tweet.js",
            self._saved(tmp_path / "page.json", "data", "api-reply", "api-poll", "api-no-author"),
            self._saved(tmp_path / "list.json", "", "with-user", "no-author"),
        ]

    def _saved(self, path: Path, key: str, *names: str) -> Path:
        """An answer of the API on disk."""
        raws = [
            json.loads((self.folder / "cases" / f"{one}.raw.json").read_bytes()) for one in names
        ]
        if not key:
            path.write_text(json.dumps(raws))
            return path
        users = [user for raw in raws for user in raw["includes"].get("users", [])]
        page = {key: [raw["data"] for raw in raws], "includes": {"users": users}}
        path.write_text(json.dumps(page))
        return path

    def test_deletions_are_told(self, tmp_path: Path) -> None:
        deleted = archives.tweet("Angrar meg", deleted_at="2023-08-30T22:20:03.000Z")
        files = {
            "data/account.js": archives.account(),
            "data/deleted-tweets.js": archives.script("deleted_tweets", [deleted]),
        }
        export = network.open_export(archives.write_zip(tmp_path / "a.zip", files))
        assert export is not None
        seen, gone = export.items()
        export.close()
        assert isinstance(seen, Seen)
        assert isinstance(gone, Gone)
        assert gone.aliases == seen.post.aliases
        assert gone.when == datetime(2023, 8, 30, 22, 20, 3, tzinfo=UTC)

    def test_fetch(self, x: XApi, ours: Access, http: Http) -> None:
        """What is new only is asked for, and answered in both of X's ways of naming an account."""
        x.post(ours.account_id, "Ferja går igjen frå klokka tre #ferje https://fjordvik.no/ferje")
        source = Source("x", "https://x.com/Fjordvik", access=ours)
        (top,) = visit(source, http)
        (seen,) = top.items
        assert isinstance(seen, Seen)
        assert seen.post.text == "Ferja går igjen frå klokka tre #ferje https://fjordvik.no/ferje"
        assert seen.post.tags == ("ferje",)
        assert (seen.post.author.id, seen.post.author.handle) == (ours.account_id, "fjordvik")
        later = replace(source, cursor=top.cursor)
        assert posts(visit(later, http)) == []
        x.post(ours.account_id, "Og no er ho full")
        assert posts(visit(later, http)) == ["Og no er ho full"]
        numbered = Source("x", f"https://x.com/i/user/{ours.account_id}", access=ours)
        assert len(posts(visit(numbered, http))) == 2

    def test_login(self, x: XApi, ours: Access, http: Http) -> None:
        """Nothing is read without one; with one an account's posts for followers only come too, and stay theirs."""
        closed = x.person("stengd", protected=True)
        x.post(closed, "Berre for følgjarane")
        source = Source("x", "https://x.com/stengd")
        with pytest.raises(Refused):
            list(network.fetch(source, http, NOW))
        (top,) = visit(replace(source, access=ours), http)
        (seen,) = top.items
        assert isinstance(seen, Seen)
        assert seen.post.visibility == "followers"

    def test_fetch_goes_on_where_it_was_cut_short(self, x: XApi, ours: Access, http: Http) -> None:
        x.page = 3
        for number in range(10):
            x.post(ours.account_id, f"Melding {number}")
        source = Source("x", "https://x.com/fjordvik", access=ours)
        first, second, *_ = visit(source, http)
        x.post(ours.account_id, "Melding 10")
        rest = visit(replace(source, cursor=second.cursor), http)
        told = [*posts([first, second]), *posts(rest)]
        assert sorted(told) == sorted(f"Melding {number}" for number in range(11))
        assert not [i for b in rest for i in b.items if isinstance(i, Missing)]

    def test_edits(self, x: XApi, ours: Access, http: Http) -> None:
        first = x.post(ours.account_id, "Møtet er onsdag")
        second = x.edit(first, "Møtet er torsdag")
        (top,) = visit(Source("x", "https://x.com/fjordvik", access=ours), http)
        before, after = (item.post for item in top.items if isinstance(item, Seen))
        assert (before.text, before.edited) == ("Møtet er onsdag", None)
        assert after.text == "Møtet er torsdag"
        assert after.edited is not None
        assert after.published == before.published
        assert set(after.aliases) == set(before.aliases) == {f"x:{first}", f"x:{second}"}

    def test_deletions_once_a_day(self, x: XApi, ours: Access, http: Http) -> None:
        kept, gone = x.post(ours.account_id, "Står"), x.post(ours.account_id, "Går")
        source = Source("x", "https://x.com/fjordvik", access=ours)
        *_, last = visit(source, http)
        del x.posts[gone]
        known = tuple((f"x:{one}", "") for one in (gone, kept))
        *_, told = visit(replace(source, cursor=last.cursor, known=known), http)
        (item,) = told.items
        assert isinstance(item, Gone)
        assert item.aliases == (f"x:{gone}",)
        again = visit(replace(source, cursor=told.cursor, known=known), http)
        assert [item for batch in again for item in batch.items] == []
        asked = [one for one in x.log if one.path == "/2/tweets"]
        assert len(asked) == 1, "what stands is paid for, so it is asked for once a day"

    def test_what_stands_is_asked_for_once_a_day_and_counted(
        self, x: XApi, ours: Access, http: Http
    ) -> None:
        known = tuple((f"x:{x.post(ours.account_id, f'Står {n}')}", "") for n in range(3))
        source = Source("x", "https://x.com/fjordvik", access=ours)
        *_, last = visit(source, http)
        later, paid = replace(source, cursor=last.cursor, known=known), http.cost
        batches = visit(later, http)
        assert sum(one.cost for one in batches) == http.cost - paid > 0
        visit(replace(later, cursor=batches[-1].cursor), http)
        assert len([one for one in x.log if one.path == "/2/tweets"]) == 1

    def test_mentions(self, x: XApi, ours: Access, citizen: str, http: Http) -> None:
        x.post(citizen, "@fjordvik Når opnar symjehallen?")
        x.post(citizen, "Noko anna")
        source = Source("x", "https://x.com/fjordvik", what="mentions", access=ours)
        first = visit(source, http)
        assert posts(first) == ["@fjordvik Når opnar symjehallen?"]
        known = tuple((item.post.aliases[0], "") for b in first for item in b.items)
        x.posts.clear()
        *_, told = visit(replace(source, cursor=first[-1].cursor, known=known), http)
        assert [item.aliases for item in told.items if isinstance(item, Gone)] == [(known[0][0],)]

    def test_hashtag(self, x: XApi, ours: Access, citizen: str, http: Http) -> None:
        x.post(citizen, "Straumen er borte #fjordvik")
        x.post(citizen, "fjordvik utan teikn")
        source = Source("x", "#fjordvik", what="hashtag", access=ours)
        assert posts(visit(source, http)) == ["Straumen er borte #fjordvik"]

    def test_search_from_now_on(self, x: XApi, ours: Access, citizen: str, http: Http) -> None:
        """The newest page only at first; after a week's silence what fell out of reach is told."""
        x.page = 2
        for number in range(5):
            x.post(citizen, f"symjehall {number}")
        source = Source("x", "symjehall", what="search", access=ours)
        (top,) = visit(source, http)
        assert posts([top]) == ["symjehall 4", "symjehall 3"]
        assert [item.why for item in top.items if isinstance(item, Missing)] == ["page-limit"]
        x.now += timedelta(days=10)
        x.post(citizen, "symjehall att")
        late = visit(replace(source, cursor=top.cursor), http, x.now)
        assert posts(late) == ["symjehall att"]
        assert [i.why for b in late for i in b.items if isinstance(i, Missing)] == ["rolled-over"]

    def test_search_that_is_quiet_for_long_has_no_gaps(
        self, x: XApi, ours: Access, citizen: str, http: Http
    ) -> None:
        """What is older than a week was asked for in time."""
        x.post(citizen, "symjehall")
        source = Source("x", "symjehall", what="search", access=ours)
        (told,) = visit(source, http)
        for _ in range(4):
            x.now += timedelta(days=3)
            (told,) = visit(replace(source, cursor=told.cursor), http, x.now)
            assert not told.items

    def test_search_cut_short_for_more_than_a_week(
        self, x: XApi, ours: Access, citizen: str, http: Http
    ) -> None:
        """What was still to be walked is told as missing."""
        x.page = 2
        x.post(citizen, "symjehall")
        source = Source("x", "symjehall", what="search", access=ours)
        (first,) = visit(source, http)
        for number in range(6):
            x.post(citizen, f"symjehall {number}")
        cut, *_ = visit(replace(source, cursor=first.cursor), http)
        assert cut.cursor["walks"]
        x.now += timedelta(days=9)
        late = visit(replace(source, cursor=cut.cursor), http, x.now)
        assert [i.why for b in late for i in b.items if isinstance(i, Missing)] == [
            "rolled-over"
        ] * 2

    def test_thread(self, x: XApi, ours: Access, citizen: str, http: Http) -> None:
        root = x.post(ours.account_id, "Kva meiner de?")
        answer = x.post(citizen, "Bra!", reply={"in_reply_to_tweet_id": root})
        x.post(ours.account_id, "Takk", reply={"in_reply_to_tweet_id": answer})
        source = Source("x", f"x:{answer}", what="thread", access=ours)
        found = [i.post for b in visit(source, http) for i in b.items if isinstance(i, Seen)]
        assert [post.text for post in found] == ["Takk", "Bra!", "Kva meiner de?"]
        assert [post.reply_to for post in found] == [f"x:{answer}", f"x:{root}", ""]
        assert {post.thread for post in found} == {f"x:{root}", ""}
        assert (found[1].reply_to_author, found[1].mentions) == ("fjordvik", ("fjordvik",))

    def test_send(self, x: XApi, ours: Access, http: Http, sender: XSender) -> None:
        what = outgoing("Ferja & bussen <no> går: https://fjordvik.no/rute/")
        assert sender.find(what, ours, http, NOW) is None
        sent = sender.send(what, ours, http, NOW)
        assert sent.url == f"https://x.com/fjordvik/status/{sent.id}"
        seen = sender.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert seen.post.text == what.text
        assert set(sent.aliases) <= set(seen.post.aliases)
        assert sender.find(what, ours, http, NOW) == sent

    def test_reply(self, x: XApi, ours: Access, citizen: str, http: Http, sender: XSender) -> None:
        asked = x.post(citizen, "@fjordvik Når opnar symjehallen?")
        what = outgoing("Måndag klokka ti.", reply_to=target(asked, ours, http))
        assert sender.find(replace(what, reply_to=None), ours, http, NOW) is None
        sent = sender.send(what, ours, http, NOW)
        seen = sender.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert (seen.post.reply_to, seen.post.text) == (f"x:{asked}", what.text)
        assert sender.find(what, ours, http, NOW) == sent
        assert sender.find(replace(what, reply_to=None), ours, http, NOW) is None

    def test_boost_is_read_whole(
        self, x: XApi, ours: Access, citizen: str, http: Http, sender: XSender
    ) -> None:
        said = x.post(citizen, "Takk til alle som var med på dugnaden " + "i dag " * 20)
        for _ in range(2):
            assert sender.boost(target(said, ours, http), ours, http, NOW) is None
        (top,) = visit(Source("x", "https://x.com/fjordvik", access=ours), http)
        boost, original = (item.post for item in top.items if isinstance(item, Seen))
        assert boost.repost_of == original.aliases[0] == f"x:{said}"
        assert boost.text == f"RT @innbyggar: {original.text}"
        assert (boost.author.handle, original.author.handle) == ("fjordvik", "innbyggar")

    def test_delete(self, x: XApi, ours: Access, http: Http, sender: XSender) -> None:
        sent = sender.send(outgoing("Angrar meg"), ours, http, NOW)
        for _ in range(2):
            sender.delete(sent.id, ours, http, NOW)
        assert sender.read(sent.id, ours, http, NOW) is None

    def test_hide(self, x: XApi, ours: Access, citizen: str, http: Http, sender: XSender) -> None:
        root = x.post(ours.account_id, "Kva meiner de?")
        rude = x.post(citizen, "(stygt)", reply={"in_reply_to_tweet_id": root})
        answer = target(rude, ours, http)
        sender.hide(answer, ours, http, NOW, hidden=True)
        assert x.done == {("hidden", ours.account_id, rude)}
        sender.hide(answer, ours, http, NOW, hidden=False)
        assert not x.done
        other = target(x.post(citizen, "Mi eiga tråd"), ours, http)
        with pytest.raises(Refused, match="begun by another"):
            sender.hide(other, ours, http, NOW, hidden=True)

    def test_media(
        self, x: XApi, ours: Access, http: Http, sender: XSender, tmp_path: Path
    ) -> None:
        paths = [tmp_path / "a.png", tmp_path / "b.mp4"]
        paths[0].write_bytes(b"\x89PNG" + bytes(5 << 20))
        paths[1].write_bytes(bytes(100))
        media = (
            Enclosure(paths[0], "image/png", alt="Ferja ved kaia"),
            Enclosure(paths[1], "video/mp4"),
        )
        what = outgoing("Bilete", media=media)
        sent = sender.send(what, ours, http, NOW)
        seen = sender.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert seen.post.text == "Bilete"
        assert [one.alt for one in seen.post.media] == ["Ferja ved kaia", None]
        assert [one.kind for one in seen.post.media] == ["image", "video"]
        assert sender.find(what, ours, http, NOW) == sent
        assert len(x.pieces[seen.post.media[0].url.rpartition("/")[2].partition(".")[0]]) == 2

    def test_alt_is_never_made_up(
        self, x: XApi, ours: Access, http: Http, sender: XSender, tmp_path: Path
    ) -> None:
        """An empty text says that the picture is decorative; X knows no such thing, so none is sent."""
        (tmp_path / "a.png").write_bytes(b"\x89PNG")
        media = tuple(
            Enclosure(tmp_path / "a.png", "image/png", alt=alt) for alt in (None, "", "Kai")
        )
        sent = sender.send(outgoing("Bilete", media=media), ours, http, NOW)
        seen = sender.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert [one.alt for one in seen.post.media] == [None, None, "Kai"]

    def test_poll(self, x: XApi, ours: Access, http: Http, sender: XSender) -> None:
        what = outgoing("Kva dag?", poll=Ballot(("Måndag", "Tysdag"), 3600))
        sent = sender.send(what, ours, http, NOW)
        seen = sender.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert seen.post.poll is not None
        assert seen.post.poll.options == ("Måndag", "Tysdag")

    @pytest.mark.parametrize(
        "more",
        [
            {"warning": "valkamp"},
            {"visibility": "followers"},
            {"title": "Tittel"},
            {"poll": Ballot(("Ja", "Nei"), 60)},
            {"poll": Ballot(("Ja", "Nei"), 3600, multiple=True)},
        ],
    )
    def test_send_leaves_nothing_out(
        self, x: XApi, ours: Access, http: Http, sender: XSender, more: dict[str, object]
    ) -> None:
        with pytest.raises(Rejected):
            sender.send(outgoing("Hei", **more), ours, http, NOW)
        assert not x.posts


@pytest.mark.parametrize(
    "address",
    ["https://x.com/fjordvik", "http://www.twitter.com/fjordvik/status/1", "x.com", "twitter.com/"],
)
def test_addresses_of_x_are_answered_with_the_ways_there_are(address: str) -> None:
    with Http() as http, pytest.raises(Refused, match=r"connect an account .* archive"):
        network.recognise(address, http)
    with Http() as http, pytest.raises(Refused, match=r"connect an account .* archive"):
        list(network.fetch(Source("x", address), http, datetime.now(UTC)))


@pytest.mark.parametrize(
    "address", ["https://fox.com/x", "https://netflix.com", "https://x.company"]
)
def test_addresses_that_look_like_it_are_not(address: str) -> None:
    with Http() as http:
        assert network.recognise(address, http) is None
