"""Links as a page has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.networks.kit.page import Link, links

HERE = "https://www.fjordvik.example/kontakt"


def test_links_with_what_they_say_and_whether_they_are_the_pages_own() -> None:
    page = """<!doctype html><head><link rel="me" href="https://a.example/@a"><link rel="icon" href="/i">
        </head><body><a href="/om" title="Om oss"><b>Om</b>
        kommunen</a> <a rel="noopener ME" href="//b.example/@b"><svg></svg></a><a name="x">her</a>"""
    assert links(page.encode(), HERE) == [
        Link("https://a.example/@a", "", True),
        Link("https://www.fjordvik.example/om", "Om kommunen Om oss", False),
        Link("https://b.example/@b", "", True),
    ]


def test_a_page_may_say_what_its_links_are_relative_to() -> None:
    page = b'<base href="/nb/"><a href="kontakt">Kontakt</a>'
    assert links(page, HERE)[0].address == "https://www.fjordvik.example/nb/kontakt"


@pytest.mark.parametrize(
    "href", ["", " ", "#top", "javascript:alert(1)", "mailto:a@b.example", "https://[", "data:,x"]
)
def test_what_leads_nowhere_is_no_link_to_an_account(href: str) -> None:
    found = links(f'<a href="{href}">x</a>'.encode(), HERE)
    assert all(link.address.startswith("https://www.fjordvik.example/") for link in found)


@given(st.binary(max_size=2_000) | st.text("<>!-/a ?[]").map(str.encode))
def test_any_bytes_at_all_are_read(page: bytes) -> None:
    assert links(page, HERE) is not None
    assert all(link.address.startswith("http") for link in links(b"<a href=x>" + page, HERE))
