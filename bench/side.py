"""One side of a question, in this process alone: `python -m bench.side MODULE:FUNCTION < arguments.json`.

Prints what the function tells as one line of JSON, with the process's peak memory.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from importlib import import_module


def main() -> None:
    """Set tilstede up when this is its side, then run the function."""
    module, name = sys.argv[1].split(":")
    arguments = json.loads(sys.stdin.readline())  # what follows is for the side (`bench.turns`)
    if os.environ.get("DJANGO_SETTINGS_MODULE"):
        import_module("django").setup()
        import_module("tilstede.cli.ground").prepare()
    told = getattr(import_module(f"bench.sides.{module}"), name)(**arguments)
    if os.environ.get("DJANGO_SETTINGS_MODULE"):
        import_module("django.db").connections.close_all()
    told["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(told))


if __name__ == "__main__":
    main()
