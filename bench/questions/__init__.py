"""The questions, one file each; what each means is told in docs/performance.md."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from bench.plan import Plan
from bench.tables import Table

#: Name -> title, in the order of the report.
TITLES = {
    "capture": "Capture in batches, on SQLite",
    "single": "One post, one durable commit",
    "capture_postgres": "Capture in batches, on PostgreSQL",
    "newest": "The newest 20 hits",
    "newest_postgres": "The newest 20 hits, on PostgreSQL",
    "filters": "The stream narrowed, with more and with fewer posts",
    "relevance": "The 20 most relevant hits",
    "proof": "One proof, and the full check",
    "feeds": "300 feeds of 50 entries",
    "idle": "The worker when nothing is new",
    "archive": "An X archive, from file to record",
    "importers": "Every takeout, beside a bare reading of it",
    "bluesky": "A Bluesky repository and a firehose, from bytes to record",
    "jetstream": "Jetstream at 2,000 events a second",
    "directory": "A directory of 10,000 bodies and 30,000 accounts",
    "checks": "All checks on one draft, while it is typed",
    "calendar": "The calendar of 20,000 posts, and 1,000 that are due at once",
    "serving": "The front page, to many readers",
    "weight": "The front page, at a first visit",
}


def measure(name: str) -> Callable[[Plan], Table]:
    """The function that answers the question."""
    found: Callable[[Plan], Table] = import_module(f"bench.questions.{name}").measure
    return found
