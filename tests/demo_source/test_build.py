"""What is shipped is what the source makes, and the source keeps its own rules."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.demo_source import source
from tests.demo_source.build import COPIED, DEMO, build
from tests.demo_source.source import Note
from tests.demo_source.world import accounts

LANGUAGES = {"nb", "nn", "en", "se", "sv", "da"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    build(folder)
    return folder


def members(path: Path) -> list[tuple[str, object, bytes]]:
    """Name, time and content of every file in an archive: another compressor may pack them otherwise."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return [(one.filename, one.date_time, archive.read(one)) for one in archive.infolist()]
    if path.suffix == ".gz":
        with tarfile.open(path) as archive:
            return [(one.name, one.mtime, archive.extractfile(one).read()) for one in archive]
    return [(path.name, None, path.read_bytes())]


def files(folder: Path) -> list[Path]:
    copied = [folder / name for name in COPIED]
    listed = [*copied, *folder.glob("feeds/*"), *folder.glob("takeouts/**/*")]
    return sorted(path.relative_to(folder) for path in listed if path.is_file())


def test_what_is_shipped_is_what_the_source_makes(built: Path) -> None:
    assert files(DEMO) == files(built)
    for path in files(built):
        assert members(DEMO / path) == members(built / path), path


def test_the_same_source_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    build(tmp_path)
    for path in files(built):
        assert (tmp_path / path).read_bytes() == (built / path).read_bytes(), path


def notes() -> list[Note]:
    folder = source.HERE / "texts"
    return source.notes(*(path.stem for path in sorted(folder.glob("*.yaml"))))


def test_every_post_has_a_key_of_its_own_and_a_text_of_its_own() -> None:
    keys = [note.key for note in notes()]
    texts = [note.text for note in notes() if note.text]
    assert len(keys) == len(set(keys))
    assert len(texts) == len(set(texts))
    assert 290 <= len(keys) <= 340


def test_posts_lie_within_the_eighteen_months_and_march_is_missing() -> None:
    moments = {note.key: note.at for note in notes()}
    assert all("2025-05" <= f"{at:%Y-%m}" <= "2026-10" for at in moments.values())
    assert not [
        key for key, at in moments.items() if key[:2] == "f-" and f"{at:%Y-%m}" == "2026-03"
    ]


def test_posts_fit_their_networks() -> None:
    for account in accounts():
        for note in account.notes:
            assert len(note.text) <= 500, note.key
            assert note.lang in LANGUAGES or "boost" in note.fields, note.key
            assert all("alt" in picture for picture in note.fields.get("pictures", ())), note.key
    for note in source.notes("statsrad-x"):
        assert "long" in note.fields or len(note.text) <= 280, note.key


def test_pictures_are_small() -> None:
    for path in (source.HERE / "pictures").iterdir():
        assert path.stat().st_size < 120_000, path.name
