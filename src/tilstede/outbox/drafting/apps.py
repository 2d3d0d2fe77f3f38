from django.apps import AppConfig


class DraftingConfig(AppConfig):
    name = "tilstede.outbox.drafting"
    label = "drafting"
