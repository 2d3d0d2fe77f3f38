"""Which request is answered by what; errors as RFC 7807 has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.servers.answering import Reply, Request
from tests.servers.peertube.reading import (
    actor,
    caption_file,
    captions,
    config,
    film,
    films,
    me,
    my_comments,
    my_films,
    thread,
    threads,
    used,
)
from tests.servers.peertube.state import Held, Problem
from tests.servers.peertube.writing import (
    begin,
    caption,
    change,
    client,
    comment,
    delete_comment,
    delete_film,
    piece,
    revoke,
    token,
)


class PeerTubeServer(Held):
    def answer(self, request: Request) -> Reply:
        try:
            for method, pattern, act in ROUTES:
                found = pattern.fullmatch(request.path)
                if found and method == request.method:
                    return act(self, request, *found.groups())
            raise Problem(404, "Not found")
        except Problem as problem:
            told = {
                "type": f"https://docs.joinpeertube.org/api-rest-reference.html#section/Errors/{problem.code}"
                if problem.code
                else "about:blank",
                "title": "Problem",
                "detail": problem.detail,
                "status": problem.status,
            }
            if problem.code:
                told["code"] = problem.code
            return Reply(told, problem.status, {"Content-Type": "application/problem+json"})


def _routes(*told: tuple[str, str, Callable[..., Reply]]) -> list[tuple[str, re.Pattern[str], Any]]:
    return [(method, re.compile(f"/api/v1{path}"), act) for method, path, act in told]


ROUTES = _routes(
    ("GET", "/config", config),
    ("GET", "/(accounts|video-channels)/([^/]+)", actor),
    ("GET", "/(accounts|video-channels)/([^/]+)/videos", films),
    ("GET", "/users/me", me),
    ("GET", "/users/me/videos", my_films),
    ("GET", "/users/me/videos/comments", my_comments),
    ("GET", "/users/me/video-quota-used", used),
    ("GET", "/oauth-clients/local", client),
    ("POST", "/users/token", token),
    ("POST", "/users/revoke-token", revoke),
    ("POST", "/videos/upload-resumable", begin),
    ("PUT", "/videos/upload-resumable", piece),
    ("GET", "/videos/([^/]+)", film),
    ("PUT", "/videos/([^/]+)", change),
    ("DELETE", "/videos/([^/]+)", delete_film),
    ("GET", "/videos/([^/]+)/captions", captions),
    ("PUT", "/videos/([^/]+)/captions/([^/]+)", caption),
    ("GET", "/videos/([^/]+)/comment-threads", threads),
    ("POST", "/videos/([^/]+)/comment-threads", comment),
    ("GET", r"/videos/([^/]+)/comment-threads/(\d+)", thread),
    ("POST", r"/videos/([^/]+)/comments/(\d+)", comment),
    ("DELETE", r"/videos/([^/]+)/comments/(\d+)", delete_comment),
)
ROUTES.append(("GET", re.compile(r"/lazy-static/video-captions/(.{36})-(\w+)\.vtt"), caption_file))
