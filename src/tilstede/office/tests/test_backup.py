from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tilstede.office import backup


def test_a_restore_that_fails_leaves_nothing_in_a_new_folder(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path / "data"
    (settings.DATA / "keys").mkdir(parents=True)
    (settings.DATA / "keys" / "secret").write_text("of this very start")
    monkeypatch.setattr(backup, "_holds_tables", lambda: False)
    file = tmp_path / "backup"
    file.write_bytes(b"no backup at all" * 100)
    with pytest.raises(backup.NotRestored):
        backup.restore(file, "passphrase")
    assert list(settings.DATA.iterdir()) == []
