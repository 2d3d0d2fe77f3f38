"""The database address, understood: SQLite in the data folder unless a PostgreSQL one is given."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

#: WAL lets readers work while one writes; FULL makes a commit survive a power cut (never traded for speed).
#: Pages of 8 KiB hold a whole post with room to spare: a tenth less work and a fifth less disk than 4 KiB.
#: What is deleted is overwritten, so that what was lawfully destroyed cannot be read out of the file's free pages.
SQLITE_PRAGMAS = (
    "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON; PRAGMA synchronous=FULL;"
    " PRAGMA cache_size=-131072; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=4000;"
)


def options(address: str, data: Path) -> dict[str, Any]:
    """Django's DATABASES entry. :raises ImproperlyConfigured: an address that is neither kind."""
    parts = urlsplit(address)
    if not address or parts.scheme == "sqlite":
        name = Path(unquote(parts.path)) if parts.path else data / "tilstede.sqlite3"
        return {
            "ENGINE": "tilstede.record.sqlite",
            "NAME": str(name),
            # To open the file and read its schema anew costs a page more than all it asks for.
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": SQLITE_PRAGMAS,
            },
            "TEST": {
                "NAME": ":memory:"
            },  # as runners of tests take for granted of Django's own backend
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ImproperlyConfigured(
        f"TILSTEDE_DATABASE begins with {parts.scheme!r}; use sqlite:///path or postgresql://user@host/name"
    )
