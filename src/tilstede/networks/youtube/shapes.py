"""What stands in the cells of a takeout's tables, by its shape: Google names columns in the account's language."""

from __future__ import annotations

import re
from typing import Final, Literal

Kind = Literal["video", "comment", "chat", "note"]

#: Ids and times. A message of a live chat is bytes in base 64, longer than any other id.
_CELL: Final = re.compile(
    r"(?P<channel>UC[\w-]{22})"
    r"|(?P<note>Ugk[\w-]{33})"
    r"|(?P<comment>Ug[\w-]{10,60}(?:\.[\w-]{4,60})?)"
    r"|(?P<video>[\w-]{11})"
    r"|(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d| UTC)?)"
    r"|(?P<chat>[\w%=-]{30,}(?:\.[\w%=-]+)?)"
)
_LONGEST: Final = 200
_RUN: Final = re.compile(r'\s*\[?\s*\{\s*"(?:text|takeoutSegments)"')
#: A line about a video has more cells than this; one about a chat message has six.
_FEWEST: Final = 7


class Shapes:
    """The cells of one line, and at which places which shapes are."""

    def __init__(self, cells: list[str]) -> None:
        self.cells = cells
        self.channels: list[int] = []
        self.spoken: list[int] = []  #: comments and posts, the line's own first
        self.videos: list[int] = []
        self.times: list[int] = []
        self.chats: list[int] = []
        self.run = -1  #: the words as a run of JSON; -1 where there are none such
        kept = {
            "channel": self.channels,
            "note": self.spoken,
            "comment": self.spoken,
            "video": self.videos,
            "time": self.times,
            "chat": self.chats,
        }
        for at, cell in enumerate(cells):
            if not cell:
                continue
            if len(cell) <= _LONGEST and (found := _CELL.fullmatch(cell)):
                kept[found.lastgroup or ""].append(at)
            elif self.run < 0 and _RUN.match(cell):
                self.run = at

    def kind(self) -> Kind | None:
        """What the line tells of; None when it is none of what a channel has said."""
        if not (self.channels and self.times):
            return None
        if self.spoken:
            return "note" if is_note(self.cells[self.spoken[0]]) else "comment"
        if not self.videos:
            return None
        if self.chats and self.run >= 0:
            return "chat"
        if len(self.cells) > _FEWEST:
            return "video"
        return "chat" if self.chats else None


def is_note(name: str) -> bool:
    """Whether it is a post on a channel's page, and no comment."""
    return len(name) == 36 and name.startswith("Ugk")
