"""Asking others to witness our log: they sign that they have seen one history of it (c2sp.org/tlog-witness)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from tilstede.core.note import NoteError
from tilstede.intake import web
from tilstede.networks.kit.contract import NetworkError
from tilstede.record import checkpoint, witness

#: Bytes of an answer; a signature line has some hundred.
LARGEST = 64 << 10


class NotWitnessed(Exception):
    """The checkpoint was not cosigned; the text is for the operator."""


def key_of(address: str) -> str:
    """The key that TILSTEDE_WITNESSES gives for an address, or nothing."""
    known = {_plain(url): verifier for verifier, url in settings.WITNESSES}
    return known.get(_plain(address), "")


def ask(address: str, verifier: str, *, now: datetime) -> checkpoint.Signed:
    """Have our newest checkpoint cosigned by the witness with that key (vkey).

    ``address``: what its ``add-checkpoint`` lies under, for another tilstede ``https://…/log``.
    :raises NotWitnessed: no answer, a refusal, or an answer that is not its signature.
    """
    with web.client() as http:

        def post(body: bytes) -> tuple[int, bytes]:
            answer = http.post(
                f"{_plain(address)}/add-checkpoint",
                body,
                headers={"Content-Type": "text/plain; charset=utf-8"},
                max_bytes=LARGEST,
                accept_status=range(400, 500),
            )
            return answer.status, answer.content

        try:
            return witness.ask(verifier, post, now=now)
        except NetworkError as error:
            raise NotWitnessed(web.no_answer(address, error)) from error
        except NoteError as error:
            raise NotWitnessed(_("That is no verifier key: {why}").format(why=error)) from error
        except witness.Refused as error:
            raise NotWitnessed(_explain(address, error)) from error


def ask_all(*, now: datetime) -> dict[str, str]:
    """Ask every witness of TILSTEDE_WITNESSES; why it failed, by address. One that fails never stops the rest."""
    return dict(_failures(now))


def _failures(now: datetime) -> Iterator[tuple[str, str]]:
    for verifier, address in settings.WITNESSES:
        try:
            ask(address, verifier, now=now)
        except NotWitnessed as error:
            yield address, str(error)


def _explain(address: str, refusal: witness.Refused) -> str:
    said = {
        403: _("{address} knows our log under another key."),
        404: _("{address} does not witness our log yet: its people must be given our key."),
        409: _("{address} has seen more of our log than we hold: something is lost here."),
        422: _("{address} has seen another history of our log. Run: tilstede record check"),
    }.get(refusal.status, _("{address} did not sign."))
    return f"{said.format(address=address)} ({refusal})"


def _plain(address: str) -> str:
    return address.rstrip("/").removesuffix("/add-checkpoint")
