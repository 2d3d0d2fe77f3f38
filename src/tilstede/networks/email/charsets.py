"""Bytes made text, whatever a letter says of its character set, which is wrong often enough."""

from __future__ import annotations

import codecs
from typing import Final

#: What a label means in practice. Source: the WHATWG Encoding Standard (encoding.spec.whatwg.org, 2026), which tells
#: what browsers and mail programs do; and labels of old mail programs.
_MEANT: Final = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-8-i": "iso8859-8",
    "iso8859-9": "cp1254",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "euc_kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "tis-620": "cp874",
    "windows-874": "cp874",
}
#: Codecs that are no character sets.
_NONE: Final = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})


def decoded(data: bytes, label: str, odd: dict[str, None]) -> str:
    """The text; ``odd`` gains ``charset`` when it is not in the set it is said to be in.

    Text that says nothing, or says ASCII, is UTF-8 when it can be, else Windows' Latin letters.
    """
    if data.isascii() and not label:
        return data.decode("ascii")
    codec = _codec(label)
    if codec is None:
        odd["charset"] = None
    elif codec != "cp1252" or label.lower().startswith(("iso", "latin", "windows", "cp")):
        try:
            return data.decode(codec)
        except (UnicodeError, LookupError):  # LookupError: a codec of another kind, as base64
            odd["charset"] = None
    return _guessed(data)


def _codec(label: str) -> str | None:
    """Python's name of what the label means; None when nobody knows it."""
    label = label.strip(" \"'").lower() or "ascii"
    try:
        name = codecs.lookup(_MEANT.get(label, label)).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return None
    return None if name in _NONE else _MEANT.get(name, name)


def _guessed(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
