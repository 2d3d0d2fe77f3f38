"""A takeout read to the last item by its importer, as the process does that reads ahead for an import."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

from bench.sides.clock import timed
from tilstede.networks.kit import ahead, registry
from tilstede.networks.kit.contract import Seen


def items(kind: str, path: str, count: int) -> dict[str, Any]:
    """Every post of it, translated."""
    network = registry.get(kind)
    gc.set_threshold(*ahead.PATIENCE)
    told: dict[str, Any] = {}
    with timed(told):
        export = network.open_export(Path(path))
        assert export is not None, f"{path} is not known as {kind}"
        seen = sum(isinstance(item, Seen) for item in export.items())
        export.close()
    assert seen == count, f"{seen} of {count}"
    return told
