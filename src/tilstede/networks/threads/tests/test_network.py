"""Threads keeps what every network promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.servers.meta_files import FILM, Files, picture
from tests.servers.meta_networks import ThreadsApi
from tests.servers.stand_in import Answer

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.conformance import Conformance, check_batches
from tilstede.networks.kit.contract import Batch, Source
from tilstede.networks.kit.errors import (
    CannotTell,
    NotUnderstood,
    Refused,
    Rejected,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.items import Gone, Item, Seen
from tilstede.networks.kit.limits import count
from tilstede.networks.kit.meta.tests.takeouts import broken, write_folder, write_zip
from tilstede.networks.kit.outgoing import Card, Enclosure, Outgoing, Target
from tilstede.networks.threads.limits import LIMITS
from tilstede.networks.threads.network import network
from tilstede.networks.threads.send import ThreadsSender

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
SENDER = ThreadsSender(sleep=lambda seconds: None)
FILE = "your_instagram_activity/threads/threads_and_replies.json"


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


def takeout() -> dict[str, bytes]:
    said = [
        {
            "media": [
                {"uri": "", "creation_timestamp": 1_700_000_000, "title": "Hei på Threads 🙋🏽"}
            ]
        },
        {"media": [{"uri": "media/posts/1.jpg", "creation_timestamp": 1_700_000_001, "title": ""}]},
        {"media": []},
    ]
    return {FILE: broken({"text_post_app_text_posts": said})}


class TestThreads(Conformance):
    network = network
    folder = Path(__file__).parent

    @pytest.fixture
    def takeouts(self, tmp_path: Path) -> list[Path]:
        lone = tmp_path / "threads_and_replies.json"
        lone.write_bytes(takeout()[FILE])
        return [
            write_zip(tmp_path / "instagram-fjordvik-2026-11-01-x1.zip", takeout()),
            write_folder(tmp_path / "heile", takeout()),
            lone,
        ]

    def test_takeout_is_never_shown_in_public(self, tmp_path: Path) -> None:
        """It does not tell whether the profile was open."""
        export = network.open_export(
            write_zip(tmp_path / "instagram-fjordvik-2026-11-01-x.zip", takeout())
        )
        assert export is not None
        words, picture, none = export.items()
        export.close()
        assert isinstance(words, Seen)
        assert isinstance(picture, Seen)
        assert (words.post.text, words.post.media) == ("Hei på Threads 🙋🏽", ())
        assert picture.post.media[0].file == "media/posts/1.jpg"
        assert (words.post.visibility, words.post.author.handle) == ("followers", "fjordvik")
        assert none.reason == "not-a-post"

    def test_takeout_file_that_tells_whose_it_is(self, tmp_path: Path) -> None:
        path = tmp_path / "instagram-fjordvik-2026-11-01-threads_and_replies.json"
        path.write_bytes(takeout()[FILE])
        export = network.open_export(path)
        assert export is not None
        assert export.account is not None
        assert export.account.handle == "fjordvik"
        export.close()

    def test_fetch(self, threads: ThreadsApi, ours: Access, http: Http) -> None:
        """Posts, and answers to others."""
        threads.page = 2
        for number in range(4):
            threads.post(ours.account_id, f"Melding {number}")
        other = threads.an_account("borgar")
        asked = threads.post(other, "Når opnar det?")
        threads.post(ours.account_id, "I mai", reply_to=asked)
        source = Source("threads", "https://www.threads.com/@fjordvik", access=ours)
        first = visit(source, http)
        assert sorted(texts(first)) == ["I mai", *(f"Melding {number}" for number in range(4))]
        threads.post(ours.account_id, "Melding 4")
        again = texts(visit(replace(source, cursor=first[-1].cursor), http))
        assert again == ["Melding 4", "Melding 3", "I mai"]

    def test_login(self, ours: Access, http: Http) -> None:
        with pytest.raises(Refused, match="without a login"):
            visit(Source("threads", "https://www.threads.com/@fjordvik"), http)
        with pytest.raises(Refused, match="itself only"):
            visit(Source("threads", "https://www.threads.com/@nabo", access=ours), http)

    def test_deletions(self, threads: ThreadsApi, ours: Access, http: Http) -> None:
        kept, gone = threads.post(ours.account_id, "Står"), threads.post(ours.account_id, "Går")
        source = Source("threads", "https://www.threads.com/@fjordvik", access=ours)
        *_, last = visit(source, http)
        threads.remove(gone)
        known = tuple((f"threads:{one}", "") for one in (gone, kept))
        found = items(visit(replace(source, cursor=last.cursor, known=known), http))
        assert [item.aliases for item in found if isinstance(item, Gone)] == [(f"threads:{gone}",)]

    def test_the_round_goes_on_though_nothing_is_gone(
        self, threads: ThreadsApi, ours: Access, http: Http
    ) -> None:
        threads.post(ours.account_id, "I sikte")
        other = threads.an_account("nabo")
        known = tuple((f"threads:{threads.post(other, 'Står')}", "") for _ in range(12))
        source = Source("threads", "https://www.threads.com/@fjordvik", access=ours, known=known)
        batches = visit(replace(source, turn=len(known)), http)
        assert not [one for one in items(batches) if isinstance(one, Gone)]
        assert batches[-1].cursor["checked"] == known[9][0], "ten are asked for on a visit"

    def test_mentions(self, threads: ThreadsApi, ours: Access, http: Http) -> None:
        other = threads.an_account("borgar")
        threads.post(other, "Takk @fjordvik")
        root = threads.post(ours.account_id, "Kva meiner de?")
        threads.post(other, "Bra!", reply_to=root)
        source = Source(
            "threads", "https://www.threads.com/@fjordvik", what="mentions", access=ours
        )
        first = visit(source, http)
        assert texts(first) == ["Takk @fjordvik", "Bra!"]
        threads.post(other, "Endå betre", reply_to=root)
        assert "Endå betre" in texts(visit(replace(source, cursor=first[-1].cursor), http))

    def test_thread(self, threads: ThreadsApi, ours: Access, http: Http) -> None:
        root = threads.post(ours.account_id, "Kva meiner de?")
        answer = threads.post(threads.an_account("borgar"), "Bra!", reply_to=root)
        threads.post(ours.account_id, "Takk", reply_to=answer)
        source = Source("threads", f"threads:{root}", what="thread", access=ours)
        found = [item.post for item in items(visit(source, http)) if isinstance(item, Seen)]
        assert [post.reply_to for post in found] == [f"threads:{answer}", f"threads:{root}"]
        assert {post.thread for post in found} == {f"threads:{root}"}

    def test_send(self, threads: ThreadsApi, ours: Access, http: Http) -> None:
        """A container is made, looked at until it is ready, and published."""
        threads.looks = 3
        what = outgoing("Ferja går igjen", card=Card("https://fjordvik.no/ferje", "Ferja"))
        assert SENDER.find(what, ours, http, NOW) is None
        sent = SENDER.send(what, ours, http, NOW)
        seen = SENDER.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert seen.post.text == what.text
        assert [link.url for link in seen.post.links] == ["https://fjordvik.no/ferje"]
        assert set(sent.aliases) <= set(seen.post.aliases)
        found = SENDER.find(what, ours, http, NOW)
        assert found is not None
        assert found.id == sent.id

    def test_reply(self, threads: ThreadsApi, ours: Access, http: Http) -> None:
        asked = threads.post(threads.an_account("borgar"), "Når opnar det?")
        what = outgoing("I mai", reply_to=target(asked, ours, http))
        sent = SENDER.send(what, ours, http, NOW)
        seen = SENDER.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert seen.post.reply_to == f"threads:{asked}"
        found = SENDER.find(what, ours, http, NOW)
        assert found is not None
        assert found.id == sent.id
        assert SENDER.find(replace(what, reply_to=None), ours, http, NOW) is None

    def test_quote(self, threads: ThreadsApi, ours: Access, http: Http) -> None:
        asked = threads.post(threads.an_account("borgar"), "Kven ryddar?")
        what = outgoing("Det gjer vi", quote_of=target(asked, ours, http))
        sent = SENDER.send(what, ours, http, NOW)
        seen = SENDER.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert seen.post.quote_of == f"threads:{asked}"

    def test_boost_is_a_post_of_its_own(
        self, threads: ThreadsApi, ours: Access, http: Http
    ) -> None:
        said = threads.post(threads.an_account("borgar"), "Takk for dugnaden")
        sent = SENDER.boost(target(said, ours, http), ours, http, NOW)
        assert sent is not None
        seen = SENDER.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert seen.post.repost_of == f"threads:{said}"

    def test_delete(self, threads: ThreadsApi, ours: Access, http: Http) -> None:
        sent = SENDER.send(outgoing("Angrar meg"), ours, http, NOW)
        for _ in range(2):
            SENDER.delete(sent.id, ours, http, NOW)
        assert SENDER.read(sent.id, ours, http, NOW) is None

    def test_hide(self, threads: ThreadsApi, ours: Access, http: Http) -> None:
        root = threads.post(ours.account_id, "Kva meiner de?")
        rude = threads.post(threads.an_account("borgar"), "(stygt)", reply_to=root)
        answer = target(rude, ours, http)
        for hidden in (True, False):
            SENDER.hide(answer, ours, http, NOW, hidden=hidden)
            assert threads.objects[rude]["hidden"] is hidden

    def test_send_leaves_nothing_out(
        self, threads: ThreadsApi, ours: Access, http: Http, tmp_path: Path
    ) -> None:
        (tmp_path / "a.png").write_bytes(b"\x89PNG")
        nowhere = (Enclosure(tmp_path / "a.png", "image/png"),)
        for more in (
            {"warning": "x"},
            {"visibility": "followers"},
            {"title": "T"},
            {"media": nowhere},
        ):
            with pytest.raises(Rejected):
                SENDER.send(outgoing("Hei", **more), ours, http, NOW)
        with pytest.raises(Rejected, match="504 characters"):
            SENDER.send(outgoing("🎉" * 126), ours, http, NOW)
        assert not threads.containers

    def test_media(
        self, threads: ThreadsApi, ours: Access, http: Http, files: Files, tmp_path: Path
    ) -> None:
        """A picture, a film, and several."""
        kai = files.put(tmp_path / "kai.png", "image/png", picture("PNG"), "Ferja")
        film = files.put(tmp_path / "ferje.mp4", "video/mp4", FILM, "Ho legg til")
        for media in ((kai,), (film,), (kai, film, kai)):
            what = outgoing(f"Ny kai {len(media)} {media[0].name}", media=media)
            assert SENDER.find(what, ours, http, NOW) is None
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

    def test_alt(
        self, threads: ThreadsApi, ours: Access, http: Http, files: Files, tmp_path: Path
    ) -> None:
        """Of pictures and of films."""
        kai = files.put(tmp_path / "kai.png", "image/png", picture("PNG"), "Ferja")
        film = files.put(tmp_path / "ferje.mp4", "video/mp4", FILM, "Ho legg til")
        sent = SENDER.send(outgoing("Ny kai", media=(kai, film)), ours, http, NOW)
        seen = SENDER.read(sent.id, ours, http, NOW)
        assert seen is not None
        assert [one.alt for one in seen.post.media] == ["Ferja", "Ho legg til"]

    def test_media_that_cannot_be_fetched(
        self, threads: ThreadsApi, ours: Access, http: Http, files: Files, tmp_path: Path
    ) -> None:
        """Of several, too; nothing of it is ever seen."""
        kai = files.put(tmp_path / "kai.png", "image/png", picture("PNG"))
        film = files.put(tmp_path / "ferje.mp4", "video/mp4", FILM)
        files.held.pop("/ferje.mp4")
        with pytest.raises(Rejected, match="FAILED_DOWNLOADING_VIDEO") as caught:
            SENDER.send(outgoing("Hei", media=(kai, film)), ours, http, NOW)
        assert not caught.value.reached
        files.held.clear()
        with pytest.raises(Rejected, match="could not be fetched"):
            SENDER.send(outgoing("Hei", media=(kai,)), ours, http, NOW)
        assert SENDER.find(outgoing("Hei", media=(kai,)), ours, http, NOW) is None

    def test_send_when_the_day_is_used_up(
        self, threads: ThreadsApi, ours: Access, http: Http
    ) -> None:
        threads.used = threads.quota
        with pytest.raises(Throttled, match="250 of 250") as caught:
            SENDER.send(outgoing("Hei"), ours, http, NOW)
        assert not caught.value.reached
        assert caught.value.retry_after == 3600

    def test_send_that_fails_before_it_is_published(
        self, threads: ThreadsApi, ours: Access, http: Http
    ) -> None:
        """Nothing is seen of a container, so nothing is left open."""
        what = outgoing("Hei")
        threads.fail(f"{ours.account_id}/threads", method="POST", done=True)
        with pytest.raises(Unreachable) as caught:
            SENDER.send(what, ours, http, NOW)
        assert not caught.value.reached
        threads.fail("/181", Answer({"id": "1", "status": "ERROR", "error_message": "too odd"}))
        with pytest.raises(Rejected, match="too odd"):
            SENDER.send(what, ours, http, NOW)
        threads.looks = 100
        with pytest.raises(Unreachable, match="in time"):
            SENDER.send(what, ours, http, NOW)
        assert SENDER.find(what, ours, http, NOW) is None

    def test_send_that_is_cut_off_while_published(
        self, threads: ThreadsApi, ours: Access, http: Http
    ) -> None:
        what = outgoing("Hei")
        threads.fail("threads_publish", method="POST", done=True)
        with pytest.raises(Unreachable) as caught:
            SENDER.send(what, ours, http, NOW)
        assert caught.value.reached
        assert SENDER.find(what, ours, http, NOW) is not None
        threads.fail("threads_publish", Answer({"odd": 1}), method="POST")
        with pytest.raises(NotUnderstood) as odd:
            SENDER.send(outgoing("To"), ours, http, NOW)
        assert odd.value.reached


def test_emoji_count_their_bytes() -> None:
    assert count("Blåbær", LIMITS) == 6
    assert count("🎉", LIMITS) == 4


@pytest.mark.parametrize("address", ["https://www.threads.net/@fjordvik", "threads.com/login"])
def test_addresses_of_threads_are_answered_with_the_ways_there_are(address: str) -> None:
    with Http() as http, pytest.raises(Refused, match="connect the account"):
        network.recognise(address, http)
