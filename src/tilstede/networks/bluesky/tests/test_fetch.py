"""Reading accounts: what a visit asks for, what it must not believe, and what it does without an application."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator

import httpx
import pytest
from tests.servers.atproto import Account, Server

from tilstede.core.post import Author, Media, Post
from tilstede.networks.bluesky import embeds, identity, names, proof, taken_back
from tilstede.networks.bluesky.network import network
from tilstede.networks.bluesky.tests.reading import (
    after,
    facet,
    gone,
    items,
    posts,
    seen,
    source_of,
    texts,
    visit,
)
from tilstede.networks.bluesky.tests.talk import Talk
from tilstede.networks.kit.contract import AccountChanged, NotFound, NotUnderstood, Source
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.tests.server import Page, Site, serving

pytestmark = pytest.mark.server


@pytest.fixture
def mayor(home: Server) -> Account:
    return home.account("ordforar")


def test_a_whole_repository_in_batches(mayor: Account, http: Http) -> None:
    for hundred in range(4):
        mayor.post_many(f"Innlegg {hundred}-{number}" for number in range(150))
    source = source_of(mayor)
    batches = visit(source, http)
    assert len(batches) == 2
    assert len(texts(batches)) == len(set(texts(batches))) == 600
    assert batches[0].cursor == source.cursor, "cut short, it begins again"
    assert all(proof.check(item.raw).key for item in seen(batches[-1:]))


def test_nothing_new(mayor: Account, http: Http) -> None:
    mayor.post("Ein")
    first = visit(source_of(mayor), http)
    (batch,) = visit(after(source_of(mayor), first), http)
    assert batch.items == ()
    mayor.put("app.bsky.feed.like", {"subject": mayor.post("To")})
    second = visit(after(source_of(mayor), first), http)
    assert texts(second) == ["To"]


def test_a_post_taken_away_long_ago(mayor: Account, http: Http) -> None:
    """One that is not among the known when it goes is found missing when it is asked for by itself."""
    old = mayor.post("Gammalt")
    first = visit(source_of(mayor), http)
    held = posts(first)
    mayor.delete(old)
    second = visit(after(source_of(mayor), first), http)
    assert not gone(second)
    third = visit(after(source_of(mayor), second, held), http)
    (item,) = gone(third)
    assert old["uri"] in item.aliases
    checked = proof.check(item.raw)
    assert (checked.uri, checked.cid) == (old["uri"], "")
    assert checked.key.startswith("did:key:")


def test_what_a_post_carries(mayor: Account, home: Server, http: Http) -> None:
    other = home.account("nabo")
    theirs = other.post("Hei")
    text = f"Sjå naust.example/lang… hos @{other.handle} #naust"
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://naust.example/lang/adresse"}
    mention = {"$type": "app.bsky.richtext.facet#mention", "did": other.did}
    tag = {"$type": "app.bsky.richtext.facet#tag", "tag": "naust"}
    blob = mayor.upload(b"\x89PNG\r\n\x1a\n" + bytes(100), "image/png")
    image = {"image": blob, "alt": "Naust", "aspectRatio": {"width": 4, "height": 3}}
    media = {"$type": "app.bsky.embed.images", "images": [image]}
    shown = {"$type": "app.bsky.embed.record", "record": theirs}
    mayor.reply(
        theirs,
        text,
        facets=[
            facet(text, "naust.example/lang…", **link),
            facet(text, f"@{other.handle}", **mention),
            facet(text, "#naust", **tag),
        ],
        langs=["nn", "nb"],
        labels={
            "$type": "com.atproto.label.defs#selfLabels",
            "values": [{"val": "graphic-media"}],
        },
        embed={"$type": "app.bsky.embed.recordWithMedia", "record": shown, "media": media},
    )
    (post,) = posts(visit(source_of(mayor), http))
    assert post.text == f"Sjå https://naust.example/lang/adresse hos @{other.handle} #naust"
    assert post.links[0].url == "https://naust.example/lang/adresse"
    assert (post.mentions, post.tags, post.language) == ((other.handle,), ("naust",), "nn")
    assert (post.quote_of, post.reply_to, post.thread) == (theirs["uri"],) * 3
    assert (post.sensitive, post.warning) == (True, "graphic-media")
    (medium,) = post.media
    assert (medium.alt, medium.width, medium.mime) == ("Naust", 4, "image/png")
    assert httpx.get(medium.url).content.startswith(b"\x89PNG")


def test_captions_of_a_film_are_fetched_from_its_authors_own_server(
    mayor: Account, http: Http
) -> None:
    track = b"WEBVTT\n\n00:00.000 --> 00:02.000\nSymjehallen opnar\n"
    film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(2000)
    embed = {
        "$type": "app.bsky.embed.video",
        "video": mayor.upload(film, "video/mp4"),
        "alt": "Talen",
        "captions": [{"lang": "nn", "file": mayor.upload(track, "text/vtt")}],
    }
    mayor.post("Talen", embed=embed)
    (item,) = seen(visit(source_of(mayor), http))
    assert [(one.kind, one.mime) for one in item.post.media] == [
        ("video", "video/mp4"),
        ("file", "text/vtt"),
    ]
    (attached,) = item.attachments
    assert (attached.position, attached.path.read_bytes()) == (1, track)
    (alone,) = network.files(item.post, http)
    assert alone.path.read_bytes() == track, "also of a post that is read back by itself"


def test_captions_that_are_other_bytes_are_not_taken_in() -> None:
    did, cid = "did:plc:fjordvik", "bafkreibjfgx2gprinfvicegelk5kosd6y2frmqpqzwqkg7usac74l3t2v4"
    with serving() as site, Http(["127.0.0.1:*"]) as client:
        url = embeds.blob_address(site.address, did, cid)
        site.pages[url.removeprefix(site.address)] = Page(b"WEBVTT\n")
        medium = Media(kind="file", mime="text/vtt", url=url)
        post = Post(
            aliases=("at://x",),
            author=Author(id=did),
            form="api",
            network="bluesky",
            parser="bluesky/2",
            media=(medium,),
            text="Talen",
        )
        (attached,) = network.files(post, client)
        with pytest.raises(ValueError, match="other bytes"):
            _ = attached.path


def test_an_account_that_is_closed(mayor: Account, http: Http) -> None:
    mayor.post("Ein")
    first = visit(source_of(mayor), http)
    mayor.call("com.atproto.server.deactivateAccount", {})
    with pytest.raises(NotFound, match="deactivated"):
        visit(after(source_of(mayor), first, posts(first)), http)


def test_an_answer_of_an_account_that_is_closed_is_gone(home: Server, http: Http) -> None:
    citizen = home.account("borgar")
    at = names.post_of(citizen.post("Når opnar badet?")["uri"])
    assert at is not None
    assert taken_back.of(at, http, identity.places()) is None
    citizen.call("com.atproto.server.deactivateAccount", {})
    found = taken_back.of(at, http, identity.places())
    assert found is not None
    assert found.where == at.uri
    assert b"answered" in found.raw


def test_an_answer_whose_server_says_nothing_is_not_gone(home: Server, http: Http) -> None:
    citizen = home.account("borgar")
    at = names.post_of(citizen.post("Når opnar badet?")["uri"])
    assert at is not None
    silent = identity.places()._replace(plc="http://localhost:1")
    assert taken_back.of(at, http, silent) is None


def test_another_account_under_the_source(mayor: Account, http: Http) -> None:
    source = dataclasses.replace(source_of(mayor), account_id="did:plc:aaaaaaaaaaaaaaaaaaaaaaaa")
    with pytest.raises(AccountChanged):
        visit(source, http)


def test_a_name_that_leads_to_another(mayor: Account, home: Server, http: Http) -> None:
    with pytest.raises(NotFound):
        network.recognise("@finst.ikkje.invalid", http)
    assert network.recognise("finst.ikkje.invalid", http) is None, "it may be a web site"
    for address in (
        mayor.handle,
        f"@{mayor.handle.upper()}",
        mayor.did,
        f"at://{mayor.did}/app.bsky.feed.post/x",
        f"https://bsky.app/profile/{mayor.handle}",
        f"bsky.app/profile/{mayor.did}/post/3l?x=y",
    ):
        found = network.recognise(address, http)
        assert found is not None
        assert found.address == mayor.did


class TestServerThatLies:
    """What an account's server gives is believed as far as the account has signed it."""

    @pytest.fixture
    def site(self, mayor: Account, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
        """A server that has taken the account's place, and a directory that leads there."""
        with serving() as site:
            document = httpx.get(f"{mayor.server.directory}/{mayor.did}").json()
            document["service"][0]["serviceEndpoint"] = site.address
            site.pages[f"/{mayor.did}"] = Page(json.dumps(document).encode())
            latest = {"rev": "3zzzzzzzzzzzz", "cid": "x"}
            site.pages[
                f"/xrpc/com.atproto.sync.getLatestCommit?did={mayor.did.replace(':', '%3A')}"
            ] = Page(json.dumps(latest).encode())
            monkeypatch.setenv("TILSTEDE_BLUESKY_DIRECTORY", site.address)
            yield site

    def repository(self, of: Account, site: Site, did: str, content: bytes = b"") -> None:
        url = f"{of.server.address}/xrpc/com.atproto.sync.getRepo"
        content = content or httpx.get(url, params={"did": of.did}).content
        page = f"/xrpc/com.atproto.sync.getRepo?did={did.replace(':', '%3A')}"
        site.pages[page] = Page(content)

    @pytest.fixture
    def http(self) -> Iterator[Http]:
        with Http(["localhost:*", "127.0.0.1:*"]) as client:
            yield client

    def test_another_repository(self, mayor: Account, home: Server, site: Site, http: Http) -> None:
        self.repository(home.account("framand"), site, mayor.did)
        with pytest.raises(NotUnderstood, match="no whole repository"):
            visit(source_of(mayor), http)

    def test_a_commit_that_was_changed(self, mayor: Account, site: Site, http: Http) -> None:
        mayor.post("Sant")
        url = f"{mayor.server.address}/xrpc/com.atproto.sync.getRepo"
        whole = httpx.get(url, params={"did": mayor.did}).content
        self.repository(mayor, site, mayor.did, whole.replace(b"Sant", b"Usant"[:4]))
        (item,) = items(visit(source_of(mayor), http))
        assert getattr(item, "reason", "") == "unreadable-member"

    @pytest.mark.parametrize("content", [b"<html>", b"\x00", b"\x3a\xa2eroots"])
    def test_something_else(self, mayor: Account, site: Site, http: Http, content: bytes) -> None:
        self.repository(mayor, site, mayor.did, content)
        with pytest.raises(NotUnderstood):
            visit(source_of(mayor), http)


class TestApplication:
    """With Bluesky's own application beside."""

    def test_what_is_passed_on_comes_with_it(self, talk: Talk, wide: Server, http: Http) -> None:
        other = wide.account("nabo")
        other.put("app.bsky.feed.repost", {"subject": talk.question})
        wide.learnt(other, other.reply(talk.question, "Bra spurt"))
        found = posts(visit(source_of(other), http))
        assert {post.author.id for post in found} == {other.did, talk.citizen.did}
        (answer,) = [post for post in found if post.reply_to]
        assert answer.reply_to_author == talk.citizen.handle

    def test_the_accounts_server_is_down(self, talk: Talk, wide: Server) -> None:
        """Then the application shows the account; and the server is asked for all of it when it is up again."""
        allowed = [address.partition("//")[2] for address in (wide.directory, wide.application)]
        with Http(allowed) as http:
            batches = visit(source_of(talk.mayor), http)
            assert texts(batches) == ["Klokka 10."]
            again = visit(after(source_of(talk.mayor), batches), http)
            assert set(texts(again)) <= {"Klokka 10."}
        with Http(["localhost:*"]) as http:
            whole = visit(after(source_of(talk.mayor), again), http)
            assert texts(whole) == ["Klokka 10."]
            assert whole[-1].cursor["rev"]

    def test_an_answer_whose_notification_was_lost(
        self, talk: Talk, wide: Server, http: Http
    ) -> None:
        """Threads under our own posts are walked: the answer is there, though nobody was told of it."""
        asked = talk.mayor.post("Kva meiner du?")
        hasty = wide.account("borger")
        wide.learnt(asked, hasty)
        wide.learnt(hasty.reply(asked, "Eg meiner ja"))
        source = Source(network.name, asked["uri"], what="thread")
        assert texts(visit(source, http)) == ["Kva meiner du?", "Eg meiner ja"]
