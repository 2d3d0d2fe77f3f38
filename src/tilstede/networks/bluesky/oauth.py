"""Saying yes at Bluesky: OAuth as the AT Protocol has it (atproto.com/specs/oauth, read 23 November 2026).

What is asked is handed in beforehand (PAR, RFC 9126) with a challenge (PKCE, RFC 7636); tokens are bound to a key of
the login's own (DPoP, RFC 9449). Nobody registers us anywhere: our name is the address where we say who we are
(`client`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

from tilstede.networks.bluesky import client, identity
from tilstede.networks.bluesky.client import SCOPE, Client
from tilstede.networks.bluesky.login import Bound, Key
from tilstede.networks.bluesky.reading import Refusal, load
from tilstede.networks.kit.access import Access, Visit
from tilstede.networks.kit.contract import (
    Expired,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Rejected,
)

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http, Response

_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
#: Answers that say in words what is wrong.
_TOLD: Final = frozenset({400, 401, 403})
#: What a server says of who asks, and of a person who has said no (RFC 6749, 4.1.2 and 5.2).
_NO: Final = frozenset({"invalid_client", "unauthorized_client", "access_denied"})


class _Over(Refused):
    """What was given no longer counts (``invalid_grant``)."""


class Issuer(NamedTuple):
    """Who gives logins to accounts of a server (RFC 8414)."""

    name: str
    par: str
    authorize: str
    token: str
    revoke: str


def issuer_of(server: str, http: Http) -> Issuer:
    """:raises Rejected: there is none, so that an app password is the way. :raises NotUnderstood:"""
    try:
        told = _object(http.get(f"{server}/.well-known/oauth-protected-resource"))
        names = told.get("authorization_servers")
        name = names[0] if isinstance(names, list) and names else ""
        if not isinstance(name, str) or urlsplit(name).scheme not in ("http", "https"):
            raise NotUnderstood(f"{server} names nobody who gives logins to it")
        told = _object(http.get(f"{name}/.well-known/oauth-authorization-server"))
    except NotFound as error:
        raise Rejected(f"{server} does not know this way: use an app password") from error
    if told.get("issuer") != name:
        raise NotUnderstood(f"{name} calls itself something else")
    kinds = ("pushed_authorization_request", "authorization", "token", "revocation")
    par, authorize, token, revoke = (str(told.get(f"{kind}_endpoint") or "") for kind in kinds)
    if not (par and authorize and token):
        raise NotUnderstood(f"{name} does not tell where to ask")
    return Issuer(name, par, authorize, token, revoke)


def begin(actor: str, server: str, back: str, http: Http) -> Visit:
    """Hand in what is asked. ``actor``: handle or id. :raises Rejected: it cannot be asked so."""
    us, key, issuer = client.of(back), Key.new(), issuer_of(server, http)
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    asked = {
        "response_type": "code",
        "code_challenge": challenge.decode().rstrip("="),
        "code_challenge_method": "S256",
        "state": state,
        "redirect_uri": us.back,
        "scope": SCOPE,
        "login_hint": actor,
    }
    told = _asked(http, issuer.par, asked, us, issuer.name, key)
    place = told.get("request_uri")
    if not isinstance(place, str):
        raise NotUnderstood(f"{issuer.name} does not tell where to go", reached=True)
    kept = {"state": state, "verifier": verifier, "issuer": issuer.name, "asked": back}
    query = urlencode({"client_id": us.name, "request_uri": place})
    return Visit(f"{issuer.authorize}?{query}", {**kept, **us.kept, "key": key.kept})


def finish(
    kept: Mapping[str, str], answered: Mapping[str, str], http: Http, now: datetime
) -> Access:
    """:raises Refused: the person said no, or the answer is to another question."""
    for name, wanted in (("state", kept["state"]), ("iss", kept["issuer"])):
        given = answered.get(name, "")
        typed = not given and client.is_typed(kept["asked"])
        if not typed and not hmac.compare_digest(given.encode(), wanted.encode()):
            raise Refused("the answer does not belong to this question")
    if answered.get("error"):
        raise Refused(answered.get("error_description") or answered["error"])
    code = answered.get("code", "").strip()
    if not code:
        raise Rejected("no code was given")
    us, key = _opened(kept)
    issuer = issuer_of(kept["issuer"], http)
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": us.back,
        "code_verifier": kept["verifier"],
    }
    told = _asked(http, issuer.token, asked, us, issuer.name, key)
    whose = _held(told, issuer, http)
    held = {**us.kept, "key": key.kept, "issuer": issuer.name}
    return _access(told, whose.did, whose.handle, whose.pds, held, now)


def is_of(access: Access) -> bool:
    """Whether a login was given in this way."""
    return "issuer" in access.secrets


def renew(access: Access, http: Http, now: datetime) -> Access:
    """:raises Expired: a person must say yes again."""
    held = access.secrets
    us, key = _opened(held)
    issuer = issuer_of(held["issuer"], http)
    asked = {"grant_type": "refresh_token", "refresh_token": held.get("refresh", "")}
    try:
        told = _asked(http, issuer.token, asked, us, issuer.name, key)
    except _Over as error:
        raise Expired(error.detail) from error
    if told.get("sub") != access.account_id:
        raise Expired("the renewed login opens another account")
    return _access(told, access.account_id, access.handle, access.server, held, now)


def end(access: Access, http: Http) -> None:
    """Have the login forgotten (RFC 7009)."""
    held = access.secrets
    us, key = _opened(held)
    issuer = issuer_of(held["issuer"], http)
    if issuer.revoke:
        asked = {"token": held.get("refresh", "")}
        _asked(http, issuer.revoke, asked, us, issuer.name, key)


def _opened(kept: Mapping[str, str]) -> tuple[Client, Key]:
    """:raises Expired: what was kept is not whole."""
    try:
        return Client.opened(kept), Key.opened(kept["key"])
    except (KeyError, ValueError) as error:
        raise Expired("the keys of the login cannot be read") from error


def _held(told: Mapping[str, Any], issuer: Issuer, http: Http) -> identity.Identity:
    """Whose login it is; and that whoever gave it is who gives logins to that account (atproto.com/specs/oauth)."""
    did = told.get("sub")
    if not isinstance(did, str):
        raise NotUnderstood(f"{issuer.name} does not tell whose login it is", reached=True)
    whose = identity.of(did, http, identity.places())
    if not whose.pds or issuer_of(whose.pds, http).name != issuer.name:
        raise Refused(f"{issuer.name} gives no logins to {did}")
    return whose


def _access(
    told: Mapping[str, Any],
    did: str,
    handle: str,
    server: str,
    held: Mapping[str, str],
    now: datetime,
) -> Access:
    """:raises NotUnderstood: the answer is not whole; what was held is then kept."""
    tokens = [told.get(name) for name in ("access_token", "refresh_token")]
    scope, lasts = told.get("scope"), told.get("expires_in")
    if not all(isinstance(one, str) and one for one in (*tokens, scope)):
        raise NotUnderstood("no whole login was given", reached=True)
    if str(told.get("token_type")).lower() != "dpop" or "atproto" not in str(scope).split():
        raise NotUnderstood("a login of another kind was given", reached=True)
    return Access(
        network="bluesky",
        account_id=did,
        handle=handle,
        server=server,
        secrets={**held, "access": str(tokens[0]), "refresh": str(tokens[1])},
        scopes=tuple(str(scope).split()),
        expires=now + timedelta(seconds=lasts) if isinstance(lasts, int) else None,
    )


def _asked(
    http: Http,
    url: str,
    fields: Mapping[str, str],
    us: Client,
    issuer: str,
    key: Key,
) -> dict[str, Any]:
    """Ask with a proof; once more where the server only gave its newest number, since then nothing was done."""
    bound = Bound(key)
    for _ in range(2):
        form = urlencode({**fields, **us.shown_to(issuer)}).encode()
        headers = {**_FORM, **bound.headers("POST", url)}
        answer = http.send("POST", url, form, headers=headers, accept_status=_TOLD)
        if not bound.is_to_be_asked_again(answer):
            break
    if answer.status not in _TOLD:
        return _object(answer, reached=True) if answer.content else {}
    raise _error(answer)


def _error(answer: Response) -> NetworkError:
    told = _object(answer)
    name, words = str(told.get("error", "")), str(told.get("error_description", ""))[:300]
    if name == "invalid_grant":
        return _Over(words or name)
    kind = Refused if name in _NO else Rejected
    return kind(words or name or str(answer.status))


def _object(answer: Response, *, reached: bool = False) -> dict[str, Any]:
    try:
        return load(answer.content)
    except Refusal as error:
        raise NotUnderstood(f"{answer.url}: {error}", reached=reached) from error
