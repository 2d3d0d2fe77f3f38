"""The pages as they are served, but fresh and fit to be shown for a second instead of many: for caches that are
waited for."""

from __future__ import annotations

from tilstede.web import caching

caching.READERS = "public, max-age=0, s-maxage=1, stale-while-revalidate=1"

from tilstede.config.wsgi import application  # noqa: E402 - views take the age from there when they are loaded

__all__ = ["application"]
