"""A new network begins as a folder that works; a plug-in of another distribution is held to the suite too."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tilstede.networks.kit import new


def run(*arguments: str | Path, env: Mapping[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *arguments],
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def plugged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder of a plug-in, and the environment in which it is installed beside tilstede."""
    folder, site = tmp_path_factory.mktemp("lokalnett"), tmp_path_factory.mktemp("site")
    new.make("lokalnett", folder)
    wanted = ("--no-deps", "--no-index", "--no-build-isolation", "--quiet", "--target", site)
    run("-m", "pip", "install", *wanted, folder, env=os.environ)
    return folder, {**os.environ, "PYTHONPATH": str(site)}


def test_a_plug_in_of_another_distribution_passes_the_suite(
    plugged: tuple[Path, dict[str, str]],
) -> None:
    folder, env = plugged
    said = run(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", folder, env=env
    )
    assert " passed" in said
    assert "failed" not in said


def test_it_stands_among_the_networks_before_the_last(plugged: tuple[Path, dict[str, str]]) -> None:
    _folder, env = plugged
    asked = "from tilstede.networks.kit import registry as r; print(r.names()[-2:], r.get('lokalnett').title)"
    assert "('lokalnett', 'feeds') Lokalnett" in run("-c", asked, env=env)


def test_a_takeout_of_it_is_read(plugged: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    _folder, env = plugged
    path = tmp_path / "uttak.jsonl"
    path.write_text(
        '{"network": "lokalnett", "account": "lokalnett:ola"}\n{"id": "7", "text": "Hei!"}\n'
    )
    assert '"lokalnett:7"' in run("-m", "tilstede.networks", "lokalnett", path, env=env)


def test_a_name_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="small letters"):
        new.make("Lokal nett", tmp_path)
    new.make("lokalnett", tmp_path)
    with pytest.raises(ValueError, match="there already"):
        new.make("lokalnett", tmp_path)
