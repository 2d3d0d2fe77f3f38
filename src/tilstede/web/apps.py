"""The page kit as Django knows it: base templates, parts and static files."""

from django.apps import AppConfig
from django.urls import register_converter

from tilstede.web.numbers import Number


class WebConfig(AppConfig):
    name = "tilstede.web"

    def ready(self) -> None:
        """Before any address is read."""
        register_converter(Number, "number")
