"""A line of a takeout's table, with its heading, as the common post.

Google writes the tables' names, headings and even some values in the account's language, so what a column holds is
found by the shape of what stands in it: a channel, a video, a comment's id, a time, words as a run of JSON. Only
where two columns are alike (a video's title, its description) the heading is looked at, in the languages known; and
where that tells nothing, the order of the columns, which is the same in all. Shapes as of 2018 to 2026.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from tilstede.core.post import Author, Post, Visibility
from tilstede.networks.kit.jsonfields import Refusal, mended, moment_of
from tilstede.networks.youtube import draft, names
from tilstede.networks.youtube.shapes import Kind, Shapes, is_note

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
    """What a line tells."""

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


def row_of(heading: list[str], cells: list[str]) -> Row:
    """:raises Refusal: it tells of nothing that a channel said."""
    shapes = Shapes(cells)
    kind = shapes.kind()
    match kind:
        case None:
            raise Refusal("not-a-post", "neither a video, a comment, a chat message nor a post")
        case "video":
            return _video(heading, shapes)
        case "chat":
            return _said(kind, shapes, own=cells[shapes.chats[0]], parent="")
    own, *others = [cells[at] for at in shapes.spoken]
    notes = [one for one in others if is_note(one)]
    parents = [one for one in others if one not in notes and one != own]
    return _said(kind, shapes, own=own, parent=(parents or notes or [""])[0])


def _said(kind: Kind, shapes: Shapes, *, own: str, parent: str) -> Row:
    cells = shapes.cells
    video = cells[shapes.videos[0]] if shapes.videos else ""
    if shapes.run >= 0:
        text = run_text(cells[shapes.run])
    else:
        known = [*shapes.channels, *shapes.times, *shapes.videos[:1], *shapes.spoken, *shapes.chats]
        plain = (one for at, one in enumerate(cells) if at not in known)
        text = max(plain, key=len, default="")
    return Row(kind, cells[shapes.channels[0]], own, parent, video, _moments(shapes), text)


def _moments(shapes: Shapes) -> tuple[datetime, ...]:
    told = (moment_of(shapes.cells[at].removesuffix(" UTC")) for at in shapes.times)
    return tuple(one for one in told if one)


class _Piece(msgspec.Struct):
    """A stretch of words. Of all else that stands beside it (mentions) the words are there too."""

    text: str = ""
    takeoutSegments: list[_Piece] = []


_PIECES: Final = msgspec.json.Decoder(list[_Piece])


def run_text(run: str) -> str:
    """The words of a run of JSON: ``{"text":"Hei "},{"text":"@borger"}``, or the same in a list.

    :raises Refusal: it is none.
    """
    run = run.strip()
    try:
        told = _PIECES.decode(run if run.startswith("[") else f"[{run}]")
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise Refusal("broken-json", f"the words are not what they should be: {error}") from error
    return "".join(_texts(told))


def _texts(told: list[_Piece]) -> Iterator[str]:
    for one in told:
        yield one.text
        if one.takeoutSegments:
            yield from _texts(one.takeoutSegments)


def _video(heading: list[str], shapes: Shapes) -> Row:
    cells = shapes.cells
    title, words, privacy = _columns(heading, shapes)
    return Row(
        "video",
        cells[shapes.channels[0]],
        cells[shapes.videos[0]],
        "",
        "",
        _moments(shapes),
        _cell(cells, words),
        title=" ".join(_cell(cells, title).split()),
        visibility=_visibility(_cell(cells, privacy)),
    )


def titled(heading: list[str], cells: list[str]) -> str:
    """What stands under the first heading that speaks of a title."""
    return " ".join(_cell(cells, _headed(heading, _TITLE, -1)).split())


def _cell(cells: list[str], at: int) -> str:
    return cells[at] if 0 <= at < len(cells) else ""


def _columns(heading: list[str], shapes: Shapes) -> tuple[int, int, int]:
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
    return post_of(row_of(cells_of(heading), cells_of(row)), context)


def post_of(told: Row, context: Mapping[str, str]) -> Post:
    """:raises Refusal: it was not for all to see, or there is nothing in it."""
    if told.visibility is None:
        raise Refusal("private", "the video is private, or whom it is open to is not understood")
    odd: dict[str, None] = {}
    text = mended(told.text, odd)
    title = mended(told.title, odd) if told.title else ""
    if not (text.strip() or title):
        raise Refusal("empty", "no words")
    if not told.times:
        odd["date-missing"] = None
    named = context.get
    writer = _author(told.channel, named("name", ""), named("handle", ""), named("avatar", ""))
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


@lru_cache(maxsize=64)
def _author(channel: str, name: str, handle: str, avatar: str) -> Author:
    return draft.author(channel, name=name, handle=handle, avatar=avatar)


_NAMED: Final[dict[Kind, str]] = {"video": "yt", "comment": "ytc", "chat": "ytl", "note": "ytp"}


def _alias(row: Row) -> str:
    return f"{_NAMED[row.kind]}:{row.own}"


def _answered(row: Row) -> str:
    if row.parent:
        return f"ytp:{row.parent}" if is_note(row.parent) else f"ytc:{row.parent}"
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
