"""Who an account of the AT Protocol is: its name and its id must point at each other.

Sources: atproto.com/specs/handle and /did (2026). A name is resolved by what its own domain says
(``/.well-known/atproto-did``), else by the network's application, which looks in the DNS as well. Only the first
``at://`` of an id's document is its name: a document may list other people's names after it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import quote, unquote

import msgspec

from tilstede.core.verification import Answer, Profile
from tilstede.networks.kit.errors import NetworkError, NotFound, NotUnderstood
from tilstede.networks.kit.http import Http

#: A permanent id (atproto.com/specs/did).
DID: Final = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-zA-Z0-9.%-]+)")
#: An id, or a document of it, is never larger.
_ID_BYTES: Final = 2_048
_DOCUMENT_BYTES: Final = 1 << 18


class Places(NamedTuple):
    """Where ids and names are looked up: the directory of ids, and an application that resolves names."""

    plc: str = "https://plc.directory"
    application: str = "https://public.api.bsky.app"


def read(name: str, known: str, http: Http, places: Places) -> Profile:
    """The account of that name or id. ``known``: the id it had when it was last looked at, or "".

    :raises NotFound: neither stands any more. :raises NetworkError: nobody can tell now.
    """
    if name.startswith("did:"):
        return _by_id(name, http, places)
    found = resolved(name, http, places)
    if found:
        claimed = _named(found, http, places)
        if claimed == name:
            return _profile(found, name)
        detail = f"{name} leads to {found}, which calls itself {claimed or 'nothing'}"
        return Profile(stable_id=found, handle=name, agrees=False, detail=detail)
    if not known.startswith("did:"):
        raise NotFound(f"{name} leads to no id")
    other = _by_id(known, http, places)
    if other.handle == name:
        return other
    return msgspec.structs.replace(other, freed=name)


def _by_id(did: str, http: Http, places: Places) -> Profile:
    claimed = _named(did, http, places)
    if claimed and resolved(claimed, http, places) == did:
        return _profile(did, claimed)
    detail = f"{did} calls itself {claimed or 'nothing'}, which does not lead to it"
    return Profile(stable_id=did, handle=claimed or did, agrees=False, detail=detail)


def _profile(did: str, name: str) -> Profile:
    host = unquote(did.removeprefix("did:web:")) if did.startswith("did:web:") else ""
    return Profile(
        answer=Answer.TOLD, stable_id=did, handle=name, name=name, hosts=(host,) if host else ()
    )


def resolved(name: str, http: Http, places: Places) -> str:
    """The id a name leads to, or "". :raises NetworkError: neither its domain nor the application answers."""
    try:
        told = http.get(f"https://{name}/.well-known/atproto-did", max_bytes=_ID_BYTES)
        found = told.content.decode("ascii", "replace").strip()
        if DID.fullmatch(found):
            return found
    except NetworkError:
        pass  # most names are kept in the DNS alone, and their domains have no site
    address = f"{places.application}/xrpc/com.atproto.identity.resolveHandle"
    answer = http.get(
        address, params={"handle": name}, accept_status={400, 404}, max_bytes=_ID_BYTES
    )
    found = str(_object(answer.content, address).get("did", "")) if answer.status == 200 else ""
    return found if DID.fullmatch(found) else ""


def document(did: str, http: Http, places: Places) -> dict[str, Any]:
    """What an id's method tells of it (atproto.com/specs/did). :raises NotFound: the id is gone."""
    if not DID.fullmatch(did):
        raise NotUnderstood(f"{did} is no id that is known")
    method, _, rest = did.removeprefix("did:").partition(":")
    if method == "web":
        address = f"https://{unquote(rest)}/.well-known/did.json"
    else:
        address = f"{places.plc}/{quote(did, safe=':')}"
    found = _object(http.get(address, max_bytes=_DOCUMENT_BYTES).content, address)
    if found.get("id") != did:
        raise NotUnderstood(f"{address} tells of another id")
    return found


def name_in(document: Mapping[str, Any]) -> str:
    """The name that an id's document gives it, in small letters, or ""; whether that leads back is another matter."""
    names = document.get("alsoKnownAs")
    told = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    first = next((name for name in told if name.startswith("at://")), "")
    return first.removeprefix("at://").lower()


def _named(did: str, http: Http, places: Places) -> str:
    return name_in(document(did, http, places))


def _object(content: bytes, address: str) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        raise NotUnderstood(f"{address}: {error}") from error
    if not isinstance(found, dict):
        raise NotUnderstood(f"{address}: not a JSON object")
    return found
