"""What is taken in as a file of a draft, and why something is not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class NotTaken(Exception):
    """``code``: `empty`, `too-large`, `unknown`, `pixels`, `broken`, `captions`, `heic`. ``most``: of what is larger
    than may be, the most that is taken, in MB or million pixels."""

    def __init__(self, code: str, *, detail: str = "", most: int = 0) -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail, self.most = code, detail, most


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is safe to send. ``data``: its bytes; ``file``: where they lie instead, to be moved to where they are
    kept. ``removed``: what was taken out: `place`, `camera`, `serial`, `time`, `name`, `notes`; `kept` where nothing
    could be taken out. ``seconds``, ``sound``: of films; None: not known."""

    mime: str
    data: bytes
    width: int = 0
    height: int = 0
    seconds: float | None = None
    sound: bool | None = None
    text: bool = False
    removed: tuple[str, ...] = ()
    file: Path | None = None
