"""From a feed's document to the items intake takes in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tilstede.networks.feeds import jsonfeed, translate, xml
from tilstede.networks.feeds.entry import Entry, Origin, Raw, Unusable
from tilstede.networks.feeds.identity import Memory
from tilstede.networks.kit.contract import Seen, SetAside


def entry_of(raw: bytes, mime: str) -> Entry:
    """An entry of whatever kind of feed from its own bytes. :raises Unusable: it is none."""
    return jsonfeed.read(raw) if mime.startswith(jsonfeed.MIME) else xml.read(raw, mime)


def items(
    raws: Iterable[Raw | Unusable], origin: Origin, memory: Memory, where: str
) -> Iterator[tuple[Seen | SetAside, str]]:
    """Each entry as an item, with its name in `memory` (empty when set aside)."""
    for raw in raws:
        place = f"{where}, entry {raw.number}" if isinstance(raw, Raw) else where
        try:
            if isinstance(raw, Unusable):
                raise raw
            entry = entry_of(raw.data, raw.mime)
            post = translate.to_post(entry, origin)
        except Unusable as error:
            yield SetAside(place, error.reason, error.detail), ""
        else:
            settled, name = memory.settle(post, bool(entry.guid.strip()))
            yield Seen(raw.data, raw.mime, settled, place), name
