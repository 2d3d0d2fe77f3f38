"""Who an account is and where it lies: its id's document tells its server, its name and its signing key.

Source: atproto.com/specs/did and /account (2026).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from atproto_core.exceptions import AtProtocolError
from atproto_crypto.did import get_did_key

from tilstede.networks.bluesky import names
from tilstede.networks.bluesky.reading import part, parts
from tilstede.networks.kit.contract import NetworkError
from tilstede.networks.kit.profiles import bluesky as profiles
from tilstede.networks.kit.profiles.bluesky import Places, name_in

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http


class Identity(NamedTuple):
    """``handle``: ``""`` where it does not lead back to the id. ``pds``: the server the account lies on. ``key``: the
    ``did:key`` that its commits are signed with, ``""`` where none is told."""

    did: str
    handle: str
    pds: str
    key: str


def places() -> Places:
    """Where ids and accounts are looked up: as the operator has set (TILSTEDE_BLUESKY_DIRECTORY and _APPLICATION; see
    docs/operators.md), else where all do."""
    usual = Places()
    told = (
        os.environ.get(f"TILSTEDE_BLUESKY_{name}", "").rstrip("/")
        for name in ("DIRECTORY", "APPLICATION")
    )
    return Places(*(one or other for one, other in zip(told, usual, strict=True)))


def of(did: str, http: Http, where: Places, *, verify: bool = True) -> Identity:
    """The account of an id. ``verify``: see that its name leads back to it.

    :raises NotFound: the id is gone. :raises NetworkError: the directory does not answer.
    """
    document = profiles.document(did, http, where)
    claimed = names.real(name_in(document))
    back = claimed and (not verify or _leads_to(did, claimed, http, where))
    return Identity(did, claimed if back else "", server_in(document), key_in(document))


def did_of(actor: str, http: Http, where: Places) -> str:
    """The id of a handle, or the id itself; ``""`` where the handle leads nowhere. :raises NetworkError:"""
    return actor if actor.startswith("did:") else profiles.resolved(actor.lower(), http, where)


def _leads_to(did: str, handle: str, http: Http, where: Places) -> bool:
    """Whether the name's own domain says so; one that does not answer now is believed as the document has it."""
    try:
        return profiles.resolved(handle, http, where) == did
    except NetworkError:
        return True


def server_in(document: dict[str, Any]) -> str:
    """The address of the account's server."""
    for service in parts(document.get("service")):
        if str(service.get("id", "")).endswith("#atproto_pds"):
            address = service.get("serviceEndpoint")
            if isinstance(address, str) and urlsplit(address).scheme in ("http", "https"):
                return address.rstrip("/")
    return ""


def key_in(document: dict[str, Any]) -> str:
    """The signing key as a ``did:key``."""
    for method in parts(document.get("verificationMethod")):
        if str(method.get("id", "")).endswith("#atproto"):
            kind, key = method.get("type"), method.get("publicKeyMultibase")
            try:
                return get_did_key(str(kind), str(key)) or ""
            except (AtProtocolError, ValueError):
                return ""
    return ""


def profile(found: Identity, told: dict[str, Any]) -> dict[str, Any]:
    """What an item keeps of its author: the identity, with what the author says of itself."""
    shown = {
        name: told[name] for name in ("displayName", "avatar") if isinstance(told.get(name), str)
    }
    labels = part(told, "labels").get("values")
    asked = any(one.get("val") == "!no-unauthenticated" for one in parts(labels))
    asked = asked or any(
        one.get("val") == "!no-unauthenticated" and one.get("src") == found.did
        for one in parts(told.get("labels"))
    )
    kept = {"labels": [{"src": found.did, "val": "!no-unauthenticated"}]} if asked else {}
    return {"did": found.did, "handle": found.handle, "pds": found.pds, **shown, **kept}
