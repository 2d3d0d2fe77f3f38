"""What is done with a page, against a server of our own. Inherited by the conformance test, which counts it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.servers.linkedin_api import LinkedInApi

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.conformance import check_batches, check_item
from tilstede.networks.kit.contract import Batch, Source
from tilstede.networks.kit.errors import Refused, Rejected
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.items import Gone, Item, Seen
from tilstede.networks.kit.outgoing import Captions, Card, Enclosure, Outgoing, Sent, Target
from tilstede.networks.linkedin.network import network
from tilstede.networks.linkedin.send import LinkedInSender

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
PAGE = "https://www.linkedin.com/company/fjordvik"
WAITED: list[float] = []
SENDER = LinkedInSender(WAITED.append)


def outgoing(text: str, **more: Any) -> Outgoing:
    return replace(Outgoing(key="k1", made=NOW - timedelta(hours=7), text=text), **more)


def read(sent: Sent, ours: Access, http: Http) -> Seen:
    """As it stands there, with every promise kept."""
    seen = SENDER.read(sent.id, ours, http, NOW)
    assert seen is not None
    check_item(seen, network)
    assert set(sent.aliases) <= set(seen.post.aliases)
    return seen


def sent_and_found(what: Outgoing, ours: Access, http: Http) -> tuple[Sent, Seen]:
    """Not there before, and found after."""
    assert SENDER.find(what, ours, http, NOW) is None
    sent = SENDER.send(what, ours, http, NOW)
    found = SENDER.find(what, ours, http, NOW)
    assert found is not None
    assert found.id == sent.id
    return sent, read(sent, ours, http)


def target(sent: Sent, ours: Access, http: Http) -> Target:
    seen = read(sent, ours, http)
    return Target(seen.post, seen.raw, seen.mime)


def visit(source: Source, http: Http) -> list[Batch]:
    return check_batches(network.fetch(source, http, NOW), network)


def items(batches: list[Batch]) -> list[Item]:
    return [item for batch in batches for item in batch.items]


def texts(batches: list[Batch]) -> list[str]:
    return [item.post.text for item in items(batches) if isinstance(item, Seen)]


class Page:
    """Inherited by the conformance test, which counts it."""

    def test_send(self, linkedin: LinkedInApi, ours: Access, http: Http) -> None:
        text = (
            "Ferja (rute *5*) går {att} frå kaia_2 #ferje_nytt — spør @fjordvik <post@f.no> ~ \\o/"
        )
        sent, seen = sent_and_found(outgoing(text), ours, http)
        assert (seen.post.text, seen.post.tags) == (text, ("ferje_nytt",))
        assert linkedin.shown() == [text], "nothing was cut"
        assert seen.post.author.handle == "company/fjordvik"
        assert seen.post.author.name == "Fjordvik kommune"
        assert seen.post.author.id == ours.account_id
        assert sent.url == f"https://www.linkedin.com/feed/update/{sent.id}/"
        assert not seen.post.edited

    def test_send_three_thousand_characters_as_linkedin_counts_them(
        self, linkedin: LinkedInApi, ours: Access, http: Http
    ) -> None:
        assert SENDER.limits(ours, http).text == 3000
        whole = "(🚢)" * 750  # escaped it is half as long again
        _, seen = sent_and_found(outgoing(whole), ours, http)
        assert seen.post.text == whole
        with pytest.raises(Rejected, match=r"3001 characters\) exceeded"):
            SENDER.send(outgoing(whole + "."), ours, http, NOW)

    def test_send_a_link_with_its_card(
        self, linkedin: LinkedInApi, ours: Access, http: Http, tmp_path: Path
    ) -> None:
        (tmp_path / "kort.png").write_bytes(b"\x89PNG kort")
        link = "https://fjordvik.no/budsjett"
        card = Card(link, "Budsjettet", "Kort sagt", tmp_path / "kort.png")
        sent, seen = sent_and_found(outgoing("Les budsjettet", card=card), ours, http)
        assert [(one.url, one.title) for one in seen.post.links] == [(link, "Budsjettet")]
        article = linkedin.posts[sent.id]["content"]["article"]
        assert article["description"] == "Kort sagt"
        assert linkedin.content_of(article["thumbnail"]) == b"\x89PNG kort"

    def test_media_alt(
        self, linkedin: LinkedInApi, ours: Access, http: Http, tmp_path: Path
    ) -> None:
        """One picture, then several, made ready by and by."""
        (tmp_path / "a.png").write_bytes(b"\x89PNG a")
        alone = Enclosure(tmp_path / "a.png", "image/png", alt="Ferja ved kaia (#2)")
        linkedin.looks = 2
        WAITED.clear()
        sent, seen = sent_and_found(outgoing("Bilete", media=(alone,)), ours, http)
        assert [one.alt for one in seen.post.media] == ["Ferja ved kaia (#2)"]
        assert linkedin.content_of(linkedin.posts[sent.id]["content"]["media"]["id"]) == (
            b"\x89PNG a"
        )
        assert WAITED == [1.0, 2.0]
        linkedin.looks = 0
        decorative = replace(alone, alt="")
        _, seen = sent_and_found(outgoing("Fleire", media=(alone, decorative)), ours, http)
        assert [one.alt for one in seen.post.media] == ["Ferja ved kaia (#2)", None]

    test_alt = test_media_alt

    def test_media_film(
        self, linkedin: LinkedInApi, ours: Access, http: Http, tmp_path: Path
    ) -> None:
        film = b"eit stutt, men likevel heilt opplagt levande bilete"
        (tmp_path / "a.mp4").write_bytes(film)
        media = (Enclosure(tmp_path / "a.mp4", "video/mp4"),)
        linkedin.looks = 1
        sent, seen = sent_and_found(outgoing("Sjå", title="Ferja", media=media), ours, http)
        assert [one.kind for one in seen.post.media] == ["video"]
        assert seen.post.title == "Ferja"
        urn = linkedin.posts[sent.id]["content"]["media"]["id"]
        assert linkedin.content_of(urn) == film

    def test_reply(self, linkedin: LinkedInApi, ours: Access, http: Http) -> None:
        """Comments are plain text: nothing in them is escaped."""
        root = SENDER.send(outgoing("Kva meiner de?"), ours, http, NOW)
        text = "Måndag (kl. 10) #basseng \\o/"
        what = outgoing(text, reply_to=target(root, ours, http))
        sent, seen = sent_and_found(what, ours, http)
        assert (seen.post.text, seen.post.reply_to, seen.post.thread) == (text, root.id, root.id)
        assert linkedin.shown()[-1] == text
        again = outgoing("Eller tysdag", reply_to=target(sent, ours, http))
        nested, seen = sent_and_found(again, ours, http)
        assert seen.post.reply_to == sent.aliases[0]
        assert seen.post.thread == root.id
        below = outgoing("Eller onsdag", reply_to=target(nested, ours, http))
        _, seen = sent_and_found(below, ours, http)
        assert seen.post.reply_to == sent.aliases[0], "there is one level of answers"

    def test_edit(self, linkedin: LinkedInApi, ours: Access, http: Http) -> None:
        sent = SENDER.send(outgoing("Møtet er onsdag"), ours, http, NOW)
        changed = SENDER.edit(sent.id, outgoing("Møtet er (no) torsdag #møte"), ours, http, NOW)
        seen = read(changed, ours, http)
        assert (seen.post.text, changed.id) == ("Møtet er (no) torsdag #møte", sent.id)
        what = outgoing("Kvar?", reply_to=target(sent, ours, http))
        comment = SENDER.send(what, ours, http, NOW)
        changed = SENDER.edit(comment.id, outgoing("Kvar (og når)?"), ours, http, NOW)
        seen = read(changed, ours, http)
        assert (seen.post.text, changed.id) == ("Kvar (og når)?", comment.id)
        assert seen.post.edited

    def test_edits(self, linkedin: LinkedInApi, ours: Access, http: Http) -> None:
        """However old: LinkedIn lists by when a post was changed."""
        old, *_ = [linkedin.post(ours.account_id, f"Melding {n}") for n in range(60)]
        source = Source("linkedin", PAGE, access=ours)
        *_, last = visit(source, http)
        SENDER.edit(old, outgoing("Endra"), ours, http, NOW)
        found = items(visit(replace(source, cursor=last.cursor), http))
        first = found[0]
        assert isinstance(first, Seen)
        assert (first.post.text, first.post.aliases[0]) == ("Endra", old)
        assert first.post.edited

    def test_delete(self, linkedin: LinkedInApi, ours: Access, http: Http) -> None:
        root = SENDER.send(outgoing("Angrar meg"), ours, http, NOW)
        what = outgoing("Og eg", reply_to=target(root, ours, http))
        comment = SENDER.send(what, ours, http, NOW)
        for sent in (comment, comment, root, root):
            SENDER.delete(sent.id, ours, http, NOW)
        assert SENDER.read(root.id, ours, http, NOW) is None
        assert not linkedin.shown()

    def test_fetch(self, linkedin: LinkedInApi, ours: Access, http: Http) -> None:
        """All of it at first, page by page; then what is new or changed."""
        for number in range(120):
            linkedin.post(ours.account_id, f"Melding {number}")
        source = Source("linkedin", PAGE, access=ours)
        first = visit(source, http)
        assert len(texts(first)) == len(set(texts(first))) == 120
        linkedin.post(ours.account_id, "Ny")
        asked = len(linkedin.asked("/rest/posts"))
        again = visit(replace(source, cursor=first[-1].cursor), http)
        assert texts(again)[0] == "Ny"
        assert len(linkedin.asked("/rest/posts")) == asked + 1
        assert "token" not in str([batch.cursor for batch in first])

    def test_fetch_goes_on_where_it_was_cut_short(
        self, linkedin: LinkedInApi, ours: Access, http: Http
    ) -> None:
        urns = [linkedin.post(ours.account_id, f"Melding {number}") for number in range(170)]
        source = Source("linkedin", PAGE, access=ours)
        first, second, *_ = visit(source, http)
        linkedin.post(ours.account_id, "Ny")
        del linkedin.posts[urns[-1]]
        rest = visit(replace(source, cursor=second.cursor), http)
        seen = {*texts([first, second]), *texts(rest)}
        assert seen == {"Ny", *(f"Melding {number}" for number in range(170))}
        assert len(texts(rest)) < 170, "it is not begun anew"
        assert "start" not in rest[-1].cursor

    def test_login(self, http: Http) -> None:
        with pytest.raises(Refused, match="without a login"):
            visit(Source("linkedin", PAGE), http)

    def test_deletions(self, linkedin: LinkedInApi, ours: Access, http: Http) -> None:
        kept, gone = (linkedin.post(ours.account_id, text) for text in ("Står", "Går"))
        source = Source("linkedin", PAGE, access=ours)
        *_, last = visit(source, http)
        del linkedin.posts[gone]
        known = ((gone, ""), (kept, ""), ("linkedin:~0123", ""))
        later = replace(source, cursor=last.cursor, known=known)
        found = [one for one in items(visit(later, http)) if isinstance(one, Gone)]
        assert [one.aliases for one in found] == [(gone,)]
        del linkedin.posts[kept]
        found = [one for one in items(visit(later, http)) if isinstance(one, Gone)]
        assert not found, "nothing at all is in sight"

    def test_the_round_goes_on_though_nothing_is_gone(
        self, linkedin: LinkedInApi, ours: Access, http: Http
    ) -> None:
        old = [linkedin.post(ours.account_id, f"Melding {number}") for number in range(120)]
        source = Source("linkedin", PAGE, access=ours)
        *_, last = visit(source, http)
        known = tuple((urn, "") for urn in old[:20])
        later = replace(source, cursor=last.cursor, known=known, turn=len(known))
        batches = visit(later, http)
        assert not [one for one in items(batches) if isinstance(one, Gone)]
        assert batches[-1].cursor["checked"] in dict(known)

    def test_send_leaves_nothing_out(
        self, linkedin: LinkedInApi, ours: Access, http: Http, tmp_path: Path
    ) -> None:
        for name in ("a.mp4", "a.png", "a.vtt", "a.pdf"):
            (tmp_path / name).write_bytes(b"fil")
        film = Enclosure(tmp_path / "a.mp4", "video/mp4")
        picture = Enclosure(tmp_path / "a.png", "image/png")
        root = target(SENDER.send(outgoing("Rot"), ours, http, NOW), ours, http)
        for more in (
            {"warning": "valkamp"},
            {"visibility": "followers"},
            {"title": "T"},
            {"tags": ("ferje",)},
            {"media": (film, picture)},
            {"media": (replace(film, alt="Ferja"),)},
            {"media": (replace(film, captions=(Captions(tmp_path / "a.vtt", "nn"),)),)},
            {"media": (Enclosure(tmp_path / "a.pdf", "application/pdf"),)},
            {"media": (picture,), "card": Card("https://fjordvik.no", "F")},
            {"card": Card("https://fjordvik.no", "")},
            {"reply_to": root, "media": (picture,)},
            {"reply_to": root, "text": "a" * 1251},
            {"quote_of": root},
        ):
            with pytest.raises(Rejected):
                SENDER.send(outgoing(**{"text": "Hei", **more}), ours, http, NOW)
        assert linkedin.shown() == ["Rot"]
        assert not linkedin.files
