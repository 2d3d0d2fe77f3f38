"""reader, the feed library: the same feeds, the same two rounds; and its full-text index."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from reader import make_reader


def rounds(addresses: list[str], entries: int, scratch: str) -> dict[str, Any]:
    """A first round that stores all entries, and a second that finds nothing new."""
    with make_reader(str(Path(scratch) / "reader.sqlite")) as reader:
        for address in addresses:
            reader.add_feed(address)
        started = time.perf_counter()
        reader.update_feeds(scheduled=False)
        first = time.perf_counter()
        assert reader.get_entry_counts().total == entries
        reader.update_feeds(scheduled=False)
        return {"seconds": first - started, "second": time.perf_counter() - first}


def indexing(scratch: str) -> dict[str, Any]:
    """Its full-text index over what a round has stored."""
    with make_reader(str(Path(scratch) / "reader.sqlite")) as reader:
        started = time.perf_counter()
        reader.enable_search()
        reader.update_search()
        return {"seconds": time.perf_counter() - started}
