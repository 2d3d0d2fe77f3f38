"""Finding posts: the search language of `core.query` run on the index of either database."""

from tilstede.posts.search import index
from tilstede.posts.search.run import Hit, Page, search

__all__ = ["Hit", "Page", "index", "search"]
