"""Nothing in a bundle can be changed, taken out or put in unnoticed; and both verifiers say the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tilstede.core.canonical import dumps
from tilstede.record import checkpoint, rekey, verify
from tilstede.record.append import Entry, append
from tilstede.record.tests.tampered import Files, files_of, fitted, program
from tilstede.record.tests.test_bundle import run, unpacked

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db
POST, EDIT, GONE, KEY, OTHER = 1, 2, 3, 4, 5  # events


def post(text: str, name: str = "https://fjordvik.example/1") -> bytes:
    return dumps({"aliases": [name], "text": text})


def make_log() -> None:
    """A post with a picture kept as a file, its edit, its deletion; a new key for the log; another post."""
    picture = b"\x89PNG\r\n" + bytes(300_000)
    raw = b"<item>\xc3\xa6</item>"
    append(
        [
            Entry("seen", {"post": post("first words"), "raw": raw, "media.0": picture}),
            Entry("edited", {"post": post("other words"), "raw": raw}),
            Entry(
                "gone",
                {
                    "about": b'{"aliases":["https://fjordvik.example/1"]}',
                    "raw": b'{"type":"Tombstone"}',
                },
            ),
        ],
        now=NOW,
    )
    rekey.change(now=NOW)
    other = "https://fjordvik.example/2"
    append(
        [
            Entry("seen", {"post": post("another post", other), "raw": raw}),
            Entry("gone", {"about": dumps({"aliases": [other]})}),
            Entry("withheld", {"about": dumps({"post": POST})}),
            Entry("withheld", {"about": dumps({"post": OTHER})}),
        ],
        now=NOW,
    )
    checkpoint.make(now=NOW)


@pytest.fixture
def bundle(tmp_path: Path) -> Files:
    make_log()
    return files_of(unpacked([POST, EDIT, GONE], tmp_path / "bundle"))


@pytest.fixture
def verdict(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    def judge(files: Files, **given: object) -> str:
        return program(files, tmp_path_factory.mktemp("tampered"), **given)

    return judge


def flipped(data: bytes, place: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 1
    return bytes(changed)


def damages(files: Files) -> Iterator[tuple[str, Files]]:
    """Every file flipped in one bit at its beginning, in its middle and at its end, cut, emptied, and removed."""
    for name, data in files.items():
        for place in sorted({0, len(data) // 2, len(data) - 1}):
            yield f"{name} flipped at {place}", {**files, name: flipped(data, place)}
        yield f"{name} cut", {**files, name: data[:-1]}
        yield f"{name} longer", {**files, name: data + b"\n"}
        yield f"{name} emptied", {**files, name: b""}
        yield f"{name} removed", {other: files[other] for other in files if other != name}
        yield f"{name} twice", {**files, f"{name}.bak": data}


def test_any_damage_to_any_file_is_noticed(bundle, verdict):
    assert verdict(bundle) == "good"
    assert len(bundle) == 28, "all that a bundle can hold, but for time-stamps"
    for what, files in damages(bundle):
        assert verdict(files) != "good", what


def test_any_damage_is_noticed_when_the_manifest_is_made_to_fit(bundle, verdict):
    for what, files in damages(bundle):
        if not what.startswith("manifest.json"):
            assert verdict(fitted(files)) != "good", what


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=some.data())
def test_any_bit_anywhere(bundle, verdict, chosen):
    name = chosen.draw(some.sampled_from(sorted(bundle)))
    place = chosen.draw(some.integers(0, len(bundle[name]) - 1))
    files = {**bundle, name: flipped(bundle[name], place)}
    assert verdict(files) != "good", (name, place)
    assert name == "manifest.json" or verdict(fitted(files)) != "good", (name, place)


def without(files: Files, number: int) -> Files:
    return fitted({name: files[name] for name in files if not name.startswith(f"events/{number}/")})


def claiming(files: Files, number: object) -> Files:
    manifest = {**json.loads(files["manifest.json"]), "post": number}
    return {**files, "manifest.json": dumps(manifest)}


class TestWithoutItsPost:
    def test_all_of_it_taken_out(self, bundle, verdict):
        rest = without(without(without(bundle, POST), EDIT), GONE)
        assert verdict(rest) == "no-post"
        for number in (0, EDIT, KEY):
            assert verdict(claiming(rest, number)) == "no-post"

    def test_its_first_words_taken_out(self, bundle, verdict):
        assert verdict(without(bundle, POST)) == "no-post"

    def test_the_words_of_an_event_taken_out(self, bundle, verdict):
        for number in (POST, EDIT):
            salts = json.loads(bundle[f"events/{number}/salts.json"])
            name = f"events/{number}/{salts.pop('post')['file']}"
            files = {**bundle, f"events/{number}/salts.json": dumps(salts)}
            del files[name]
            assert verdict(fitted(files)) == "no-words"

    @pytest.mark.parametrize("number", [True, "1", None, -1, 1.5])
    def test_a_claim_that_is_no_number(self, bundle, verdict, number):
        assert verdict(claiming(bundle, number)) == "form"

    def test_is_said_in_plain_words(self, bundle, tmp_path):
        folder = unpacked([POST], tmp_path / "told")
        for file in (folder / "events/1").iterdir():
            file.unlink()
        (folder / "manifest.json").write_bytes(fitted(files_of(folder))["manifest.json"])
        code, said = run(folder)
        assert code == 1
        assert "Nothing that anyone wrote is proved." in said


class TestOfAnotherPost:
    """True events of the log, put together into what never was."""

    @pytest.mark.parametrize("number", [OTHER, OTHER + 1, OTHER + 3])
    def test_put_in(self, bundle, verdict, tmp_path, number):
        more = files_of(unpacked([POST, number], tmp_path / "more"))
        place = f"events/{number}/"
        added = {name: data for name, data in more.items() if name.startswith(place)}
        assert len(added) >= 4
        assert verdict(fitted({**bundle, **added})) == "other-post"

    def test_a_decision_on_this_one(self, bundle, verdict, tmp_path):
        more = files_of(unpacked([POST, OTHER + 2], tmp_path / "more"))
        assert verdict(more) == "good"

    def test_events_that_share_names_one_with_the_next(self, bundle, verdict, tmp_path):
        names = [["a", "b"], ["c", "d"], ["b", "c"]]
        entries = [Entry("edited", {"post": dumps({"aliases": both})}) for both in names]
        first = append(entries, now=NOW)
        checkpoint.make(now=NOW)
        assert verdict(files_of(unpacked([first, first + 1, first + 2], tmp_path / "a"))) == "good"
        assert verdict(files_of(unpacked([first, first + 1], tmp_path / "b"))) == "other-post"


def test_names_the_files_that_hold_the_words(bundle, tmp_path):
    code, said = run(tmp_path / "bundle")
    assert code == 0, said
    assert "What was written is in events/1/post.json." in said
    assert "What was written is in events/2/post.json." in said


def test_a_planted_statement_of_whose_log_it_is(bundle, verdict):
    """What event 0 says is read from the file that its digest covers, whatever that is called."""
    salts = json.loads(bundle["events/0/salts.json"])
    salts["about"]["file"] = "true.json"
    planted = {
        **bundle,
        "events/0/salts.json": dumps(salts),
        "events/0/true.json": bundle["events/0/about.json"],
        "events/0/about.json": b'{"origin":"log.elsewhere.example"}',
    }
    assert verdict(fitted(planted)) == "unlisted"


def shapes(files: Files) -> Iterator[tuple[str, Files]]:
    """JSON of other shapes where ours should be."""
    values = [None, [], {}, "x", 0, {"v": 1}, {"files": [], "post": 1, "v": 1}]
    for name in files:
        if name.endswith(".json"):
            for value in values:
                yield f"{name}: {value}", {**files, name: dumps(value)}
            yield f"{name}: deep", {**files, name: b"[" * 100_000}
    history = json.loads(files["history.json"])
    for change in (
        {"sizes": [9]},
        {"sizes": [0]},
        {"sizes": [2, 1]},
        {"sizes": [True]},
        {"sizes": ["1"]},
        {"leaves": ""},
        {"leaves": history["leaves"] + "\n"},
        {"leaves": "", "sizes": [1, 3]},
        {"leaves": "", "nodes": {"0/0": ""}, "sizes": [1]},
        {"leaves": "", "nodes": {"99/0": ""}},
    ):
        yield f"history {change}", {**files, "history.json": dumps({**history, **change})}
    key = files["key.txt"].decode()
    for text in (key[:-1], key + "\n", " " + key, key.replace("+A", "+B"), key.replace("=", "")):
        yield f"key {text!r}", {**files, "key.txt": text.encode()}


def test_other_shapes_are_no_error_of_ours(bundle, verdict):
    """A code for every one of them, never an exception; or all is as good as before."""
    for what, files in shapes(bundle):
        if files == bundle:
            continue
        code = verdict(fitted(files)) if not what.startswith("manifest") else verdict(files)
        assert code != "good" or what == "history {'leaves': ''}", what


@pytest.mark.slow
def test_every_size_can_be_left_untold(bundle, verdict):
    """An empty history is honest: it tells of nothing. It only helps nobody with a kept checkpoint."""
    history = dumps({"leaves": "", "nodes": {}, "sizes": [], "v": 1})
    files = fitted({**bundle, "history.json": history})
    assert verdict(files) == "good"
    assert verdict(files, kept=checkpoint.at(4).text.encode()) == "unknown-size"


def test_the_record_behind_it_is_whole(bundle):
    assert verify.check().good
