"""Mastodon's own HTML is read without a parser just as it is read with one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tilstede.core.post import Link
from tilstede.networks.mastodon import markup, plain

LINK = (
    '<a href="https://fjordvik.example/sak?id=1&amp;x=2" target="_blank" rel="nofollow noopener"'
    ' translate="no"><span class="invisible">https://</span><span class="ellipsis">fjordvik.example/sa'
    '</span><span class="invisible">k?id=1&amp;x=2</span></a>'
)
MENTION = (
    '<span class="h-card" translate="no"><a href="https://nabo.example/@borger"'
    ' class="u-url mention">@<span>borger</span></a></span>'
)
TAG = '<a href="https://fjordvik.example/tags/ras" class="mention hashtag" rel="tag">#<span>ras</span></a>'
#: What Mastodon writes, what others write, and what breaks either.
PIECES = [
    *("<p>", "</p>", "</p><p>", "<br>", "<br />", "<br/>", "</span>", "<span>", "<b>", "</b>"),
    *("<p class='x'>", "<ul><li>", "</ul>", "<!--", "-->", "<", ">", '<span class="quote-inline">'),
    *('<span class="h-card" translate="no">', '<span class="invisible">', "</a>", "RE: "),
    *(
        '<a href="https://a.example/x?b=1&amp;c=2">',
        '<a href=" https://z.example ">',
        '<a href="">',
    ),
    *('<a href="x" href="https://y.example">', '<A HREF="https://q.example">', LINK, MENTION, TAG),
    *(" ", "  ", "\n", "\t", "\r", "\x1c", "\x85", "\xa0", "\u2028", "\ufffe", "\u200d", "\u202e"),
    *("&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&nbsp;", "&amp;lt;", "&", "&aring;", "&#x202e;"),
    *("a", "Hei", "å", "😀", "https://", "a.example/", "#x", "@k", "…"),
]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hei</p>", "Hei"),
        ("Hei", "Hei"),
        ("<p>Ein</p><p>To<br>tre<br />fire</p>", "Ein\n\nTo\ntre\nfire"),
        ("<p> Ein  to <br> tre </p>", "Ein to\ntre"),
        ("<p>1 &lt; 2 &amp;&amp; &quot;ja&quot; &#39;nei&#39; &gt;</p>", "1 < 2 && \"ja\" 'nei' >"),
        (
            f"<p>{MENTION} Sjå {LINK}. {TAG}</p>",
            "@borger Sjå https://fjordvik.example/sak?id=1&x=2. #ras",
        ),
        ("<p>Familie 👨\u200d👩\u200d👧 og\xa0meir</p>", "Familie 👨\u200d👩\u200d👧 og\xa0meir"),
    ],
)
def test_what_mastodon_writes_needs_no_parser(html: str, text: str) -> None:
    rendered = plain.render(html)
    assert rendered is not None
    assert rendered.text == text
    assert rendered == markup.render(html)


def test_links_are_opened_as_by_the_parser() -> None:
    rendered = plain.render(f"<p>{LINK} {MENTION} {TAG}</p>")
    assert rendered is not None
    assert rendered.links == (Link(url="https://fjordvik.example/sak?id=1&x=2"),)


@pytest.mark.parametrize(
    "html",
    [
        "<p>a<b>b</b></p>",
        "<p>a&nbsp;b</p>",
        "<p>a\nb</p>",
        "<p>a</p><br><br><p>b</p>",
        "<p>a<p>b</p>",
        '<p class="quote-inline">RE: <a href="https://a.example/1">x</a></p><p>Einig</p>',
        '<span class="h-card"><a href="https://a.example/@k">@k</a>',
        "<p>\u202esnudd</p>",
        "&#x202e;snudd",
    ],
)
def test_all_else_is_left_to_the_parser(html: str) -> None:
    assert plain.render(html) is None


@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3))).map("".join), st.booleans()
)
@example("<p></p><p>a</p>", False)
@example(" <br> a <br> <br> b ", True)
def test_where_both_read_they_read_the_same(html: str, inside: bool) -> None:
    html = f"<p>{html}</p>" if inside else html
    rendered = plain.render(html)
    assert rendered is None or rendered == markup.render(html)
