"""Google's description of the YouTube Data API: its methods, what they take, what they answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from googleapiclient.discovery_cache import get_static_doc


@dataclass(frozen=True)
class Method:
    """``upload``: whether the path is that of its uploads."""

    id: str
    http: str
    path: re.Pattern[str]
    told: dict[str, Any]
    upload: bool = False


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(get_static_doc("youtube", "v3"))
    return found


@cache
def methods() -> tuple[Method, ...]:
    return tuple(_methods(document()))


def _methods(resource: dict[str, Any]) -> Iterator[Method]:
    for one in resource.get("methods", {}).values():
        pattern = re.sub(r"\{\+?(\w+)\}", r"(?P<\1>[^/]+)", one["path"])
        yield Method(one["id"], one["httpMethod"], re.compile(f"/{pattern}"), one)
        resumable = one.get("mediaUpload", {}).get("protocols", {}).get("resumable")
        if resumable:
            simple = resumable["path"].removeprefix("/resumable")
            yield Method(
                one["id"], one["httpMethod"], re.compile(f"(?:/resumable)?{simple}"), one, True
            )
    for inner in resource.get("resources", {}).values():
        yield from _methods(inner)


def wrong_parameters(method: Method, query: dict[str, list[str]]) -> str:
    """What is wrong with a request's parameters, or ``""``."""
    known = {**document()["parameters"], **method.told.get("parameters", {})}
    uploading = {"uploadType", "upload_id"} if method.upload else set()
    for name, values in query.items():
        if name in uploading:
            continue
        if name not in known:
            return f"Unknown parameter: {name}"
        for value in values:
            if not _allowed(known[name], value):
                return f"Invalid value for {name}: {value}"
    for name, told in method.told.get("parameters", {}).items():
        if told.get("required") and not query.get(name):
            return f"Missing parameter: {name}"
    return ""


def _allowed(told: dict[str, Any], value: str) -> bool:
    if "enum" in told and value not in told["enum"]:
        return False
    if told["type"] == "integer":
        if not re.fullmatch(r"-?\d+", value):
            return False
        low, high = int(told.get("minimum", value)), int(told.get("maximum", value))
        return low <= int(value) <= high
    return told["type"] != "boolean" or value in ("true", "false")


def wrong(schema: str, value: Any) -> list[str]:
    """What of a value the schema does not allow."""
    return list(_wrong({"$ref": schema}, value, schema))


def _wrong(told: dict[str, Any], value: Any, where: str) -> Iterator[str]:
    if "$ref" in told:
        told = document()["schemas"][told["$ref"]]
    kinds: dict[str, type | tuple[type, ...]] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "boolean": bool,
        "number": (int, float),
    }
    kind = told.get("type", "any")
    if kind in kinds and not isinstance(value, kinds[kind]):
        yield f"{where}: not of type {kind}"
    elif kind == "integer" and isinstance(value, bool):
        yield f"{where}: not of type integer"
    elif kind == "string" and "enum" in told and value not in told["enum"]:
        yield f"{where}: {value!r} is not allowed"
    elif kind == "array":
        for number, one in enumerate(value):
            yield from _wrong(told["items"], one, f"{where}[{number}]")
    elif kind == "object":
        yield from _wrong_fields(told, value, where)


def _wrong_fields(told: dict[str, Any], value: dict[str, Any], where: str) -> Iterator[str]:
    for name, one in value.items():
        known = told.get("properties", {}).get(name) or told.get("additionalProperties")
        if known is None:
            yield f"{where}.{name}: no such field"
        else:
            yield from _wrong(known, one, f"{where}.{name}")
