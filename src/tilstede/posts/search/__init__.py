"""Finding posts: the search language of `core.query` run on the index of either database."""

from tilstede.posts.search import index as index

__all__ = ["index"]
