"""Saying yes at the mailbox's provider (RFC 6749 with PKCE, RFC 7636), and the token that comes of it.

A token is for an hour or so. It is renewed with another that lasts until a person, or the provider, takes it back;
some providers exchange that one, too, each time it is used.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import quote_plus, urlencode

from tilstede.networks.email import opening, providers, servers
from tilstede.networks.email.providers import Provider
from tilstede.networks.email.servers import Box
from tilstede.networks.kit.access import Access, Visit
from tilstede.networks.kit.errors import (
    Expired,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Rejected,
    Unreachable,
)
from tilstede.networks.kit.jsonfields import Fields, Refusal, load

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

#: A token that lasts shorter than this is renewed.
SOON: Final = timedelta(minutes=15)
#: How long a token is taken to last where the provider does not say.
_USUAL: Final = timedelta(hours=1)
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
#: Answers in which the provider tells what is wrong (RFC 6749, 5.2).
_TOLD: Final = (400, 401, 403)
_LATER: Final = ("temporarily_unavailable", "server_error")
#: What a login is renewed with, of all that is kept; the tokens and the mailbox beside.
_CLIENT: Final = ("provider", "tenant", "issuer", "scope", "client-id", "client-secret")
_BOX: Final = ("email", "name", "user", "folders", "imap", "smtp")


def begin(given: Mapping[str, str], provider: Provider, back: str) -> Visit:
    """Where the person goes. ``given``: what was typed in, with the way as ``provider``; kept until they are back.

    :raises Rejected: something is lacking.
    """
    if not given.get("client-id"):
        raise Rejected("the app's id (client id) is needed")
    back = provider.back(back)
    verifier, state = secrets.token_urlsafe(64), secrets.token_urlsafe(32)
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "client_id": given["client-id"],
        "redirect_uri": back,
        "response_type": "code",
        "scope": " ".join(provider.scopes),
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        **provider.also,
    }
    kept = {name: given[name] for name in (*_CLIENT, *_BOX) if given.get(name)}
    kept |= {"back": back, "verifier": verifier, "state": state}
    query = urlencode({name: value for name, value in asked.items() if value})
    joint = "&" if "?" in provider.authorize else "?"
    return Visit(f"{provider.authorize}{joint}{query}", kept)


def finish(
    kept: Mapping[str, str],
    answered: Mapping[str, str],
    provider: Provider,
    http: Http,
    now: datetime,
) -> Access:
    """The login, once both servers have let it in. :raises Refused: the person said no, or a server does."""
    asked = {
        "grant_type": "authorization_code",
        "code": _code(kept, answered, provider),
        "code_verifier": kept["verifier"],
        "redirect_uri": kept["back"],
    }
    try:
        told = _asked(provider, provider.token, asked, kept, http)
    except Expired as error:
        raise Refused(error.detail) from error
    client = {name: kept[name] for name in _CLIENT if name in kept}
    login = _renewed(Access("email", "", "", secrets=client), told, provider, now)
    if login.expires and "refresh-token" not in login.secrets:
        raise Refused(f"{provider.name} gave a login that cannot be renewed")
    wanted = {
        kind: opening.candidates(kept.get(kind, ""), kind, kept["email"]) for kind in opening.KINDS
    }
    box = opening.opened(_box(kept, login, wanted["imap"][0], wanted["smtp"][0]), wanted, http)
    opened = opening.access(box, login.secrets)
    return replace(opened, scopes=login.scopes or opened.scopes, expires=login.expires)


def renew(access: Access, provider: Provider, http: Http, now: datetime) -> Access:
    """:raises Expired: a person must say yes again."""
    asked = {
        "grant_type": "refresh_token",
        "refresh_token": access.secrets.get("refresh-token", ""),
    }
    try:
        told = _asked(provider, provider.token, asked, access.secrets, http)
    except (Refused, Rejected) as error:  # also where the app's own secret has run out
        raise Expired(error.detail) from error
    return _renewed(access, told, provider, now)


def end(access: Access, provider: Provider, http: Http) -> None:
    """Have the login forgotten (RFC 7009), where the provider has a place for that."""
    if not provider.revoke:
        return
    held = access.secrets
    asked = {"token": held.get("refresh-token") or held.get("access-token", "")}
    try:
        _post(provider, provider.revoke, asked, held, http)
    except (Expired, Refused, Rejected, NotFound):
        return  # it no longer counts


def _code(kept: Mapping[str, str], answered: Mapping[str, str], provider: Provider) -> str:
    """:raises Refused: the person said no, or the answer is to another question."""
    if not hmac.compare_digest(answered.get("state", "").encode(), kept["state"].encode()):
        raise Refused("the answer does not belong to this question: begin again")
    if provider.issuer and answered.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
        raise Refused(f"the answer is not from {provider.name}: begin again")
    if answered.get("error"):
        raise Refused(_words(provider, answered["error"], answered.get("error_description", "")))
    if not answered.get("code", "").strip():
        raise Rejected("no code was given")
    return answered["code"].strip()


def _box(kept: Mapping[str, str], login: Access, imap: servers.Server, smtp: servers.Server) -> Box:
    return Box(
        address=kept["email"],
        name=kept.get("name", ""),
        user=kept.get("user", "") or kept["email"],
        password="",
        imap=imap,
        smtp=smtp,
        folders=servers.folders(kept.get("folders", "")),
        token=login.secrets["access-token"],
    )


def _asked(
    provider: Provider, url: str, asked: Mapping[str, str], client: Mapping[str, str], http: Http
) -> Fields:
    content = _post(provider, url, asked, client, http)
    try:
        return Fields(load(content))
    except Refusal as error:
        raise NotUnderstood(f"{provider.name}: {error.detail}", reached=True) from error


def _post(
    provider: Provider, url: str, asked: Mapping[str, str], client: Mapping[str, str], http: Http
) -> bytes:
    """:raises Expired: the code or the login no longer counts. :raises Refused: the app is not let in.
    :raises Rejected: another mistake of ours or the app's."""
    headers, form = dict(_FORM), {**asked, "client_id": client["client-id"]}
    secret = client.get("client-secret", "")
    if secret and provider.basic:
        del form["client_id"]
        pair = f"{quote_plus(client['client-id'])}:{quote_plus(secret)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    elif secret:
        form["client_secret"] = secret
    answer = http.post(url, urlencode(form).encode(), headers=headers, accept_status=_TOLD)
    if answer.status in _TOLD:
        raise _error(provider, answer.status, answer.content)
    return answer.content


def _error(provider: Provider, status: int, content: bytes) -> NetworkError:
    try:
        told = Fields(load(content))
    except Refusal:
        told = Fields({})
    code = told.line("error")
    said = _words(provider, code or str(status), told.line("error_description"))
    if not code:  # not the provider's own word, perhaps that of something in front of it
        return NotUnderstood(said)
    if code in _LATER:
        return Unreachable(said)
    if code in ("invalid_grant", "interaction_required", "consent_required", "login_required"):
        return Expired(said)
    if code in ("invalid_client", "unauthorized_client", "access_denied"):
        return Refused(said)
    return Rejected(said)


def _words(provider: Provider, code: str, description: str) -> str:
    """Microsoft's go on for long with numbers for its own people."""
    words = description.partition(" Trace ID:")[0][:300]
    return f"{provider.name}: {words} ({code})" if words else f"{provider.name}: {code}"


def _renewed(access: Access, told: Fields, provider: Provider, now: datetime) -> Access:
    """With the new token; what the answer does not tell stays as it was. :raises NotUnderstood:"""
    token = told.line("access_token")
    if not token or told.line("token_type").lower() not in ("bearer", ""):
        raise NotUnderstood(f"{provider.name}'s answer holds no token", reached=True)
    held = {**access.secrets, "access-token": token}
    if again := told.line("refresh_token"):
        held["refresh-token"] = again
    lasts = timedelta(seconds=told.number("expires_in"))
    if not lasts and "refresh-token" in held:
        lasts = _USUAL
    scopes = tuple(told.line("scope").split()) or access.scopes
    return replace(access, secrets=held, scopes=scopes, expires=now + lasts if lasts else None)


def provider_of(held: Mapping[str, str], known: Mapping[str, Provider], http: Http) -> Provider:
    """Whose login it is, by what was typed in or is kept. :raises NetworkError: it does not tell of itself."""
    found = known.get(held.get("provider", ""))
    if found is None:
        return providers.told(held.get("issuer", ""), tuple(held.get("scope", "").split()), http)
    return found.of_tenant(held["tenant"]) if held.get("tenant") else found
