from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tilstede.cli import ground
from tilstede.cli.backup import backup_command
from tilstede.office import backup


@pytest.mark.django_db
def test_an_older_backup_is_only_written_over_when_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TILSTEDE_PASSPHRASE", "long enough a phrase")
    monkeypatch.setattr(ground, "prepare", lambda: None)
    monkeypatch.setattr(backup, "write", lambda path, _phrase: path.write_text("new"))
    file = tmp_path / "a.backup"
    file.write_text("old")
    refused = CliRunner().invoke(backup_command, [str(file)])
    assert refused.exit_code == 1
    assert "--replace" in refused.output
    assert file.read_text() == "old"
    assert CliRunner().invoke(backup_command, ["--replace", str(file)]).exit_code == 0
    assert file.read_text() == "new"
