"""A post's text with its facets: what a reader sees, with links opened, and who and what is named in it.

Source: the lexicon app.bsky.richtext.facet (2026). A facet's place is counted in bytes of UTF-8. Before facets there
were entities, counted in UTF-16 code units.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from tilstede.core.post import Link
from tilstede.networks.bluesky import names
from tilstede.networks.bluesky.reading import Odd, line, mended, part, parts

_FACET: Final = "app.bsky.richtext.facet#"


class Words(NamedTuple):
    """``mentions``: handles as they are written, else ids."""

    text: str
    links: tuple[Link, ...]
    mentions: tuple[str, ...]
    tags: tuple[str, ...]


class _Span(NamedTuple):
    start: int
    end: int
    kind: str  #: link, mention, tag
    value: str


def read(record: dict[str, Any], odd: Odd) -> Words:
    """The words of a post record. Facets outside of the text, over another or across a letter are passed over."""
    text = record.get("text")
    text = text if isinstance(text, str) else ""
    spans = list(_facets(record)) if record.get("facets") else list(_entities(record, text))
    extra = [tag for one in record.get("tags") or () if (tag := line(one, odd))]
    if not spans:
        return Words(mended(text, odd), (), (), _unique(extra))
    return _joined(text.encode("utf-8", "surrogatepass"), spans, extra, odd)


def _joined(data: bytes, spans: list[_Span], extra: list[str], odd: Odd) -> Words:
    written: list[str] = []
    links: dict[str, Link] = {}
    mentions: list[str] = []
    tags: list[str] = []
    at = 0
    for start, end, kind, value in sorted(spans):
        if start < at or not start < end <= len(data) or _cuts(data, start) or _cuts(data, end):
            continue
        shown = _text(data[start:end])
        value = line(value, odd)
        written.append(_text(data[at:start]))
        at = end
        match kind:
            case "link" if value:
                written.append(value if _is_short_for(shown, value) else shown)
                title = "" if _is_short_for(shown, value) else line(shown, odd)
                links.setdefault(value, Link(url=value, title=title))
            case "mention":
                written.append(shown)
                mentions.append(names.real(line(shown, odd).lstrip("@")) or value)
            case _:
                written.append(shown)
                tags.append(value.lstrip("#"))
    written.append(_text(data[at:]))
    whole = mended("".join(written), odd)
    return Words(whole, tuple(links.values()), _unique(mentions), _unique([*tags, *extra]))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def _cuts(data: bytes, place: int) -> bool:
    """Whether a place lies inside of a letter: its writer counted wrong (RFC 3629, section 3)."""
    return place < len(data) and data[place] & 0xC0 == 0x80


def _is_short_for(shown: str, url: str) -> bool:
    """Whether what is shown is the address itself, with or without its beginning and its end."""
    bare = url.partition("://")[2].removeprefix("www.")
    seen = shown.strip()
    seen = (seen.partition("://")[2] or seen).removeprefix("www.")
    begun = seen.removesuffix("...").removesuffix("…").rstrip("/")
    return bool(begun) and (bare.rstrip("/") == begun or (seen != begun and bare.startswith(begun)))


def _unique(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))


def _facets(record: dict[str, Any]) -> Iterator[_Span]:
    for facet in parts(record.get("facets")):
        place = part(facet, "index")
        start, end = place.get("byteStart"), place.get("byteEnd")
        if not (type(start) is int and type(end) is int):
            continue
        for feature in parts(facet.get("features")):
            kind = str(feature.get("$type", "")).removeprefix(_FACET)
            field = {"link": "uri", "mention": "did", "tag": "tag"}.get(kind)
            if field and isinstance(feature.get(field), str):
                yield _Span(start, end, kind, feature[field])
                break


def _entities(record: dict[str, Any], text: str) -> Iterator[_Span]:
    """What stood in place of facets in 2023: ``index`` in UTF-16 code units."""
    wide = text.encode("utf-16-le", "surrogatepass")
    for entity in parts(record.get("entities")):
        place = part(entity, "index")
        start, end = place.get("start"), place.get("end")
        kind, value = entity.get("type"), entity.get("value")
        if not (isinstance(start, int) and isinstance(end, int) and isinstance(value, str)):
            continue
        if 0 <= start < end <= len(wide) // 2 and kind in ("link", "mention"):
            yield _Span(_bytes(wide[: 2 * start]), _bytes(wide[: 2 * end]), kind, value)


def _bytes(wide: bytes) -> int:
    """How many bytes of UTF-8 the beginning of a text takes."""
    return len(wide.decode("utf-16-le", "replace").encode())
