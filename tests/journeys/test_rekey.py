"""A log changes its key; its readers, its witness and its backup follow."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.journeys.installation import Installation, feed, read
from tests.journeys.test_witness import keys, verify

pytestmark = [pytest.mark.slow, pytest.mark.server]
WORDS = "båten går klokka åtte"


def test_all_who_follow_the_log_follow_its_new_key(tmp_path: Path) -> None:
    town = Installation(tmp_path / "town", TILSTEDE_ORIGIN="log.fjordvik.example")
    ministry = Installation(tmp_path / "ministry", TILSTEDE_ORIGIN="log.kyst.example")
    town.run("import", str(feed(tmp_path / "a.xml", range(9))))
    old, witness = keys(town)[0], keys(ministry)[1]
    kept = town.run("record", "checkpoint")
    (tmp_path / "kept.txt").write_text(kept)
    with ministry.served() as there, town.served() as here:
        ask = ("record", "witness", "ask", f"{there}/log", "--key", witness)
        ministry.run("record", "witness", "trust", old)
        town.run(*ask)

        said = town.run("record", "rekey", "--yes")
        new = keys(town)[0]
        assert new in said
        assert new != old
        old_file = re.search(r"move (\S+) out of", said)
        assert old_file
        since = read(f"{here}/log/keys").splitlines()[1].split()[0]
        assert read(f"{here}/log/keys").splitlines() == [f"0 {old}", f"{since} {new}"]
        change = read(f"{here}/log/keys/{since}")
        assert change.count("\n— log.fjordvik.example ") == 2
        assert f"\n{new}\n" in change

        assert town.run(*ask).count("\n— ") == 3, "both keys, and the witness by the old one"
        ministry.run("record", "witness", "trust", new)
        Path(old_file[1]).rename(tmp_path / "put-away.key")
        town.run("import", str(feed(tmp_path / "b.xml", range(9, 15))))
        assert town.run(*ask).count("\n— ") == 2, "the new key, and the witness by it"
        assert new in ministry.run("record", "witness", "show")

    (tmp_path / "put-away.key").rename(old_file[1])
    town.run("backup", str(tmp_path / "town.backup"), TILSTEDE_PASSPHRASE=WORDS)
    copy = Installation(tmp_path / "copy")
    copy.run("restore", str(tmp_path / "town.backup"), TILSTEDE_PASSPHRASE=WORDS)
    assert "The newest checkpoint covers all of them." in copy.run("record", "check")
    held = {path.name for path in (copy.data / "keys").glob("log*.key")}
    assert held == {path.name for path in (town.data / "keys").glob("log*.key")}
    assert len(held) == 2
    copy.run("import", str(feed(tmp_path / "c.xml", range(15, 20))))

    copy.run("record", "bundle", "3", "-o", str(tmp_path / "post.zip"))
    for words in ((), ("--key", old), ("--key", new)):
        code, said = verify(tmp_path / "post.zip", *words)
        assert code == 0, said
    code, said = verify(tmp_path / "post.zip", "--checkpoint", tmp_path / "kept.txt")
    assert code == 0, said
    assert "of one and the same history" in said
    assert f"From event {since} on" in said
    assert zipfile.ZipFile(tmp_path / "post.zip").read("key.txt").decode() == f"{new}\n"
