"""How the log is written: a line for each thing, and the traceback of what went wrong with us."""

from __future__ import annotations

from copy import copy
from logging import Formatter, LogRecord

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation

from tilstede.web import keyed

#: What is wrong with the request, or with who makes it.
_OF_THE_ASKER = (BadRequest, PermissionDenied, SuspiciousOperation)


class Line(Formatter):
    """A request that cannot or may not be answered is the asker's: a line, without the way it took through our code. An
    address that is its own key is not written out."""

    def format(self, record: LogRecord) -> str:
        if record.exc_info and isinstance(record.exc_info[1], _OF_THE_ASKER):
            record = copy(record)
            record.exc_info = record.exc_text = None
        return keyed.covered(super().format(record))
