"""An identity provider that lies, or whose answer was changed on the way: nobody comes in by it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from django.core.cache import cache
from django.test import Client

from tilstede.office.models import User

pytestmark = pytest.mark.django_db
BEGIN, BACK = "/sign-in/with/oidc", "/sign-in/with/oidc/back"
EMAIL = "kari@fjordvik.example"
OWN, OTHER = (generate_private_key(65537, 2048) for _ in range(2))
Lie = Callable[[dict[str, Any]], None]


def signed(claims: dict[str, Any], key: RSAPrivateKey = OWN) -> str:
    return jwt.encode(claims, key, "RS256", headers={"kid": "1"})


@dataclass
class Liar:
    """What it tells. ``token``: made of the claims; ``person``: the user info."""

    issuer: str = ""
    nonce: str = ""
    lie: Lie = lambda claims: None
    token: Callable[[dict[str, Any]], Any] = signed
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "kari", "email": EMAIL})
    config: dict[str, Any] = field(default_factory=dict)

    def answer(self, path: str) -> Any:
        if path == "/.well-known/openid-configuration":
            ends = {"authorization": "auth", "token": "token", "userinfo": "me"}
            found = {f"{name}_endpoint": f"{self.issuer}/{end}" for name, end in ends.items()}
            return {
                "issuer": self.issuer,
                "jwks_uri": f"{self.issuer}/keys",
                **found,
                **self.config,
            }
        if path == "/keys":
            own = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OWN.public_key()))
            return {"keys": [{**own, "kid": "1", "alg": "RS256"}]}
        return self._token() if path == "/token" else self.person

    def _token(self) -> dict[str, Any]:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": "tilstede", "sub": "kari", "nonce": self.nonce}
        claims |= {"iat": now, "exp": now + 60}
        self.lie(claims)
        token = self.token(claims)
        return {"access_token": "x", "token_type": "Bearer"} | (
            {"id_token": token} if token else {}
        )


@pytest.fixture
def liar(settings: Any) -> Iterator[Liar]:
    """A provider that says what a test makes it say."""
    told = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(told.answer(urlsplit(self.path).path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            """Tests keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    told.issuer = settings.OIDC_ISSUER = f"http://127.0.0.1:{server.server_port}"
    settings.OIDC_CLIENT, settings.OIDC_SECRET, settings.OIDC_NAME = "tilstede", "x", "Løgn"
    cache.clear()
    User.objects.create_user(EMAIL)
    yield told
    server.shutdown()
    server.server_close()
    thread.join(10)


def come(client: Client, liar: Liar) -> int:
    """Go there and back with what it says; what our site answers."""
    there = client.get(BEGIN)
    if there.status_code != 302:
        return there.status_code
    asked = {
        key: one[0] for key, one in parse_qs(urlsplit(there.headers["Location"]).query).items()
    }
    liar.nonce = asked["nonce"]
    return client.get(BACK, {"code": "x", "state": asked["state"]}).status_code


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_one_that_tells_the_truth_is_believed(client: Client, liar: Liar) -> None:
    assert come(client, liar) == 302
    assert is_in(client)


LIES: dict[str, Lie] = {
    "another issuer": lambda claims: claims.update(iss="https://evil.example"),
    "for another site": lambda claims: claims.update(aud="another"),
    "too old": lambda claims: claims.update(exp=int(time.time()) - 60),
    "of another visit": lambda claims: claims.update(nonce="another"),
    "of no visit": lambda claims: claims.pop("nonce") and None,
    "about another": lambda claims: claims.update(sub="ola"),
    "about nobody": lambda claims: claims.pop("sub") and None,
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_in_the_token_lets_nobody_in(client: Client, liar: Liar, lie: Lie) -> None:
    liar.lie = lie
    assert come(client, liar) == 401
    assert not is_in(client)


TOKENS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "by another key": lambda claims: signed(claims, OTHER),
    "by nobody": lambda claims: jwt.encode(claims, None, "none", headers={"kid": "1"}),
    "by a key it does not name": lambda claims: jwt.encode(
        claims, OWN, "RS256", headers={"kid": "2"}
    ),
    "cut": lambda claims: signed(claims)[:-4],
    "missing": lambda claims: None,
    "no token": lambda claims: "x",
}


@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS)
def test_a_token_that_it_did_not_sign_lets_nobody_in(
    client: Client, liar: Liar, token: Callable[[dict[str, Any]], Any]
) -> None:
    liar.token = token
    assert come(client, liar) == 401
    assert not is_in(client)


@pytest.mark.parametrize(
    "config",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": "http://127.0.0.1:9/"},
        {"jwks_uri": "http://127.0.0.1:9/"},
        {"userinfo_endpoint": "http://127.0.0.1:9/"},
    ],
)
def test_a_provider_that_is_another_or_half_down_lets_nobody_in(
    client: Client, liar: Liar, config: dict[str, Any]
) -> None:
    liar.config = config
    assert come(client, liar) == 401
    assert not is_in(client)


@pytest.mark.parametrize(
    "email", ["", None, 7, [], "x" * 400 + "@y.example", "a\nb@c.no", "x\x00@y.no"]
)
def test_an_e_mail_address_that_is_none_is_nobody_s(
    client: Client, liar: Liar, settings: Any, email: Any
) -> None:
    settings.OIDC_STRANGERS = "admit"
    liar.person = {"sub": "kari", "email": email, "name": 7}
    assert come(client, liar) == 403
    assert not is_in(client)
    assert User.objects.count() == 1
