"""Letters in files."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.networks.email import export, mbox
from tilstede.networks.email.network import network
from tilstede.networks.email.tests import letters
from tilstede.networks.email.tests.bundles import unpacked
from tilstede.networks.email.tests.test_conformance import takeouts
from tilstede.networks.kit.conformance import check_export
from tilstede.networks.kit.items import Item, Seen, SetAside


def read(path: Path) -> list[Item]:
    found = network.open_export(path)
    assert found is not None
    try:
        return list(found.items())
    finally:
        found.close()


def titles(path: Path) -> list[str]:
    return [item.post.title for item in read(path) if isinstance(item, Seen)]


def test_every_form_holds_the_same_letters(tmp_path: Path) -> None:
    single, packed, gmail, lone, maildir, loose = takeouts(tmp_path)
    three = ["Brev 1", "Søknad om byggjeløyve", "Brev 2"]
    assert titles(packed) == titles(gmail) == titles(lone) == three
    assert titles(single) == titles(loose) == ["Brev 1"]
    assert sorted(titles(maildir)) == ["Brev 1", "Søknad om byggjeløyve"]
    assert [item.reason for item in read(maildir) if isinstance(item, SetAside)] == ["private"]


def test_a_letter_is_the_same_by_file_and_from_the_server(tmp_path: Path) -> None:
    """Without a Message-ID, and with the line ends of the one and the other."""
    bare = letters.numbered(1).replace(b"Message-ID", b"X-Other")
    path = letters.mbox(tmp_path / "a.mbox", [bare])
    (item,) = read(path)
    assert isinstance(item, Seen)
    post = network.parse(bare.replace(b"\n", b"\r\n"), "message/rfc822", {})
    assert item.post.aliases == post.aliases
    assert (item.post.form, post.form) == ("archive", "api")


def test_lines_that_look_like_the_next_letter(tmp_path: Path) -> None:
    text = "Hei\n\nFrom 10:15 to 11:00 we wait\n\n>From her\n\nFrom now on"
    path = letters.mbox(tmp_path / "a.mbox", [letters.numbered(1, text), letters.numbered(2)])
    first, second = read(path)
    assert isinstance(first, Seen)
    assert first.post.text == text.replace("\n\n>From her", "\n\nFrom her")
    assert isinstance(second, Seen)


def test_windows_line_ends(tmp_path: Path) -> None:
    path = letters.mbox(tmp_path / "a.mbox", [letters.numbered(1), letters.numbered(2)])
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert titles(path) == ["Brev 1", "Brev 2"]


@given(st.lists(st.integers(0, 3_000), max_size=6), st.integers(40, 2_000))
def test_pieces_do_not_depend_on_where_the_file_is_cut(sizes: list[int], chunk: int) -> None:
    some = [letters.numbered(number, "x" * size) for number, size in enumerate(sizes)]
    data = b"".join(b"From a@b.example Tue Mar  3 10:15:00 2026\n" + one + b"\n\n" for one in some)
    before = mbox.CHUNK
    mbox.CHUNK = chunk  # type: ignore[misc]  # smaller, so that the cuts fall in between
    try:
        found = [piece.raw for piece in mbox.pieces(io.BytesIO(data), 10_000)]
        small = [piece.raw is None for piece in mbox.pieces(io.BytesIO(data), 2_000)]
    finally:
        mbox.CHUNK = before  # type: ignore[misc]
    assert [raw.rstrip() for raw in found if raw] == [one.rstrip() for one in some]
    assert len(small) == len(some)


def test_a_letter_too_large_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MAX_BYTES", 100_000)
    some = [letters.numbered(1), letters.numbered(2, "stort " * 500_000), letters.numbered(3)]
    items = read(letters.mbox(tmp_path / "a.mbox", some))
    assert [type(item).__name__ for item in items] == ["Seen", "SetAside", "Seen"]
    assert isinstance(items[1], SetAside)
    assert items[1].reason == "too-large"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"!BDN" + bytes(600), "export the letters"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__properties_version1.0".encode("utf-16-le"),
            "save the letter",
        ),
    ],
)
def test_outlooks_own_forms_are_refused_in_words(tmp_path: Path, head: bytes, said: str) -> None:
    path = tmp_path / "sak.msg"
    path.write_bytes(head)
    with pytest.raises(ValueError, match=said):
        network.open_export(path)


def test_other_files_of_office_are_left_to_others(tmp_path: Path) -> None:
    path = tmp_path / "brev.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000))
    assert network.open_export(path) is None


def test_letters_of_the_standard_librarys_own_tests(
    shared: Callable[[str], Path], tmp_path: Path
) -> None:
    """Every way MIME can be broken: each is read, or refused in words."""
    found = unpacked(shared("corpus/email/cpython_msgs.tar.gz"), tmp_path / "msgs")
    some = [path.read_bytes() for path in sorted(found.iterdir())]
    path = letters.mbox(tmp_path / "all.mbox", some)
    counts = check_export(network, path)
    assert counts["Seen"] >= 38
    assert counts["read"] == len(some)
