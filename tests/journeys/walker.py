"""A worker that can be struck down at any step. Runs as `python -m tests.journeys.walker ADDRESS`, where the
sample network's server is; what it understands is in `walks`."""

from __future__ import annotations

import sys
from importlib import import_module

import django

from tilstede.networks.kit import registry

if __name__ == "__main__":
    registry.PATHS["sample"] = "tilstede.outbox.tests.sample"
    django.setup()
    import_module("tests.journeys.walks").main(sys.argv[1])
