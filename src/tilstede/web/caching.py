"""How long an answer may be kept by others: public pages for a moment, a signed-in person's never."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from tilstede.web import unchanged

View = Callable[..., HttpResponse]

#: A cache in front takes a storm of readers; ten seconds is how late a new post may be seen.
READERS = "public, max-age=0, s-maxage=10, stale-while-revalidate=60"
PRIVATE = "private, no-store"
#: Content that never changes under its address.
FOR_EVER = "public, max-age=31536000, immutable"


def for_readers(view: View) -> View:
    """Let caches keep the page for all readers, unless the reader is signed in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            response = view(request, *args, **kwargs)
            response.headers["Cache-Control"] = PRIVATE
            return response
        with unchanged.watched():
            response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = READERS
        return response

    return answer
