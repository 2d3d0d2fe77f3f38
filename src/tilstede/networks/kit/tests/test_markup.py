"""HTML as a reader sees it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.core.post import Link, Media
from tilstede.networks.kit.markup import Markup, is_html, number, plain, render, resolve, text_of

BASE = "https://fjordvik.example/nytt/"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Hei", "Hei"),
        ("", ""),
        ("  <p> Hei\n du </p>\t", "Hei du"),
        ("<p>En</p><p>To</p>", "En\n\nTo"),
        ("<p>En</p>\n\n<p>To</p>", "En\n\nTo"),
        ("En<br>to<br/><br />tre", "En\nto\n\ntre"),
        ("<div>En</div><div>To</div>", "En\nTo"),
        ("<ul><li>En</li><li>To</li></ul>Tre", "En\nTo\n\nTre"),
        ("<b>En</b><i>to</i>", "Ento"),
        ("<b>En </b> <i> to</i>", "En to"),
        ("<pre>en\n  to\n</pre>", "en\n  to"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<h1>Tittel</h1>Tekst", "Tittel\n\nTekst"),
        ("&lt;b&gt; &amp;amp; &aring;&#229;&#xE5;", "<b> &amp; ååå"),
        ("en&nbsp;to", "en\u00a0to"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("a<script>alert('<b>')</script>b<style>p{}</style>c<template>x</template>", "abc"),
        ("a<!-- <p>skjult</p> -->b", "ab"),
        ("a<svg><title>ikon</title><text>x</text></svg>b", "ab"),
        ("<p onclick='x'>a<iframe src='x'>nei</iframe>b", "ab"),
        ("<img class='emoji' alt='😀'>!", "😀!"),
        ("<unclosed <b>x", "x"),
        ("\x00a\ud800b", "ab"),
    ],
)
def test_text(html: str, text: str) -> None:
    assert render(html).text == text


def test_lines_are_kept_where_they_mean_something() -> None:
    assert render("En \n to\n\n<em>tre</em> fire", keep_lines=True).text == "En\nto\n\ntre fire"


def test_links() -> None:
    found = render(
        '<a href="../a?b=1&amp;c=2"> les <b>mer</b> </a><a href="mailto:x@y.no">post</a>'
        '<a href="javascript:alert(1)">x</a><a href="https://a.example/">https://a.example/</a>'
        '<a href="../a?b=1&amp;c=2">igjen</a><a name="x">anker</a><a href="#b">hopp</a>'
        '<a class="mention hashtag" href="/tags/x">#x</a><iframe src="//v.example/1" title="Film">',
        BASE,
    )
    assert found.links == (
        Link(title="les mer", url="https://fjordvik.example/a?b=1&c=2"),
        Link(url="https://a.example/"),
        Link(title="Film", url="https://v.example/1"),
    )


def test_media() -> None:
    found = render(
        '<img src="a.png" alt="Et bilde" width="640px" height=480><img src="b.png" alt="">'
        '<img src="c.png"><img src="a.png" alt="igjen"><img src="pixel.gif" width=1 height=1>'
        '<img src="data:image/gif;base64,R0" data-src="lat.jpg"><img>'
        '<video><source src="v.mp4"><source src="v.webm">ikke støttet</video>'
        '<audio src="l.mp3"></audio><source src="utenfor.mp3">',
        BASE,
    )
    assert found.media == (
        Media(alt="Et bilde", url=f"{BASE}a.png", width=640, height=480),
        Media(alt="", url=f"{BASE}b.png"),
        Media(url=f"{BASE}c.png"),
        Media(url=f"{BASE}lat.jpg"),
        Media(kind="video", url=f"{BASE}v.mp4"),
        Media(kind="video", url=f"{BASE}v.webm"),
        Media(kind="audio", url=f"{BASE}l.mp3"),
    )
    assert found.text == ""


def test_plain_text_keeps_its_lines_and_gives_its_addresses() -> None:
    found = plain("\nSe https://fjordvik.example/a_(b), eller\nhttp://b.example/?x=1!\n")
    assert found.text == "Se https://fjordvik.example/a_(b), eller\nhttp://b.example/?x=1!"
    assert [link.url for link in found.links] == [
        "https://fjordvik.example/a_(b",
        "http://b.example/?x=1",
    ]


@pytest.mark.parametrize(
    ("written", "html"),
    [
        (Markup("Fisk & vilt", html=True), False),
        (Markup("1 < 2", html=True), False),
        (Markup("Fisk &amp; vilt", html=True), True),
        (Markup("<b>x", html=True), True),
        (Markup("<b>x</b>", html=False), False),
    ],
)
def test_what_is_said_to_be_html_and_is_not(written: Markup, html: bool) -> None:
    assert is_html(written) == html


def test_a_title_is_one_line() -> None:
    assert text_of(Markup(" <p>En</p>\n<p>to</p> ", html=True)) == "En to"
    assert text_of(Markup("<p>En\nto", html=False)) == "<p>En to"


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("HTTP://Ola:P@A.example/B", "http://Ola:P@a.example/B"),
        ("//a.example/b", "https://a.example/b"),
        ("b c", "https://fjordvik.example/nytt/b%20c"),
        (" /b\n", "https://fjordvik.example/b"),
        ("", ""),
        ("mailto:a@b.no", ""),
        ("javascript:alert(1)", ""),
        ("http://[::1", ""),
        ("https://\u2100/", ""),
        ("https://blåbær.example/ø", "https://blåbær.example/ø"),
        ("http://", ""),
        ("tag:a,2026:b", ""),
    ],
)
def test_addresses(address: str, whole: str) -> None:
    assert resolve(BASE, address) == whole


@pytest.mark.parametrize(
    ("told", "pixels"), [("640", 640), ("640px", 640), ("50%", 0), ("", 0), (None, 0), ("²", 0)]
)
def test_numbers(told: str | None, pixels: int) -> None:
    assert number(told) == pixels


@given(st.text(st.characters(codec=None)))
def test_anything_can_be_read(html: str) -> None:
    render(html, html)
    plain(html)
    resolve(html, html)


@pytest.mark.parametrize(
    "html", ["<div>" * 200_000, "<a href=x>" * 100_000, "<" * 1_000_000, "&" * 1_000_000]
)
def test_what_is_made_to_take_long_does_not(html: str) -> None:
    begun = time.perf_counter()
    render(html, BASE)
    assert time.perf_counter() - begun < 5
