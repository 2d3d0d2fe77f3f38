from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "tilstede.intake"
    label = "intake"
