"""verify.py and the page come to the same verdict, by the same code, on whatever they are given."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from tests.servers.program import in_ci

from tilstede.core import note
from tilstede.record import checkpoint, keys, rekey
from tilstede.record.append import Entry, append
from tilstede.record.tests import tampered
from tilstede.record.tests.tampered import Files, files_of, fitted
from tilstede.record.tests.test_bundle import unpacked
from tilstede.record.tests.test_tampered import (
    EDIT,
    GONE,
    NOW,
    OTHER,
    POST,
    claiming,
    damages,
    make_log,
    shapes,
    without,
)

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [pytest.mark.django_db, pytest.mark.browser]
if not CHROMIUM.exists() and not in_ci():
    pytest.skip("no browser here", allow_module_level=True)

Both = Callable[..., str]


@pytest.fixture(scope="module")
def opened() -> Iterator[Page]:
    # Playwright keeps an event loop in this thread; Django's own guard would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as play, tampered.served() as address:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page()
        page.goto(address)
        yield page
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def bundle(opened: Page, tmp_path: Path) -> Files:
    make_log()
    files = files_of(unpacked([POST, EDIT, GONE], tmp_path / "bundle"))
    del files["events/1/media.0.png"]  # 300 kB each time; its event goes with less
    return {name: data for name, data in files.items() if not name.startswith("events/1/")}


@pytest.fixture
def both(opened: Page, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """The verdict of both; they must agree."""

    def judge(files: Files, what: str = "", **given: object) -> str:
        first = tampered.program(files, tmp_path_factory.mktemp("tampered"), **given)
        second = tampered.page(opened, files, **given)
        assert first == second, what
        return first

    return judge


@pytest.fixture
def whole(bundle: Files) -> Files:
    return claiming(fitted(bundle), EDIT)


@pytest.mark.slow
def test_on_any_damage(whole: Files, both: Both) -> None:
    assert both(whole) == "good"
    for what, files in damages(whole):
        assert both(files, what) != "good"
        if not what.startswith("manifest.json"):
            assert both(fitted(files), f"{what}, fitted") != "good"


def test_on_other_shapes(whole: Files, both: Both) -> None:
    for what, files in shapes(whole):
        both(files if what.startswith("manifest") else fitted(files), what)


def test_on_what_is_left_out(whole: Files, both: Both) -> None:
    assert both(without(whole, EDIT)) == "no-post"
    assert both(without(whole, 0)) == "no-key-event"
    assert both(without(whole, 4)) == "other-key"
    assert both(claiming(whole, GONE)) == "no-post"


def test_on_the_key_that_is_given(whole: Files, both: Both) -> None:
    new = checkpoint.verifier()
    old = keys.verifier(new.name)
    stranger = note.Verifier(new.name, note.ED25519, bytes(32))
    renamed = note.Verifier("log.elsewhere.example", note.ED25519, new.public)
    for key in (new, old):
        spaced = ":".join(key.fingerprint[at : at + 4] for at in range(0, 64, 4)).upper()
        for text in (str(key), f" {key}\n", key.fingerprint, spaced):
            assert both(whole, text, key=text) == "good"
    for text in (str(stranger), stranger.fingerprint, str(renamed)):
        assert both(whole, text, key=text) == "given-key"
    witness = note.Verifier(new.name, note.COSIGNATURE, new.public)
    for text in ("0", new.fingerprint[1:], str(new)[:-2], str(witness), "a+b+c", "å+1+2"):
        assert both(whole, text, key=text) == "not-key"


def test_on_the_checkpoint_that_is_kept(whole: Files, both: Both) -> None:
    for size in (4, 5, 9):
        text = checkpoint.at(size).text
        for kept in (text, text.replace("\n", "\r\n"), f"\ufeff\n{text}\n\n", text[:-1]):
            assert both(whole, kept, kept=kept.encode()) == "good"
        assert both(whole, kept=text[:-30].encode()) == "not-checkpoint"
    for kept in (b"", b"\xff", b"\n\n", b"a\n1\nb\n\n"):
        assert both(whole, str(kept), kept=kept) == "not-checkpoint"


def test_on_events_of_another_post(whole: Files, both: Both, tmp_path: Path) -> None:
    for number in (OTHER, OTHER + 1, OTHER + 3):
        more = files_of(unpacked([EDIT, number], tmp_path / str(number)))
        assert both(more) == "other-post"
    strange = [b"[]", b'{"aliases":7,"post":"x"}', b'{"aliases":[1,null]}', b"nothing", b"\xff"]
    for place, about in enumerate(strange):
        event = append([Entry("gone", {"about": about})], now=NOW)
        checkpoint.make(now=NOW)
        more = files_of(unpacked([EDIT, event], tmp_path / f"strange{place}"))
        assert both(more, str(about)) == "other-post"


@pytest.mark.parametrize("size", [0, 3, 4, 5, 9, 12])
def test_on_a_false_checkpoint(whole: Files, both: Both, size: int) -> None:
    key = checkpoint.verifier()
    head = note.Checkpoint(key.name, size, bytes(32))
    old, new = keys.verifier(key.name), key
    by_new = note.signed_by(head.body, [(new, keys.sign_by(new))]).encode()
    by_old = note.signed_by(head.body, [(old, keys.sign_by(old))]).encode()
    wanted = "newer" if size > 9 else "rewritten"
    assert both(whole, kept=by_new if size > 4 else by_old) == wanted
    other = both(whole, kept=by_old if size > 4 else by_new)
    assert other == ("newer-key" if size > 9 else "unsigned"), "the key of another time"


def test_on_a_checkpoint_by_a_key_that_came_later(whole: Files, both: Both) -> None:
    rekey.change(now=NOW)
    append([Entry("gap", {"about": b"{}"})], now=NOW)
    keys.path_of(checkpoint.identity.known().keys[1].verifier).unlink()
    kept = checkpoint.make(now=NOW).text.encode()
    assert both(whole, kept=kept) == "newer-key"
