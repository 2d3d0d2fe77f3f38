from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from lxml.html import fromstring

from tilstede.intake.tests import scene

pytestmark = pytest.mark.usefixtures("life")


def test_only_the_embed_may_be_framed_and_it_runs_nothing(client: Client) -> None:
    answer = client.get("/en/embed?network=mastodon")
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src" not in policy
    assert "X-Frame-Options" not in answer
    assert "<script" not in answer.content.decode()
    assert answer["Cache-Control"].startswith("public")
    assert not answer.cookies
    for path in ("/en/", "/en/embed/how", "/en/accounts"):
        other = client.get(path)
        assert other["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


def test_it_shows_the_view_in_its_language_and_leads_out_of_the_frame(client: Client) -> None:
    html = client.get("/nn/embed?network=x&scheme=dark").content.decode()
    assert '<base target="_top">' in html
    assert '<html lang="nn" data-color-scheme="dark"' in html
    assert "I dag besøkte jeg Fjordvik" in html
    assert "Ferja over Fjordvik" not in html
    assert 'href="/nn/?network=x"' in html


def test_it_is_small_whatever_the_stream_is(client: Client) -> None:
    scene.take(*[scene.seen(1000 + number, f"Innlegg {number}") for number in range(30)])
    html = client.get("/en/embed").content.decode()
    assert html.count("<article") == 10


def test_a_strange_scheme_or_view_does_no_harm(client: Client) -> None:
    assert 'data-color-scheme="auto"' in client.get("/embed?scheme=%22x").content.decode()
    assert client.get("/embed?network=facebok").status_code == 400


def test_the_lines_to_paste_are_those_of_the_preview(client: Client) -> None:
    html = client.get(
        "/en/embed/how?network=x&look-language=nb&look-scheme=light&look-height=400"
    ).content.decode()
    code = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)
    assert code
    frame = fromstring(unescape(code[1]))
    assert frame.get("src") == "http://testserver/nb/embed?network=x&scheme=light"
    assert frame.get("title") == "Fjordvik municipality: Posts – X"
    assert frame.get("height") == "400"
    assert '<iframe class="preview" src="/nb/embed?network=x&amp;scheme=light"' in html
    assert '<input type="hidden" name="network" value="x">' in html
    policy = client.get("/en/embed/how")["Content-Security-Policy"]
    assert "frame-src 'self'" in policy


def test_a_look_that_cannot_be_is_told_beside_its_field(client: Client) -> None:
    answer = client.get("/en/embed/how?look-height=5")
    assert answer.status_code == 400
    assert "<textarea" not in answer.content.decode()
    assert client.get("/en/embed/how?network=facebok").status_code == 400
