from tilstede.rooms.follow.tests.conftest import life, page

__all__ = ["life", "page"]
