"""The guarded client to the networks, for what goes out and for connecting accounts."""

from __future__ import annotations

from django.conf import settings

from tilstede.networks.kit.http import Http


def client() -> Http:
    """Use as a context manager; connections are kept open within it."""
    return Http(allow_loopback=settings.LOOPBACK, mail_hosts=settings.MAIL_HOSTS)
