from __future__ import annotations

import pytest

from tilstede.cli.tests.conftest import Run
from tilstede.office.models import Body, User


@pytest.mark.parametrize("name", ["", "   ", "a" * 301])
def test_a_body_needs_a_name_that_pages_can_bear(run: Run, name: str) -> None:
    done = run("init", "--no-input", "--name", name)
    assert done.exit_code == 2
    assert "name" in done.output.splitlines()[-1]
    assert not Body.objects.exists()
    assert not User.objects.exists()


def test_a_name_is_asked_for_until_there_is_one_and_so_is_a_password(run: Run) -> None:
    typed = [" ", "Fjordvik kommune", "kari@fjordvik.example", "kort", *["ferja-gaar-kl-sju"] * 2]
    done = run("init", typed="\n".join(typed) + "\n")
    assert done.exit_code == 0
    assert "cannot be empty" in done.output
    assert "too short" in done.output
    assert Body.objects.get(own=True).name_nb == "Fjordvik kommune"
    assert User.objects.get().check_password("ferja-gaar-kl-sju")


def test_without_questions_a_password_is_made(run: Run) -> None:
    done = run("init", "--no-input", "--name", "Fjordvik")
    assert "Password (shown only now):" in done.output
    assert "http://127.0.0.1:8000/setup/first" in done.output
    said = run("init", "--no-input").output
    assert "in use already" in said
    assert "name another folder with TILSTEDE_DATA" in said
