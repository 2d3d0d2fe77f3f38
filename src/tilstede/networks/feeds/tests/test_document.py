"""Documents taken apart: well-formed, broken, and what is no feed at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tilstede.networks.feeds import document, reading, xml
from tilstede.networks.feeds.broken import Broken
from tilstede.networks.feeds.document import WellFormed, kind_of, take_apart
from tilstede.networks.feeds.entry import Origin, Raw, Unusable
from tilstede.networks.feeds.identity import Memory
from tilstede.networks.feeds.jsonfeed import JsonFeed
from tilstede.networks.feeds.network import network
from tilstede.networks.feeds.tests.documents import ATOM, BLOG, BROKEN, JSON, RSS, item, rss
from tilstede.networks.kit.conformance import check_item
from tilstede.networks.kit.hostile import mutated


def _raws(data: bytes, content_type: str = "") -> list[bytes]:
    found = take_apart(data, content_type).entries()
    return [raw.data for raw in found if isinstance(raw, Raw)]


def test_what_a_feed_says_of_itself() -> None:
    head = take_apart(RSS).head
    assert head.title == "Fjordvik kommune"
    assert head.site == "https://fjordvik.example/"
    assert head.address == "https://fjordvik.example/rss"
    assert head.language == "nb-no"
    assert take_apart(ATOM).head.address == "https://fjordvik.example/nytt/atom.xml"
    assert take_apart(JSON).head.address == "https://bibliotek.example/feed.json"
    assert take_apart(BROKEN).head.title == "Fisk & vilt"


def test_how_it_is_read() -> None:
    assert isinstance(take_apart(RSS), WellFormed)
    assert isinstance(take_apart(JSON), JsonFeed)
    assert isinstance(take_apart(BROKEN), Broken)


def test_an_entry_is_canonical_and_stands_by_itself() -> None:
    first, second = _raws(ATOM)
    assert first.startswith(b'<entry xmlns="http://www.w3.org/2005/Atom"')
    assert b'xml:lang="nn"' in first
    assert b'xml:base="https://fjordvik.example/nytt/"' in first
    assert b'xml:lang="se"' in second
    assert "Førsteordføraren".encode() in first
    root = etree.fromstring(first)
    assert etree.tostring(root, method="c14n", exclusive=True) == first


def test_the_same_entry_is_the_same_bytes_whatever_else_changes() -> None:
    other = RSS.replace(b"<description>Nytt</description>", b"<description>Annet</description>")
    other = other.replace(b" version=", b' xmlns:x="urn:x" version=').replace(b"\n", b"\r\n")
    assert _raws(other) == _raws(RSS)


def test_broken_entries_are_the_bytes_as_found() -> None:
    raws = _raws(BROKEN)
    assert len(raws) == 3
    assert all(raw in BROKEN for raw in raws)
    assert raws[1] == b"<item><title>Uten slutt</title><guid>2</guid>\n"
    assert b"Skjult" not in b"".join(raws)


def test_a_broken_entry_tells_its_character_set() -> None:
    data = '<?xml version="1.0" encoding="iso-8859-1"?><rss><item><title>Bl&aringb\xe6r</item>'
    (raw,) = take_apart(data.encode("latin-1")).entries()
    assert isinstance(raw, Raw)
    assert raw.mime == "application/xml; charset=iso-8859-1"
    assert b"b\xe6r" in raw.data


@pytest.mark.parametrize("charset", ["utf-16", "utf-32", "utf-8-sig", "latin-1", "cp1252"])
def test_character_sets(charset: str) -> None:
    name = {"latin-1": "iso-8859-1", "cp1252": "windows-1252"}.get(charset, charset[:6].rstrip("-"))
    text = RSS.decode().replace("Sak 1", "Blåbær").replace("utf-8", name)
    for data in (text.encode(charset), text.replace("</channel>", "<a></channel>").encode(charset)):
        assert any(
            "Blåbær".encode() in raw or "Blåbær".encode(charset) in raw for raw in _raws(data)
        )


def test_the_character_set_the_server_tells_comes_first() -> None:
    data = RSS.replace(b'encoding="utf-8"', b"").replace(b"Sak 1", "Blåbær".encode("latin-1"))
    assert "Blåbær".encode() in _raws(data, "application/rss+xml; charset=ISO-8859-1")[0]


@pytest.mark.parametrize("told", ["utf-16", "us-ascii", "nonsense", "idna"])
def test_a_server_that_is_wrong_about_the_character_set(told: str) -> None:
    data = RSS.replace(b"Sak 1", "Blåbær".encode())
    assert "Blåbær".encode() in _raws(data, f"text/xml; charset={told}")[0]


def test_white_space_before_the_declaration_is_passed_over() -> None:
    assert isinstance(take_apart(b"\n \r\n" + RSS), WellFormed)


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><html><head><title>Logg inn</title></head></html>",
        b"<html><body>Logg inn</body></html>",
        b"  <!-- hei --><HTML>",
        b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><html xmlns="x"/>',
    ],
)
def test_a_web_page_is_no_feed(data: bytes) -> None:
    with pytest.raises(Unusable) as caught:
        take_apart(data)
    assert caught.value.reason == "login-page"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hei",
        b"{}",
        b'{"items": []}',
        b"[]",
        b"<svg/>",
        b"<opml/>",
        b"\x00\x00",
        b"\xff\xfe<",
        b"<",
    ],
)
def test_what_is_no_feed(data: bytes) -> None:
    with pytest.raises(Unusable) as caught:
        take_apart(data)
    assert caught.value.reason == "unknown-format"


def _bomb(value: bytes, times: int) -> bytes:
    declared = b'<!DOCTYPE rss [<!ENTITY a0 "%s">' % value
    for level in range(1, times):
        declared += b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10)
    return declared + b"]>" + rss(item(1, title="&a%d;")).replace(b"%d", b"%d" % (times - 1))[39:]


def test_entities_that_explode_are_refused() -> None:
    for data in (_bomb(b"hei", 12), _bomb(b"b" * 20_000, 1).replace(b"&a0;", b"&a0;" * 20_000)):
        with pytest.raises(Unusable) as caught:
            take_apart(data)
        assert caught.value.reason == "bomb"


def test_entities_that_stand_for_letters_are_opened() -> None:
    data = b'<!DOCTYPE rss [<!ENTITY aring "&#229;">]>' + rss(item(1, title="Bl&aring;"))[39:]
    assert "Blå".encode() in _raws(data)[0]


def test_nothing_outside_is_read(tmp_path: object) -> None:
    data = (
        b'<!DOCTYPE rss [<!ENTITY p SYSTEM "file:///etc/passwd">]>'
        + rss(item(1, title="x&p;y"))[39:]
    )
    assert b"root:" not in b"".join(_raws(data))


def test_an_entry_within_an_entry_is_part_of_it() -> None:
    data = rss(item(1) + "<item><title>inne</title></item>", item(2))
    assert len(_raws(data)) == 2


def test_a_namespace_that_is_no_address_has_no_canonical_form_and_is_kept_all_the_same() -> None:
    raws = _raws(rss(item(1) + '<a xmlns="relativt"/>'))
    assert b"Sak 1" in raws[0]


def test_an_atom_entry_may_stand_alone() -> None:
    entry = b'<entry xmlns="http://www.w3.org/2005/Atom"><title>Hei</title></entry>'
    assert _raws(entry) == [entry]


def test_a_document_deeper_than_any_real_one() -> None:
    assert len(_raws(rss(item(1) + "<a>" * 5000 + "</a>" * 5000, item(2)))) == 2


def test_only_the_beginning_decides() -> None:
    assert kind_of(RSS) == "xml"
    assert kind_of(b"Warning: mysql_connect() <br/>\n" + RSS) == "xml"
    assert kind_of(JSON) == "json"
    assert kind_of(JSON.replace(b"/", b"\\/")) == "json"


def test_entries_can_be_walked_again() -> None:
    for data in (RSS, ATOM, JSON, BROKEN):
        found = document.take_apart(data)
        assert len(list(found.entries())) == len(list(found.entries())) > 0


@pytest.mark.parametrize(
    "text",
    ["Fisk & vilt &aring; &amp; &finnesikke; &#229;", "Fisk & vilt å"],
)
def test_a_text_that_is_not_closed_is_not_lost(text: str) -> None:
    entry = xml.read(f"<item><title>A & B</title><description>{text}</item>".encode(), xml.MIME)
    shown = text.replace("&aring;", "å").replace("&amp;", "&").replace("&#229;", "å")
    assert entry.body.value == shown
    assert entry.title.value == "A & B"


@settings(max_examples=300, derandomize=True)
@given(st.sampled_from([RSS, ATOM, JSON, BROKEN, BLOG]), st.data())
def test_documents_broken_in_any_way_are_read_or_refused(data: bytes, more: st.DataObject) -> None:
    broken = more.draw(mutated(data, "application/xml"))
    try:
        found = take_apart(broken, more.draw(st.sampled_from(["", "text/xml; charset=iso-8859-1"])))
        items = list(reading.items(found.entries(), Origin("https://x.example/f"), Memory(), "f"))
    except ValueError:
        return
    for item_, _ in items:
        check_item(item_, network)
