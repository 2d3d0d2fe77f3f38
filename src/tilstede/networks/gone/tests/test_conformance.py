from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tilstede.networks.gone import export, mapping
from tilstede.networks.gone.network import network
from tilstede.networks.gone.parse import moment
from tilstede.networks.kit.conformance import Conformance
from tilstede.networks.kit.contract import Item, Seen, SetAside

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PAGES = """
network: Nettby
account: {id: fjordvik-ung, name: Fjordvik ungdomsråd}
kind: html
files: "sider/*.html"
item: div.innlegg
time: "%d.%m.%Y %H:%M"
fields: {id: "@id", time: .dato, text: .tekst, author: .navn, picture: img@src, alt: img@alt}
"""
PAGE = """<html><body><h1>Nettby</h1>
<div class=innlegg id=1><b class=navn>Fjordvik ungdomsråd</b><i class=dato>14.10.2009 18:30</i>
<div class=tekst>Kva vil de ha?<script>alert(1)</script></div><img src="../bilder/hus.png" alt="Huset"></div>
<div class=innlegg id=2><b class=navn>Kari</b><i class=dato>14.10.2009 19:02</i><div class=tekst>Eit kino!</div></div>
<div class=innlegg id=3><b class=navn>Ola</b></div></body></html>"""


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def nettby(tmp_path: Path) -> Path:
    files = {"tilstede.yaml": PAGES.encode(), "sider/1.html": PAGE.encode(), "bilder/hus.png": PNG}
    return packed(tmp_path / "nettby.zip", files)


@pytest.fixture
def blink(tmp_path: Path) -> Path:
    (tmp_path / "blink.csv").write_text("Tid;Melding\n2009-10-14T18:30:00;Hei frå Blink\n")
    path = tmp_path / "blink.yaml"
    path.write_text(
        "network: Blink\naccount: {id: fjordvik}\nkind: csv\narchive: blink.csv\n"
        "fields: {time: Tid, text: Melding}\n"
    )
    return path


def response(writer: WARCWriter, address: str, kind: str, body: bytes) -> None:
    headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
    record = writer.create_warc_record(
        address, "response", payload=io.BytesIO(body), http_headers=headers
    )
    writer.write_record(record)
    record.raw_stream.close()


@pytest.fixture
def plus(tmp_path: Path) -> Path:
    with (tmp_path / "plus.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        response(writer, "https://plus.example/bilder/hus.png", "image/png", PNG)
        page = PAGE.replace("../bilder", "/bilder").encode()
        response(writer, "https://plus.example/fjordvik/1", "text/html; charset=utf-8", page)
    path = tmp_path / "plus.yaml"
    told = PAGES.replace("kind: html", "kind: warc\narchive: plus.warc.gz")
    path.write_text(told.replace("sider/*.html", "*").replace("Nettby", "Google+"))
    return path


def items(path: Path) -> list[Item]:
    found = export.open_export(path)
    assert found is not None
    try:
        return list(found.items())
    finally:
        found.close()


class TestGone(Conformance):
    network = network
    folder = Path(__file__).parent

    @pytest.fixture
    def takeouts(self, nettby: Path, blink: Path, plus: Path) -> list[Path]:
        return [nettby, blink, plus]


def test_pages_become_posts_with_their_pictures_and_others_words_are_heard(nettby: Path) -> None:
    first, second, third = items(nettby)
    assert isinstance(first, Seen)
    assert (first.post.text, first.post.place, first.heard) == ("Kva vil de ha?", "Nettby", False)
    assert first.attachments[0].size == len(PNG)
    assert isinstance(second, Seen)
    assert (second.post.author.handle, second.heard) == ("Kari", True)
    assert isinstance(third, SetAside)


def test_a_time_of_another_pattern_is_told_and_never_becomes_today(tmp_path: Path) -> None:
    page = PAGE.replace("14.10.2009 19:02", "i går").encode()
    path = packed(tmp_path / "x.zip", {"tilstede.yaml": PAGES.encode(), "sider/1.html": page})
    aside = [item.detail for item in items(path) if isinstance(item, SetAside)]
    assert "its time is 'i går', which is not as 'time' says: %d.%m.%Y %H:%M" in aside


def test_a_column_that_is_not_there_is_named_with_those_that_are(blink: Path) -> None:
    blink.write_text(blink.read_text().replace("time: Tid", "time: Tidd"))
    (only,) = items(blink)
    assert isinstance(only, SetAside)
    assert only.detail == "it has no column called Tidd; it has Melding, Tid"


def test_a_mapping_that_is_broken_is_one_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "blink.yaml"
    path.write_text("network: [Blink\nkind: xls\n")
    with pytest.raises(mapping.MappingError, match=r"blink\.yaml: line \d"):
        export.open_export(path)


def test_a_web_archive_brings_its_pictures(plus: Path) -> None:
    found = export.open_export(plus)
    assert found is not None
    first = next(item for item in found.items() if isinstance(item, Seen))
    assert first.post.media[0].url == "https://plus.example/bilder/hus.png"
    assert first.attachments[0].path.read_bytes() == PNG
    found.close()


def test_all_that_is_wrong_with_a_mapping_is_told_with_its_lines() -> None:
    text = b"network: Nettby\nkind: pdf\naccount: {navn: x}\nfields:\n  tekst: a\n  text: 'div['\nzone: Oslo\n"
    with pytest.raises(mapping.MappingError) as caught:
        mapping.read(text, "nettby.yaml")
    lines = str(caught.value).splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        "nettby.yaml, line 2",
        "nettby.yaml, line 3",
        "nettby.yaml, line 5",
        "nettby.yaml, line 7",
    ]


def test_a_selector_that_is_none_is_told() -> None:
    text = PAGES.replace(".tekst", "'div['").encode()
    with pytest.raises(mapping.MappingError, match=r"line 8: 'div\[' is no selector"):
        mapping.read(text, "nettby.yaml")


def test_nothing_found_says_what_was_looked_for(nettby: Path, tmp_path: Path) -> None:
    other = packed(
        tmp_path / "other.zip", {"tilstede.yaml": PAGES.encode(), "sider/1.html": b"<p>Hei</p>"}
    )
    (only,) = items(other)
    assert isinstance(only, SetAside)
    assert "div.innlegg" in only.detail


def test_a_file_outside_the_folder_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(
        "network: X\naccount: {id: a}\nkind: csv\narchive: ../../etc/passwd\nfields: {text: a}\n"
    )
    with pytest.raises(mapping.MappingError, match="beside it"):
        export.open_export(path)


@pytest.mark.parametrize(
    ("told", "pattern"),
    [
        ("14. okt 2009 18:30", "%d. %b %Y %H:%M"),
        ("onsdag 14. Oktober 2009 18.30", "%A %d. %B %Y %H.%M"),
        ("1255537800", "unix"),
        ("2009-10-14T16:30:00Z", "iso"),
    ],
)
def test_times_as_norwegian_pages_give_them(told: str, pattern: str) -> None:
    given = mapping.Mapping("x", mapping.Account("x"), "csv", {}, time=pattern)
    assert moment(told, given).isoformat() == "2009-10-14T16:30:00+00:00"
