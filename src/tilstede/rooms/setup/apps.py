"""The room where the body says who it is, and who may do what."""

from django.apps import AppConfig


class SetupConfig(AppConfig):
    name = "tilstede.rooms.setup"
