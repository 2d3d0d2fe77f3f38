"""The scene and its pages, as in the room's other tests."""

from tilstede.rooms.follow.tests.conftest import life, page

__all__ = ["life", "page"]
