from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.web import text


class Reader(HTMLParser):
    """Reads HTML as a browser would: its words, its tags and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


hostile = st.text(
    st.sampled_from("ab <>&\"'/:.()\n") | st.characters(exclude_categories=["Cs"]), max_size=80
)


@pytest.mark.parametrize(
    ("told", "leads_to"),
    [
        ("Les https://fjordvik.example/sak.", "https://fjordvik.example/sak"),
        ("(https://fjordvik.example/a_(b))", "https://fjordvik.example/a_(b)"),
        ("«https://fjordvik.example»", "https://fjordvik.example"),
        ("HTTPS://FJORDVIK.EXAMPLE/Å?a=1&b=2!", "HTTPS://FJORDVIK.EXAMPLE/Å?a=1&b=2"),
    ],
)
def test_an_address_becomes_a_link_without_the_sentence_around_it(told: str, leads_to: str) -> None:
    read = Reader(text.paragraphs(told))
    assert read.links == [leads_to]
    assert read.words == told


@given(hostile)
def test_no_word_of_a_stranger_becomes_markup(told: str) -> None:
    read = Reader(text.paragraphs(told))
    assert set(read.tags) <= {"p", "br", "a"}
    assert all(link.lower().startswith(("http://", "https://")) for link in read.links)


@given(hostile.filter(lambda told: "\ue000" not in told and "\ue001" not in told))
def test_no_word_is_lost(told: str) -> None:
    read = Reader(text.paragraphs(told))
    assert re.sub(r"\s", "", read.words) == re.sub(r"\s", "", told)


def test_hits_are_marked_also_within_a_link() -> None:
    told = "Ferja og https://ferja.example/ferja"
    spans = [(0, 5), (17, 22), (31, 36)]
    read = Reader(text.paragraphs(told, spans))
    assert read.tags.count("mark") == 3
    assert read.links == ["https://ferja.example/ferja"]
    assert read.words == told


def test_a_long_text_begins_near_its_first_hit_and_says_that_it_is_cut() -> None:
    told = "ord " * 1_000 + "ferja " + "ord " * 1_000
    shown = text.excerpt(told, [(4_000, 4_005)])
    assert shown.cut
    assert "<mark>ferja</mark>" in shown.html
    assert Reader(shown.html).words.startswith("… ord")
    assert not text.excerpt("Kort.").cut


@given(st.text("ab c\n", max_size=3_000))
def test_an_excerpt_is_never_longer_than_it_may_be(told: str) -> None:
    assert len(Reader(text.excerpt(told).html).words) <= text.LONGEST + 4


def test_an_article_keeps_its_shape_and_nothing_that_acts_or_fetches() -> None:
    html = (
        "<h2 style='color:red' onclick=x()>Plan</h2><p>Se <a href='https://a.example' target=_blank>her</a>"
        "<a href='javascript:x()'>der</a></p><img src=https://a.example/p.png><script>x()</script>"
        "<iframe src=//a.example></iframe><form action=x><input></form>"
    )
    clean = text.article(html)
    assert Reader(clean).tags == ["h2", "p", "a", "a"]
    assert Reader(clean).links == ["https://a.example"]
    assert 'rel="nofollow noopener ugc"' in clean
    assert "x()" not in clean
