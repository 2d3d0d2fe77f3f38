"""Text whose paragraphs were broken for the way, put together again: ``text/plain; format=flowed`` (RFC 3676)."""

from __future__ import annotations

from typing import Final

_SIGNATURE: Final = "-- "


def unfolded(text: str, *, delsp: bool = False) -> str:
    """The paragraphs as they were written. A line that ends in a space goes on in the next of the same quote depth.

    ``delsp``: that space is none of the writer's (RFC 3676, 4.1).
    """
    done: list[str] = []
    running, depth = "", -1  # an unfinished paragraph and its depth
    for line in text.replace("\r\n", "\n").split("\n"):
        level, content = _split(line)
        if depth >= 0 and (level != depth or content == _SIGNATURE):
            done.append(_quoted(running, depth))
            running, depth = "", -1
        if content.endswith(" ") and content != _SIGNATURE:
            running, depth = running + (content[:-1] if delsp else content), level
        else:
            done.append(_quoted(running + content, level))
            running, depth = "", -1
    if depth >= 0:
        done.append(_quoted(running, depth))
    return "\n".join(done)


def _split(line: str) -> tuple[int, str]:
    content = line.lstrip(">")
    return len(line) - len(content), content.removeprefix(" ")


def _quoted(content: str, depth: int) -> str:
    return f"{'>' * depth} {content}" if depth else content
