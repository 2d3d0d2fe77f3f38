"""The browser verifier, in a real browser: from a file, and as a module under our own strict policy."""

from __future__ import annotations

import functools
import http.server
import json
import os
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from tests.servers.program import in_ci

from tilstede.core import note
from tilstede.record import bundle, checkpoint, handout, keys
from tilstede.record.append import Entry, append

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [pytest.mark.django_db, pytest.mark.browser]
if not CHROMIUM.exists() and not in_ci():
    pytest.skip("no browser here", allow_module_level=True)


@pytest.fixture(scope="module")
def browser():
    # Playwright keeps an event loop in this thread; Django's own guard would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def zip_file(tmp_path) -> Path:
    checkpoint.make(now=NOW)
    append([Entry("seen", {"post": b'{"text":"a post"}', "raw": b"<item/>"})] * 50, now=NOW)
    checkpoint.make(now=NOW)
    append([Entry("seen", {"post": b"{}", "raw": b"<item/>"})] * 250, now=NOW)
    checkpoint.make(now=NOW)
    out = tmp_path / "41.zip"
    bundle.write([41], out)
    return out


@pytest.fixture
def page(browser, zip_file, tmp_path) -> Iterator[Page]:
    """verify.html from the bundle, opened as a file."""
    unpacked = tmp_path / "bundle"
    zipfile.ZipFile(zip_file).extractall(unpacked)
    context = browser.new_context(locale="nb-NO")
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("console", lambda message: wrong.append(message.text))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.goto((unpacked / "verify.html").as_uri())
    opened.wait_for_selector("form[data-verify=ready]")
    yield opened
    assert wrong == []
    context.close()


def result(page: Page) -> tuple[str, str]:
    page.click("button")
    page.wait_for_selector("output[data-state]:not([data-state=busy])")
    output = page.locator("output")
    return output.get_attribute("data-state") or "", output.inner_text()


class TestPage:
    def test_a_whole_bundle(self, page, zip_file):
        page.set_input_files("#bundle", zip_file)
        state, said = result(page)
        assert state == "good", said
        assert said.startswith("Beviset holder.")
        assert "Hendelse 41 (sett første gang), ført 2026-11-22T13:00:00.000Z: uendret." in said
        assert checkpoint.verifier().fingerprint in said
        assert page.locator("html").get_attribute("lang") == "nb"

    def test_an_unpacked_folder(self, page, tmp_path):
        page.set_input_files("#folder", tmp_path / "bundle")
        assert result(page)[0] == "good"

    @pytest.mark.parametrize(
        "name",
        ["events/41/post.json", "checkpoint.txt", "history.json", "manifest.json", "key.txt"],
    )
    def test_one_changed_byte(self, page, zip_file, name):
        page.set_input_files("#bundle", changed(zip_file, name))
        state, said = result(page)
        assert state == "bad", said
        assert said.startswith("Beviset holder ikke.")

    def test_a_change_with_the_manifest_made_to_fit(self, page, zip_file):
        page.set_input_files("#bundle", changed(zip_file, "events/41/post.json", fit=True))
        assert "events/41/post.json er endret." in result(page)[1]
        page.set_input_files("#bundle", changed(zip_file, "events/41/entry.json", fit=True))
        assert result(page)[0] == "bad"

    def test_no_zip_at_all(self, page, tmp_path):
        assert result(page)[0] == "unable"
        (tmp_path / "x.zip").write_bytes(b"PK nonsense, and more of it")
        page.set_input_files("#bundle", tmp_path / "x.zip")
        assert result(page)[0] == "unable"

    @pytest.mark.parametrize("size", [1, 51, 301])
    def test_a_checkpoint_kept_from_before(self, page, zip_file, tmp_path, size):
        page.set_input_files("#bundle", zip_file)
        (tmp_path / "kept").write_text(checkpoint.at(size).text)
        page.set_input_files("#checkpoint", tmp_path / "kept")
        state, said = result(page)
        assert state == "good", said
        assert "én og samme historie" in said

    def test_a_rewritten_log(self, page, zip_file, tmp_path):
        page.set_input_files("#bundle", zip_file)
        head = note.Checkpoint("log.fjordvik.example", 51, bytes(32))
        forged = note.signed(head.body, checkpoint.verifier(), keys.signer())
        (tmp_path / "kept").write_text(forged)
        page.set_input_files("#checkpoint", tmp_path / "kept")
        assert "LOGGEN ER SKREVET OM" in result(page)[1]

    def test_another_key(self, page, zip_file):
        page.set_input_files("#bundle", zip_file)
        page.fill("#key", "00" * 32)
        assert "en annen nøkkel" in result(page)[1]
        page.fill("#key", checkpoint.verifier().fingerprint)
        assert result(page)[0] == "good"

    def test_nothing_to_mend_for_those_who_cannot_see(self, page, zip_file, shared):
        page.set_input_files("#bundle", zip_file)
        result(page)
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        assert axe.run(page).response["violations"] == []


def changed(source: Path, name: str, *, fit: bool = False) -> Path:
    """The bundle with one bit of one file changed, and the manifest made to fit if asked."""
    out = source.with_name("changed.zip")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            data = bytearray(old.read(info))
            if info.filename == name:
                data[len(data) // 2] ^= 1
                digest = bundle.sha256(data).hexdigest()
            if info.filename == "manifest.json" and fit:
                manifest = json.loads(data)
                manifest["files"][name] = digest
                data = bytearray(bundle.dumps(manifest))
            new.writestr(info.filename, bytes(data))
    return out


class _Handler(http.server.SimpleHTTPRequestHandler):
    extensions_map = {".js": "text/javascript", ".json": "application/json", ".html": "text/html"}

    def end_headers(self) -> None:
        self.send_header(
            "Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'"
        )
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_as_a_module_on_a_page_of_ours(browser, zip_file, tmp_path):
    """Strict policy, the bundle fetched from its address, the words beside the script."""
    static = Path(handout.__file__).parents[1] / "static" / "record"
    for name in ("verify.js", "words.json"):
        (tmp_path / name).write_bytes((static / name).read_bytes())
    (tmp_path / "post.html").write_text(
        '<!doctype html><html lang="nn"><title>x</title><form data-verify data-bundle="41.zip">'
        '<button>x</button><output></output></form><script type="module" src="verify.js"></script>'
    )
    handler = functools.partial(_Handler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/post.html")
        page.wait_for_selector("form[data-verify=ready]")
        state, said = result(page)
        page.close()
        server.shutdown()
    assert state == "good", said
    assert said.startswith("Beviset held.")
