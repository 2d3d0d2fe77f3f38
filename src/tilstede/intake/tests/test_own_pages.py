"""A page of the body's own that a post links to is kept with it, by a real site on this machine."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from warcio.archiveiterator import ArchiveIterator

from tilstede.core.post import Link
from tilstede.intake import own_pages, pump, tasks
from tilstede.intake.tests.items import AUTHOR, NOW, seen
from tilstede.intake.tests.projection import everything
from tilstede.jobs.models import Job
from tilstede.networks.kit.http import Http
from tilstede.office.models import Body
from tilstede.posts import read, rebuild

pytestmark = pytest.mark.django_db
PAGE = b"""<html><head><link rel="stylesheet" href="/stil.css"></head><body><p>Vatnet er stengt.</p>
<img src="kart.png"><img src="https://annan.example/sporing.gif"><img src="/borte.png"></body></html>"""
FILES = {"/vatn": ("text/html; charset=utf-8", PAGE), "/stil.css": ("text/css", b"p{}")}
FILES["/kart.png"] = ("image/png", b"\x89PNG\r\n\x1a\n")


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/til-andre":
            # The same machine by another name: to a browser another site.
            port = self.server.server_port  # type: ignore[attr-defined]  # an HTTP server's
            self.send_response(302)
            self.send_header("Location", f"http://localhost:{port}/vatn")
            self.end_headers()
            return
        mime, body = FILES.get(self.path, ("", b""))
        self.send_response(200 if mime else 404)
        self.send_header("Content-Type", mime or "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def linked(site: str, settings: Any) -> str:
    """A post of ours that links to our own page and to another's."""
    settings.LOOPBACK = ["127.0.0.1:*"]
    Body.objects.create(key="fjordvik", own=True, url=site)
    links = (Link(url=f"{site}/vatn#no"), Link(url="https://annan.example/sak"))
    live = pump.Origin("mastodon", AUTHOR.id, AUTHOR.id, live=True)
    pump.take([seen(1, "Vatnet er stengt.", links=links)], now=NOW, origin=live)
    return f"{site}/vatn"


def addresses(archive: bytes) -> list[str]:
    records = ArchiveIterator(io.BytesIO(archive), check_digests="raise")
    found = []
    for record in records:
        record.content_stream().read()
        if record.rec_type == "response":
            found.append(record.rec_headers.get_header("WARC-Target-URI"))
    return found


def test_the_page_is_kept_with_what_belongs_to_it(linked: str, client: Client) -> None:
    (job,) = Job.objects.filter(task=tasks.keep_page.module_path)
    assert job.args == [1, linked], "the other's page is none of ours"
    tasks.keep_page.func(*job.args)
    (kept,) = read.captured(1)
    assert kept.url == linked
    shown = client.get("/post/1", headers={"accept-language": "en"}).content.decode()
    assert "The page behind the post, as it was" in shown
    answer = client.get(f"/post/1/page/{kept.event}")
    site = linked.removesuffix("/vatn")
    assert addresses(answer.content) == [linked, f"{site}/kart.png", f"{site}/stil.css"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_it_is_kept_once_and_stands_after_a_rebuild(linked: str) -> None:
    with Http(allow_loopback=["127.0.0.1:*"]) as http:
        assert own_pages.keep(1, linked, http=http, now=NOW)
        assert not own_pages.keep(1, linked, http=http, now=NOW + timedelta(days=1))
        assert not own_pages.keep(1, f"{linked}/anna", http=http, now=NOW), "it is not linked to"
    before = everything()
    rebuild.rebuild()
    assert everything() == before
    assert [kept.url for kept in read.captured(1)] == [linked]


def test_a_page_that_leads_to_another_site_is_not_kept(site: str, linked: str) -> None:
    url = f"{site}/til-andre"
    pump.take([seen(2, "Sjå her.", links=(Link(url=url),))], now=NOW)
    with Http(allow_loopback=["127.0.0.1:*", "localhost:*"]) as http:
        assert not own_pages.keep(2, url, http=http, now=NOW)


def test_another_event_of_the_post_is_no_page(linked: str, client: Client) -> None:
    assert client.get("/post/1/page/1").status_code == 404
    assert client.get("/post/2/page/1").status_code == 404
