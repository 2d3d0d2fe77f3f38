"""The room where anyone follows what those who govern say."""

from django.apps import AppConfig


class FollowConfig(AppConfig):
    name = "tilstede.rooms.follow"
