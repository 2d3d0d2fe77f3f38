"""The elements of a JSON array as their own bytes, however large the file: takeouts are such
arrays.

Two ways through the same text. Whole windows are split by msgspec, which only accepts a run of
complete elements, so a window that decodes is known to be cut in the right place (about 2 µs an
element). Where a window does not decode, one element is unreadable: the bytes are then walked
bracket by bracket (about 20 µs an element), and after the broken one the next element is found by
how the elements of this file begin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, NamedTuple

import msgspec

from tilstede.networks.kit.containers import ArchiveError, BrokenJson

WINDOW: Final = 1 << 19  #: bytes asked of the stream at a time
LARGEST: Final = 64 << 20  #: bytes of one element; what is larger is no item of anything
DEEPEST: Final = 10_000  #: brackets inside brackets
PATIENCE: Final = 50  #: others that may seem to begin inside an element that does not decode
AHEAD: Final = 256  #: bytes looked at to know an assignment, or how elements begin

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|' + _STRING + rb")*+([{}\[\]])", re.DOTALL)
_TEXT = re.compile(_STRING, re.DOTALL)
_SCALAR = re.compile(rb'[^\s,\[\]{}":]++')
_BETWEEN = re.compile(rb"[\s,]*+")
_ASSIGNED = re.compile(rb"(?:\xef\xbb\xbf)?\s*+(?:[\w.$]++\s*+=\s*+)?")
_OPENING = re.compile(rb'\{\s*+"[^"\\]{1,64}"\s*+:')
_JUNK = re.compile(rb'[\]}:][^,{\["\]]*+')
_MEMBER = re.compile(rb"[\s,]*+(" + _STRING + rb")\s*+:\s*+", re.DOTALL)
_AFTER_TEXT = re.compile(rb"\]\s*+(?:;|$)")
_AFTER_MEMBER = re.compile(rb'\]\s*+(?:\}|,\s*+"|$)')
_NO_VALUE: Final = frozenset((b"]", b"}", b":"))
_CLOSERS: Final = {b"{": b"}", b"[": b"]"}

_run = msgspec.json.Decoder(list[msgspec.Raw])
_one = msgspec.json.Decoder(msgspec.Raw)


class Broken(NamedTuple):
    """What stood where an element should be. ``offset``: bytes from the start of the stream.

    ``reason``: ``broken-json`` (passed over up to where the next element begins), ``cut-off`` (the
    text ends) or ``too-large`` (it has no end within reach, and the rest is not read).
    """

    offset: int
    reason: str


def elements(
    stream: BinaryIO, *, key: str | None = None, window: int = WINDOW
) -> Iterator[bytes | Broken]:
    """Each element of the array, in order; holds a few megabytes, or the largest element.

    The array is the whole text, with or without an assignment before it (``window.YTD.tweets.part0
    =``), or the member ``key`` of the object that the text is. The bytes of an element have
    balanced brackets and are meant to be JSON, but it is whoever decodes them who finds out: a bad
    one never ends the rest. What follows the array is not read.

    :raises BrokenJson: there is no such array, so there is nothing to go on from.
    :raises ArchiveError: what stopped the reading; the elements before it have come.
    """
    view = _Window(stream, window)
    try:
        _enter(view, key)
    except BrokenJson:
        view.check()
        raise
    return _Array(view, _AFTER_TEXT if key is None else _AFTER_MEMBER).walk()


class _Window:
    """What has been read of the stream; ``at`` is how far it has been handed on."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self.data = b""
        self.at = 0
        self.size = size
        #: What lies before a damaged place is not lost with what lies behind it.
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self._dropped = 0
        self._ended = False
        self._damage: ArchiveError | None = None

    def check(self) -> None:
        """All that could be read has been handed on. :raises ArchiveError: what stopped the reading."""
        if self._damage is not None:
            raise self._damage

    @property
    def offset(self) -> int:
        """Where in the stream we stand."""
        return self._dropped + self.at

    def more(self, size: int = 0) -> bool:
        """Read on, and let go of what was handed on. False when the stream has ended."""
        chunk = b""
        if not self._ended:
            try:
                chunk = self._read(size or self.size)
            except ArchiveError as error:
                self._damage = error
        if chunk:
            self.data = self.data[self.at :] + chunk
            self._dropped += self.at
            self.at = 0
        self._ended = not chunk
        return not self._ended

    def hold(self, size: int) -> None:
        """See to it that so much lies ahead, if there is so much."""
        while len(self.data) - self.at < size and self.more():
            pass

    def first(self) -> bytes:
        """The byte we stand before; empty at the end."""
        return self.data[self.at : self.at + 1]

    def skip(self, pattern: re.Pattern[bytes]) -> None:
        """Pass over what the pattern takes, and see to it that what follows is here, if any is."""
        while True:
            found = pattern.match(self.data, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.data) or not self.more():
                return

    def grow(self) -> bool:
        """Read as much again as lies ahead, so that a large value is not walked over and over.

        False when there is no more, or nothing that size is to be expected.
        """
        ahead = len(self.data) - self.at
        return ahead <= LARGEST and self.more(max(self.size, ahead))


def _value_end(data: bytes, at: int, limit: int) -> int:
    """Where the value that begins at `at` ends; 0: not before `limit`, or none begins there."""
    first = data[at : at + 1]
    if first in _CLOSERS:
        return _brackets_end(data, at, limit)
    found = (_TEXT if first == b'"' else _SCALAR).match(data, at, limit)
    return found.end() if found else 0


def _brackets_end(data: bytes, at: int, limit: int) -> int:
    """The end of a bracketed value, be it by a bracket of the wrong kind; 0: not before `limit`."""
    expected: list[bytes] = []
    while len(expected) < DEEPEST and (found := _BRACKET.match(data, at, limit)):
        at = found.end()
        bracket = found[1]
        if bracket in _CLOSERS:
            expected.append(_CLOSERS[bracket])
        elif bracket != expected.pop():
            return at - 1
        if not expected:
            return at
    return 0


def _enter(window: _Window, key: str | None) -> None:
    """Go to the first element of the array. :raises BrokenJson:"""
    window.hold(AHEAD)
    window.skip(_ASSIGNED)
    if key is not None:
        _enter_member(window, key)
    if window.first() != b"[":
        wanted = f'member "{key}"' if key else "text"
        raise BrokenJson(f"the {wanted} is not a list")
    window.at += 1


def _enter_member(window: _Window, key: str) -> None:
    if window.first() != b"{":
        raise BrokenJson("the text is not a JSON object")
    window.at += 1
    while True:
        found = _MEMBER.match(window.data, window.at)
        if found and found.end() < len(window.data):
            window.at = found.end()
            if _name(found[1]) == key:
                return
            _pass_value(window, key)
        elif not window.grow():
            raise BrokenJson(f'the object has no member "{key}"')


def _pass_value(window: _Window, key: str) -> None:
    while True:
        end = _value_end(window.data, window.at, len(window.data))
        if end and end < len(window.data):
            break
        if not window.grow():
            raise BrokenJson(f'the object is broken or cut off before its member "{key}"')
    window.at = end


def _name(text: bytes) -> str | None:
    try:
        return msgspec.json.decode(text, type=str)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


class _Array:
    """The walk over one array. ``window`` stands after its opening bracket.

    ``after``: what the closing bracket looks like, with what may follow it.
    """

    def __init__(self, window: _Window, after: re.Pattern[bytes]) -> None:
        self._window = window
        self._after = after
        self._slow_until = 0  #: offset before which whole windows are known not to decode
        window.skip(_BETWEEN)
        window.hold(AHEAD)
        opening = _OPENING.match(window.data, window.at)
        #: How elements of this file begin, to the very spaces: `{"tweet":`. Inside a text its
        #: quotes would be escaped, so it can only stand where an object begins.
        self._opening = opening[0] if opening else b""
        self._between = re.compile(
            rb"\s*+(?:,\s*+" + re.escape(self._opening) + rb"|" + after.pattern + rb")"
        )

    def walk(self) -> Iterator[bytes | Broken]:
        window = self._window
        while True:
            window.skip(_BETWEEN)
            yield from self._whole_windows()
            if not window.first():
                window.check()
                yield Broken(window.offset, "cut-off")
                return
            if window.first() == b"]" and not self._goes_on():
                return
            item = self._next()
            if isinstance(item, Broken) and item.reason == "cut-off":
                window.check()
            yield item
            if isinstance(item, Broken) and item.reason in ("cut-off", "too-large"):
                return

    def _goes_on(self) -> bool:
        """Whether this is a bracket too many: nothing legal follows, but more elements do."""
        window = self._window
        window.hold(window.size)
        return not self._after.match(window.data, window.at) and bool(self._following())

    def _whole_windows(self) -> Iterator[bytes]:
        window = self._window
        while self._opening and window.offset >= self._slow_until:
            window.hold(window.size)
            run, end = self._run()
            if not run:
                self._slow_until = window.offset - window.at + max(end, window.at + 1)
                return
            window.at = end
            yield from map(bytes, run)
            window.skip(_BETWEEN)

    def _run(self) -> tuple[list[msgspec.Raw], int]:
        """The complete elements in the window and where they end; none when they do not decode."""
        window = self._window
        last = end = self._end_before(len(window.data))
        for _ in range(4):
            if not end:
                break
            try:
                return _run.decode(b"[" + window.data[window.at : end] + b"]"), end
            except (msgspec.DecodeError, RecursionError):
                end = self._end_before(end)
        return [], last

    def _end_before(self, limit: int) -> int:
        """The end of the last element before `limit` that another one follows; 0: there is none."""
        data, at = self._window.data, self._window.at
        begin = data.rfind(self._opening, at + 1, limit)
        while begin > 0:
            ahead = data[max(at, begin - AHEAD) : begin].rstrip()
            if ahead.endswith(b","):
                return max(at, begin - AHEAD) + len(ahead[:-1].rstrip())
            begin = data.rfind(self._opening, at + 1, begin)
        return 0

    def _next(self) -> bytes | Broken:
        """The element we stand before, or that it is broken; then we stand where the next begins."""
        window = self._window
        offset = window.offset
        size = self._size()
        window.hold(size + window.size)
        end = window.at + size
        following = 0 if size and self._sound(end) else self._following()
        if following:
            window.at = following
            return Broken(offset, "broken-json")
        if size:
            element = window.data[window.at : end]
            window.at = end
            return element
        junk = _JUNK.match(window.data, window.at)
        large = len(window.data) - window.at > LARGEST
        window.at = junk.end() if junk else len(window.data)
        return Broken(offset, "broken-json" if junk else "too-large" if large else "cut-off")

    def _sound(self, end: int) -> bool:
        """Whether the element up to `end` is JSON, or at least ends where an element ends."""
        window = self._window
        if _decodes(window.data[window.at : end]):
            return True
        return bool(self._between.match(window.data, end)) and not self._following(end)

    def _size(self) -> int:
        """The length of the element, reading on until it ends.

        0: it does not end, is too large, or so many seem to begin in it that it must be broken.
        """
        window = self._window
        while True:
            limit = self._horizon()
            end = _value_end(window.data, window.at, limit)
            if (end and end < len(window.data)) or window.first() in _NO_VALUE:
                break
            if limit < len(window.data) or not window.grow():
                break
        return end - window.at if end else 0

    def _horizon(self) -> int:
        """Where so many elements have begun that the one we stand before must have ended."""
        data, begin = self._window.data, self._window.at
        if not self._opening:
            return len(data)
        for _ in range(PATIENCE):
            begin = data.find(self._opening, begin + 1)
            if begin < 0:
                return len(data)
        return begin

    def _following(self, before: int = 0) -> int:
        """Where the next element seems to begin, ahead of us and `before` there; 0: nowhere."""
        data = self._window.data
        limit = before or len(data)
        begin = data.find(self._opening, self._window.at + 1, limit) if self._opening else -1
        while begin > 0:
            if data[max(0, begin - AHEAD) : begin].rstrip().endswith((b",", b"]", b"}")):
                return begin
            begin = data.find(self._opening, begin + 1, limit)
        return 0


def _decodes(data: bytes) -> bool:
    try:
        _one.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
