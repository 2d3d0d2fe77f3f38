"""A directory as a file: read as YAML and no more, and taken in by tilstede."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from bench.sides.clock import timed


def read_alone(path: str) -> dict[str, Any]:
    """PyYAML's own fastest reader, from bytes to lists and dicts."""
    data = Path(path).read_bytes()
    told: dict[str, Any] = {}
    with timed(told):
        yaml.load(data, Loader=yaml.CSafeLoader)
    return told


def take_in(path: str) -> dict[str, Any]:
    """From the file to rows, events and pieces kept, in one commit; then the same file again, and out again."""
    from tilstede.intake import listing  # noqa: PLC0415 - the other side runs without tilstede

    data = Path(path).read_bytes()
    told: dict[str, Any] = {}
    with timed(told):
        report = listing.apply(listing.read(data, path), by="bench", now=datetime.now(UTC))
    assert sum(report.added.values()) > 0
    again: dict[str, Any] = {}
    with timed(again):
        assert listing.apply(listing.read(data, path), by="bench", now=datetime.now(UTC)).nothing
    out: dict[str, Any] = {}
    with timed(out):
        assert listing.export("yaml") == data
    return told | {"again": again["seconds"], "out": out["seconds"]}
