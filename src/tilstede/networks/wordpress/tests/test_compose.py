"""Plain text as it is given to WordPress, and the address it is found again by."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.networks.kit.markup import render
from tilstede.networks.wordpress import compose, names
from tilstede.networks.wordpress.tests.town import outgoing


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Hei på deg.", "<p>Hei på deg.</p>"),
        ("a\nb\n\n\nc", "<p>a<br />\nb</p>\n<p>c</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ('"ja"', "<p>&#34;ja&#34;</p>"),
        ("[gallery]", "<p>&#91;gallery&#93;</p>"),
        ("e-post, 800 m, kl. 12:30", "<p>e-post, 800 m, kl. 12:30</p>"),
        ("ja :) nei 8-)", "<p>ja &#58;) nei &#56;-)</p>"),
        ("a -- b", "<p>a &#45;&#45; b</p>"),
        ("så...", "<p>så&#46;&#46;&#46;</p>"),
        (
            "Sjå https://fjordvik.example/a?b=1&c=2.",
            '<p>Sjå <a href="https://fjordvik.example/a?b=1&amp;c=2">https://fjordvik.example/a?b=1&amp;c=2</a>.</p>',
        ),
    ],
)
def test_text(text: str, written: str) -> None:
    assert compose.html(text) == written


def test_language_and_pictures() -> None:
    figure = compose.figure("https://fjordvik.example/a.png", 'Ein "båt"', 7)
    found = compose.html("Hei", "nn", [figure])
    assert found.startswith('<div lang="nn">\n<p>Hei</p>\n<figure')
    assert 'alt="Ein &#34;båt&#34;"' in found


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"])
        | st.sampled_from(" \n")
    )
)
def test_any_text_reads_as_it_was_written(text: str) -> None:
    """But for white space, and line breaks beyond two."""
    shown = render(compose.html(text)).text
    assert shown.split() == text.replace("\0", "").split()


@given(st.text(st.characters(min_codepoint=32, codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_any_text_survives_being_escaped(text: str) -> None:
    assert html.unescape(compose.escaped(text)) == html.unescape(html.escape(text, quote=False))


@pytest.mark.parametrize(
    ("title", "text", "start"),
    [
        ("Ferja går att", "x", "ferja-gar-att-"),
        ("", "Ærleg & Øydeleg, á đ ŋ", "aerleg-oydeleg-a-d-n-"),
        ("日本", "x", ""),
        ("Lang " * 40, "x", "lang-lang-"),
    ],
)
def test_address(title: str, text: str, start: str) -> None:
    slug = compose.slug(outgoing(text, title=title, key="k1"))
    assert re.fullmatch(r"[a-z0-9-]{12,73}", slug)
    assert slug.startswith(start)
    assert slug.endswith(compose.sign("k1"))


def test_another_key_is_another_address() -> None:
    one, other = (compose.slug(outgoing("x", title="Likt", key=key)) for key in ("k1", "k2"))
    assert one != other


@pytest.mark.parametrize(
    ("address", "root", "kind"),
    [
        ("https://fjordvik.example/wp-json", "https://fjordvik.example/wp-json/", "posts"),
        (
            "https://Fjordvik.example/blogg/wp-json/",
            "https://fjordvik.example/blogg/wp-json/",
            "posts",
        ),
        (
            "https://fjordvik.example/wp-json/wp/v2/pages",
            "https://fjordvik.example/wp-json/",
            "pages",
        ),
        (
            "https://fjordvik.example/?rest_route=/",
            "https://fjordvik.example/?rest_route=/",
            "posts",
        ),
        (
            "https://fjordvik.example/?rest_route=/wp/v2/pages",
            "https://fjordvik.example/?rest_route=/",
            "pages",
        ),
    ],
)
def test_places(address: str, root: str, kind: str) -> None:
    place = names.place_in(address)
    assert place == names.Place(root, kind)
    assert place is not None
    assert names.place_in(place.address) == place


@pytest.mark.parametrize(
    "address",
    [
        "https://fjordvik.example/",
        "https://fjordvik.example/om-wp-json",
        "https://fjordvik.example/wp-jsonp/",
        "https://fjordvik.example/wp-json/oembed/1.0/embed",
        "https://kari:x@fjordvik.example/wp-json/",
        "ftp://fjordvik.example/wp-json/",
        "https://[::1/wp-json/",
    ],
)
def test_no_places(address: str) -> None:
    assert names.place_in(address) is None
