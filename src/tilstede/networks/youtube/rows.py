"""A line of a takeout's table, with its heading, as the common post.

Google writes the tables' names, headings and even some values in the account's language, so what a column holds is
found by the shape of what stands in it: a channel, a video, a comment's id, a time, words as a run of JSON. Only
where two columns are alike (a video's title, its description) the heading is looked at, in the languages known; and
where that tells nothing, the order of the columns, which is the same in all. Shapes as of 2018 to 2026.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, Literal, NamedTuple

from tilstede.core.post import Post, Visibility
from tilstede.networks.kit.jsonfields import Refusal, mended, moment_of
from tilstede.networks.youtube import draft, names

Kind = Literal["video", "comment", "chat", "note"]

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d| UTC)?")
#: A message of a live chat: bytes in base 64, longer than any other id.
_CHAT: Final = re.compile(r"[\w%=-]{30,}(?:\.[\w%=-]+)?")
_RUN: Final = re.compile(r'\s*\[?\s*\{\s*"(?:text|takeoutSegments)"')
_TITLE: Final = re.compile(r"tit(?:t?e)?l|tít|otsik|tytu|názov|název|назв|タイトル|标题|標題", re.I)
_WORDS: Final = re.compile(
    r"descri|beskriv|beschr|omschr|descr|kuvaus|opis|опис|説明|说明|說明", re.I
)
_PRIVACY: Final = re.compile(
    r"priva|personvern|datens|synlig|näkyv|prywat|integrit|sekretess", re.I
)
_OPEN_WORDS: Final = """
public offentlig offentleg öffentlich openbaar público pública publique pubblico pubblica publiczny publiczne julkinen
opinber almen
"""
_UNLISTED_WORDS: Final = """
unlisted ulistet ikke-oppført ikkje-oppført ikke-listet nicht-gelistet niet-vermeld verborgen non-répertoriée oculto
não-listado non-in-elenco niepubliczny piilotettu olistad skjult
"""
#: As Google writes them in the languages known, in small letters, spaces as hyphens.
_OPEN: Final = frozenset(_OPEN_WORDS.split())
_UNLISTED: Final = frozenset(_UNLISTED_WORDS.split())


class Row(NamedTuple):
    """What a line tells. ``ids``: comments and posts in their order, the line's own first."""

    kind: Kind
    channel: str
    own: str
    parent: str
    video: str
    times: tuple[datetime, ...]
    text: str
    title: str = ""
    visibility: Visibility | None = "public"


def cells_of(record: bytes) -> list[str]:
    """:raises Refusal: the record is not text, or not a line of a table."""
    try:
        text = record.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal("not-text", f"not UTF-8: {error.reason}") from error
    try:
        return next(csv.reader([text.strip("\r\n")], strict=True), [])
    except csv.Error as error:
        raise Refusal("unknown-format", f"not a line of a table: {error}") from error


def kind_of(cells: list[str]) -> Kind | None:
    """What a line tells of; None when it is none of what a channel has said."""
    shapes = _Shapes(cells)
    if not (shapes.channel and shapes.times):
        return None
    if shapes.spoken:
        return "note" if names.NOTE.fullmatch(shapes.spoken[0]) else "comment"
    if not shapes.videos:
        return None
    if shapes.chat and shapes.run is not None:
        return "chat"
    if len(cells) > _FEWEST and names.VIDEO.fullmatch(cells[shapes.videos[0]]):
        return "video"
    return "chat" if shapes.chat else None


#: A line about a video has at least so many cells and one more; one about a chat message has six.
_FEWEST: Final = 7


class _Shapes:
    """Which cell holds what, by its shape alone."""

    def __init__(self, cells: list[str]) -> None:
        self.cells = cells
        stripped = [cell.strip() for cell in cells]
        self.channels = [at for at, one in enumerate(stripped) if names.CHANNEL.fullmatch(one)]
        self.channel = stripped[self.channels[0]] if self.channels else ""
        self.times = [at for at, one in enumerate(stripped) if _TIME.fullmatch(one)]
        self.run = next((at for at, one in enumerate(stripped) if _RUN.match(one)), None)
        known = {*self.channels, *self.times, self.run}
        rest = [at for at in range(len(cells)) if at not in known]
        self.spoken = [
            stripped[at] for at in rest if " " not in stripped[at] and _is_spoken(stripped[at])
        ]
        self.videos = [at for at in rest if names.VIDEO.fullmatch(stripped[at])]
        self.chat = next((stripped[at] for at in rest[:1] if _CHAT.fullmatch(stripped[at])), "")

    def moments(self) -> tuple[datetime, ...]:
        told = (moment_of(self.cells[at].strip().removesuffix(" UTC")) for at in self.times)
        return tuple(one for one in told if one)


def _is_spoken(text: str) -> bool:
    return bool(names.COMMENT.fullmatch(text)) and len(text) > 11


def row_of(heading: list[str], cells: list[str]) -> Row:
    """:raises Refusal: it tells of nothing that a channel said."""
    kind = kind_of(cells)
    shapes = _Shapes(cells)
    match kind:
        case None:
            raise Refusal("not-a-post", "neither a video, a comment, a chat message nor a post")
        case "video":
            return _video(heading, shapes)
        case "chat":
            video = cells[shapes.videos[-1]].strip()
            return _said(kind, shapes, own=shapes.chat, parent="", video=video)
    own, *others = shapes.spoken
    notes = [one for one in others if names.NOTE.fullmatch(one)]
    parents = [one for one in others if one not in notes and one != own]
    videos = [cells[at].strip() for at in shapes.videos]
    parent = (parents or notes or [""])[0]
    return _said(kind, shapes, own=own, parent=parent, video=videos[0] if videos else "")


def _said(kind: Kind, shapes: _Shapes, *, own: str, parent: str, video: str) -> Row:
    if shapes.run is not None:
        text = run_text(shapes.cells[shapes.run])
    else:
        taken = {*shapes.channels, *shapes.times, *shapes.videos}
        plain = [one for at, one in enumerate(shapes.cells) if at not in taken]
        ids = {own, *shapes.spoken}
        text = max((one for one in plain if one.strip() not in ids), key=len, default="")
    return Row(kind, shapes.channel, own, parent, video, shapes.moments(), text)


def run_text(run: str) -> str:
    """The words of a run of JSON: ``{"text":"Hei "},{"text":"@borger"}``, or the same in a list.

    :raises Refusal: it is none.
    """
    run = run.strip()
    try:
        told = json.loads(run if run.startswith("[") else f"[{run}]")
    except (ValueError, RecursionError) as error:
        raise Refusal("broken-json", f"the words are not what they should be: {error}") from error
    return "".join(_texts(told))


def _texts(told: object) -> Iterator[str]:
    for one in told if isinstance(told, list) else ():
        if isinstance(one, dict):
            if isinstance(one.get("text"), str):
                yield one["text"]
            yield from _texts(one.get("takeoutSegments"))


def _video(heading: list[str], shapes: _Shapes) -> Row:
    cells = shapes.cells
    title, words, privacy = _columns(heading, shapes)
    return Row(
        "video",
        shapes.channel,
        cells[shapes.videos[0]].strip(),
        "",
        "",
        shapes.moments(),
        _cell(cells, words),
        title=" ".join(_cell(cells, title).split()),
        visibility=_visibility(_cell(cells, privacy)),
    )


def titled(heading: list[str], cells: list[str]) -> str:
    """What stands under the first heading that speaks of a title."""
    return " ".join(_cell(cells, _headed(heading, _TITLE, -1)).split())


def _cell(cells: list[str], at: int) -> str:
    return cells[at] if 0 <= at < len(cells) else ""


def _columns(heading: list[str], shapes: _Shapes) -> tuple[int, int, int]:
    """Where title, description and privacy stand: by the headings, else by the order.

    The order: …, description, [its language], channel, [tags], title, [its language], privacy, state, made, published.
    """
    channel, made = shapes.channels[0], shapes.times[0]
    privacy = _headed(heading, _PRIVACY, made - 2)
    title = _headed(heading, _TITLE, _before_language(heading, privacy - 1))
    words = _headed(heading, _WORDS, _before_language(heading, channel - 1))
    return title, words, privacy


def _headed(heading: list[str], words: re.Pattern[str], otherwise: int) -> int:
    """The first column with such a heading."""
    return next((at for at, one in enumerate(heading) if words.search(one)), otherwise)


def _before_language(heading: list[str], at: int) -> int:
    """A column's language stands after it, under the same heading with a word more."""
    before, here = _cell(heading, at - 1), _cell(heading, at)
    return at - 1 if before and here != before and here.startswith(before) else at


def _visibility(told: str) -> Visibility | None:
    """None: it is private, or nobody can tell."""
    word = "-".join(told.lower().split())
    if word in _OPEN:
        return "public"
    return "unlisted" if word in _UNLISTED else None


def row_post(raw: bytes, context: Mapping[str, str]) -> Post:
    """``raw``: the heading and the line. ``context``: the channel's ``name``, ``handle``, ``avatar``, and the
    ``file`` in the takeout that holds the film. :raises Refusal:"""
    heading, row = split(raw)
    told = row_of(cells_of(heading), cells_of(row))
    if told.visibility is None:
        raise Refusal("private", "the video is private, or whom it is open to is not understood")
    odd: dict[str, None] = {}
    text, title = mended(told.text, odd), mended(told.title, odd)
    if not (text.strip() or title):
        raise Refusal("empty", "no words")
    if not told.times:
        odd["date-missing"] = None
    writer = draft.author(
        told.channel,
        name=context.get("name", ""),
        handle=context.get("handle", ""),
        avatar=context.get("avatar", ""),
    )
    return Post(
        aliases=(_alias(told),),
        author=writer,
        form="archive",
        links=draft.links(text),
        media=(draft.film(told.own, context.get("file", "")),) if told.kind == "video" else (),
        network=draft.NETWORK,
        odd=tuple(odd),
        parser=draft.PARSER,
        published=told.times[-1] if told.times else None,
        reply_to=_answered(told),
        text=text,
        thread=names.video(told.video) if told.video else "",
        title=title,
        url=_address(told),
        visibility=told.visibility,
    )


def _alias(row: Row) -> str:
    kinds = {"video": "yt", "comment": "ytc", "chat": "ytl", "note": "ytp"}
    return f"{kinds[row.kind]}:{row.own}"


def _answered(row: Row) -> str:
    if row.parent:
        return f"ytp:{row.parent}" if names.NOTE.fullmatch(row.parent) else f"ytc:{row.parent}"
    return names.video(row.video) if row.video else ""


def _address(row: Row) -> str:
    match row.kind:
        case "video":
            return names.watch(row.own)
        case "comment" | "chat" if row.video:
            return names.watch(row.video, row.own if row.kind == "comment" else "")
        case "note":
            return f"{names.SITE}/post/{row.own}"
    return ""


def split(raw: bytes) -> tuple[bytes, bytes]:
    """The heading and the line of what `export` put together. :raises Refusal:"""
    end, quotes = 0, 0
    for line in raw.splitlines(keepends=True):
        end, quotes = end + len(line), quotes + line.count(b'"')
        if quotes % 2 == 0:
            break
    if not raw[end:].strip():
        raise Refusal("not-a-post", "a heading without a line")
    return raw[:end], raw[end:]
