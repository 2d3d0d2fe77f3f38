"""How an answer is sent: for all to read, kept by caches for a moment, and not sent twice when nothing is new."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from msgspec import Struct

from tilstede.rooms.follow.api import parameters, problems
from tilstede.rooms.follow.api.addresses import Addresses
from tilstede.rooms.follow.api.endpoints import Endpoint
from tilstede.web.addresses import neutral
from tilstede.web.caching import READERS
from tilstede.web.sharing import ANY_SITE

READING = "GET, HEAD, OPTIONS"
SHARED = {**ANY_SITE, "Access-Control-Expose-Headers": "ETag, Link"}
_ASKED_BEFORE = {
    "Access-Control-Allow-Methods": READING,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_ENCODER = msgspec.json.Encoder()

View = Callable[..., HttpResponseBase]


def served(endpoint: Endpoint) -> View:
    """The endpoint as a view."""

    def made(request: HttpRequest, **path: Any) -> HttpResponseBase:
        asked = parameters.read(request, endpoint.asked)
        return _told(request, endpoint.answer(asked, Addresses(request), **path))

    return reading(made)


def reading(made: View) -> View:
    """A view open to programs anywhere, whether it answers or refuses. It asks for no session and sets no cookie."""

    @csrf_exempt  # nothing is changed here; so another method is answered with 405, not with a question of forgery
    def view(request: HttpRequest, **path: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": READING, **SHARED, **_ASKED_BEFORE})
        try:
            if request.method not in ("GET", "HEAD"):
                raise problems.method_not_allowed()
            answer = made(request, **path)
        except problems.Refused as refused:
            answer = _refusal(refused, Addresses(request).of("api"))
        return _shared(answer)

    return view


def fault(request: HttpRequest) -> HttpResponseBase:
    """What is sent when something of ours broke, told the same way as all else. Django has logged it."""
    return _shared(_refusal(problems.fault(), Addresses(request).of("api")))


def not_understood() -> HttpResponseBase:
    """What is sent when not even the host can be trusted: the explanation's address is told without it."""
    answer = _shared(_refusal(problems.not_understood(), neutral("api")))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@reading
def nothing(request: HttpRequest, rest: str) -> HttpResponseBase:
    """At an address where there is nothing."""
    raise problems.not_found()


def encoded(thing: object) -> bytes:
    """JSON, as it is sent."""
    return _ENCODER.encode(thing)


def sent(request: HttpRequest, content: bytes) -> HttpResponseBase:
    """JSON with a strong ETag, or 304 when the reader has just that (RFC 9110 section 13)."""
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"Cache-Control": READERS, "ETag": tag}
    answer = HttpResponse(content, content_type="application/json", headers=headers)
    return get_conditional_response(request, etag=tag, response=answer) or answer


def _told(request: HttpRequest, body: Struct) -> HttpResponseBase:
    answer = sent(request, encoded(body))
    _speak(answer)
    links = [
        f'<{address}>; rel="{relation}"'
        for relation, name in (("next", "next"), ("prev", "previous"))
        if (address := getattr(body, name, None))
    ]
    if links:
        answer.headers["Link"] = ", ".join(links)
    return answer


def _refusal(refused: problems.Refused, documentation: str) -> HttpResponseBase:
    content = encoded(refused.problem(documentation))
    answer = HttpResponse(content, content_type="application/problem+json", status=refused.status)
    answer.headers["Cache-Control"] = READERS if refused.status < 500 else "no-store"
    if refused.status == 405:
        answer.headers["Allow"] = READING
    _speak(answer)
    return answer


def _shared(answer: HttpResponseBase) -> HttpResponseBase:
    for name, value in SHARED.items():
        answer.headers[name] = value
    return answer


def _speak(answer: HttpResponseBase) -> None:
    """Names and errors are in the reader's language, so a cache keeps an answer for each."""
    answer.headers["Content-Language"] = get_language() or ""
    patch_vary_headers(answer, ["Accept-Language"])
