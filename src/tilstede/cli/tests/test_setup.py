from __future__ import annotations

from pathlib import Path

from tilstede.cli.tests.conftest import Run
from tilstede.office.models import Account, Body

FILE = """\
katalog: 1
bodies:
  - id: kyd  # the ministry
    name: {nb: Kystdepartementet}
accounts:
  - {owner: kyd, url: "https://sosial.kyst.example/@kyd", capacity: official, show: yes}
  - {owner: kyd, url: "https://x.com/kyd", capacity: official, show: yes}
"""


def test_a_file_goes_in_and_comes_out(run: Run, tmp_path: Path) -> None:
    path, out = tmp_path / "katalog.yaml", tmp_path / "out.yaml"
    path.write_text(FILE)
    said = run("setup", "import", str(path), "--dry-run")
    assert "bodies: read 1, new 1, changed 0, as before 0, removed 0" in said.output
    assert "dry run" in said.output
    assert not Body.objects.exists()
    said = run("setup", "import", str(path))
    assert said.exit_code == 0
    assert "accounts: read 2, new 2, changed 0, as before 0, removed 0" in said.output
    assert "1 account will be followed." in said.output  # X is read from its archive only
    assert "Nothing has changed." in run("setup", "import", str(path)).output
    assert "Written to" in run("setup", "export", str(out)).output
    assert out.read_text() == FILE
    path.write_text(FILE[: FILE.rindex("  -")].replace("show: yes", "show: no"))
    said = run("setup", "import", str(path))
    assert "accounts: read 1, new 0, changed 1, as before 0, removed 1" in said.output
    assert "1 account is followed no more." in said.output


def test_what_is_wrong_is_told_with_its_lines(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "katalog.yaml"
    path.write_text(FILE.replace("id: kyd  #", "id: 97241785  #").replace("yes", "perhaps"))
    said = run("setup", "import", str(path))
    assert said.exit_code == 1
    assert "4 things are wrong:" in said.output
    assert "no body and no role kyd in the directory. (also on line 7)" in said.output
    assert "line 3: 97241785 has 8 digits; an organisation number has 9" in said.output
    assert "line 6: show should be yes or no" in said.output


def test_what_is_no_directory_is_refused(run: Run, tmp_path: Path) -> None:
    assert "There is no file" in run("setup", "import", str(tmp_path / "a.yaml")).output
    (tmp_path / "a.txt").write_text("x")
    said = run("setup", "import", str(tmp_path / "a.txt"))
    assert said.exit_code == 1
    assert ".yaml, .csv and .json" in said.output
    assert run("setup", "export", str(tmp_path / "a.txt")).exit_code == 2
    assert run("setup", "export", "--findings", str(tmp_path / "a.json")).exit_code == 2


def test_findings_have_a_table_of_their_own(run: Run, tmp_path: Path) -> None:
    path, lock = tmp_path / "katalog.yaml", tmp_path / "katalog.lock.csv"
    path.write_text(FILE)
    run("setup", "import", str(path))
    lock.write_text(
        "url,network,stable_id,handle,level,evidence,status,first_seen,last_ok,last_checked,changed\n"
        "https://x.com/kyd,x,1640000000000007,kyd,1,linked: https://kyst.example; not-asked,ok,2026-11-01,,,\n"
        "https://x.com/other,x,,,0,,ok,,,,\n"
    )
    said = run("setup", "import", str(lock)).output
    assert "read 2, of accounts of the directory 1, of others 1" in said
    account = Account.objects.get(network="x")
    assert account.native_id == "1640000000000007"
    assert account.finding.evidence == [
        {"code": "linked", "detail": "https://kyst.example"},
        {"code": "not-asked", "detail": ""},
    ]
    run("setup", "export", "--findings", str(lock))
    assert (
        "https://x.com/kyd,x,1640000000000007,kyd,1,linked: https://kyst.example; not-asked,ok,2026-11-01,,,\n"
        in lock.read_text()
    )
    lock.write_text("url,stable_id,level,last_ok\nhttps://x.com/kyd,1,9,yesterday\n")
    said = run("setup", "import", str(lock))
    assert said.exit_code == 1
    assert "line 2: yesterday is not a day" in said.output


def test_it_speaks_popolo(run: Run, tmp_path: Path) -> None:
    path, popolo = tmp_path / "katalog.yaml", tmp_path / "katalog.json"
    path.write_text(FILE)
    run("setup", "import", str(path))
    run("setup", "export", str(popolo))
    assert "Nothing has changed." in run("setup", "import", str(popolo)).output
