"""A mistake in the address of a page: what is wrong is said, with the way to the page without it."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

#: Characters of what was typed that are repeated.
SHOWN = 60


class Mistaken(BadRequest):
    """A parameter of the address that cannot be understood. ``said``: why, in the reader's language, with ``{told}``
    where what was typed is to stand."""

    def __init__(self, name: str, value: str, said: str) -> None:
        super().__init__(f"{name}= is not understood")
        self.name = name
        short = value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
        self.said = said.format(told=f"{name}={short}")


def page(request: HttpRequest, mistake: Mistaken) -> HttpResponse:
    """The answer, with status 400. Nobody keeps it."""
    rest = request.GET.copy()
    rest.pop(mistake.name, None)
    query = f"?{rest.urlencode()}" if rest else ""
    context = {"said": mistake.said, "without": f"{request.path}{query}"}
    answer = render(request, "web/mistaken.html", context, status=400)
    answer.headers["Cache-Control"] = "no-store"
    return answer
