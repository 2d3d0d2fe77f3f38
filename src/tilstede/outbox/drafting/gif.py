"""A GIF without what lies in it beside its pictures (Graphics Interchange Format, version 89a, 31 July 1990).

Its blocks are copied one by one, so that frames, colours and times stay as they are. Comments, plain texts, what
programs put in, and all that stands behind the end are left out; of a program's data, how often they run is kept.
"""

from __future__ import annotations

from typing import Final

_HEAD: Final = 13  #: bytes of header and logical screen descriptor (17, 18)
_IMAGE: Final = 10  #: bytes of an image descriptor (20), with its separator
_IMAGE_FOLLOWS, _EXTENSION, _TRAILER, _FILLING = 0x2C, 0x21, 0x3B, 0x00
_CONTROL, _PROGRAM = 0xF9, 0xFF  #: labels of extensions (23, 26)
#: Programs whose data tell how often the frames are shown, and what that piece of them begins with.
_LOOPS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_LOOP: Final = 1


def bare(data: bytes) -> tuple[bytes, bool]:
    """The same pictures, and whether anything else was left out. :raises ValueError: it is no GIF, or broken."""
    place = _HEAD + _table(_byte(data, 10))
    kept = [data[:place]]
    left_out = False
    while place < len(data) and data[place] != _TRAILER:
        block, place = _block(data, place)
        kept.append(block)
        left_out = left_out or not block
    kept.append(bytes([_TRAILER]))
    return b"".join(kept), left_out or bool(data[place + 1 :].strip(b"\0"))


def _block(data: bytes, place: int) -> tuple[bytes, int]:
    """One block as it is kept, "" where it is not; and where the next begins."""
    first = data[place]
    if first == _FILLING:
        return data[place : place + 1], place + 1
    if first == _IMAGE_FOLLOWS:
        start = place + _IMAGE + _table(_byte(data, place + _IMAGE - 1)) + 1
        ends = _ends(data, start)[1]
        return data[place:ends], ends
    if first != _EXTENSION:
        raise ValueError(f"GIF: no block begins with {first:#04x}")
    pieces, ends = _ends(data, place + 2)
    label = data[place + 1]
    if label == _CONTROL:
        return data[place:ends], ends
    return (_looping(pieces) if label == _PROGRAM else b""), ends


def _looping(pieces: list[bytes]) -> bytes:
    """Of a program's data, how often the frames are shown; nothing else that may lie there."""
    loops = [one for one in pieces[1:] if len(one) == 3 and one[0] == _LOOP]
    if not loops or pieces[0] not in _LOOPS:
        return b""
    head = bytes([_EXTENSION, _PROGRAM, len(pieces[0])])
    return head + pieces[0] + bytes([3]) + loops[0] + b"\0"


def _ends(data: bytes, place: int) -> tuple[list[bytes], int]:
    """The sub-blocks that begin there (15), and where they end."""
    pieces = []
    while size := _byte(data, place):
        pieces.append(data[place + 1 : place + 1 + size])
        place += 1 + size
    return pieces, place + 1


def _table(flags: int) -> int:
    """Bytes of the table of colours that the flags announce (19)."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _byte(data: bytes, place: int) -> int:
    """:raises ValueError: the file ends before."""
    if place >= len(data):
        raise ValueError("GIF: it ends in the middle of a block")
    return data[place]
