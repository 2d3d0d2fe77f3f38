"""A folder to begin a network from: a network that already passes the suite, to be changed piece by piece."""

from __future__ import annotations

import re
from importlib.resources import files
from keyword import iskeyword
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"[a-z][a-z0-9]{1,38}")
#: Imports of one section, whose order depends on the name.
_IMPORTS: Final = re.compile(r"(?:^from tilstede.*\n)+", re.MULTILINE)
_NETWORKS: Final = Path(__file__).parents[1]
_STARTER: Final = files("tilstede.networks.kit.starter")


def make(name: str, folder: Path | None = None) -> Path:
    """Write it, here among the networks, or in ``folder`` as a distribution of its own. Where it lies now.

    :raises ValueError: the name is none, or there is such a folder already.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a network: small letters a to z and digits only")
    if iskeyword(name):
        raise ValueError(f"{name!r} is a word of Python's own, and no module can be called that")
    package = f"tilstede_{name}" if folder else f"tilstede.networks.{name}"
    place = folder / "src" / package if folder else _NETWORKS / name
    if place.exists():
        raise ValueError(f"{place} is there already")
    words = {
        "NAME": name,
        "TITLE": name.capitalize(),
        "CLASS": f"{name.capitalize()}Network",
        "PACKAGE": package,
        "DISTRIBUTION": f"tilstede-{name}",
    }
    for source, target in _files(place, folder).items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_filled(source, words), encoding="utf-8")
    _write_expected(place, words)
    return place


def _files(place: Path, folder: Path | None) -> dict[str, Path]:
    tests = place / "tests"
    found = {
        "": place / "__init__.py",
        "network.py": place / "network.py",
        "parse.py": place / "parse.py",
        "export.py": place / "export.py",
        "test_conformance.py": tests / "test_conformance.py",
        "first.raw.json": tests / "cases" / "first.raw.json",
        "first.context.json": tests / "cases" / "first.context.json",
    }
    if folder:
        found["pyproject.toml"] = folder / "pyproject.toml"
    return found


def _filled(source: str, words: dict[str, str]) -> str:
    if not source:
        return ""
    text = (_STARTER / f"{source}.txt").read_text(encoding="utf-8")
    text = re.sub(r"@([A-Z]+)@", lambda found: words[found[1]], text)
    return _IMPORTS.sub(lambda found: "".join(sorted(found[0].splitlines(keepends=True))), text)


def _write_expected(place: Path, words: dict[str, str]) -> None:
    """The post that the first case must become; `python -m tilstede.networks parse` prints such."""
    (place / "tests" / "__init__.py").touch()
    expected = _filled("first.post.json", words)
    (place / "tests" / "cases" / "first.post.json").write_text(expected, encoding="utf-8")
