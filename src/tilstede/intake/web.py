"""The one guarded client to the outside, with the operator's allow-list."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from tilstede.networks.kit.contract import NetworkError
from tilstede.networks.kit.http import Http, Timeouts

_PATIENT: Final = Timeouts()


def client(timeouts: Timeouts = _PATIENT) -> Http:
    """Use as a context manager; connections are kept open within it."""
    return Http(allow_loopback=settings.LOOPBACK, mail_hosts=settings.MAIL_HOSTS, timeouts=timeouts)


def no_answer(address: str, error: NetworkError) -> str:
    """Why a machine we asked something of (not a network we read) gave no answer, in words."""
    said = {
        "unreachable": _("{address} does not answer now."),
        "throttled": _("{address} asks us to wait."),
        "forbidden": _("The address may not be reached from here."),
    }.get(error.code, _("{address} answered with something else than was asked for."))
    return f"{said.format(address=address)} ({error.detail})"
