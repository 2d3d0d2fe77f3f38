"""What is told of each of Meta's takeouts: which file is what, whose it is, and how an element becomes a post."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

import msgspec

from tilstede.core.post import Author, Post, Visibility
from tilstede.networks.kit.jsonfields import MAX_BYTES, Refusal
from tilstede.networks.kit.jsonstream import Broken
from tilstede.networks.kit.meta.mojibake import repaired_value

AHEAD: Final = 4096  #: bytes looked at to know how a file begins
LIST: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[")
#: Escapes of control characters, quotation marks and backslashes; and one that JSON does not have.
_MEANS: Final = re.compile(rb"\\u00[0-7]|\\U")
_LIST_IN: Final = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"((?:[^"\\]|\\.){1,100})"\s*:\s*\[')


#: An element with its number in the file.
Numbered = tuple[int, bytes | Broken]
#: The same, and of how many elements it is made.
Joined = tuple[int, bytes | Broken, int]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose takeout it is, and who could read what is in it. ``odd``: what every post of it is marked with."""

    author: Author
    visibility: Visibility = "public"
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """Files whose elements are posts. ``keys``: the lists in it by name, where a file holds several. ``aside``: other
    lists in it that are counted and left alone, with their kind. ``lone``: a name too common to tell by: such a file
    is ours by itself only. ``join``: makes one of elements that are one post."""

    members: re.Pattern[str]
    keys: tuple[str, ...] = ()
    aside: Mapping[str, str] = field(default_factory=dict)
    lone: bool = False
    join: Callable[[Iterable[Numbered]], Iterator[Joined]] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """``left``: what is counted and left alone, by kind. ``owner``: from what the files about the account tell, the
    members' names, the account in the takeout's own name, and who it is when nothing tells. ``single``: whether the
    first element of a lone file is one of ours."""

    network: str
    title: str
    kinds: tuple[Kind, ...]
    about: re.Pattern[str]
    left: Mapping[str, re.Pattern[str]]
    owner: Callable[[list[Any], list[str], str, Author], Owner]
    translate: Callable[[bytes, Owner], Post]
    single: Callable[[Any], bool]
    tops: frozenset[str] = field(default_factory=frozenset)  #: names at the top of an unpacked one


def beginning(stream: BinaryIO) -> bytes:
    """How a file begins; no more of it is unpacked than that."""
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    head = piece = read(AHEAD)
    while piece and len(head) < AHEAD:
        piece = read(AHEAD - len(head))
        head += piece
    return head


def list_in(head: bytes) -> str | None:
    """The name of the list that an object begins with."""
    inner = _LIST_IN.match(head)
    try:
        return str(json.loads(b'"' + inner[1] + b'"')) if inner else None
    except ValueError:
        return None


def decoded(raw: bytes) -> Any:
    """An element as it stands. :raises Refusal: it is none."""
    return _read(raw, _decoded)


def value_of(raw: bytes) -> Any:
    """An element with its texts put right. :raises Refusal: it is none."""
    return _read(raw, _repaired)


def _read(raw: bytes, how: Callable[[bytes], Any]) -> Any:
    if len(raw) > MAX_BYTES:
        raise Refusal("too-large", f"{len(raw)} bytes, more than {MAX_BYTES}")
    try:
        return how(raw)
    except RecursionError:
        raise Refusal("too-deep", "nested too deeply") from None
    except UnicodeDecodeError as error:
        raise Refusal("not-text", f"not UTF-8: {error.reason}") from error
    except ValueError as error:
        raise Refusal("broken-json", f"not valid JSON: {error}") from error


def _repaired(raw: bytes) -> Any:
    value = _repaired_at_once(raw)
    return repaired_value(_decoded(raw)) if value is None else value


def _repaired_at_once(raw: bytes) -> Any:
    """The same with every escape made the byte it stands for, before the JSON is read: a third of the work.

    None where that could give something else: a text of another kind among them, or an escape that means something.
    """
    if not raw.isascii() or _MEANS.search(raw):
        return None
    try:
        return msgspec.json.decode(raw.decode("raw_unicode_escape").encode("latin-1"))
    except (UnicodeError, msgspec.DecodeError):
        return None


def _decoded(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except msgspec.DecodeError:
        # Half characters and raw control characters: msgspec refuses them, they are mended later.
        return json.loads(raw.decode("utf-8-sig"), strict=False)
