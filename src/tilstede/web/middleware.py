"""What every answer carries: a content security policy, and a language."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from tilstede.web import addresses, keyed

Answer = Callable[[HttpRequest], HttpResponseBase]

#: Only what we serve ourselves. `data:` is for the design system's own small icons in its styles.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

#: What readers' browsers call the languages we have. `no` is the language of which nb and nn are forms.
OTHER_NAMES = {"no": "nb"}


class ContentSecurityPolicy:
    """Sets the policy on every answer that has none of its own (a stranger's picture has a stricter one)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class Referrer:
    """Nobody is told more than the site of where somebody came from, when the address there is its own key. Styles and
    pictures that such a page fetches would else bring it into the log of a front. The site itself is told: forms are
    checked by it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if keyed.is_one(request.path):
            response.headers.setdefault("Referrer-Policy", "strict-origin")
        return response


#: What is packed: text, in whatever clothes.
TEXTS = (
    "text/",
    "application/json",
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/activity+json",
)


class Packing(GZipMiddleware):
    """Packs pages, which shrink to a fifth. Pictures and bundles are packed as they are."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.headers.get("Content-Type", "").startswith(TEXTS):
            return super().process_response(request, response)
        return response


class Language:
    """Chooses the language of the page: from the address, else from the reader's browser.

    A language in the address is taken off before the address is looked up, and put on every address
    that `reverse` makes, so a reader who chose a form keeps it from page to page without a cookie.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen, rest = addresses.split(request.path_info)
        code = chosen or preferred(request.headers.get("Accept-Language", ""))
        outer = get_script_prefix()
        if chosen:
            request.path_info = rest
            set_script_prefix(f"{outer}{chosen}/")
        try:
            with translation.override(code):
                response = self.get_response(request)
        finally:
            set_script_prefix(outer)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers["Content-Language"] = code
            if not chosen:
                patch_vary_headers(response, ["Accept-Language"])
        return response


def preferred(header: str) -> str:
    """The first of the reader's languages that we have (RFC 9110 section 12.5.4), else the body's own."""
    available = dict(settings.LANGUAGES)
    for wanted, _ in parse_accept_lang_header(header.lower()):
        code = wanted.partition("-")[0]
        code = OTHER_NAMES.get(code, code)
        if code in available:
            return code
    return settings.LANGUAGE_CODE
