"""One question to a register, its answer in the shape that is expected, and what went wrong in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from tilstede.networks.kit.contract import NetworkError
from tilstede.networks.kit.http import Http, Response, Timeouts, agent

Shape = TypeVar("Shape")

#: Seconds. A person waits for the page, so a register gets less time than a network.
PATIENCE = Timeouts(connect=4.0, read=8.0, whole=12.0)
#: Bytes of an answer. The largest items of Wikidata are some megabytes.
LARGEST = 5 * 1024 * 1024


class NotAnswered(Exception):
    """A register that gave no answer we can use; the text is for the person who asked.

    ``detail``: what lies behind, in English, for whoever can do something about it.
    """

    def __init__(self, said: str, detail: str = "") -> None:
        super().__init__(said)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Proposed:
    """A value for one field of the directory's file. ``field``: its name there, such as ``website`` or ``name.nb``;
    ``account`` for an account's address, of which there may be several."""

    field: str
    value: str


def ask(register: str, url: str, *, accept: str = "application/json", **params: str) -> Response:
    """The answer of the register at that address. :raises NotAnswered: in words, with the register's name."""
    try:
        with Http(
            allow_loopback=settings.LOOPBACK,
            user_agent=agent(settings.CONTACT),
            timeouts=PATIENCE,
        ) as http:
            return http.get(
                url,
                headers={"Accept": accept},
                params=params,
                max_bytes=LARGEST,
            )
    except NetworkError as error:
        raise NotAnswered(_words(error.code).format(register=register), error.detail) from error


def understood(register: str, answer: Response, shape: type[Shape]) -> Shape:
    """The answer's content. :raises NotAnswered: it is not of that shape."""
    try:
        return msgspec.json.decode(answer.content, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise not_understood(register, str(error)) from error


def not_understood(register: str, detail: str) -> NotAnswered:
    """That the answer is something else than was asked for."""
    return NotAnswered(_words("not-understood").format(register=register), detail)


def _words(code: str) -> str:
    return {
        "unreachable": _(
            "{register} does not answer now. Fill in by hand, or try again in a while."
        ),
        "throttled": _("{register} asks us to wait. Fill in by hand, or try again in a while."),
        "not-found": _("{register} has nothing under that number or address."),
        "forbidden": _("{register} may not be reached from here. Fill in by hand."),
    }.get(code, _("{register} answered with something else than was asked for. Fill in by hand."))
