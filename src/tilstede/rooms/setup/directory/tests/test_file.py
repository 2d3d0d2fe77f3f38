"""A file up and down, with a preview between."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tilstede.intake import listing
from tilstede.office.models import Account, Body, Holding
from tilstede.rooms.setup.directory import uploads
from tilstede.rooms.setup.directory.tests.conftest import FILE, NOW, hidden, words

pytestmark = pytest.mark.usefixtures("filled")
PAGE = "/en/setup/directory/file"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: object) -> Path:
    settings.DATA = tmp_path  # type: ignore[attr-defined]  # the fixture of pytest-django has no type
    return tmp_path


def sent(client: Client, text: str | bytes, name: str = "katalog.yaml") -> HttpResponse:
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content)}, follow=True)  # type: ignore[return-value]  # as a client's answer


def confirmed(client: Client, preview: HttpResponse) -> HttpResponse:
    given = {name: hidden(preview.content, name) for name in ("file", "basis")}
    return client.post(f"{PAGE}/take-in", given, follow=True)  # type: ignore[return-value]  # as a client's answer


CHANGED = (
    FILE.replace("website: https://www.fjordvik.example", "website: https://fjordvik.example")
    .replace("  - {role: fjordvik/ordforar, person: Ola Bakke, from: 2023-10-05}\n", "")
    .replace("roles:", "  - {id: nytt, name: {nb: Nytt organ}}\nroles:")
)


def test_a_file_is_shown_and_then_taken_in(editor: Client) -> None:
    preview = sent(editor, CHANGED)
    seen = words(preview.content)
    assert "1 is added" in seen
    assert "Nytt organ (nytt)" in seen
    assert "Website: https://www.fjordvik.example → https://fjordvik.example" in seen
    assert "1 is removed" in seen
    assert "Ola Bakke – fjordvik/ordforar" in seen
    assert not Body.objects.filter(key="nytt").exists(), "nothing is done yet"
    done = confirmed(editor, preview)
    assert "Taken in: 1 added, 1 changed, 1 removed." in words(done.content)
    assert Body.objects.filter(key="nytt").exists()
    assert not Holding.objects.filter(person__name="Ola Bakke").exists()
    assert listing.export("yaml").decode() == CHANGED


def test_what_was_made_of_a_file_is_kept_until_it_is_taken_in(editor: Client, data: Path) -> None:
    preview = sent(editor, CHANGED)
    [made] = (data / "uploads").glob("*.understood")
    read = listing.read(CHANGED.encode(), "katalog.yaml")
    again = listing.unpacked(made.read_bytes())
    assert again is not None
    assert (again.directory, again.reading.blocks) == (read.directory, read.reading.blocks)
    made.write_bytes(b"damaged")
    assert "1 added, 1 changed, 1 removed" in words(confirmed(editor, preview).content)
    assert list((data / "uploads").iterdir()) == []


def test_what_goes_out_comes_in_without_a_change(editor: Client) -> None:
    for kind, name in (("yaml", "a.yaml"), ("csv", "a.csv"), ("popolo", "a.json")):
        answer = editor.get(f"{PAGE}/{kind}")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "Nothing would change" in words(sent(editor, answer.content, name).content)


def test_what_is_wrong_is_told_with_its_line(editor: Client) -> None:
    answer = sent(
        editor, "bodies:\n  - id: NO-BRC-97241785\n    name: {nb: Etat}\n    color: red\n"
    )
    assert answer.status_code == 422
    seen = words(answer.content)
    assert "line 2: " in seen
    assert "an organisation number has 9" in seen
    assert "line 4: " in seen
    assert "Nothing is changed" in seen


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("katalog.docx", b"PK", "must end in .yaml, .csv or .json"),
        ("katalog.yaml", b"", "The file is empty"),
        ("katalog.yaml", b"\xff\xfe\x00b", "line"),
        ("katalog.yaml", b"bodies: [", "line"),
    ],
)
def test_what_is_no_such_file_is_refused(
    editor: Client, name: str, content: bytes, said: str
) -> None:
    answer = sent(editor, content, name)
    assert answer.status_code == 422
    assert said in words(answer.content)


def test_a_file_that_is_too_large_is_refused(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST", 100)
    assert "larger than 20 MB" in words(sent(editor, FILE).content)


def test_nobody_overwrites_what_another_changed_meanwhile(editor: Client) -> None:
    preview = sent(editor, CHANGED)
    entry = {"id": "annet", "name": {"nb": "Annet organ"}}
    listing.save_entry("bodies", "", entry, changed=None, by="ola", now=NOW)
    answer = confirmed(editor, preview)
    assert answer.status_code == 409
    assert "Somebody else changed the directory meanwhile" in words(answer.content)
    assert "Annet organ (annet)" in words(answer.content), "it would be removed"
    assert Body.objects.filter(key="annet").exists()
    confirmed(editor, answer)
    assert not Body.objects.filter(key="annet").exists()


def test_a_file_waits_an_hour_and_no_longer(editor: Client, data: Path) -> None:
    preview = sent(editor, CHANGED)
    kept = list((data / "uploads").iterdir())
    long_ago = time.time() - uploads.PATIENCE - 1
    for file in kept:
        assert file.stat().st_mode & 0o077 == 0, "for its owner alone"
        os.utime(file, (long_ago, long_ago))
    assert "The file has waited too long" in words(confirmed(editor, preview).content)
    uploads.keep(b"another", now=time.time())
    assert not any(file.exists() for file in kept)


def test_a_file_that_is_taken_in_is_thrown_away(editor: Client, data: Path) -> None:
    confirmed(editor, sent(editor, CHANGED))
    assert list((data / "uploads").iterdir()) == []


@pytest.mark.parametrize("token", ["", "made-up", "../../keys/secret"])
def test_a_file_that_was_never_sent_is_not_there(editor: Client, token: str) -> None:
    answer = editor.post(f"{PAGE}/take-in", {"file": token}, follow=True)
    assert "The file has waited too long" in words(answer.content)
    assert uploads.kept(token, now=0) is None


def test_a_table_of_accounts_changes_accounts_alone(editor: Client) -> None:
    table = (
        "owner,owner_name,url,capacity,show\n"
        "NO-BRC-310100013,Fjordvik kommune,https://social.fjordvik.example/@kommunen,official,no\n"
    )
    preview = sent(editor, table, "kontoer.csv")
    confirmed(editor, preview)
    assert [account.show for account in Account.objects.all()] == [False]
    assert Body.objects.count() == 3


def test_what_the_machine_found_goes_out(editor: Client) -> None:
    assert editor.get(f"{PAGE}/lock").content.startswith(b"url,network,stable_id")


def test_there_is_no_such_file(editor: Client) -> None:
    assert editor.get(f"{PAGE}/docx").status_code == 404


def test_who_comes_back_to_the_confirmation_begins_anew(editor: Client) -> None:
    assert editor.get(f"{PAGE}/take-in").headers["Location"] == PAGE
