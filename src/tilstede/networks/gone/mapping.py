"""The small file a person writes so that the pages of a network that is gone can be read: where a post begins, and
where in it the words, the date and the name stand. Described in docs/gone.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import yaml

NAMES: Final = ("tilstede.yaml", "tilstede.yml")
ENDINGS: Final = (".yaml", ".yml")
LONGEST: Final = 256 << 10
KINDS: Final = ("csv", "html", "warc")
FIELDS: Final = (
    *("id", "time", "text", "title", "url", "link", "reply_to"),
    *("author", "author_id", "author_url", "picture", "alt"),
)
_TOP: Final = (
    "network",
    "account",
    "kind",
    "files",
    "archive",
    "pages",
    "item",
    "zone",
    "time",
    "fields",
)
_OWN: Final = re.compile(rb"^(network|account|kind|fields|item)[ \t]*:", re.MULTILINE)
_CODE: Final = re.compile(r"[^a-z0-9]+")


class MappingError(ValueError):
    """Everything that is wrong with a mapping file, a line each, for the person who wrote it."""

    reason = "bad-mapping"


class Account(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whose posts they are. ``id``: what the account was called there."""

    id: str
    name: str = ""
    url: str = ""


class Mapping(msgspec.Struct, frozen=True, omit_defaults=True):
    """``pages``: of a web archive, the addresses that hold posts.
    ``time``: ``iso``, ``unix``, or a pattern of `datetime.strptime`; month and day names may be Norwegian.
    ``fields``: field -> column (CSV) or selector (HTML): ``.words``, ``img@src``, ``@data-id`` of the item itself.
    """

    network: str
    account: Account
    kind: str
    fields: dict[str, str]
    files: str = "*"
    archive: str = ""
    pages: str = "*"
    item: str = ""
    zone: str = "Europe/Oslo"
    time: str = "iso"

    @property
    def code(self) -> str:
        """The network's name as it stands in aliases: ``nettby``."""
        return _code(self.network)


@lru_cache(maxsize=8)
def _code(network: str) -> str:
    return _CODE.sub("-", network.casefold()).strip("-") or "network"


def is_mapping(text: bytes) -> bool:
    """Whether the file means to be one: it has at least two of the names that only such a file has together."""
    if len(text) > LONGEST:
        return False
    return len(set(_OWN.findall(text))) >= 2


def read(text: bytes, name: str) -> Mapping:
    """:raises MappingError: all that is wrong, with the lines."""
    try:
        node = yaml.compose(text.decode("utf-8-sig"), Loader=yaml.SafeLoader)
        told = yaml.safe_load(text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise MappingError(f"{name}: not in UTF-8") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise MappingError(f"{name}: {_yaml_fault(error)}") from error
    if not isinstance(told, dict):
        raise MappingError(f"{name}: it holds no names with values")
    lines = _lines(node)
    faults = [f"{name}, line {lines.get(key, 1)}: {fault}" for key, fault in _faults(told)]
    if faults:
        raise MappingError("\n".join(faults))
    return msgspec.convert(_plain(told), Mapping)


def _yaml_fault(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}: " if mark else ""
    return f"{where}{getattr(error, 'problem', None) or 'not readable as YAML'}"


def _lines(node: Any) -> dict[str, int]:
    """Where each name stands: ``kind``, ``fields.text``, ``account.id``; lines from 1."""
    found: dict[str, int] = {}
    for key, value in node.value:
        found[str(key.value)] = key.start_mark.line + 1
        if isinstance(value, yaml.MappingNode):
            for inner, _ in value.value:
                found[f"{key.value}.{inner.value}"] = inner.start_mark.line + 1
    return found


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    """Numbers and dates as they were meant: as words."""
    return {
        str(key): {str(name): str(one) for name, one in value.items()}
        if isinstance(value, dict)
        else str(value)
        for key, value in told.items()
        if value is not None
    }


def _faults(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key in told:
        if key not in _TOP:
            yield str(key), f"{key!r} is not known here; known are {', '.join(_TOP)}"
    for key in ("network", "kind"):
        if not told.get(key):
            yield key, f"'{key}' is missing"
    if told.get("kind") and told["kind"] not in KINDS:
        yield "kind", f"'kind' is {told['kind']!r}; it can be {', '.join(KINDS)}"
    account = told.get("account")
    if not isinstance(account, dict) or not account.get("id"):
        yield "account", "'account' needs an 'id': what the account was called there"
    elif unknown := set(map(str, account)) - {"id", "name", "url"}:
        yield "account", f"'account' has {', '.join(sorted(unknown))}; it can have id, name, url"
    yield from _field_faults(told)
    yield from _time_faults(told)


def _field_faults(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    fields = told.get("fields")
    if not isinstance(fields, dict) or not fields:
        yield "fields", "'fields' must say where at least the text of a post stands"
        return
    for name in fields:
        if name not in FIELDS:
            yield f"fields.{name}", f"there is no field {name!r}; there are {', '.join(FIELDS)}"
    if not fields.keys() & {"text", "title", "picture"}:
        yield (
            "fields",
            "'fields' names neither 'text', 'title' nor 'picture': nothing would be read",
        )
    if told.get("kind") in ("html", "warc"):
        if not told.get("item"):
            yield (
                "kind",
                "'item' is missing: the selector of what one post lies in, such as div.post",
            )
        yield from _selector_faults(told, fields)


def _selector_faults(told: dict[str, Any], fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    from tilstede.networks.gone.pages import selector  # noqa: PLC0415 - loads lxml, which most files have no use for

    named = {"item": told.get("item", ""), **{f"fields.{key}": one for key, one in fields.items()}}
    for key, written in named.items():
        try:
            selector(str(written))
        except ValueError as error:
            yield key, f"{written!r} is no selector: {error}"


def _time_faults(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    pattern = str(told.get("time", "iso"))
    if pattern not in ("iso", "unix") and "%" not in pattern:
        yield (
            "time",
            f"'time' is {pattern!r}; it can be iso, unix, or a pattern such as %d.%m.%Y %H:%M",
        )
    try:
        ZoneInfo(str(told.get("zone", "Europe/Oslo")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield "zone", f"'zone' is {told['zone']!r}, which is no time zone; such is Europe/Oslo"


def beside(folder: Path) -> Path | None:
    """The mapping file that lies in a folder under its own name."""
    return next((folder / name for name in NAMES if (folder / name).is_file()), None)
