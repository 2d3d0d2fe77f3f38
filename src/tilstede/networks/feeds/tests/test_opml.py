"""Lists of feeds."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tilstede.networks.feeds import opml
from tilstede.networks.feeds.opml import Outline

LIST = """<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0"><head><title>Følger</title></head><body>
<outline text="Kommuner">
  <outline type="rss" text="kort" title="Fjordvik" xmlUrl="https://fjordvik.example/rss" htmlUrl="x"/>
  <outline text="Vik &amp; Vang" xmlurl=" https://vang.example/feed "/>
  <outline type="rss" text="Fjordvik igjen" xmlUrl="https://fjordvik.example/rss"/>
</outline>
<outline type="rss" text="Uten adresse"/>
<outline type="rss" text="Skript" xmlUrl="javascript:alert(1)"/>
<outline type="link" text="En lenke" url="https://vang.example/"/>
</body></opml>""".encode()


def test_a_list_is_read() -> None:
    feeds, aside = opml.read(LIST)
    assert feeds == [
        Outline("Fjordvik", "https://fjordvik.example/rss"),
        Outline("Vik & Vang", "https://vang.example/feed"),
    ]
    assert [(item.where, item.detail) for item in aside] == [
        ("outline 5", "no address for 'Uten adresse'"),
        ("outline 6", "no web address: javascript:alert(1)"),
    ]


def test_what_is_written_is_read_back() -> None:
    feeds = [
        Outline("Å & <b>", "https://fjordvik.example/rss?a=1&b=2"),
        Outline("to", "http://to.example/"),
    ]
    written = opml.write("Følger", feeds)
    assert opml.is_opml(written)
    assert opml.read(written) == (feeds, [])


def test_a_broken_list_is_read_as_far_as_it_goes() -> None:
    feeds, _ = opml.read(LIST[:-30].replace(b"&amp;", b"&"))
    assert [feed.address for feed in feeds] == [
        "https://fjordvik.example/rss",
        "https://vang.example/feed",
    ]


@pytest.mark.parametrize("data", [b"", b"hei", b"\x00"])
def test_nothing_to_read(data: bytes) -> None:
    assert not opml.is_opml(data)
    with pytest.raises(ValueError, match="nothing"):
        opml.read(data)


def test_entities_that_explode_are_refused() -> None:
    bomb = b'<!DOCTYPE opml [<!ENTITY a "&b;"><!ENTITY b "&a;">]><opml><outline text="&a;"/></opml>'
    with pytest.raises(ValueError, match="without end"):
        opml.read(bomb)
    with pytest.raises(ValueError, match="larger"):
        opml.read(bytes(opml.LARGEST + 1))


def test_real_lists_right_and_wrong(shared: Callable[[str], Path]) -> None:
    found = {}
    with tarfile.open(shared("corpus/feeds/feedvalidator.tar.gz")) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.name.endswith(".opml") else None
            if stream is not None:
                feeds, aside = opml.read(stream.read())
                found[Path(member.name).name] = (len(feeds), len(aside))
    assert len(found) >= 33
    assert found["subscriptionList.opml"] == (13, 0)
    assert found["subscriptionListErrors1.opml"] == (1, 1)
    assert found["notwellformed.opml"] == (1, 0)
