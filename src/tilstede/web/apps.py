"""The page kit as Django knows it: base templates, parts and static files."""

from django.apps import AppConfig
from django.urls import register_converter

from tilstede.web import appearance
from tilstede.web.numbers import Number


class WebConfig(AppConfig):
    name = "tilstede.web"

    def ready(self) -> None:
        """Before any address is read."""
        register_converter(Number, "number")
        # A theme that cannot be read, or a logo that runs something, stops the start and not a page.
        appearance.theme()
        appearance.logo()
