"""What a provider tells of a link is kept with the post, by a real provider on this machine."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tilstede.core.post import Link
from tilstede.intake import pump, tasks
from tilstede.intake.embeds.keep import keep
from tilstede.intake.embeds.providers import Provider, provider_of
from tilstede.intake.tests.items import AUTHOR, NOW, seen
from tilstede.intake.tests.projection import everything
from tilstede.jobs.models import Job
from tilstede.networks.kit.http import Http
from tilstede.posts import read, rebuild

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
SLIDES = "https://www.slideshare.net/fjordvik/budsjett-2027"


class _Provider(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/lite.png":
            return self._answer("image/png", PNG)
        host = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]  # an HTTP server's
        told: dict[str, Any] = {
            "version": "1.0",
            "type": "photo" if "photos" in parse_qs(parts.query)["url"][0] else "rich",
            "title": "Budsjettet\n for 2027",
            "author_name": "Fjordvik kommune",
            "html": "<script>alert(1)</script>",
            "thumbnail_url": f"{host}/lite.png",
            "url": f"{host}/lite.png",
            "license": "CC BY 4.0",
        }
        return self._answer("application/json", json.dumps(told).encode())

    def _answer(self, mime: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Provider)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield Provider(
        "Lysark", f"http://127.0.0.1:{server.server_port}/oembed", re.compile("https?://.*")
    )
    server.shutdown()
    server.server_close()


def linked(url: str) -> None:
    live = pump.Origin("mastodon", AUTHOR.id, AUTHOR.id, live=True)
    pump.take([seen(1, "Sjå budsjettet.", links=(Link(url=url),))], now=NOW, origin=live)


def asked(provider: Provider, url: str) -> bool:
    with Http(allow_loopback=["127.0.0.1:*"]) as http:
        return keep(1, url, http=http, now=NOW, providers=(provider,))


def test_slides_are_told_of_on_the_page_and_nothing_of_the_provider_runs(
    provider: Provider, client: Client
) -> None:
    linked(SLIDES)
    (job,) = Job.objects.filter(task=tasks.ask_about_link.module_path)
    assert job.args == [1, SLIDES]
    assert asked(provider, SLIDES)
    assert not asked(provider, SLIDES), "once is enough"
    (told,) = read.embedded(1)
    assert (told.title, told.author, told.licence) == (
        "Budsjettet for 2027",
        "Fjordvik kommune",
        "CC BY 4.0",
    )
    page = client.get("/post/1").content.decode()
    assert "Budsjettet for 2027" in page
    assert "alert(1)" not in page
    assert set(told.mimes) == {"thumbnail"}
    picture = client.get(f"/post/1/link/{told.event}")
    assert (picture.headers["Content-Type"], picture.content) == ("image/png", PNG)


def test_a_picture_is_kept_itself_where_its_licence_lets_us(provider: Provider) -> None:
    url = "https://www.flickr.com/photos/fjordvik/123"
    linked(url)
    assert asked(provider, url)
    assert set(read.embedded(1)[0].mimes) == {"thumbnail", "file"}


def test_it_stands_after_a_rebuild(provider: Provider) -> None:
    linked(SLIDES)
    asked(provider, SLIDES)
    before = everything()
    rebuild.rebuild()
    assert everything() == before
    assert len(read.embedded(1)) == 1


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (SLIDES, "SlideShare"),
        ("https://speakerdeck.com/fjordvik/budsjett", "Speaker Deck"),
        ("https://vimeo.com/123456", "Vimeo"),
        ("https://www.youtube.com/watch?v=abcdefghijk&t=3", "YouTube"),
        ("https://www.slideshare.net/", ""),
        ("https://www.fjordvik.example/vimeo.com/1", ""),
    ],
)
def test_who_is_asked(address: str, name: str) -> None:
    found = provider_of(address)
    assert (found.name if found else "") == name
