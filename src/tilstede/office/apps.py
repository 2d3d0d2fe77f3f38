from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "tilstede.office"
    label = "office"
