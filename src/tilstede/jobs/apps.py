from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tilstede.jobs"
    label = "jobs"
