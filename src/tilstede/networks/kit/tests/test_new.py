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
    with pytest.raises(ValueError, match="Python's own"):
        new.make("class", tmp_path)
    new.make("lokalnett", tmp_path)
    with pytest.raises(ValueError, match="there already"):
        new.make("lokalnett", tmp_path)


@pytest.mark.parametrize("name", ["lokalnett", "ainett", "post"])
def test_what_is_made_among_our_own_is_in_our_own_style(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root = Path(__file__).parents[5]
    monkeypatch.setattr(new, "_NETWORKS", tmp_path / "src" / "tilstede" / "networks")
    place = new.make(name)
    told = f"src = ['{root / 'src'}', '{tmp_path / 'src'}']"
    ours = ("--config", root / "pyproject.toml", "--config", told)
    said = run("-m", "ruff", "check", *ours, "--no-cache", place, env=os.environ)
    assert "All checks passed" in said
    made = (place / "network.py").read_text()
    assert f"class {name.capitalize()}Network(Listening)" in made, "no class that is imported too"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("lokalnett", "uttak.jsonl"), "needs its line in kit/registry.py"),
        (("parse", "lokalnett", "a.json"), "needs its line in kit/registry.py"),
        (("parse", "mastodon", "finst-ikkje.raw.json"), "finst-ikkje.raw.json"),
    ],
)
def test_what_is_missing_is_told_in_words(words: tuple[str, ...], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tilstede.networks", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
