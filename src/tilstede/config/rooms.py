"""The rooms that are open. One line each; a room taken out is gone from pages, menus and addresses."""

APPS = [
    "tilstede.rooms.follow",
    "tilstede.rooms.inbox",
    "tilstede.rooms.publish",
    "tilstede.rooms.setup",
]
