"""HTML as a reader sees it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.core.post import Link
from tilstede.networks.mastodon.markup import render

SHORT = (
    '<a href="https://fjordvik.example/sak?id=1&amp;x=2"><span class="invisible">https://</span>'
    '<span class="ellipsis">fjordvik.example/sa</span><span class="invisible">k?id=1&amp;x=2</span></a>'
)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("Hei", "Hei"),
        ("a &amp; b &lt;c&gt; &aring;", "a & b <c> å"),
        ("<p>Ein</p><p>To<br>tre<br/><br>fire</p>", "Ein\n\nTo\ntre\n\nfire"),
        ("Siste linje<br>", "Siste linje"),
        ("<p>a  b\n c</p>\n<p>d</p>", "a b c\n\nd"),
        ("<p>a <b>b</b> c<i>d</i> e</p>", "a b cd e"),
        ("<ul><li>ein</li><li>to</li></ul>etter", "ein\nto\n\netter"),
        ("<blockquote><p>sitat</p></blockquote><p>svar</p>", "sitat\n\nsvar"),
        ("<pre><code>if x:\n    y</code></pre>", "if x:\n    y"),
        ('Hei <img class="emoji" alt=":fjord:" src="x">!', "Hei :fjord:!"),
        ("<script>x()</script>Ja<style>p{}</style>", "Ja"),
        (f"<p>Sjå {SHORT}.</p>", "Sjå https://fjordvik.example/sak?id=1&x=2."),
        ('<a href="https://a.example/">heimesida</a> vår', "heimesida vår"),
        ('<a href="javascript:x()">her</a>', "her"),
        ('<a href="https://a.example/@kari" class="u-url mention">@<span>kari</span></a>', "@kari"),
        ('<a href="https://a.example/tags/x" rel="tag">#x</a>', "#x"),
        ("<p>open <b>aldri lukka", "open aldri lukka"),
        ("</p></div>feil", "feil"),
        ("1 < 2 og 3 > 2", "1 < 2 og 3 > 2"),
    ],
)
def test_text(html: str, text: str) -> None:
    assert render(html).text == text


def test_links_are_opened_and_labelled() -> None:
    html = f'{SHORT} <a href="https://b.example/side">Les  meir</a> <a href="https://a.example/@k">@k</a>'
    assert render(html).links == (
        Link(url="https://fjordvik.example/sak?id=1&x=2"),
        Link(url="https://b.example/side", title="Les meir"),
    )


def test_a_link_that_says_another_address_shows_both() -> None:
    rendered = render('<a href="https://ond.example/">https://bank.example</a>')
    assert rendered.text == "https://bank.example"
    assert rendered.links == (Link(url="https://ond.example/", title="https://bank.example"),)


@pytest.mark.parametrize("tag", ["p", "span"])
def test_the_stand_in_for_a_quote_is_left_out(tag: str) -> None:
    html = f'<{tag} class="quote-inline"><br>RE: <a href="https://a.example/1">x</a></{tag}><p>Einig</p>'
    rendered = render(html)
    assert (rendered.text, rendered.quote, rendered.links) == (
        "Einig",
        "https://a.example/1",
        (),
    )


@given(st.text(st.characters(codec=None)))
def test_any_text_is_rendered(text: str) -> None:
    render(text)
    render(f"<p>{text}</p>")


@pytest.mark.parametrize(
    "html",
    ["<div>" * 300_000, "<" * 300_000, "<!--" * 100_000, "&" * 300_000, "<a href=x>" * 50_000],
)
def test_hostile_markup_ends_in_time(html: str) -> None:
    begun = time.perf_counter()
    render(html)
    assert time.perf_counter() - begun < 5
