"""The page kit as Django knows it: base templates, parts and static files."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tilstede.web"
