"""Plain entries read directly are what feedparser makes of them."""

from __future__ import annotations

import tarfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tilstede.networks.feeds import document, mediarss, plain, xml
from tilstede.networks.feeds.entry import Raw, Unusable
from tilstede.networks.feeds.tests.documents import ATOM, RSS, item, rss


def _same(raw: bytes) -> bool:
    """Whether the entry is plain; and if it is, that it is read as by feedparser."""
    element = etree.fromstring(raw)
    mediarss.take(element)
    entry = plain.read(element)
    if entry is None:
        return False
    assert entry == xml.whole_by_feedparser(element)
    return True


def _raws(data: bytes) -> list[bytes]:
    return [raw.data for raw in document.take_apart(data).entries() if isinstance(raw, Raw)]


@pytest.mark.parametrize(
    "data", [RSS, ATOM.replace(b' xml:base="https://fjordvik.example/nytt/"', b"")]
)
def test_common_feeds_are_plain(data: bytes) -> None:
    absolute = data.replace(b'<link href="', b'<link href="https://fjordvik.example/')
    assert all(_same(raw) for raw in _raws(absolute))


@pytest.mark.parametrize(
    "odd",
    [
        {"title": "Fisk &amp; vilt"},
        {"title": "&lt;b&gt;x&lt;/b&gt;"},
        {"title": "BlÃ¥bÃ¦r"},
        {"title": "a\x85b"},
        {"title": "<b>x</b>"},
        {"title": "a<!-- b -->c"},
        {"link": "/relativ"},
        {"link": "http:////fjordvik.example/"},
        {"link": "https://fjordvik.example/?a=1&amp;copy;=2"},
        {"pubDate": "31. februar 2026"},
        {"pubDate": "Mon, 30 Feb 2026 10:00:00 GMT"},
        {"pubDate": "Mon, 01 Jun 2026 25:00:00 GMT"},
        {"description": "<p>x</p>"},
        {"title": "en", "author": "<name>Ola</name>"},
        {"nytt": "x"},
    ],
)
def test_what_is_not_plain_is_left_to_feedparser(odd: dict[str, str]) -> None:
    (raw,) = _raws(rss(item(1, **odd)))
    assert not _same(raw)


@pytest.mark.parametrize("name", ["title", "link", "guid", "pubDate", "description"])
def test_what_stands_twice_is_left_to_feedparser(name: str) -> None:
    (raw,) = _raws(rss(item(1) + item(2)[item(2).index(f"<{name}") :]))
    assert not _same(raw)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Oslo", "America/New_York"])
def test_dates_do_not_depend_on_where_they_are_read(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        for date in (
            "Mon, 01 Jun 2026 10:00:00 -0000",
            "Mon, 01 Jun 2026 10:00:00 GMT",
            "2026-06-01 10:00",
        ):
            (raw,) = _raws(rss(item(1, pubDate=date)))
            assert xml.read(raw, xml.MIME).published == datetime(2026, 6, 1, 10, tzinfo=UTC)
            _same(raw)
    finally:
        monkeypatch.undo()
        time.tzset()


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30)
_DATES = st.sampled_from(
    [
        "Mon, 01 Jun 2026 10:00:00 GMT",
        "Tue, 2 Jun 2026 10:00:00 +0200",
        "Wed, 03 Jun 2026 10:00:00 UTC",
        "i går",
        "",
    ]
)
_ISO = st.sampled_from(
    ["2026-06-01T10:00:00Z", "2026-06-01T10:00:00.123+02:00", "2026-06-01", "2026-13-01T10:00:00Z"]
)
_LINKS = st.sampled_from(
    ["https://fjordvik.example/sak/1?a=1&b=2", "http://blåbær.example/", "//x", "x", ""]
)


@st.composite
def _rss_item(draw: st.DrawFn) -> bytes:
    parts = {
        "title": _TEXT,
        "link": _LINKS,
        "guid": _TEXT | _LINKS,
        "pubDate": _DATES,
        "dc:date": _ISO,
        "description": _TEXT,
        "content:encoded": _TEXT.map(lambda text: f"<p>{text}</p>"),
        "category": _TEXT,
        "dc:creator": _TEXT,
        "yt:videoId": _TEXT,
    }
    names = draw(st.lists(st.sampled_from(sorted(parts)), max_size=8, unique=draw(st.booleans())))
    body = "".join(f"<{name}>{escape(draw(parts[name]))}</{name}>" for name in names)
    return f"<item{_declared()}>{body}</item>".encode()


@st.composite
def _atom_entry(draw: st.DrawFn) -> bytes:
    kind = st.sampled_from(
        ["", ' type="text"', ' type="html"', ' type="HTML"', ' type="xhtml"', ' type="text/plain"']
    )
    parts: dict[str, Callable[[], str]] = {
        name: lambda name=name: f"<{name}{draw(kind)}>{escape(draw(_TEXT))}</{name}>"  # type: ignore[misc]
        for name in ("title", "summary", "content")
    }
    parts |= {
        "id": lambda: f"<id>{escape(draw(_TEXT | _LINKS))}</id>",
        "published": lambda: f"<published>{draw(_ISO)}</published>",
        "updated": lambda: f"<updated>{draw(_ISO)}</updated>",
        "link": lambda: f"<link{draw(kind)} href={quoteattr(draw(_LINKS))}/>",
        "enclosure": lambda: f"<link rel='enclosure'{draw(kind)} href={quoteattr(draw(_LINKS))}/>",
        "category": lambda: f"<category term={quoteattr(draw(_TEXT))}/>",
        "author": lambda: (
            f"<author><name>{escape(draw(_TEXT))}</name><uri>https://x.example/</uri></author>"
        ),
        "reply": lambda: (
            f"<thr:in-reply-to ref={quoteattr(draw(_TEXT))} href={quoteattr(draw(_LINKS))}/>"
        ),
    }
    names = draw(st.lists(st.sampled_from(sorted(parts)), max_size=8, unique=draw(st.booleans())))
    language = draw(st.sampled_from(["", ' xml:lang="nn"', ' xml:lang="nb_NO"', ' xml:lang=""']))
    body = "".join(parts[name]() for name in names)
    return (
        f'<entry xmlns="http://www.w3.org/2005/Atom"{_declared()}{language}>{body}</entry>'.encode()
    )


def _declared() -> str:
    uris = {
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "thr": "http://purl.org/syndication/thread/1.0",
        "yt": "http://www.youtube.com/xml/schemas/2015",
    }
    return "".join(f' xmlns:{name}="{uri}"' for name, uri in uris.items())


@settings(max_examples=300)
@given(_rss_item() | _atom_entry())
def test_made_up_entries(raw: bytes) -> None:
    _same(raw)


def _feeds(folder: Path) -> Iterator[bytes]:
    for archive in sorted(folder.glob("*.tar.gz")):
        with tarfile.open(archive) as tar:
            for member in tar:
                stream = tar.extractfile(member) if member.name.endswith(".xml") else None
                if stream is not None:
                    yield stream.read()


def test_the_feeds_of_others(shared: Callable[[str], Path]) -> None:
    read = []
    for data in _feeds(shared("corpus/feeds")):
        try:
            found = document.take_apart(data)
        except Unusable:
            continue
        if isinstance(found, document.WellFormed):
            read += [_same(raw.data) for raw in found.entries() if isinstance(raw, Raw)]
    assert sum(read) > 600, "more than half are plain, broken on purpose though they are"
