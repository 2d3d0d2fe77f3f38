"""Data of the AT Protocol as JSON and back: links as ``{"$link": …}``, bytes as ``{"$bytes": …}``.

Source: atproto.com/specs/data-model (2026).
"""

from __future__ import annotations

from base64 import b32decode, b64decode, b64encode
from typing import Any

import libipld

from tilstede.networks.bluesky.car import CBOR, RAW, written


def to_json(value: Any) -> Any:
    """What `car.decoded` gave, as JSON has it."""
    if isinstance(value, dict):
        return {key: to_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [to_json(one) for one in value]
    if isinstance(value, bytes):
        if len(value) == 36 and value[:4] in (CBOR, RAW):
            return {"$link": written(value)}
        return {"$bytes": b64encode(value).decode().rstrip("=")}
    return value


def to_block(value: Any) -> bytes:
    """The DAG-CBOR of what JSON says. :raises ValueError: it is none of the AT Protocol's data."""
    return libipld.encode_dag_cbor(_from_json(value))


def _from_json(value: Any) -> Any:
    if isinstance(value, dict):
        if len(value) == 1:
            if isinstance(link := value.get("$link"), str) and link.startswith("b"):
                return b32decode(link[1:].upper() + "=" * (-len(link[1:]) % 8))
            if isinstance(data := value.get("$bytes"), str):
                return b64decode(data + "=" * (-len(data) % 4))
        return {key: _from_json(one) for key, one in value.items()}
    return [_from_json(one) for one in value] if isinstance(value, list) else value
