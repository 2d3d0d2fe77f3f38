"""Finding posts: the search language of `core.query` run on the index of either database."""

from tilstede.core.order import HIGHEST
from tilstede.posts.search.counts import Facets, Share, facets
from tilstede.posts.search.course import Course, course
from tilstede.posts.search.rank import Ranking, ranked
from tilstede.posts.search.resolve import tree_of
from tilstede.posts.search.run import Hit, Page, every, search

__all__ = [
    "HIGHEST",
    "Course",
    "Facets",
    "Hit",
    "Page",
    "Ranking",
    "Share",
    "course",
    "every",
    "facets",
    "ranked",
    "search",
    "tree_of",
]
