"""The full check of the record: every digest, every leaf, every tile, every checkpoint.

It reads what is stored and believes none of it. One pass in number order, a page of events in memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from cryptography import x509
from django.db import DatabaseError
from django.utils.translation import gettext as _

from tilstede.core import note, packing
from tilstede.core.merkle import EMPTY_ROOT, Edge, Tile
from tilstede.record import files, models, store, succession, timestamp
from tilstede.record.entry import digests_text, entry_bytes, moment, time_text

_PAGE = 500

#: Called now and then with (events checked, events in all).
Progress = Callable[[int, int], None]


class Fault(NamedTuple):
    """The first thing found wrong. ``code`` is stable, ``text`` for people; ``number``: event or -1."""

    code: str
    number: int
    text: str


@dataclass
class Report:
    """What was checked, and the first thing that was wrong, if any."""

    size: int = 0
    root: bytes = EMPTY_ROOT
    signed: int = 0  #: the first events, which the newest checkpoint covers
    payloads: int = 0
    destroyed: int = 0
    tiles: int = 0
    checkpoints: int = 0
    cosignatures: int = 0
    stamps: int = 0
    fault: Fault | None = None

    @property
    def good(self) -> bool:
        return self.fault is None


def check(progress: Progress | None = None) -> Report:
    """Check the whole record as it stands; what is appended meanwhile is checked too."""
    walk = _Walk(progress)
    try:
        walk.run()
    except _Wrong as wrong:
        walk.report.fault = wrong.fault
    except (DatabaseError, TypeError, ValueError, OverflowError) as error:  # damaged rows or pages
        text = _("The record cannot be read from event %(number)d on: %(why)s")
        values = {"number": walk.edge.size, "why": str(error)}
        walk.report.fault = Fault("unreadable", -1, text % values)
    return walk.report


class _Wrong(Exception):
    def __init__(self, code: str, number: int, text: str) -> None:
        super().__init__(text)
        self.fault = Fault(code, number, text)


@dataclass
class _Walk:
    progress: Progress | None
    report: Report = field(default_factory=Report)
    edge: Edge = field(default_factory=Edge)

    def run(self) -> None:
        total = store.size()
        signed = _Checkpoints(self.report)
        destroyed = _Destroyed()
        for page in store.events_after(-1, page_size=_PAGE):
            self._page(page, destroyed)
            for number, time, kind, *_rest in page:
                if kind == "key":
                    signed.learn(number, time)
            self._grow(page, signed)
            if self.progress:
                self.progress(self.edge.size, max(total, self.edge.size))
        self.report.size, self.report.root = self.edge.size, self.edge.root()
        signed.finish(self.edge.size)
        _stamps(self.report)
        _no_more(self.report, destroyed)

    def _page(self, page: Sequence[store.EventRow], destroyed: _Destroyed) -> None:
        found, odd = self._digests(page[0][0], page[-1][0] + 1)
        at, text = None, ""
        for number, (given, time, kind, digests, leaf) in enumerate(page, self.edge.size):
            if given != number:
                raise _Wrong("missing-event", number, _("Event %d is missing.") % number)
            if time != at:
                at, text = time, time_text(time)
            if found.pop(number, "{") + "}" != digests or number in odd:
                self.report.destroyed += _judge(number, digests, destroyed)
            if sha256(b"\0" + entry_bytes(number, text, kind, digests)).digest() != leaf:
                raise _Wrong("changed-event", number, _changed(number))
        if found:
            raise _stray(min(found))

    def _digests(self, begin: int, end: int) -> tuple[dict[int, str], set[int]]:
        """What the payloads of a page give as their events' digests, less the closing brace.

        And the events that must be looked at one by one: a payload lies out of place or cannot be read.
        """
        found: dict[int, str] = {}
        odd: set[int] = set()
        unpack = packing.unpacker()
        last = expected = -1
        count = 0
        for row in store.each_payload(begin, end):
            count += 1
            identifier, role, salt, codec, size, data = row
            number = identifier // store.ROLES
            digest: str | None
            if codec == packing.ZSTD:
                try:
                    content = unpack(data)
                except packing.Damaged:
                    content = b""  # of another size, or of another digest
                digest = sha256(salt + content).hexdigest() if len(content) == size else None
            else:
                digest = _digest(row)
            if number == last:
                expected += 1
                found[number] += f',"{role}":"{digest}"'
            else:
                last, expected = number, number * store.ROLES
                found[number] = f'{{"{role}":"{digest}"'
            if identifier != expected:
                odd.add(number)
        self.report.payloads += count
        return found, odd

    def _grow(self, page: Sequence[store.EventRow], signed: _Checkpoints) -> None:
        """Take the page's leaves into the tree, with a stop at each size that was signed."""
        leaves = [row[4] for row in page]
        for stop in signed.between(self.edge.size, self.edge.size + len(leaves)):
            count = stop - self.edge.size
            self._extend(leaves[:count])
            leaves = leaves[count:]
            signed.demand(stop, self.edge.root())
        self._extend(leaves)

    def _extend(self, leaves: Sequence[bytes]) -> None:
        self.edge, tiles = self.edge.grown(b"".join(leaves))
        for tile in tiles:
            _demand_tile(tile)
        self.report.tiles += len(tiles)


def _digest(row: store.PayloadRow) -> str | None:
    """The hex digest of a payload's bytes; None when they cannot be had."""
    _id, _role, salt, codec, size, data = row
    if codec == packing.FILE:
        digest = files.salted_digest(salt, data)
        return digest.hex() if digest else None
    try:
        content = packing.unpack(codec, size, data)
    except ValueError:
        return None
    return sha256(salt + content).hexdigest() if len(content) == size else None


def _judge(number: int, digests: str, destroyed: _Destroyed) -> int:
    """Why an event's payloads are not those it names: how many were lawfully destroyed, or a fault."""
    named = _named(number, digests)
    held = {row[1]: row for row in store.payloads_between(number, number + 1)}
    count = 0
    for place, role in enumerate(sorted(named)):
        identifier = number * store.ROLES + place
        row = held.pop(role, None)
        if row is None:
            destroyed.demand(identifier, number, role)
            count += 1
        else:
            _demand_payload(row, identifier, named[role])
    if held:
        raise _stray(number)
    return count


def _demand_payload(row: store.PayloadRow, identifier: int, named: str) -> None:
    digest, number = _digest(row), identifier // store.ROLES
    if digest is None and row[3] == packing.FILE:
        text = _("The file of payload %(role)s of event %(number)d is missing: %(path)s")
        values = {"role": row[1], "number": number, "path": files.path(row[5])}
        raise _Wrong("missing-file", number, text % values)
    if (row[0], digest) != (identifier, named):
        text = _("Payload %(role)s of event %(number)d is not what was recorded.")
        raise _Wrong("changed-payload", number, text % {"role": row[1], "number": number})


def _named(number: int, digests: str) -> dict[str, str]:
    """Role to digest, as the event says; the text must be the canonical one."""
    try:
        named: dict[str, str] = json.loads(digests)
        canonical = digests_text(sorted(named.items()))
    except (ValueError, AttributeError) as error:
        raise _Wrong("changed-event", number, _changed(number)) from error
    if canonical != digests:
        raise _Wrong("changed-event", number, _changed(number))
    return named


class _Destroyed:
    """What `destroyed` events say, read when a payload is missing."""

    def __init__(self) -> None:
        self._named: dict[int, dict[str, list[str]]] = {}

    def demand(self, identifier: int, number: int, role: str) -> None:
        """A payload may be missing only when it is listed, and the event listed with it names it."""
        sql = "SELECT event FROM record_destruction WHERE payload = %s"
        listed = store.row(sql, [identifier])
        if listed is None or role not in self._of(listed[0]).get(str(number), ()):
            text = _("Payload %(role)s of event %(number)d is missing, and no event says why.")
            raise _Wrong("missing-payload", number, text % {"role": role, "number": number})

    def _of(self, event: int) -> dict[str, list[str]]:
        if event not in self._named:
            self._named[event] = named_by(event)
        return self._named[event]


def named_by(event: int) -> dict[str, list[str]]:
    """What a `destroyed` event names: event number to roles. Empty when it is no such event."""
    kind = store.row("SELECT kind FROM record_event WHERE number = %s", [event])
    about = store.payloads_between(event, event + 1, ("about",))
    if kind != ("destroyed",) or not about:
        return {}
    _id, _role, _salt, codec, size, data = about[0]
    content = files.path(data).read_bytes() if codec == packing.FILE else None
    try:
        named = json.loads(content or packing.unpack(codec, size, data))["payloads"]
    except (ValueError, KeyError, TypeError):
        return {}
    return named if isinstance(named, dict) else {}


def _demand_tile(tile: Tile) -> None:
    sql = "SELECT hashes, root FROM record_tile WHERE level = %s AND number = %s"
    found = store.row(sql, (tile.level, tile.number))
    if found is None:
        text = _("Tile %(level)d/%(number)d of the tree is missing.")
        raise _Wrong("missing-tile", -1, text % {"level": tile.level, "number": tile.number})
    if found != (tile.hashes, tile.root):
        text = _("Tile %(level)d/%(number)d of the tree is not what its events give.")
        raise _Wrong("changed-tile", -1, text % {"level": tile.level, "number": tile.number})


class _Checkpoints:
    """The checkpoints, each checked when the walk comes to its size."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._rows = models.Checkpoint.objects.prefetch_related("cosignatures")
        self._keys: list[succession.Key] = []

    def learn(self, number: int, time: int) -> None:
        """A key of the log's, from an event whose payload was found to be the recorded one."""
        try:
            key = succession.read(number, time)
            if self._keys:
                succession.demand(self._keys[-1].verifier, key)
        except ValueError as error:
            text = _("Event %(number)d brings a key that the log has not signed for: %(why)s")
            raise _Wrong("bad-key", number, text % {"number": number, "why": str(error)}) from error
        self._keys.append(key)

    def between(self, size: int, end: int) -> list[int]:
        """The sizes signed in (size, end], rising."""
        sql = "SELECT size FROM record_checkpoint WHERE size > %s AND size <= %s ORDER BY size"
        return [row[0] for row in store.rows(sql, (size, end))]

    def demand(self, size: int, root: bytes) -> None:
        row = self._rows.get(size=size)
        try:
            self._demand(row, root)
        except note.NoteError as error:
            text = _("The checkpoint of %(size)d events is not in order: %(why)s")
            values = {"size": size, "why": str(error)}
            raise _Wrong("bad-checkpoint", -1, text % values) from error

    def _demand(self, row: models.Checkpoint, root: bytes) -> None:
        parsed = note.parse(row.note.encode())
        head = note.parse_checkpoint(parsed.text)
        key = succession.at(self._keys, row.size)
        note.check(parsed, key)
        if (head.size, head.origin) != (row.size, key.name):
            raise note.NoteError("bad-checkpoint", f"it is of {head.origin}, {head.size} events")
        if head.root != root:
            text = _(
                "The first %(size)d events are not those that were signed %(time)s UTC:"
                " the record was rewritten."
            )
            values = {"size": row.size, "time": f"{moment(row.time):%Y-%m-%d %H:%M}"}
            raise _Wrong("rewritten", -1, text % values)
        self._report.checkpoints += 1
        self._report.signed = row.size
        for line in row.cosignatures.all():
            cosigned = note.parse(f"{row.note}{line.line}\n".encode())
            note.check(cosigned, note.parse_verifier(line.verifier))
            self._report.cosignatures += 1

    def finish(self, size: int) -> None:
        """Nothing may be signed that is not there."""
        beyond = models.Checkpoint.objects.exclude(size__range=(1, size)).first()
        if beyond:
            text = _("%(signed)d events were signed, but only %(held)d are here.")
            raise _Wrong("cut-off", -1, text % {"signed": beyond.size, "held": size})


def _stamps(report: Report) -> None:
    """Every time-stamp must hold for its checkpoint, by the chain that was trusted when it was had."""
    for stamp in timestamp.every():
        try:
            chain = x509.load_pem_x509_certificates(stamp.chain)
            timestamp.verify(stamp.token, chain, stamp.note.encode())
        except (timestamp.StampError, ValueError) as error:
            text = _("The time-stamp on %(size)d events by %(authority)s is not in order: %(why)s")
            values = {"size": stamp.size, "authority": stamp.authority, "why": str(error)}
            raise _Wrong("bad-timestamp", -1, text % values) from error
        report.stamps += 1


def _no_more(report: Report, destroyed: _Destroyed) -> None:
    """Nothing may be stored beside what the events name."""
    stray = store.row(
        "SELECT id FROM record_payload WHERE id < 0 OR id >= %s LIMIT 1",
        [report.size * store.ROLES],
    )
    if stray:
        raise _stray(stray[0] // store.ROLES)
    tiles = store.row("SELECT count(*) FROM record_tile")
    if tiles != (report.tiles,):
        raise _Wrong("stray-tile", -1, _("The tree has tiles that no events give."))
    listed = store.row("SELECT count(*) FROM record_destruction")
    if listed != (report.destroyed,):
        raise _Wrong("not-destroyed", -1, _("A payload listed as destroyed is still here."))


def _changed(number: int) -> str:
    return _("Event %d is not what was recorded.") % number


def _stray(number: int) -> _Wrong:
    text = _("Event %d has a payload that it does not name.")
    return _Wrong("stray-payload", number, text % number)
