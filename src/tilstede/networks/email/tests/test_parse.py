"""Letters as strangers write them."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.core.post import Post
from tilstede.networks.email.flowed import unfolded
from tilstede.networks.email.headers import Refusal, message_id_of, mid
from tilstede.networks.email.parse import MAX_TEXT, parse
from tilstede.networks.email.taken import take
from tilstede.networks.email.tests import letters
from tilstede.networks.kit.items import Seen

WORDS = "Blåbærsyltetøy på Ørland – «ja»"


def post(raw: bytes) -> Post:
    return parse(raw, "api").post


def plain(body: bytes, charset: str, headers: str = "") -> Post:
    head = f"From: kari@nes.example\nDate: Tue, 3 Mar 2026 10:15:00 +0100\n{headers}"
    kind = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    return post((head + kind).encode() + body)


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("utf-8", "utf-8"),
        ('"UTF8"', "utf-8"),
        ("iso-8859-1", "cp1252"),  # as Windows writes what it calls Latin-1
        ("windows-1252", "cp1252"),
        ("us-ascii", "utf-8"),
        ("us-ascii", "cp1252"),
        ("utf-16", "utf-16"),
        ("cp850", "cp850"),
        ("macintosh", "mac-roman"),
        ("unicode-1-1-utf-7", "utf-7"),
    ],
)
def test_character_sets(charset: str, codec: str) -> None:
    told = WORDS.encode(codec, "replace")
    found = (
        plain(base64.b64encode(told), charset, "X: y\n")
        if codec == "utf-16"
        else plain(told, charset)
    )
    expected = told.decode(codec)
    if codec == "utf-16":
        raw = b"From: a@b.example\nContent-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n"
        found = post(raw + base64.b64encode(told))
    assert found.text == expected
    assert "charset" not in found.odd


@pytest.mark.parametrize("charset", ["x-ukjend", "punycode", "utf-8\x00", "base64", "undefined"])
def test_character_sets_that_are_none(charset: str) -> None:
    found = plain(WORDS.encode(), charset)
    assert found.text == WORDS
    assert "charset" in found.odd


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("Kari Nes <Kari@Nes.example>", "Kari Nes", "kari@nes.example"),
        ('"Nes, Kari" <kari@nes.example>', "Nes, Kari", "kari@nes.example"),
        ("kari@nes.example (Kari Nes)", "Kari Nes", "kari@nes.example"),
        ("=?utf-8?Q?K=C3=A5re?= <k@nes.example>", "Kåre", "k@nes.example"),
        (
            "=?iso-8859-1?Q?K=E5re_?=\n =?iso-8859-1?Q?=C5s?= <k@nes.example>",
            "Kåre Ås",
            "k@nes.example",
        ),
        ("Kåre <k@nes.example>", "Kåre", "k@nes.example"),
        ("k@bjørnøy.example", "", "k@bjørnøy.example"),
        (
            "'post@fjordvik.example' <svindel@x.example>",
            "'post@fjordvik.example'",
            "svindel@x.example",
        ),
        ("Kari <kari@nes.example>, Ola <ola@nes.example>", "Kari", "kari@nes.example"),
        ("=?utf-8?B?====?= <k@nes.example>", None, "k@nes.example"),
        ("Kari [kari@nes.example", None, "kari@nes.example"),
    ],
)
def test_who_writes(written: str, name: str | None, address: str) -> None:
    found = post(f"From: {written}\nSubject: hei\n\n".encode())
    assert found.author.id == f"mailto:{address}"
    assert name is None or found.author.name == name


def test_when_it_was_written() -> None:
    received = "Received: from a by b; Tue, 3 Mar 2026 10:00:00 +0000\n"
    for date, odd, moment in (
        ("Tue, 3 Mar 2026 10:15:00 +0100", (), datetime(2026, 3, 3, 9, 15, tzinfo=UTC)),
        ("3 Mar 26 10:15 -0000", (), datetime(2026, 3, 3, 10, 15, tzinfo=UTC)),
        ("i dag", ("date-unreadable",), datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ("", ("date-missing",), datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ("Thu, 1 Jan 1970 00:00:00 +0000", ("date-early",), datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ("Tue, 3 Mar 2036 10:15:00 +0100", ("date-future",), datetime(2026, 3, 3, 10, tzinfo=UTC)),
        (
            "Tue, 3 Mar 99999 10:15:00 +0100",
            ("date-unreadable",),
            datetime(2026, 3, 3, 10, tzinfo=UTC),
        ),
    ):
        found = post(f"{received}From: a@b.example\nSubject: x\nDate: {date}\n\n".encode())
        assert (found.published, found.odd) == (moment, odd), date


def test_a_name_survives_its_alias() -> None:
    for name in ("abc@x.example", "a/b?c#d%e@x.example", "a b@x"):
        assert message_id_of(mid(name)) == name
        assert mid(name).isascii()
    assert message_id_of("https://x.example") == ""


def test_letters_in_letters_are_files() -> None:
    outer = letters.letter("Sjå brevet under.")
    inner = letters.with_files("Inst")
    outer.add_attachment(inner)
    found = take(outer.as_bytes(), "api", "")
    assert isinstance(found, Seen)
    assert found.post.text == "Sjå brevet under."
    (attached,) = found.attachments
    again = parse(attached.path.read_bytes(), "api")
    assert again.post.text == "Inst"
    assert again.files[0].content() == letters.PDF


def test_nested_deeper_than_anything_real() -> None:
    for depth in (100, 3_000):
        head = b"From: a@b.example\n"
        for level in range(depth):
            head += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
        with pytest.raises(Refusal) as caught:
            parse(head + b"\nhei", "api")
        assert caught.value.reason == "too-deep"


def test_many_parts_and_long_texts() -> None:
    part = b"--b\nContent-Type: application/pdf\n\nx\n"
    raw = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n" + part * 2_000
    found = post(raw)
    assert len(found.media) < 500
    assert "parts-left-out" in found.odd
    long = plain(b"ord " * 400_000, "utf-8")
    assert len(long.text) <= MAX_TEXT
    assert "text-cut" in long.odd


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("Content-Type: text/html\n\n" + "<div class=gmail_quote>" * 30_000, "hei"),
        ("Content-Type: text/html\n\n" + "<b>" * 30_000, "hei"),
        ("To: " + "(" * 50_000 + "\n\n", "hei"),
        ("Subject: " + "=?utf-8?q?" * 20_000 + "\n\n", "hei"),
        ("Content-Type: text/plain; format=flowed\n\n" + "ord \n" * 200_000, "hei"),
        ("Content-Type: text/html\n\n" + "&amp;" * 200_000, "hei"),
        ("Content-Type: text/plain; " + "a=b; " * 20_000 + "\n\n", "hei"),
    ],
    ids=["quotes", "markup", "comments", "encoded words", "flowed", "entities", "parameters"],
)
def test_letters_made_to_be_slow_or_to_hide(head: str, words: str) -> None:
    begun = time.monotonic()
    assert words in post(f"From: a@b.example\n{head}{words}".encode()).text[-100:]
    assert time.monotonic() - begun < 5


def test_pictures_from_elsewhere_and_scripts_are_not_kept() -> None:
    made = EmailMessage()
    made["From"] = "a@b.example"
    made.set_content(
        "<p>Hei<img src='https://spor.example/1.gif'><script>x()</script>"
        "<a href='javascript:x()'>a</a><a href='https://b.example/'>b</a></p><style>p{}</style>",
        subtype="html",
    )
    found = post(made.as_bytes())
    assert found.text == "Heiab"
    assert [link.url for link in found.links] == ["https://b.example/"]
    assert not any(word in found.html for word in ("img", "script", "style", "spor"))


def test_a_footer_from_a_mailing_list_does_not_hide_the_letter() -> None:
    made = EmailMessage()
    made["From"] = "a@b.example"
    made.set_content("<p>Sjølve brevet</p>", subtype="html")
    made.make_mixed()
    footer = EmailMessage()
    footer.set_content("Lista for kommunar")
    made.attach(footer)
    assert post(made.as_bytes()).text == "Sjølve brevet\n\nLista for kommunar"


def test_flowed_text() -> None:
    assert unfolded("Ei line \nsom held fram.\nNy line.") == "Ei line som held fram.\nNy line."
    assert unfolded("> sitat \n> held fram\nsvar") == "> sitat held fram\nsvar"
    assert unfolded("ord \ndelt", delsp=True) == "orddelt"
    assert unfolded("Hei \n-- \nKari") == "Hei \n-- \nKari"
    assert unfolded(" >ikkje sitat") == ">ikkje sitat"


@given(st.binary(max_size=300))
def test_whatever_comes(data: bytes) -> None:
    for raw in (data, b"From: a@b.example\n" + data, b"From: a@b.example\nContent-Type: " + data):
        found = take(raw, "api", "her")
        assert isinstance(found, Seen) or found.detail
