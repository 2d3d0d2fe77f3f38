"""Reading takeouts: zip, tar and folder alike, and what would do harm."""

from __future__ import annotations

import contextlib
import io
import os
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tilstede.networks.kit.archive import (
    Archive,
    ArchiveError,
    Bomb,
    CutOff,
    Passed,
    UnreadableMember,
    open_archive,
)

FILES = {"outbox.json": b'{"a": 1}', "media/b\u00e6.txt": b"bilde", "media/deep/c.txt": b""}


def folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        target = path / "takeout" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return path / "takeout"


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path / "t.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("media/", b"")
        for name, content in files.items():
            archive.writestr(name, content)
    return path / "t.zip"


def tarred(mode: str) -> Callable[[Path, dict[str, bytes]], Path]:
    def make(path: Path, files: dict[str, bytes]) -> Path:
        with tarfile.open(path / "t.tar", mode) as archive:
            for name, content in files.items():
                header = tarfile.TarInfo(name)
                header.size = len(content)
                archive.addfile(header, io.BytesIO(content))
        return path / "t.tar"

    return make


makers = pytest.mark.parametrize(
    "make", [folder, zipped, tarred("w"), tarred("w:gz"), tarred("w:bz2"), tarred("w:xz")]
)


def opened(path: Path) -> Archive:
    archive = open_archive(path)
    assert archive is not None
    return archive


@makers
def test_every_kind_reads_alike(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Path]
) -> None:
    with opened(make(tmp_path, FILES)) as archive:
        assert sorted(archive.names()) == sorted(FILES)
        for name in ["media/b\u00e6.txt", "outbox.json", "media/deep/c.txt", "outbox.json"]:
            assert archive.size(name) == len(FILES[name])
            with archive.open(name) as stream:
                assert stream.read() == FILES[name]
        assert archive.bytes_read == sum(map(len, FILES.values())) + len(FILES["outbox.json"])
        assert not archive.passed
        assert not archive.cut_off


@makers
def test_the_one_folder_all_lie_under_is_not_part_of_the_names(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Path]
) -> None:
    files = {f"./archive-2026/{name}": content for name, content in FILES.items()}
    files["__MACOSX/archive-2026/._outbox.json"] = b"x"
    with opened(make(tmp_path, files)) as archive:
        assert sorted(archive.names()) == sorted(FILES)


@makers
def test_a_member_is_a_file_for_as_long_as_it_is_held(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Path]
) -> None:
    with opened(make(tmp_path, FILES)) as archive:
        get = archive.as_file("media/b\u00e6.txt")
        path = get()
        assert path.read_bytes() == b"bilde"
        assert get() == path
        original = path.is_relative_to(tmp_path / "takeout")
        del get
        assert path.exists() == original


def test_copies_are_gone_when_the_archive_is_closed(tmp_path: Path) -> None:
    archive = opened(zipped(tmp_path, FILES))
    get = archive.as_file("outbox.json")
    path = get()
    archive.close()
    assert not path.exists()
    assert not path.parent.exists()


def test_what_is_no_archive_is_none(tmp_path: Path) -> None:
    for content in (b"", b"{}", b"\x1f\x8bnot really", b"\x00" * 2000, b"BZh9"):
        (tmp_path / "file").write_bytes(content)
        assert open_archive(tmp_path / "file") is None


@pytest.mark.parametrize(
    "name",
    ["../evil", "a/../../evil", "/etc/passwd", "C:\\evil", "..\\evil", "a\nb", "a/..", "\x1b[2J"],
)
@pytest.mark.parametrize("make", [zipped, tarred("w:gz")])
def test_names_that_lead_out_are_passed_and_told(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Path], name: str
) -> None:
    with opened(make(tmp_path, {name: b"evil", "ok": b"", "..fine/a..b": b""})) as archive:
        assert archive.names() == ["ok", "..fine/a..b"]
        assert archive.passed == [Passed(name, "unsafe-path")]


def test_backslashes_are_folders_in_archives_from_windows(tmp_path: Path) -> None:
    with opened(zipped(tmp_path, {"data\\tweets.js": b"", "data\\account.js": b""})) as archive:
        assert archive.names() == ["tweets.js", "account.js"]


def test_links_and_devices_are_passed_and_told(tmp_path: Path) -> None:
    path = tmp_path / "t.tar"
    with tarfile.open(path, "w") as archive:
        for name, kind in [
            ("soft", tarfile.SYMTYPE),
            ("hard", tarfile.LNKTYPE),
            ("pipe", tarfile.FIFOTYPE),
            ("disk", tarfile.BLKTYPE),
            ("file", tarfile.REGTYPE),
        ]:
            header = tarfile.TarInfo(name)
            header.type = kind
            header.linkname = "/etc/passwd"
            archive.addfile(header)
    with opened(path) as read:
        assert read.names() == ["file"]
        assert {passed.reason for passed in read.passed} == {"unreadable-member"}
        assert len(read.passed) == 4


def test_links_in_zips_and_folders_are_passed_and_told(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("file", "")
    (tmp_path / "takeout").mkdir()
    (tmp_path / "takeout" / "file").touch()
    (tmp_path / "takeout" / "link").symlink_to("/etc/passwd")
    (tmp_path / "takeout" / "way-out").symlink_to("/etc")
    with opened(tmp_path / "t.zip") as read:
        assert (read.names(), [passed.name for passed in read.passed]) == (["file"], ["link"])
    with opened(tmp_path / "takeout") as read:
        assert read.names() == ["file"]
        assert sorted(passed.name for passed in read.passed) == ["link", "way-out"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("make", [zipped, tarred("w:gz")])
def test_of_two_members_with_one_name_the_last_holds(
    tmp_path: Path, make: Callable[[Path, dict[str, bytes]], Path]
) -> None:
    with opened(make(tmp_path, {"a": b"first", "./a": b"last"})) as archive:
        assert archive.open("a").read() == b"last"
        assert archive.passed == [Passed("a", "same-id")]


def test_names_in_odd_encodings(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"Bl\u00e5b\u00e6r": b"utf-8 and marked so", "BBB": b"", "CCC": b""})
    data = path.read_bytes().replace(b"BBB", b"B\xc3\xa6").replace(b"CCC", b"C\xff\xfe")
    path.write_bytes(data)
    with opened(path) as archive:
        assert archive.names() == ["Bl\u00e5b\u00e6r", "B\u00e6", "C\u00a0\u25a0"]
        assert archive.open("B\u00e6").read() == b""
    latin = tarred("w")(tmp_path, {"AAA": b"x"})
    header = latin.read_bytes()[:512].replace(b"AAA", b"A\xe6A")
    total = sum(header[:148]) + 8 * 32 + sum(header[156:])
    header = header[:148] + b"%06o\0 " % total + header[156:]
    latin.write_bytes(header + latin.read_bytes()[512:])
    with opened(latin) as archive:
        assert archive.names() == ["A\ufffdA"]


def test_a_member_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("zeros", "w") as member,
    ):
        for _ in range(160):
            member.write(bytes(1 << 20))
    with opened(path) as archive, pytest.raises(Bomb):
        archive.open("zeros")


def test_a_tar_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    path = tarred("w:xz")(tmp_path, {"zeros": bytes(160 << 20)})
    with pytest.raises(Bomb):
        open_archive(path)


def test_members_on_top_of_each_other_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"a": b"one", "b": b"two"})
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        first, second = archive.getinfo("a").header_offset, archive.getinfo("b").header_offset
    moved = data.replace(struct.pack("<L", second) + b"b", struct.pack("<L", first) + b"b")
    assert moved != data
    path.write_bytes(moved)
    with pytest.raises(ArchiveError):
        open_archive(path)


def test_a_header_as_large_as_memory_is_refused(tmp_path: Path) -> None:
    header = tarfile.TarInfo("././@PaxHeader")
    header.type = tarfile.XHDTYPE
    header.size = 64 << 20
    path = tmp_path / "t.tar"
    path.write_bytes(header.tobuf() + bytes(4096))
    with pytest.raises(Bomb):
        open_archive(path)


def test_a_cut_zip_is_refused_with_what_is_wrong(tmp_path: Path) -> None:
    path = zipped(tmp_path, FILES)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(CutOff, match="table of contents") as caught:
        open_archive(path)
    assert caught.value.names == ["media/", *FILES]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_of_a_cut_tar_what_lies_before_the_cut_is_read(tmp_path: Path, mode: str) -> None:
    noise = {name: random.Random(name).randbytes(1_500_000) for name in ("whole", "half", "lost")}
    path = tarred(mode)(tmp_path, noise)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    with opened(path) as archive:
        assert archive.cut_off
        assert archive.names() == ["whole", "half"]
        assert archive.open("whole").read() == noise["whole"]
        with pytest.raises(UnreadableMember, match="half"):
            archive.open("half").read()


def test_a_tar_cut_between_two_members_is_known_to_be_cut(tmp_path: Path) -> None:
    path = tarred("w")(tmp_path, {"a": b"a", "b": b"b"})
    path.write_bytes(path.read_bytes()[:1024])
    with opened(path) as archive:
        assert (archive.names(), archive.cut_off) == (["a"], True)


def test_a_damaged_member_is_an_error_of_its_own(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(50_000)
    path = zipped(tmp_path, {"a": noise, "b": b"sound"})
    data = bytearray(path.read_bytes())
    data[20_000] ^= 1
    path.write_bytes(data)
    with opened(path) as archive:
        with pytest.raises(UnreadableMember, match="a cannot be read"):
            archive.open("a").read()
        with pytest.raises(UnreadableMember):
            archive.copy_to("a", tmp_path / "copy")
        assert not (tmp_path / "copy").exists()
        assert archive.open("b").read() == b"sound"


def test_an_encrypted_member_is_an_error_of_its_own(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"a": b"secret"})
    data = path.read_bytes()
    at = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1) + 8
    path.write_bytes(data[:at] + b"\x01" + data[at + 1 :])
    with opened(path) as archive, pytest.raises(UnreadableMember, match="encrypted"):
        archive.open("a")


def test_members_past_four_gigabytes_are_read_through_zip64(tmp_path: Path) -> None:
    """A zip64 entry, made small: the sizes lie in the extra field as in a large one."""
    path = tmp_path / "t.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("big", "w", force_zip64=True) as member,
    ):
        member.write(b"content")
    with opened(path) as read:
        assert read.open("big").read() == b"content"


def test_several_members_are_read_side_by_side(tmp_path: Path) -> None:
    noise = os.urandom(3 << 20)
    with opened(tarred("w:gz")(tmp_path, {"a": noise, "b": noise[::-1]})) as archive:
        first, second = archive.open("a"), archive.open("b")
        assert first.read(1 << 20) == noise[: 1 << 20]
        assert second.read() == noise[::-1]
        assert first.read() == noise[1 << 20 :]


@given(st.data(), st.sampled_from([zipped, tarred("w"), tarred("w:gz")]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_anywhere_ends_in_words(
    tmp_path: Path, data: st.DataObject, make: Callable[[Path, dict[str, bytes]], Path]
) -> None:
    """Whatever is done to its bytes, an archive is read, or refused with a reason."""
    path = make(tmp_path, FILES)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 60))] = data.draw(st.binary(max_size=8))
    path.write_bytes(content)
    with (
        contextlib.suppress(ArchiveError),
        open_archive(path) or contextlib.nullcontext() as archive,
    ):
        for name in archive.names() if archive else ():
            with contextlib.suppress(ArchiveError), archive.open(name) as stream:
                stream.read()
