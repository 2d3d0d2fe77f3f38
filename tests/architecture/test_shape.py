"""What import-linter cannot see: references by text, templates, and size."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

SOURCE = Path(__file__).parents[2] / "src" / "tilstede"
FLOORS = [
    "core",
    "networks",
    "formats",
    "jobs",
    "office",
    "record",
    "posts",
    "intake",
    "outbox",
    "web",
    "rooms",
    "cli",
]
FORBIDDEN_NAMES = {
    "utils",
    "helpers",
    "common",
    "manager",
    "managers",
    "service",
    "services",
    "misc",
}


def _files() -> list[Path]:
    return [
        path
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts and "migrations" not in path.parts
    ]


def _floor(app: str) -> int:
    label = app.removeprefix("tilstede.").split(".")[0]
    return FLOORS.index(label)


def test_model_references_point_to_a_lower_floor_or_stay_home() -> None:
    for model in apps.get_models():
        if not model.__module__.startswith("tilstede."):
            continue
        home = model._meta.app_config.name
        for field in model._meta.get_fields():
            other = getattr(field, "remote_field", None) and field.related_model
            if other and hasattr(field, "column") and other.__module__.startswith("tilstede."):
                there = other._meta.app_config.name
                stays = home == there or home.startswith(f"{there}.")
                assert stays or _floor(there) < _floor(home), f"{model} refers up to {other}"


_INCLUDES = re.compile(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")


def test_templates_include_only_their_own_room_and_web() -> None:
    for path in SOURCE.glob("rooms/*/templates/**/*.html"):
        room = path.relative_to(SOURCE / "rooms").parts[0]
        for name in _INCLUDES.findall(path.read_text()):
            assert name.split("/")[0] in (room, "web"), f"{path} includes {name}"
    for path in SOURCE.glob("web/templates/**/*.html"):
        for name in _INCLUDES.findall(path.read_text()):
            rooms = {folder.name for folder in (SOURCE / "rooms").iterdir()}
            assert name.split("/")[0] not in rooms, f"{path} includes {name}"


def test_no_file_is_too_long_and_most_are_short() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in _files()}
    long = {
        str(path.relative_to(SOURCE)): length for path, length in lengths.items() if length > 500
    }
    assert not long, f"over 500 lines: {long}"
    assert statistics.median(length for length in lengths.values() if length > 3) <= 150


def _functions() -> Iterator[tuple[str, int]]:
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield f"{path.relative_to(SOURCE)}:{node.name}", node.end_lineno - node.lineno + 1


def test_functions_are_short() -> None:
    found = list(_functions())
    long = [name for name, length in found if length > 50]
    assert len(long) <= 0.02 * len(found), f"over 50 lines: {long}"


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*")), ids=lambda path: path.name)
def test_no_name_says_nothing(path: Path) -> None:
    assert path.stem not in FORBIDDEN_NAMES, f"{path}: name it after what it holds"


def test_no_string_names_a_registry_or_a_machine() -> None:
    """Lock files carry versions and hashes, no addresses; nothing names a folder of somebody's machine."""
    root = SOURCE.parents[1]
    hosts = re.compile(
        "|".join(
            (
                "registry" + r"\.npmjs",
                "files" + r"\.pythonhosted",
                "deb" + r"\.debian",
                "pypi" + r"\.org",
            )
        )
    )
    for path in (*root.glob("*.lock"), root / "Makefile", *root.glob("frontend/*.json")):
        assert not hosts.search(path.read_text()), path


_SPEAKS = r"^\s*(?:import|from) (httpx|requests|urllib\.request|socket)\b"


def test_nothing_is_fetched_behind_the_guarded_client() -> None:
    """Only the kit's client speaks HTTP; everything else asks it."""
    allowed = {"networks/kit", "record/handout/history.py"}
    for path in _files():
        relative = str(path.relative_to(SOURCE))
        if any(relative.startswith(name) for name in allowed):
            continue
        found = set(re.findall(_SPEAKS, path.read_text(), re.M))
        listens = (
            {"socket"} if relative == "cli/serve.py" else set()
        )  # it asks whether its port is free
        assert found <= listens, f"{relative}: {found}"
