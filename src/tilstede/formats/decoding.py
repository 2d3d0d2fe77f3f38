"""The text of a file that a person made, or why it has none."""

from __future__ import annotations

from typing import Final

from tilstede.core.directory.problems import Problem

#: Bytes; ten thousand bodies and thirty thousand accounts are about eight million.
MOST: Final = 32 << 20


class NotText(Exception):
    """``problem``: what is wrong with it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def decode(data: bytes) -> str:
    """The text, with the byte order mark it may begin with. :raises NotText: too large, or not UTF-8."""
    if len(data) > MOST:
        raise NotText(Problem("too-large", more={"most": f"{MOST >> 20} MB"}))
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotText(Problem("encoding", line, more={"guess": _guess(data)})) from error


def _guess(data: bytes) -> str:
    """Which encoding it looks like: Excel writes Windows-1252, and "Unicode text" as UTF-16."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    return "Windows-1252" if any(128 <= byte < 160 for byte in data) else "Latin-1"
