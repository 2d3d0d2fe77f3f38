"""Documentation is part of the change: what a user can set, type or meet is described."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tilstede.cli.main import COMMANDS
from tilstede.config import rooms
from tilstede.core.event import KINDS
from tilstede.networks.kit import registry

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SETTINGS = ROOT / "src" / "tilstede" / "config" / "settings.py"


def _settings() -> list[str]:
    return sorted(set(re.findall(r"TILSTEDE_[A-Z_]+", SETTINGS.read_text())))


@pytest.mark.parametrize("name", _settings())
def test_every_setting_is_described_to_operators(name: str) -> None:
    assert f"`{name}`" in (DOCS / "operators.md").read_text()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_described(name: str) -> None:
    assert f"`tilstede {name}" in (DOCS / "commands.md").read_text()


@pytest.mark.parametrize("name", registry.PATHS)
def test_every_network_is_described(name: str) -> None:
    title = registry.get(name).title
    assert re.search(rf"^## .*{re.escape(title)}", (DOCS / "networks.md").read_text(), re.M)


@pytest.mark.parametrize(("kind", "meaning"), KINDS.items())
def test_every_event_kind_is_in_the_glossary(kind: str, meaning: str) -> None:
    assert f"`{kind}`" in (DOCS / "glossary.md").read_text()


@pytest.mark.parametrize("app", rooms.APPS)
def test_every_room_is_described(app: str) -> None:
    assert f"*{app.rsplit('.', 1)[1]}*" in (DOCS / "structure.md").read_text()


def _asked() -> list[str]:
    """Everything that is asked for when an account is connected, by any way."""
    connectors = [found for name in registry.PATHS if (found := registry.get(name).connector())]
    ways = [way for one in connectors for way in one.ways]
    return sorted({asked.code for way in ways for asked in way.asked})


@pytest.mark.parametrize("code", _asked())
def test_what_connecting_asks_for_can_be_given_by_the_environment(code: str) -> None:
    """`cli.connection` names it so."""
    name = f"TILSTEDE_CONNECT_{code.upper().replace('-', '_')}"
    assert f"`{name}`" in (DOCS / "commands.md").read_text()


def test_the_makefile_does_what_the_readme_says() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    for name in re.findall(r"`make ([a-z]+)", (ROOT / "README.md").read_text()):
        assert name in targets, name


def test_links_in_the_docs_lead_somewhere() -> None:
    for path in (ROOT / "README.md", *DOCS.rglob("*.md")):
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text()):
            if "://" not in target and not target.startswith("mailto:"):
                assert (path.parent / target).exists(), f"{path.name}: {target}"
