"""The one guarded client to the outside, with the operator's allow-list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from tilstede.networks.kit.contract import NetworkError

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http


def client() -> Http:
    """Use as a context manager; connections are kept open within it."""
    from tilstede.networks.kit.http import Http  # noqa: PLC0415 - slow to load, and an import has no use for it

    return Http(allow_loopback=settings.LOOPBACK)


def no_answer(address: str, error: NetworkError) -> str:
    """Why a machine we asked something of (not a network we read) gave no answer, in words."""
    said = {
        "unreachable": _("{address} does not answer now."),
        "throttled": _("{address} asks us to wait."),
        "forbidden": _("The address may not be reached from here."),
    }.get(error.code, _("{address} answered with something else than was asked for."))
    return f"{said.format(address=address)} ({error.detail})"
