"""Text whose paragraphs were broken for the way, put together again: ``text/plain; format=flowed`` (RFC 3676)."""

from __future__ import annotations

from typing import Final

_SIGNATURE: Final = "-- "


def unfolded(text: str, *, delsp: bool = False) -> str:
    """The paragraphs as they were written. A line that ends in a space goes on in the next of the same quote depth.

    ``delsp``: that space is none of the writer's (RFC 3676, 4.1).
    """
    done: list[str] = []
    running: list[str] = []  #: an unfinished paragraph
    depth = 0
    for line in text.replace("\r\n", "\n").split("\n"):
        level, content = _split(line)
        if running and (level != depth or content == _SIGNATURE):
            done.append(_quoted(running, depth))
            running = []
        depth = level
        if content.endswith(" ") and content != _SIGNATURE:
            running.append(content[:-1] if delsp else content)
        else:
            done.append(_quoted([*running, content], level))
            running = []
    if running:
        done.append(_quoted(running, depth))
    return "\n".join(done)


def _split(line: str) -> tuple[int, str]:
    content = line.lstrip(">")
    return len(line) - len(content), content.removeprefix(" ")


def _quoted(pieces: list[str], depth: int) -> str:
    content = "".join(pieces)
    return f"{'>' * depth} {content}" if depth else content
