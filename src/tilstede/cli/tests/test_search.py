from __future__ import annotations

from tilstede.cli.tests.conftest import Run


def test_a_mistake_is_pointed_at_also_where_nobody_sees_it(run: Run) -> None:
    done = run("search", 'from:"a\x01b"', code="nn")
    assert done.exit_code == 2
    said, shown, place = done.output.splitlines()[-3:]
    assert "U+0001 står her" in said
    assert shown == '  from:"a\ufffdb"'
    assert place.index("^") == shown.index("\ufffd")
