from __future__ import annotations

from pathlib import Path

import pytest

from tilstede.cli.tests.conftest import Run


@pytest.mark.parametrize("number", ["7", str(2**63 - 1), str(2**64), "9" * 400])
def test_a_number_that_no_post_has_is_told(run: Run, tmp_path: Path, number: str) -> None:
    for words in (
        ("withhold", number, "--reason", "x"),
        ("release", number),
        ("destroy", number, "--ground", "x", "--reason", "x", "--yes"),
        ("bundle", number, "-o", str(tmp_path / "out.zip")),
    ):
        done = run("record", *words)
        assert done.exit_code == 1
        assert f"There is no post {number}." in done.output
