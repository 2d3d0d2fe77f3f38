"""The one guarded client to the outside, with the operator's allow-list."""

from __future__ import annotations

from django.conf import settings

from tilstede.networks.kit.http import Http, agent


def client() -> Http:
    """Use as a context manager; connections are kept open within it."""
    return Http(allow_loopback=settings.LOOPBACK, user_agent=agent(settings.CONTACT))
